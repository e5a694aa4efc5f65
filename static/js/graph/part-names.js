// The names that people give to a part of a network: layer4[-1], C4, res4, conv4_x, res3a_branch2a,
// layer1.0.conv1.weight. See app/resnet_atlas/graph/part_names.py.

/** @typedef {import("./graph.js").Graph} Graph */

const TENSOR = /\.(weight|bias|running_mean|running_var|num_batches_tracked)$/;
const CAFFE = /^(res|bn|scale)([2-5])([a-z])(\d*)(?:_branch(1|2[abc]))?$/;
const WRAPPER = /^[a-z_]+$/;

/** The id of the op or group of that name; null if there is none. A module that holds several ops,
 * such as layer2.0.downsample, is the first of them.
 * @param {Graph} graph @param {string} name @returns {string | null} */
export function findPart(graph, name) {
  const stages = new Map(
    graph.groups.flatMap(({ id, names }) => aliases(names).map((alias) => [alias, id])),
  );
  const known = [...graph.ops.slice(1).map((op) => op.id), ...graph.group.keys()];
  const text = name
    .trim()
    .toLowerCase()
    .replace(/\[\s*(-?\d+)\s*\]/g, ".$1");
  let [head, ...rest] = fromCaffe(text.replace(TENSOR, "")).split(".");
  for (;;) {
    const path = counted([stages.get(head) ?? head, ...rest], known);
    if (known.includes(path)) return path;
    const inside = known.find((id) => id.startsWith(`${path}.`)) ?? null;
    if (inside || !rest.length || !WRAPPER.test(head)) return inside;
    [head, ...rest] = rest;
  }
}

/** The names of a group, and those that follow from the paper's: C4, res4. @param {string[]} names */
function aliases(names) {
  const numbers = names.flatMap((name) => name.match(/^conv(\d)_x$/)?.[1] ?? []);
  return [
    ...names.map((name) => name.toLowerCase()),
    ...numbers.flatMap((number) => [`c${number}`, `res${number}`]),
  ];
}

/** A name of the authors' Caffe models by module path; any other text as it is. @param {string} text */
function fromCaffe(text) {
  const match = CAFFE.exec(text);
  if (!match) return text;
  const [, what, stage, letter, number, branch] = match;
  const block = `res${stage}.${number || letter.charCodeAt(0) - "a".charCodeAt(0)}`;
  if (!branch) return block;
  if (branch === "1") return `${block}.downsample.${what === "res" ? 0 : 1}`;
  return `${block}.${what === "res" ? "conv" : "bn"}${"abc".indexOf(branch[1]) + 1}`;
}

/** A path, with a block that is counted from the end (-1) as the one that it is.
 * @param {string[]} path @param {string[]} known */
function counted(path, known) {
  const [stage, block, ...rest] = path;
  if (!/^-\d+$/.test(block ?? "")) return path.join(".");
  const blocks = known.filter(
    (id) => id.startsWith(`${stage}.`) && /^\d+$/.test(id.slice(stage.length + 1)),
  );
  return [blocks.at(Number(block)) ?? path.slice(0, 2).join("."), ...rest].join(".");
}
