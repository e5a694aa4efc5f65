// Draws shapes as boxes to one scale: height and width of the map, channels as depth.

import { svg } from "../shared/dom.js";
import { t } from "../shared/messages.js";

const TALL = 76,
  DEEP = 64,
  SLANT = 0.5;

/** One box, or two side by side.
 * @param {number[][]} shapes batch first */
export function cuboids(shapes) {
  const known = shapes.map(([, channels, height = 1, width = 1]) => ({ channels, height, width }));
  const side = Math.max(...known.map((shape) => Math.max(shape.height, shape.width)));
  const most = Math.max(...known.map((shape) => shape.channels));
  let x = 2;
  const boxes = known.map((shape) => {
    const high = Math.max((shape.height / side) * TALL, 1);
    const wide = Math.max((shape.width / side) * TALL, 1);
    const deep = Math.max((shape.channels / most) * DEEP, 1);
    const box = cuboid(x, 2 + TALL + DEEP * SLANT, wide * 0.5, high, deep);
    x += wide * 0.5 + deep + 26;
    return box;
  });
  const [before, after] = known.map((shape) =>
    t("{channels} channels of {height} by {width}", shape),
  );
  const label = after ? t("{before}, then {after}", { before, after }) : before;
  return svg(
    "svg",
    {
      class: "cuboids",
      viewBox: `0 0 ${Math.max(x - 20, 60)} ${TALL + DEEP * SLANT + 6}`,
      role: "img",
      "aria-label": label,
      height: 104,
    },
    ...boxes,
  );
}

/** A box seen from the side: its narrow face is the map, its depth are the channels.
 * @param {number} x @param {number} floor @param {number} wide @param {number} high
 * @param {number} deep */
function cuboid(x, floor, wide, high, deep) {
  const up = wide * SLANT;
  const top = floor - high;
  return svg(
    "g",
    { class: "cuboid" },
    svg("path", { d: `M${x} ${top}h${deep}v${high}h${-deep}z`, class: "side" }),
    svg("path", { d: `M${x} ${top}l${wide} ${-up}h${deep}l${-wide} ${up}z`, class: "top" }),
    svg("path", { d: `M${x + deep} ${top}l${wide} ${-up}v${high}l${-wide} ${up}z`, class: "face" }),
  );
}
