import assert from "node:assert/strict";
import test from "node:test";

import { t } from "../../../static/js/shared/messages.js";

/** The module anew, on a page with these elements. */
async function on(document, name) {
  globalThis.document = document;
  try {
    return await import(`../../../static/js/shared/messages.js?${name}`);
  } finally {
    delete globalThis.document;
  }
}

test("without a catalogue the English is said", () => {
  assert.equal(t("nothing found"), "nothing found");
});

test("places are filled, each wherever it stands and as it is given", () => {
  assert.equal(
    t("{place} of {count}: {id}", { place: 0, count: 2, id: "$& {count}" }),
    "0 of 2: $& {count}",
  );
  assert.equal(t("{a}, {a} and {b}", { a: 1 }), "1, 1 and {b}");
});

test("a page without a catalogue is in English", async () => {
  const words = await on({ getElementById: () => null }, "english");
  assert.equal(words.t("{count} found", { count: 3 }), "3 found");
});

test("a page's catalogue has its own order of words", async () => {
  const textContent = JSON.stringify({
    "{one} of {all}": "共 {all} 个，第 {one} 个",
    untranslated: "",
  });
  const words = await on(
    { getElementById: (id) => (id === "words" ? { textContent } : null) },
    "chinese",
  );
  assert.equal(words.t("{one} of {all}", { one: 2, all: 5 }), "共 5 个，第 2 个");
  assert.equal(words.t("untranslated"), "untranslated");
  assert.equal(words.t("unknown"), "unknown");
});
