import assert from "node:assert/strict";
import test from "node:test";

import { changedOps } from "../../../static/js/explorer/changes.js";
import { Graph } from "../../../static/js/graph/graph.js";

const op = (/** @type {string} */ id, more = {}) => ({
  ...{ id, kind: "conv", stage: "stem", block: null, role: "trunk", inputs: [], bias: false },
  ...{ in_channels: 3, groups: 1, windows: null, parameters: 0, macs_per_position: 0 },
  ...{ receptive_field: null, weights: {}, output: { channels: 8, extents: [], symbolic: "" } },
  ...more,
});
const graph = (/** @type {any[]} */ ...ops) => new Graph({ ops, groups: [] });

test("an op that is new, or has another width or stride, has changed", () => {
  const before = graph(op("a"), op("b"), op("c"), op("d"));
  const after = graph(
    op("a"),
    op("b", { output: { channels: 16, extents: [], symbolic: "" } }),
    op("c", { windows: [{ kernel: 3, stride: 2, padding: 1, dilation: 1 }] }),
    op("e"),
  );
  assert.deepEqual(changedOps(before, after), { changed: ["b", "c", "e"], gone: ["d"] });
});

test("a network hasn't changed against itself", () => {
  assert.deepEqual(changedOps(graph(op("a")), graph(op("a"))), { changed: [], gone: [] });
});
