// The picture coloured by what its parts cost or see, with a key that says what colours mean.

import { html, svg } from "../page/dom.js";
import { compact } from "../graph/numbers.js";
import { alike } from "./picture.js";
import { t } from "../page/messages.js";

/** @typedef {import("../graph/graph.js").Graph} Graph */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("../graph/tensor.js").Input} Input */

const NAMES = {
  parameters: t("parameters"),
  macs: "MACs",
  activations: t("activations"),
  field: t("receptive field"),
};

/** What a part has of a quantity; null where it has no such thing.
 * @param {Graph} graph @param {string} id @param {string} by @param {Input} input */
function amount(graph, id, by, input) {
  if (by !== "field") return graph.cost(id, input)[/** @type {"macs"} */ (by)];
  const seen = graph.last(id)?.receptive_field;
  return seen ? Math.max(...seen) : Math.max(input.height, input.width);
}

/** Colour every op and closed group by `by`, or none if that is empty.
 * @param {Picture} picture @param {Graph} graph @param {string} by @param {Input} input
 * @param {HTMLElement} key */
export function heat(picture, graph, by, input, key) {
  const shown = [...picture.parts].filter(
    ([id, part]) =>
      (part.classList.contains("op") || part.classList.contains("closed")) &&
      graph.members(id).length,
  );
  // A box that stands for many has what they have together, but sees what the last of them does.
  const amounts = shown.map(([id, part]) => {
    const block = graph.op.get(id)?.block ?? "";
    const many =
      by === "field" && block
        ? alike(picture.svg, block).map((it) => it + id.slice(block.length))
        : [id];
    const all = part.dataset.covers?.split(" ") ?? many;
    const each = all.map((it) => (by ? amount(graph, it, by, input) : 0));
    return by === "field" ? Math.max(...each) : each.reduce((sum, it) => sum + it, 0);
  });
  const most = Math.max(...amounts, 1);
  const across = picture.frame.classList.contains("LR");
  const least = by === "field" ? Math.min(...amounts) : 0;
  shown.forEach(([, part], place) => {
    const shape = /** @type {SVGElement} */ (part.querySelector(".outline"));
    for (const said of part.querySelectorAll(".amount, .figure")) said.remove();
    shape.style.removeProperty("fill");
    if (!by) return;
    // By the square root: between a 1×1 and a 3×3 conv there is a factor of nine.
    const share = Math.round(Math.sqrt((amounts[place] - least) / (most - least || 1)) * 70);
    shape.style.fill = `color-mix(in oklab, var(--heat) ${share}%, var(--paper))`;
    const text = t("{name}: {text}", {
      name: NAMES[/** @type {"macs"} */ (by)],
      text: amounts[place].toLocaleString("en"),
    });
    shape.append(svg("title", { class: "amount" }, text));
    if (amounts[place])
      part.append(
        svg("text", { class: "figure", ...beside(shape, across) }, compact(amounts[place])),
      );
  });
  picture.svg.classList.toggle("heated", Boolean(by));
  key.hidden = !by;
  if (by)
    key.replaceChildren(
      html("span", {}, NAMES[/** @type {"macs"} */ (by)]),
      html("span", { class: "code" }, compact(least)),
      html("span", { class: "ramp" }),
      html("span", { class: "code" }, compact(most)),
      html("span", {}, t("(√ scale)")),
    );
}

const NARROW = 100; // points: above such a box the shape on the arrow would be in the way

/** A place for a number beside an outline, where no other word stands: see boxes.py.
 * @param {SVGElement} outline @param {boolean} across */
function beside(outline, across) {
  const [x, y, width, height, cx, cy, rx, ry] = [
    "x",
    "y",
    "width",
    "height",
    "cx",
    "cy",
    "rx",
    "ry",
  ].map((name) => Number(outline.getAttribute(name)));
  const [left, right, top, bottom] = [
    x + cx - rx,
    x + width + cx + rx,
    y + cy - ry,
    y + height + cy + ry,
  ];
  const middle = (top + bottom) / 2 + 3;
  if (across) return { x: right, y: bottom + 9, "text-anchor": "end" };
  if (width < NARROW && outline.closest(".shortcut, .add"))
    return { x: left - 4, y: middle, "text-anchor": "end" };
  if (width < NARROW) return { x: right + 4, y: middle };
  return { x: right, y: top - 3, "text-anchor": "end" };
}
