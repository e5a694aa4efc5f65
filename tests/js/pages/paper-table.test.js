import assert from "node:assert/strict";
import test from "node:test";

import { countAt, readAxes, readCount, sides } from "../../../static/js/pages/paper-table.js";

const AT_225 = { height: 225, width: 320 };

test("axes are read as the server writes them", () => {
  assert.deepEqual(readAxes("1/2 31/32 "), [
    { a: 1, s: 2 },
    { a: 31, s: 32 },
  ]);
  assert.deepEqual(readAxes(""), []);
});

test("the first axis is the height, the second the width", () =>
  assert.deepEqual(sides(readAxes("1/2 1/2"), AT_225), [113, 160]));

test("a count is a weight at every position, or once where there is none", () => {
  const count = readCount("9408 1/2 1/2, 512000");
  assert.deepEqual(count, [
    {
      each: 9408,
      axes: [
        { a: 1, s: 2 },
        { a: 1, s: 2 },
      ],
    },
    { each: 512000, axes: [] },
  ]);
  assert.equal(countAt(count, AT_225), 9408 * 113 * 160 + 512000);
});
