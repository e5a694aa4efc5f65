// Draws shapes as boxes to one scale: height and width of the map, channels as depth.

import { svg } from "../shared/dom.js";
import { t } from "../shared/messages.js";
import { shapeOf } from "../graph/tensor.js";

/** The longest side of a map, and the most channels. @typedef {{side: number, most: number}} Scale */

const TALL = 84,
  DEEP = 76,
  SLANT = 0.5,
  MARGIN = 40; // room for the label of the height

/** The scale at which every map of a network but its input has room: one for all its boxes.
 * @param {import("../graph/graph.js").Graph} graph @param {import("../graph/tensor.js").Input} input
 * @returns {Scale} */
export function scaleOf(graph, input) {
  const [given, ...others] = graph.tensors.map((tensor) => shapeOf(tensor, input));
  const all = others.length ? others : [given];
  return {
    side: Math.max(1, ...all.flatMap((shape) => shape.slice(2))),
    most: Math.max(1, ...all.map(([, channels]) => channels)),
  };
}

/** One box, or two side by side, with their sides written on them. What is larger than the scale, as
 * the image itself, is cut off there with a dashed edge.
 * @param {number[][]} shapes batch first @param {Scale} scale */
export function cuboids(shapes, { side, most }) {
  const known = shapes.map(([, channels, height = 1, width = 1]) => ({ channels, height, width }));
  const part = (/** @type {number} */ size, /** @type {number} */ all) => Math.min(size / all, 1);
  let x = 0;
  const boxes = known.map(({ channels, height, width }) => {
    const high = Math.max(part(height, side) * TALL, 1);
    const wide = Math.max(part(width, side) * TALL * 0.5, 1);
    const deep = Math.max(part(channels, most) * DEEP, 1);
    const cut = height > side || width > side;
    x += MARGIN;
    const box = cuboid(x, 4 + TALL + (TALL / 2) * SLANT, wide, high, deep, cut);
    box.append(
      label(x - 4, 4 + TALL + (TALL / 2) * SLANT - high / 2 + 4, "end", `H ${height}`),
      label(x, TALL + (TALL / 2) * SLANT + 18, "start", `C ${channels}`),
      label(x + deep + wide / 2 + 6, TALL + (TALL / 2) * SLANT + 6, "start", `W ${width}`),
    );
    x += Math.max(deep + wide + 30, 62);
    return box;
  });
  const [before, after] = known.map((shape) =>
    t("{channels} channels of {height} by {width}", shape),
  );
  const words = after ? t("{before}, then {after}", { before, after }) : before;
  return svg(
    "svg",
    {
      class: "cuboids",
      viewBox: `0 0 ${Math.max(x, 60)} ${TALL + (TALL / 2) * SLANT + 22}`,
      role: "img",
      "aria-label": words,
      height: 127,
    },
    ...boxes,
  );
}

/** @param {number} x @param {number} y @param {string} anchor @param {string} words */
function label(x, y, anchor, words) {
  const text = svg("text", { x, y, "text-anchor": anchor });
  text.textContent = words;
  return text;
}

/** A box seen from the side: its narrow face is the map, its depth are the channels.
 * @param {number} x @param {number} floor @param {number} wide @param {number} high
 * @param {number} deep @param {boolean} cut whether it is larger than the scale */
function cuboid(x, floor, wide, high, deep, cut) {
  const up = wide * SLANT;
  const top = floor - high;
  return svg(
    "g",
    { class: cut ? "cuboid cut" : "cuboid" },
    svg("path", { d: `M${x} ${top}h${deep}v${high}h${-deep}z`, class: "side" }),
    svg("path", { d: `M${x} ${top}l${wide} ${-up}h${deep}l${-wide} ${up}z`, class: "top" }),
    svg("path", { d: `M${x + deep} ${top}l${wide} ${-up}v${high}l${-wide} ${up}z`, class: "face" }),
  );
}
