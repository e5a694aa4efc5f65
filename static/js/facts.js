// The numbers in the page's prose, kept equal to the input.

import { compact } from "./graph.js";
import { shapeOf, written } from "./tensor.js";

/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./tensor.js").Input} Input */

/** Write every `data-in`, `data-out`, `data-cost` and `data-halving` below a place anew.
 * @param {ParentNode} place @param {Graph} graph @param {Input} input @param {boolean} symbols */
export function facts(place, graph, input, symbols) {
  const each = (/** @type {string} */ name, /** @type {(id: string, it: HTMLElement) => string} */ write) => {
    for (const it of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll(`[data-${name}]`))) {
      const words = write(/** @type {string} */ (it.getAttribute(`data-${name}`)), it);
      if (it.textContent !== words) it.textContent = words;
    }
  };
  const entering = (/** @type {string} */ id) => shapeOf(graph.entering(id)[0], input);
  const leaving = (/** @type {string} */ id) =>
    shapeOf(/** @type {import("./graph.js").Op} */ (graph.last(id)).output, input);
  each("in", (id) => written(graph.entering(id)[0], input, symbols));
  each("out", (id) => written(/** @type {import("./graph.js").Op} */ (graph.last(id)).output, input, symbols));
  each("halving", (id) => `${entering(id).slice(2).join("×")} → ${leaving(id).slice(2).join("×")}`);
  each("cost", (text, it) => {
    const [name, id] = text.split(" ");
    const value = graph.cost(id, input)[/** @type {"macs"} */ (name)];
    it.title = value.toLocaleString("en");
    return compact(value);
  });
}
