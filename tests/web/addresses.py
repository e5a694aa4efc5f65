"""An address of each kind that there is."""

PATHS = [
    "/",
    "/models/resnet18",
    "/models/resnet18/picture",
    "/embed/resnet18",
    "/static/vendor/js/explorer.js",
    "/docs",
    "/healthz",
    "/theme.css",
    "/static/atlas.css",
    "/api/v1/models",
    "/api/v1/openapi.json",
    "/diagrams/resnet18.svg",
]
