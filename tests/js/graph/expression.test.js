import assert from "node:assert/strict";
import test from "node:test";
import { valueOf } from "../../../static/js/graph/expression.js";
import { sizeOf } from "../../../static/js/graph/extent.js";
import { read, shapeOf, written } from "../../../static/js/graph/tensor.js";

const sizes = { N: 2, H: 225, W: 320 };

test("sums, products and floors are computed", () => {
  const cases = {
    "": 0,
    7: 7,
    "-3": -3,
    N: 2,
    "H*W": 72000,
    "2*(H+15/16)+-1": 29,
    "((H+1/2)+1/2)": 57,
    "16+-8*H+4*H*W": 16 - 8 * 225 + 4 * 72000,
    "(H+-7/16)": 13,
  };
  for (const [text, value] of Object.entries(cases))
    assert.equal(valueOf(text, sizes), value, text);
});

test("an axis and a whole tensor may be expressions", () => {
  assert.equal(sizeOf({ a: 0, s: 1, form: "2*(H+1/2)" }, 5), 6);
  const input = { height: 225, width: 320, batch: 2 };
  const grown = read("8 2*(H/2) 15/16", "8×2⌊H/2⌋×⌈W/16⌉");
  assert.deepEqual(shapeOf(grown, input), [2, 8, 224, 20]);
  assert.equal(written(grown, input, true), "8×2⌊H/2⌋×⌈W/16⌉");
  assert.deepEqual(shapeOf(read("* N 4*H*W"), input), [2, 288000]);
});
