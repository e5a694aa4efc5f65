import assert from "node:assert/strict";
import test from "node:test";

import { read, shapeOf, shown, written } from "../../../static/js/graph/tensor.js";

const INPUT = { height: 225, width: 320, batch: 1 };
const CONV1 = {
  channels: 64,
  extents: [
    { a: 1, s: 2 },
    { a: 1, s: 2 },
  ],
};
const LAYER2 = {
  channels: 512,
  extents: [
    { a: 7, s: 8 },
    { a: 7, s: 8 },
  ],
};
const LOGITS = { channels: 1000, extents: [] };

test("a shape begins with the batch and ends with height, then width", () => {
  assert.deepEqual(shapeOf(CONV1, INPUT), [1, 64, 113, 160]);
  assert.deepEqual(shapeOf(LAYER2, { ...INPUT, batch: 8 }), [8, 512, 29, 40]);
  assert.deepEqual(shapeOf(LOGITS, { ...INPUT, batch: 2 }), [2, 1000]);
});

test("a batch of one is not said", () => {
  assert.equal(shown([1, 512, 29, 40]), "512×29×40");
  assert.equal(shown([8, 512, 29, 40]), "8×512×29×40");
  assert.equal(shown([1, 1, 1, 1]), "1×1×1");
});

test("a tensor is written in numbers or in symbols", () => {
  assert.equal(written(LAYER2, INPUT, false), "512×29×40");
  assert.equal(written(LAYER2, INPUT, true), "512×⌈H/8⌉×⌈W/8⌉");
  assert.equal(written(LOGITS, INPUT, true), "1000");
});

test("symbols are the same at every input, the batch included", () =>
  assert.equal(written(LAYER2, { height: 7, width: 7, batch: 64 }, true), "512×⌈H/8⌉×⌈W/8⌉"));

test("data-shape is read back as the tensor that it stands for", () => {
  assert.deepEqual(read("512 7/8 7/8"), LAYER2);
  assert.deepEqual(read("64 -2/1 1/0"), {
    channels: 64,
    extents: [
      { a: -2, s: 1 },
      { a: 1, s: 0 },
    ],
  });
  assert.deepEqual(read("1000"), LOGITS);
  assert.deepEqual(read("1000 "), LOGITS);
});
