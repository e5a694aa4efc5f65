import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { compact, signed } from "../../../static/js/graph/numbers.js";

test("numbers are rounded as the server rounds them", () => {
  const numbers = JSON.parse(readFileSync(new URL("../../numbers.json", import.meta.url), "utf8"));
  for (const [number, text] of Object.entries(numbers)) assert.equal(compact(Number(number)), text);
});

test("a difference has its sign", () => {
  assert.deepEqual([1849688064, -231211008, -7, 0].map(signed), [
    "+1.85 G",
    "−231.21 M",
    "−7",
    "±0",
  ]);
});
