// Finds ops and groups by name, kind, option, shape or cumulative stride.

import { findPart } from "./part-names.js";
import { torchOf } from "./torch.js";
import { shapeOf, shown } from "./tensor.js";

/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./graph.js").Op} Op */
/** @typedef {import("./tensor.js").Input} Input */

/** How many input pixels one step of an op's output is, per axis. @param {Op} op */
export const jumpOf = (op) => op.output.extents.map((extent) => extent.s);

/** By how much an op makes maps larger, or nothing. @param {Graph} graph @param {Op} op
 * @param {Input} input @returns {number[]} */
function scaleOf(graph, op, input) {
  const before = ["interpolate", "conv_transpose"].includes(op.kind) && graph.op.get(op.inputs[0]);
  if (!before) return [];
  const [from, to] = [before, op].map(({ output }) => shapeOf(output, input)[2]);
  return to > from ? [Math.round((10 * to) / from) / 10] : [];
}

/** The words that an op can be found by. @param {Graph} graph @param {Op} op @param {Input} input */
function words(graph, op, input) {
  const found = [
    op.id,
    op.kind,
    op.kind.replace("_", " "),
    op.role,
    shown(shapeOf(op.output, { ...input, batch: 1 })),
    ...jumpOf(op).map(at),
    ...scaleOf(graph, op, input).flatMap((by) => ["upsampling", `${by}x`, `x${by}`, `↑${by}`]),
  ];
  if (op.windows) {
    const [high, wide] = op.windows;
    found.push(`${high.kernel}×${wide.kernel}`);
    for (const name of /** @type {const} */ (["kernel", "stride", "padding", "dilation"]))
      found.push(`${name}=${high[name]}`);
    found.push(`groups=${op.groups}`);
    if (high.dilation > 1) found.push("dilation>1");
    if (op.groups > 1) found.push("groups>1");
  }
  return found;
}

/** A search as words that ops are compared with. A stride that no op has by itself is a cumulative
 * one, written 1/16. @param {Graph} graph @param {string} text */
export function wordsOf(graph, text) {
  const own = (/** @type {string} */ stride) =>
    graph.ops.some((op) => op.windows?.some((window) => `${window.stride}` === stride));
  return text
    .toLowerCase()
    .replace(/\(([\d,\s]+)\)/g, (_, shape) => shape.replace(/\s*,\s*/g, "x")) // as PyTorch prints one
    .replace(/(\d)\s*[x*]\s*(?=\d)/g, "$1×")
    .replace(/(\d)×(?!\d)/g, "$1x") // upsampled by so much
    .replace(/(output|cumulative|total)[\s_]*stride\s*=?\s*(?=\d)/g, "1/")
    .replace(/↓\s*(?=\d)/g, "stride=") // as the picture has it
    .replace(/\b(kernel|stride|padding|dilation|groups)\s+(?=\d)/g, "$1=")
    .replace(/\bstage\s+(?=\d)/g, "stage")
    .replace(/\s*([=/])\s*/g, "$1")
    .replace(/stride=(\d+)/g, (same, stride) => (own(stride) ? same : `1/${stride}`))
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((word) => word.replace(/^dilat(ion|ed)$/, "dilation>1").replace(/^grouped$/, "groups>1"));
}

/** The ids of the groups and ops that a name or every word of a text fits, in the order of execution.
 * `3x3`, `stride=2`, `512x28x28`, `layer2.0`, `conv2 stride=2`, `max pool`, `stage 2`, `↓2`, `1/16`,
 * `(512, 28, 28)`, `C4`, `layer4[-1]`, `2x` (upsampled).
 * @param {Graph} graph @param {string} text @param {Input} input @returns {string[]} */
export function search(graph, text, input) {
  const asked = wordsOf(graph, text);
  if (!asked.length) return [];
  const named = findPart(graph, text);
  const groups = graph.groups
    .filter(({ names, id, kind, type, shortcut }) => {
      const last = kind === "block" ? undefined : graph.last(id);
      const there = [...names, id, type, shortcut ?? "", ...(last ? jumpOf(last) : []).map(at)];
      return there.some((name) => name.toLowerCase() === asked.join(" "));
    })
    .map(({ id }) => id);
  const ops = graph.ops.slice(1).filter((op) => {
    const there = words(graph, op, input).map((text) => text.toLowerCase());
    const [type] = torchOf(op)
      .toLowerCase()
      .match(/^nn\.\w+/) ?? [""];
    return asked.every(
      (word) => type === `nn.${word}` || type === word || there.some((text) => fits(text, word)),
    );
  });
  return [...new Set([...(named ? [named] : []), ...groups, ...ops.map((op) => op.id)])];
}

/** A cumulative stride as a word. @param {number} jump */
const at = (jump) => `1/${jump}`;

/** Whether a word fits: options, strides and shapes as a whole, paths by any part.
 * @param {string} there @param {string} word */
function fits(there, word) {
  if (/[=>/]/.test(there) || /[=>/]/.test(word)) return there === word;
  if (/^\d+(×\d+)*$/.test(word))
    return (
      there === word ||
      (word.includes("×") && there.endsWith(`×${word}`)) ||
      (/^\d+$/.test(word) && there.split("×")[0] === word && there.includes("×"))
    );
  return there.includes(word);
}
