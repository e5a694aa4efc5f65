// The size of one axis as a closed form in the input's size. See app/resnet_atlas/graph/extent.py.

import { valueOf } from "./expression.js";

/** ⌊(n + a)/s⌋ for an input of n pixels; with s = 0 the constant a. With a form the size is that
 * expression, and s the pixels between two elements.
 * @typedef {{a: number, s: number, form?: string | null}} Extent */

/** The size for an input of n pixels; 0 or less if the input is too small.
 * @param {Extent} extent @param {number} n */
export const sizeOf = ({ a, s, form }, n) =>
  form ? valueOf(form, { H: n, W: n }) : s ? Math.floor((n + a) / s) : a;

/** The first and last input that end at a size; null if all do (a constant axis), or for a form.
 * @param {Extent} extent @param {number} size @returns {[number, number] | null} */
export const inputsOf = ({ a, s, form }, size) =>
  s && !form ? [Math.max(size * s - a, 1), size * s - a + s - 1] : null;

/** The extent in symbols: ⌈H/32⌉, ⌊(H+15)/32⌋, H−2.
 * @param {Extent} extent @param {string} n */
export function symbolOf({ a, s }, n) {
  if (!s) return String(a);
  const shifted = a ? `${n}${a < 0 ? "−" : "+"}${Math.abs(a)}` : n;
  if (s === 1) return shifted;
  if (a === s - 1) return `⌈${n}/${s}⌉`;
  return a ? `⌊(${shifted})/${s}⌋` : `⌊${n}/${s}⌋`;
}
