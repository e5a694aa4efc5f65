// A tensor: its channels, and a closed form for each spatial axis.

import { sizeOf, symbolOf } from "./extent.js";
import { valueOf } from "./expression.js";

/** @typedef {import("./extent.js").Extent} Extent */
/** A tensor of another form than [N, C] or [N, C, H, W] has an expression for each dimension; what has
 * expressions has its symbols written.
 * @typedef {{channels: number, extents: Extent[], dims?: string[] | null, symbolic?: string,
 *   certainty?: "proven" | "observed"}} Tensor */
/** What the network is given. @typedef {{height: number, width: number, batch: number}} Input */

/** The shape, batch first.
 * @param {Tensor} tensor @param {Input} input @returns {number[]} */
export function shapeOf({ channels, extents, dims }, { height, width, batch }) {
  if (dims) return dims.map((form) => valueOf(form, { N: batch, H: height, W: width }));
  const sides = extents.map((extent, axis) => sizeOf(extent, axis ? width : height));
  return [batch, channels, ...sides];
}

/** A shape as the pictures write it, without a batch of 1.
 * @param {number[]} shape */
export const shown = (shape) => shape.slice(shape[0] === 1 ? 1 : 0).join("×");

/** A tensor's shape in numbers, or in symbols.
 * @param {Tensor} tensor @param {Input} input @param {boolean} symbols */
export function written(tensor, input, symbols) {
  if (!symbols) return shown(shapeOf(tensor, input));
  if (tensor.dims || tensor.extents.some(({ form }) => form)) return tensor.symbolic ?? "";
  const axes = tensor.extents.map((extent, axis) => symbolOf(extent, "HW"[axis]));
  return [tensor.channels, ...axes].join("×");
}

/** The tensor that `data-shape` describes: channels, and a/s or an expression for each axis; or a star
 * and an expression for each dimension. `data-symbols` has the symbols of expressions.
 * @param {string} text @param {string} [symbolic] @returns {Tensor} */
export function read(text, symbolic) {
  const [channels, ...axes] = text.trim().split(" ");
  if (channels === "*") return { channels: 0, extents: [], dims: axes, symbolic };
  const extents = axes.map((axis) => {
    if (!/^-?\d+\/\d+$/.test(axis)) return { a: 0, s: 1, form: axis };
    const [a, s] = axis.split("/").map(Number);
    return { a, s };
  });
  return { channels: Number(channels), extents, ...(symbolic && { symbolic }) };
}
