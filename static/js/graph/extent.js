// The size of one axis as a closed form in the input's size. See app/resnet_atlas/graph/extent.py.

/** ⌊(n + a)/s⌋ for an input of n pixels; with s = 0 the constant a.
 * @typedef {{a: number, s: number}} Extent */

/** The size for an input of n pixels; 0 or less if the input is too small.
 * @param {Extent} extent @param {number} n */
export const sizeOf = ({ a, s }, n) => (s ? Math.floor((n + a) / s) : a);

/** The first and last input that end at a size; null if all do (a constant axis).
 * @param {Extent} extent @param {number} size @returns {[number, number] | null} */
export const inputsOf = ({ a, s }, size) =>
  s ? [Math.max(size * s - a, 1), size * s - a + s - 1] : null;

/** The extent in symbols: ⌈H/32⌉, ⌊(H+15)/32⌋, H−2.
 * @param {Extent} extent @param {string} n */
export function symbolOf({ a, s }, n) {
  if (!s) return String(a);
  const shifted = a ? `${n}${a < 0 ? "−" : "+"}${Math.abs(a)}` : n;
  if (s === 1) return shifted;
  if (a === s - 1) return `⌈${n}/${s}⌉`;
  return a ? `⌊(${shifted})/${s}⌋` : `⌊${n}/${s}⌋`;
}
