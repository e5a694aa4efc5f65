import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { Graph } from "../../../static/js/graph/graph.js";
import { findPart } from "../../../static/js/graph/part-names.js";
import { group, op, SAME } from "./graphs.js";

/** Names and what they find in ResNet-50. Python is held to the same. */
const { cases: CASES } = JSON.parse(
  readFileSync(new URL("../../graph/part_names.json", import.meta.url), "utf8"),
);

/** ResNet-50 by names alone. */
function resnet50() {
  const paths = ["input", "conv1", "bn1"];
  const groups = [group("stem", "stem")];
  [3, 4, 6, 3].forEach((depth, index) => {
    const stage = `layer${index + 1}`;
    const names = [`stage${index + 1}`, stage, `conv${index + 2}_x`];
    groups.push(group(stage, "stage", null, { names }));
    for (let block = 0; block < depth; block++) {
      groups.push(group(`${stage}.${block}`, "block", stage));
      const inside = ["conv1", "bn1", "conv2", "bn2", "conv3", "bn3"];
      if (!block) inside.push("downsample.0", "downsample.1");
      paths.push(...[...inside, "add"].map((name) => `${stage}.${block}.${name}`));
    }
  });
  groups.push(group("head", "head"));
  return new Graph({ ops: [...paths, "fc"].map((id) => op(id, [], 1, SAME)), groups });
}

const GRAPH = resnet50();

for (const [name, id] of CASES)
  test(`${JSON.stringify(name)} finds ${id}`, () => assert.equal(findPart(GRAPH, name), id));
