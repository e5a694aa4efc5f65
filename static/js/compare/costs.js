// The table of what each part costs in both networks, for the current input.

import { Graph } from "../graph/graph.js";
import { compact, signed } from "../graph/numbers.js";
import { shapeOf, shown } from "../graph/tensor.js";
import { t } from "../shared/messages.js";

/** @typedef {import("../graph/tensor.js").Input} Input */
/** A network: the address of its graph, and the size of its input if it has its own.
 * @typedef {{graph: string, size: {height: number, width: number} | null}} Side */

const ABSENT = "–";

export class Costs {
  /** @param {HTMLElement} root @param {Side[]} sides @param {Graph[]} graphs */
  constructor(root, sides, graphs) {
    this.sides = sides;
    this.graphs = graphs;
    this.find(root);
  }

  /** The table when both networks are known; undefined if the server doesn't answer.
   * @param {HTMLElement} root @param {Side[]} sides */
  static async of(root, sides) {
    try {
      return new Costs(root, sides, await Promise.all(sides.map(({ graph }) => Graph.at(graph))));
    } catch {
      return undefined;
    }
  }

  /** @param {HTMLElement} root */
  find(root) {
    this.rows = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("tr[data-left]")]);
  }

  /** The input of each network, where `input` is that of both. @param {Input} input */
  inputs(input) {
    return this.sides.map(({ size }) => ({ ...input, ...size, batch: 1 }));
  }

  /** What fails at this input, and why; empty if nothing does. @param {Input} input */
  trouble(input) {
    const inputs = this.inputs(input);
    const [first] = this.graphs.flatMap((graph, side) => [...graph.trouble(inputs[side])]);
    return first ? t("{name}: {text}", { name: first[0], text: first[1] }) : "";
  }

  /** @param {Input} input */
  update(input) {
    const inputs = this.inputs(input);
    for (const row of this.rows ?? []) {
      const ids = [row.dataset.left ?? "", row.dataset.right ?? ""];
      const costs = this.graphs.map((graph, side) => graph.cost(ids[side], inputs[side]));
      const shapes = this.graphs.map((graph, side) => {
        const last = graph.last(ids[side]);
        return last ? shown(shapeOf(last.output, inputs[side])) : ABSENT;
      });
      const out = row.querySelector("[data-out-of]");
      if (out) write(out, shapes, shapes[0] === shapes[1]);
      for (const cell of /** @type {NodeListOf<HTMLElement>} */ (
        row.querySelectorAll("[data-cost-of]")
      )) {
        const values = costs.map((cost) => cost[/** @type {"macs"} */ (cell.dataset.costOf)]);
        const delta = values[1] - values[0];
        write(
          cell,
          values.map((value, side) => (ids[side] ? compact(value) : ABSENT)),
          !delta && ids.every(Boolean),
        );
        const place = /** @type {HTMLElement} */ (cell.querySelector(".delta"));
        place.textContent = signed(delta);
        place.title = `${delta < 0 ? "−" : "+"}${Math.abs(delta).toLocaleString("en")}`;
      }
    }
  }
}

/** @param {Element} cell @param {string[]} texts of left and right @param {boolean} same */
function write(cell, texts, same) {
  cell.classList.toggle("same", same);
  for (const [side, name] of ["one", "other"].entries())
    /** @type {Element} */ (cell.querySelector(`.${name}`)).textContent = texts[side];
}
