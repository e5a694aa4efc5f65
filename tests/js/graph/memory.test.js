import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { Graph } from "../../../static/js/graph/graph.js";
import { traffic } from "../../../static/js/graph/roofline.js";
import { USUAL, readSetting, writeSetting } from "../../../static/js/graph/memory.js";

const V100 = { float32: 15.7e12, half: 125e12, bandwidth: 900e9 };

/** Budgets that Python computed: written by tests/facts/memory/shared_cases.py. */
const CASES = JSON.parse(
  readFileSync(new URL("../../facts/memory/shared_cases.json", import.meta.url), "utf8"),
);

CASES.forEach(({ graph: answer, budgets }, place) => {
  const graph = new Graph(answer);
  for (const {
    input,
    setting,
    untrainable,
    batch,
    side,
    savedBy,
    traffic: moved,
    ...sums
  } of budgets)
    test(`network ${place}, ${JSON.stringify({ input, setting })}: as Python computes it`, () => {
      const budget = graph.memory.budget(input, setting);
      assert.deepEqual(
        Object.fromEntries([...budget.savedBy].filter(([, bytes]) => bytes)),
        savedBy,
      );
      for (const [name, value] of Object.entries(sums)) assert.deepEqual(budget[name], value, name);
      assert.deepEqual(graph.memory.untrainable(input), untrainable);
      assert.equal(graph.memory.largestBatch(setting.card, input, setting), batch);
      assert.equal(graph.memory.largestSide(setting.card, input.batch, setting), side);
      assert.equal(budget.gradients, budget.weights);
      for (const [id, expected] of Object.entries(moved)) {
        const found = traffic(graph, graph.op.get(id), input, setting.dtype, V100);
        assert.deepEqual([found.read, found.written, found.seconds, found.bound], expected);
      }
    });
});

test("an address has what of a setting isn't usual", () => {
  assert.equal(writeSetting(USUAL), "");
  const setting = {
    optimizer: "sgd",
    dtype: "bfloat16",
    checkpoint: true,
    card: 11.5,
    device: "15.7@900",
  };
  assert.equal(writeSetting(setting), "sgd,bfloat16,checkpoint,11.5,15.7@900");
  assert.deepEqual(readSetting("sgd,bfloat16,checkpoint,11.5,15.7@900"), setting);
  assert.deepEqual(readSetting("lion,0,__proto__,-3,1e9"), USUAL);
});
