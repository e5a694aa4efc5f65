// The tour, alive: one size of the input for all its figures, shapes and numbers.

import { Card } from "../facts/card.js";
import { cuboids } from "../facts/cuboids.js";
import { facts } from "../facts/values.js";
import { Graph, dropped, formulas } from "../graph/graph.js";
import { Reading } from "./resizable-page.js";
import { shapeOf } from "../graph/tensor.js";

class Tour {
  constructor() {
    /** @type {Map<string, Graph>} */
    this.graphs = new Map();
    /** The parts of the page that are about one network, by the address of its graph. */
    this.about = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-graph]")]);
    this.reading = new Reading(() => this.update());
    void this.learn();
  }

  /** Fetch what the networks are; what is known already is written meanwhile. */
  async learn() {
    const addresses = new Set(this.about.map(({ dataset }) => dataset.graph ?? ""));
    await Promise.allSettled(
      [...addresses].map(async (address) => {
        this.graphs.set(address, await Graph.at(address));
      }),
    );
    for (const figure of document.querySelectorAll("figure")) {
      const place = /** @type {HTMLElement | null} */ (figure.closest("[data-graph]"));
      const graph = this.graphs.get(place?.dataset.graph ?? "");
      if (graph) new Card(figure, graph, () => this.reading.input);
    }
    this.update();
    document.documentElement.dataset.ready = "true";
  }

  /** Write all that depends on the size anew: arithmetic on closed forms, no request. */
  update() {
    for (const place of this.about) {
      const graph = this.graphs.get(place.dataset.graph ?? "");
      if (graph) this.write(place, graph);
    }
  }

  /** @param {HTMLElement} place about one network @param {Graph} graph */
  write(place, graph) {
    const { input } = this.reading;
    facts(place, graph, input, false);
    for (const it of /** @type {NodeListOf<HTMLElement>} */ (
      place.querySelectorAll("[data-formula]")
    )) {
      const op = graph.op.get(it.dataset.formula ?? "");
      if (op) it.textContent = formulas(graph, op, input)[0];
    }
    for (const it of /** @type {NodeListOf<HTMLElement>} */ (
      place.querySelectorAll("[data-dropped]")
    )) {
      const op = graph.op.get(it.dataset.dropped ?? "");
      const [before] = graph.entering(it.dataset.dropped ?? "");
      const axis = Number(it.dataset.axis);
      if (op?.windows)
        it.textContent = `${dropped(op.windows[axis], shapeOf(before, input)[2 + axis])}`;
    }
    const whole = [...place.querySelectorAll("[data-dropped]")].every(
      (it) => it.textContent === "0",
    );
    for (const it of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-left]")))
      it.hidden = (it.dataset.left === "nothing") !== whole;
    for (const it of /** @type {NodeListOf<HTMLElement>} */ (
      place.querySelectorAll("[data-cuboids]")
    )) {
      const id = it.dataset.cuboids ?? "";
      const ends = [
        graph.entering(id)[0],
        /** @type {import("../graph/graph.js").Op} */ (graph.last(id)).output,
      ];
      it.replaceChildren(cuboids(ends.map((end) => shapeOf(end, input))));
    }
  }
}

new Tour();
