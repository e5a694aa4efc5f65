// Writes the numbers in the page's text for the current input.

import { compact } from "../graph/numbers.js";
import { shapeOf, written } from "../graph/tensor.js";

/** @typedef {import("../graph/graph.js").Graph} Graph */
/** @typedef {import("../graph/tensor.js").Input} Input */

/** The elements with numbers, by the place that they are in. They are looked for once, because a page
 * has many thousand elements and few of these.
 * @type {WeakMap<ParentNode, NodeListOf<HTMLElement>>} */
const places = new WeakMap();

/** Write every `data-in`, `data-out`, `data-cost` and `data-halving` in a place.
 * @param {ParentNode} place @param {Graph} graph @param {Input} input @param {boolean} symbols */
export function updateValues(place, graph, input, symbols) {
  const entering = (/** @type {string} */ id) => graph.entering(id)[0];
  const leaving = (/** @type {string} */ id) =>
    /** @type {import("../graph/graph.js").Op} */ (graph.last(id)).output;
  const sides = (/** @type {import("../graph/tensor.js").Tensor} */ element) =>
    shapeOf(element, input).slice(2).join("×");
  let found = places.get(place);
  if (!found) {
    found = place.querySelectorAll("[data-in], [data-out], [data-halving], [data-cost]");
    places.set(place, found);
  }
  for (const element of found) {
    const { in: to, out: from, halving, cost } = element.dataset;
    if (to !== undefined) write(element, written(entering(to), input, symbols));
    if (from !== undefined) write(element, written(leaving(from), input, symbols));
    if (halving !== undefined)
      write(element, `${sides(entering(halving))} → ${sides(leaving(halving))}`);
    if (cost === undefined) continue;
    const [name, id] = cost.split(" ");
    const value = graph.cost(id, input)[/** @type {"macs"} */ (name)];
    const exact = value.toLocaleString("en");
    if (element.title === exact) continue; // as parameters are at every input
    element.title = exact;
    write(element, compact(value));
  }
}

/** @param {HTMLElement} element @param {string} words */
function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
