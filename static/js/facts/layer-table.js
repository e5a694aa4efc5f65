// The layer table at the current input: visible rows change at once, the others after a pause.

import { opensElsewhere } from "../shared/dom.js";
import { between } from "../graph/graph.js";
import { t } from "../shared/messages.js";
import { formulas } from "../graph/window.js";
import { written } from "../graph/tensor.js";

/** @typedef {import("../graph/graph.js").Graph} Graph */
/** @typedef {import("../graph/tensor.js").Input} Input */

const AT_ONCE = 60; // rows a pause is given
// ms without a change; after a shorter pause the table would be laid out between two steps of a drag
const RESTS = 200;

export class LayerTable {
  /** @param {HTMLElement} place @param {Graph} graph @param {AbortSignal} signal
   * @param {(id: string) => void} go called by a click on a row, or Enter on its name */
  constructor(place, graph, signal, go) {
    this.symbols = false;
    place.querySelector("tbody")?.addEventListener(
      "click",
      (event) => {
        const row = /** @type {Element} */ (event.target).closest("tr");
        if (!row || opensElsewhere(event) || getSelection()?.toString()) return; // who marks text to copy
        event.preventDefault();
        go(row.id);
      },
      { signal },
    );
    this.graph = graph;
    this.rows = /** @type {HTMLTableRowElement[]} */ ([...place.querySelectorAll("tbody tr")]);
    /** @type {Set<HTMLTableRowElement>} */
    this.inSight = new Set();
    /** @type {Set<HTMLTableRowElement>} */
    this.stale = new Set();
    const watch = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const row = /** @type {HTMLTableRowElement} */ (target);
        if (isIntersecting) this.inSight.add(row);
        else this.inSight.delete(row);
        if (isIntersecting && this.input && this.stale.has(row)) this.write(row, this.input);
      }
    });
    this.rows.forEach((row) => watch.observe(row));
    signal.addEventListener("abort", () => {
      watch.disconnect();
      clearTimeout(this.later);
    });
  }

  /** @param {Input} input @param {boolean} symbols */
  update(input, symbols) {
    this.input = input;
    this.symbols = symbols;
    for (const row of this.rows) this.stale.add(row);
    for (const row of this.inSight) this.write(row, input);
    clearTimeout(this.later);
    this.later = setTimeout(() => this.catchUp(), RESTS);
  }

  catchUp() {
    const some = [...this.stale].slice(0, AT_ONCE);
    for (const row of some) if (this.input) this.write(row, this.input);
    if (this.stale.size) this.later = setTimeout(() => this.catchUp());
  }

  /** @param {HTMLTableRowElement} row @param {Input} input */
  write(row, input) {
    this.stale.delete(row);
    const op = this.graph.op.get(row.id);
    if (!op) return;
    const cell = (/** @type {string} */ name) =>
      /** @type {HTMLElement} */ (row.querySelector(`td.${name}`));
    cell("in").textContent = this.graph
      .entering(op.id)
      .map((tensor) => written(tensor, input, this.symbols))
      .join(between(op));
    const seen = op.output.certainty === "observed" ? ` ${t("observed")}` : "";
    cell("out").textContent = written(op.output, input, this.symbols) + seen;
    const macs = this.graph.cost(op.id, input).macs;
    cell("macs").textContent = macs ? macs.toLocaleString("en") : "";
    const saved = this.graph.memory.budget(input).savedBy.get(op.id);
    cell("saved").textContent = saved ? saved.toLocaleString("en") : "";
    const lines = formulas(this.graph, op, input);
    const formula = cell("formula");
    formula.textContent = lines[0] ?? "";
    if (lines[1]) formula.append(document.createElement("br"), lines[1]);
  }
}
