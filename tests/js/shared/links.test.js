import assert from "node:assert/strict";
import test from "node:test";

import { updateLanguageLinks } from "../../../static/js/shared/links.js";

test("a link to the other language leads to the current address", () => {
  const link = { dataset: { lang: "en" }, setAttribute: (name, value) => (link[name] = value) };
  globalThis.document = { querySelectorAll: (which) => (which === "a[data-lang]" ? [link] : []) };
  updateLanguageLinks(
    new URL("http://atlas/models/resnet50?lang=zh&focus=layer2&size=225#select=layer2.0"),
  );
  delete globalThis.document;
  assert.equal(link.href, "/models/resnet50?focus=layer2&size=225&lang=en#select=layer2.0");
});
