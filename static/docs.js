// The API's description, shown by Swagger UI, which the page has loaded before this script runs.
const place = document.getElementById("swagger");
globalThis.SwaggerUIBundle({
  url: place.dataset.openapi,
  domNode: place,
  defaultModelsExpandDepth: 0,
  validatorUrl: null, // else it would ask another server
});
