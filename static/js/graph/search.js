// Finds ops and groups by module path, kind, option or shape.

import { torchOf } from "./torch.js";
import { shapeOf, shown } from "./tensor.js";

/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./graph.js").Op} Op */
/** @typedef {import("./tensor.js").Input} Input */

/** The words that an op can be found by. @param {Op} op @param {Input} input */
function words(op, input) {
  const found = [
    op.id,
    op.kind,
    op.kind.replace("_", " "),
    op.role,
    shown(shapeOf(op.output, { ...input, batch: 1 })),
  ];
  if (op.windows) {
    const [high, wide] = op.windows;
    found.push(`${high.kernel}×${wide.kernel}`);
    for (const name of /** @type {const} */ (["kernel", "stride", "padding", "dilation"]))
      found.push(`${name}=${high[name]}`);
    found.push(`groups=${op.groups}`);
  }
  return found;
}

/** The ids of the ops and groups that every word of a text fits, in the order of execution.
 * `3x3`, `stride=2`, `512x28x28`, `layer2.0`, `conv2 stride=2`, `max pool`, `stage 2`, `↓2`, `(512, 28, 28)`.
 * @param {Graph} graph @param {string} text @param {Input} input @returns {string[]} */
export function search(graph, text, input) {
  const asked = text
    .toLowerCase()
    .replace(/\(([\d,\s]+)\)/g, (_, shape) => shape.replace(/\s*,\s*/g, "x")) // as PyTorch prints one
    .replace(/(\d)\s*[x*]\s*(?=\d)/g, "$1×")
    .replace(/↓\s*(?=\d)/g, "stride=") // as the picture has it
    .replace(/\b(kernel|stride|padding|dilation|groups)\s+(?=\d)/g, "$1=")
    .replace(/\bstage\s+(?=\d)/g, "stage")
    .replace(/\s*=\s*/g, "=")
    .split(/[\s,]+/)
    .filter(Boolean);
  if (!asked.length) return [];
  const groups = graph.groups
    .filter(({ names, id, type, shortcut }) =>
      names.concat(id, type, shortcut ?? "").some((name) => name.toLowerCase() === asked.join(" ")),
    )
    .map(({ id }) => id);
  const ops = graph.ops.slice(1).filter((op) => {
    const there = words(op, input).map((text) => text.toLowerCase());
    const [type] = torchOf(op)
      .toLowerCase()
      .match(/^nn\.\w+/) ?? [""];
    return asked.every(
      (word) => type === `nn.${word}` || type === word || there.some((text) => fits(text, word)),
    );
  });
  return [...groups, ...ops.map((op) => op.id)];
}

/** Whether a word fits: options and shapes as a whole, paths by any part.
 * @param {string} there @param {string} word */
function fits(there, word) {
  if (there.includes("=") || word.includes("=")) return there === word;
  if (/^\d+(×\d+)*$/.test(word))
    return (
      there === word ||
      (word.includes("×") && there.endsWith(`×${word}`)) ||
      (/^\d+$/.test(word) && there.split("×")[0] === word && there.includes("×"))
    );
  return there.includes(word);
}
