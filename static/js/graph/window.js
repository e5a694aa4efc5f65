// Windows of convolutions and poolings: the size formula and what its floor drops.

import { sizeOf } from "./extent.js";

/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./graph.js").Op} Op */
/** @typedef {import("./graph.js").Window} Window */
/** @typedef {import("./tensor.js").Input} Input */

/** How many elements a window covers, the dilation's gaps included. @param {Window} window */
export const spanOf = ({ kernel, dilation }) => dilation * (kernel - 1) + 1;

/** What the size formula's floor drops of n elements. @param {Window} window @param {number} n */
export function dropped(window, n) {
  if (window.ceil) return 0;
  if (window.same)
    return Math.max(n - (Math.ceil(n / window.stride) - 1) * window.stride - spanOf(window), 0);
  return (n + 2 * window.padding - spanOf(window)) % window.stride;
}

/** The size formula with its numbers, as PyTorch documents it.
 * @param {Window} window @param {number} n elements that enter */
export function formula(window, n) {
  const { kernel, stride, padding, dilation, ceil, same } = window;
  if (same) return `⌈${n} / ${stride}⌉ = ${Math.ceil(n / stride)}`;
  const out = Math[ceil ? "ceil" : "floor"]((n + 2 * padding - spanOf(window)) / stride) + 1;
  const [left, right] = ceil ? "⌈⌉" : "⌊⌋";
  const span = dilation === 1 ? kernel : `${dilation}·(${kernel} − 1) − 1`;
  return `${left}(${n} + 2·${padding} − ${span}) / ${stride}${right} + 1 = ${out}`;
}

/** The size formula of a transposed convolution with its numbers.
 * @param {Window} window @param {number} n elements that enter @param {number} out */
export function growth(window, n, out) {
  const { stride, padding } = window;
  const more = out - ((n - 1) * stride - 2 * padding + spanOf(window));
  const padded = more ? ` + ${more}` : "";
  return `(${n} − 1)·${stride} − 2·${padding} + ${spanOf(window)}${padded} = ${out}`;
}

/** The size formula of an op for height, and for width where that differs.
 * @param {Graph} graph @param {Op} op @param {Input} input @returns {string[]} */
export function formulas(graph, op, input) {
  if (!op.windows) return [];
  const [before] = graph.entering(op.id);
  const sides = before.extents.map((extent, axis) =>
    sizeOf(extent, axis ? input.width : input.height),
  );
  if (op.kind === "conv_transpose") {
    const outs = op.output.extents.map((extent, axis) =>
      sizeOf(extent, axis ? input.width : input.height),
    );
    return [...new Set(op.windows.map((window, axis) => growth(window, sides[axis], outs[axis])))];
  }
  return [...new Set(op.windows.map((window, axis) => formula(window, sides[axis])))];
}
