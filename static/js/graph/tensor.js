// A tensor: its channels, and a closed form for each spatial axis.

import { sizeOf, symbolOf } from "./extent.js";

/** @typedef {import("./extent.js").Extent} Extent */
/** @typedef {{channels: number, extents: Extent[]}} Tensor */
/** What the network is given. @typedef {{height: number, width: number, batch: number}} Input */

/** The shape, batch first.
 * @param {Tensor} tensor @param {Input} input @returns {number[]} */
export function shapeOf({ channels, extents }, { height, width, batch }) {
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
  const axes = tensor.extents.map((extent, axis) => symbolOf(extent, "HW"[axis]));
  return [tensor.channels, ...axes].join("×");
}

/** The tensor that `data-shape` describes: channels, and a/s for each axis.
 * @param {string} text @returns {Tensor} */
export function read(text) {
  const [channels, ...axes] = text.trim().split(" ");
  const extents = axes.map((axis) => {
    const [a, s] = axis.split("/").map(Number);
    return { a, s };
  });
  return { channels: Number(channels), extents };
}
