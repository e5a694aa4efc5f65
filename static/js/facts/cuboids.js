// Shapes as boxes, to one scale: height and width as they are, channels as depth.

import { svg } from "../page/dom.js";
import { t } from "../page/messages.js";

const TALL = 76,
  DEEP = 64,
  SLANT = 0.5;

/** A box, or two side by side, the one drawn largest as large as there is room.
 * @param {number[][]} shapes batch first */
export function cuboids(shapes) {
  const known = shapes.map(([, channels, height = 1, width = 1]) => ({ channels, height, width }));
  const side = Math.max(...known.map((it) => Math.max(it.height, it.width)));
  const most = Math.max(...known.map((it) => it.channels));
  let x = 2;
  const boxes = known.map((it) => {
    const high = Math.max((it.height / side) * TALL, 1);
    const wide = Math.max((it.width / side) * TALL, 1);
    const deep = Math.max((it.channels / most) * DEEP, 1);
    const box = cuboid(x, 2 + TALL + DEEP * SLANT, wide * 0.5, high, deep);
    x += wide * 0.5 + deep + 26;
    return box;
  });
  const [before, after] = known.map((it) => t("{channels} channels of {height} by {width}", it));
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

/** A map is its narrow face, drawn from the side; channels go to the right and back.
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
