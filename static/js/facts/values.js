// The numbers in the page's prose, kept equal to the input.

import { compact } from "../graph/numbers.js";
import { shapeOf, written } from "../graph/tensor.js";

/** @typedef {import("../graph/graph.js").Graph} Graph */
/** @typedef {import("../graph/tensor.js").Input} Input */

/** The facts of a place, found once: a page has many thousand elements, few of which are facts, and
 * which ones they are changes only with the place itself.
 * @type {WeakMap<ParentNode, NodeListOf<HTMLElement>>} */
const places = new WeakMap();

/** Write every `data-in`, `data-out`, `data-cost` and `data-halving` below a place anew.
 * @param {ParentNode} place @param {Graph} graph @param {Input} input @param {boolean} symbols */
export function facts(place, graph, input, symbols) {
  const entering = (/** @type {string} */ id) => graph.entering(id)[0];
  const leaving = (/** @type {string} */ id) =>
    /** @type {import("../graph/graph.js").Op} */ (graph.last(id)).output;
  const sides = (/** @type {import("../graph/tensor.js").Tensor} */ it) =>
    shapeOf(it, input).slice(2).join("×");
  let found = places.get(place);
  if (!found) {
    found = place.querySelectorAll("[data-in], [data-out], [data-halving], [data-cost]");
    places.set(place, found);
  }
  for (const it of found) {
    const { in: to, out: from, halving, cost } = it.dataset;
    if (to !== undefined) write(it, written(entering(to), input, symbols));
    if (from !== undefined) write(it, written(leaving(from), input, symbols));
    if (halving !== undefined)
      write(it, `${sides(entering(halving))} → ${sides(leaving(halving))}`);
    if (cost === undefined) continue;
    const [name, id] = cost.split(" ");
    const value = graph.cost(id, input)[/** @type {"macs"} */ (name)];
    const exact = value.toLocaleString("en");
    if (it.title === exact) continue; // as parameters are at every input
    it.title = exact;
    write(it, compact(value));
  }
}

/** @param {HTMLElement} it @param {string} words */
function write(it, words) {
  if (it.textContent !== words) it.textContent = words;
}
