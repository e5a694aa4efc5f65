import assert from "node:assert/strict";
import test from "node:test";

import { search } from "../../../static/js/graph/search.js";
import { suggestions } from "../../../static/js/graph/suggestions.js";
import { RESIDUAL } from "./graphs.js";

const INPUT = { height: 224, width: 224, batch: 1 };
const instead = (text) => suggestions(RESIDUAL, text, INPUT);

test("the most similar is suggested first", () => {
  assert.equal(instead("layer9")[0], "layer1");
  assert.equal(instead("avgpol")[0], "avgpool");
  assert.equal(instead("64x112x113")[0], "64×112×112");
  assert.equal(instead("padding=4")[0].split("=")[0], "padding");
});

test("for a stride that there isn't, those that there are", () =>
  assert.deepEqual(instead("stride 16"), ["stride 4", "stride 2"]));

test("of words that fit no op together, those that fit one", () =>
  assert.deepEqual(instead("7x7 layer9 shortcut"), ["7×7", "shortcut"]));

test("all that is suggested finds something", () => {
  for (const text of ["layer9", "stride 16", "999x1x1", "kernel=9", "nonsense", "3x3 head"])
    for (const other of instead(text)) assert.ok(search(RESIDUAL, other, INPUT).length, other);
});

test("for nothing, nothing is suggested", () => assert.deepEqual(instead("  "), []));
