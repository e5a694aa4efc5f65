import assert from "node:assert/strict";
import test from "node:test";

import { inputsOf, sizeOf, symbolOf } from "../../../static/js/graph/extent.js";

const HALF = { a: 1, s: 2 };
const LAST = { a: 31, s: 32 };

test("an extent is the size for an input of n pixels", () => {
  assert.equal(sizeOf(HALF, 225), 113);
  assert.equal(sizeOf(LAST, 224), 7);
  assert.equal(sizeOf(LAST, 225), 8);
  assert.equal(sizeOf(LAST, 1), 1);
  assert.equal(sizeOf({ a: -2, s: 1 }, 7), 5);
});

test("a constant axis has its size whatever comes in", () => {
  for (const n of [1, 224, 4096]) assert.equal(sizeOf({ a: 1, s: 0 }, n), 1);
});

test("an input that is too small leaves nothing", () => {
  assert.equal(sizeOf({ a: -2, s: 1 }, 2), 0);
  assert.equal(sizeOf({ a: -6, s: 2 }, 3), -2);
});

test("the inputs that end at a size are all that do, and no others", () => {
  assert.deepEqual(inputsOf(LAST, 7), [193, 224]);
  assert.deepEqual(inputsOf(LAST, 8), [225, 256]);
  for (const extent of [HALF, LAST, { a: 0, s: 1 }, { a: 15, s: 32 }, { a: -3, s: 4 }])
    for (const n of [5, 63, 64, 225, 4096]) {
      const size = sizeOf(extent, n);
      const [first, last] = inputsOf(extent, size);
      assert.ok(first <= n && n <= last);
      assert.deepEqual([sizeOf(extent, first), sizeOf(extent, last)], [size, size]);
      assert.equal(sizeOf(extent, last + 1), size + 1);
      if (first > 1) assert.equal(sizeOf(extent, first - 1), size - 1);
    }
});

test("no input is smaller than one pixel", () => assert.deepEqual(inputsOf(LAST, 1), [1, 32]));

test("a constant axis is the same for every input", () =>
  assert.equal(inputsOf({ a: 1, s: 0 }, 1), null));

test("an extent is written as the shortest formula there is", () => {
  const written = [
    [LAST, "⌈H/32⌉"],
    [HALF, "⌈H/2⌉"],
    [{ a: 0, s: 1 }, "H"],
    [{ a: -2, s: 1 }, "H−2"],
    [{ a: 3, s: 1 }, "H+3"],
    [{ a: 0, s: 4 }, "⌊H/4⌋"],
    [{ a: 15, s: 32 }, "⌊(H+15)/32⌋"],
    [{ a: -3, s: 2 }, "⌊(H−3)/2⌋"],
    [{ a: 7, s: 0 }, "7"],
  ];
  for (const [extent, words] of written) assert.equal(symbolOf(extent, "H"), words);
});
