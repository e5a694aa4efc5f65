// Colours the picture by what its parts cost or by their receptive fields, with a key.

import { html, svg } from "../shared/dom.js";
import { compact } from "../graph/numbers.js";
import { total, traffic } from "../graph/roofline.js";
import { identicalTo } from "./picture.js";
import { Places } from "./places.js";
import { t } from "../shared/messages.js";

/** @typedef {import("../graph/graph.js").Graph} Graph */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("../graph/tensor.js").Input} Input */

const NAMES = {
  parameters: t("parameters"),
  macs: "MACs",
  activations: t("activations, all ops"),
  field: t("receptive field"),
  saved: t("bytes kept for backward"),
  alive: t("bytes alive in inference"),
  intensity: t("operations per byte"),
  time: t("shortest time in ns"),
};

/** Quantities of which a box that stands for several ops has the largest, not the sum. */
const LARGEST = ["field", "alive", "intensity"];

const sum = (/** @type {number[]} */ values) => values.reduce((all, value) => all + value, 0);

/** What an op or group has of a quantity.
 * @param {Graph} graph @param {string} id @param {string} by @param {Input} input */
function amount(graph, id, by, input) {
  const { memory } = graph;
  const members = graph.members(id);
  if (by === "saved")
    return sum(members.map(({ id }) => memory.budget(input).savedBy.get(id) ?? 0));
  if (by === "alive")
    return Math.max(...members.map(({ id }) => memory.budget(input).aliveBy.get(id) ?? 0));
  if (by === "intensity" || by === "time") {
    const { macs, moved, seconds } = total(
      members.map((op) => traffic(graph, op, input, memory.setting.dtype, memory.device)),
    );
    return by === "time" ? Math.round(seconds * 1e9) : Math.round((2 * macs) / (moved || 1));
  }
  if (by !== "field") return graph.cost(id, input)[/** @type {"macs"} */ (by)];
  const seen = graph.last(id)?.receptive_field;
  return seen ? Math.max(...seen) : Math.max(input.height, input.width);
}

/** Colour every op and closed group by `by`, or none if that is empty.
 * @param {Picture} picture @param {Graph} graph @param {string} by @param {Input} input
 * @param {HTMLElement} key */
export function colourBy(picture, graph, by, input, key) {
  const shown = [...picture.parts].filter(
    ([id, part]) =>
      (part.classList.contains("op") || part.classList.contains("closed")) &&
      graph.members(id).length,
  );
  // A box that stands for several blocks has the sum of their costs, and the last one's field.
  const amounts = shown.map(([id, part]) => {
    const block = graph.op.get(id)?.block ?? "";
    const many =
      by === "field" && block
        ? identicalTo(picture.svg, block).map((other) => other + id.slice(block.length))
        : [id];
    const all = part.dataset.covers?.split(" ") ?? many;
    const each = all.map((other) => (by ? amount(graph, other, by, input) : 0));
    return LARGEST.includes(by) ? Math.max(...each) : sum(each);
  });
  const most = Math.max(...amounts, 1);
  const least = by === "field" ? Math.min(...amounts) : 0;
  for (const said of picture.svg.querySelectorAll(".amount, .figure")) said.remove();
  const places = by ? new Places(picture.svg, picture.frame.classList.contains("LR")) : null;
  shown.forEach(([, part], place) => {
    const shape = /** @type {SVGElement} */ (part.querySelector(".outline"));
    shape.style.removeProperty("fill");
    if (!places) return;
    // By the square root, because a 3×3 conv has nine times as much as a 1×1 conv.
    const share = Math.round(Math.sqrt((amounts[place] - least) / (most - least || 1)) * 65);
    shape.style.fill = `color-mix(in srgb, var(--heat) ${share}%, var(--paper))`;
    const text = t("{name}: {text}", {
      name: NAMES[/** @type {"macs"} */ (by)],
      text: amounts[place].toLocaleString("en"),
    });
    shape.append(svg("title", { class: "amount" }, text));
    const number = compact(amounts[place]);
    if (amounts[place])
      part.append(svg("text", { class: "figure", ...places.find(part, shape, number) }, number));
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
