// The tour: its figures, shapes and numbers follow one size of the input.

import { Card } from "../facts/card.js";
import { cuboids, scaleOf } from "../facts/cuboids.js";
import { updateValues } from "../facts/values.js";
import { Graph } from "../graph/graph.js";
import { dropped, formulas } from "../graph/window.js";
import { ResizablePage } from "./resizable-page.js";
import { shapeOf } from "../graph/tensor.js";

class Tour {
  constructor() {
    /** @type {Map<string, Graph>} */
    this.graphs = new Map();
    /** The parts of the page that are about one network, by the address of its graph. */
    this.about = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-graph]")]);
    this.page = new ResizablePage(() => this.update());
    void this.load();
  }

  /** Fetch the graphs of the networks; what is known is written meanwhile. */
  async load() {
    const addresses = new Set(this.about.map(({ dataset }) => dataset.graph ?? ""));
    await Promise.allSettled(
      [...addresses].map(async (address) => {
        this.graphs.set(address, await Graph.at(address));
      }),
    );
    for (const figure of document.querySelectorAll("figure")) {
      const place = /** @type {HTMLElement | null} */ (figure.closest("[data-graph]"));
      const graph = this.graphs.get(place?.dataset.graph ?? "");
      if (graph) new Card(figure, graph, () => this.page.input);
    }
    this.update();
    document.documentElement.dataset.ready = "true";
  }

  /** Write what depends on the size: arithmetic on closed forms, without a request. */
  update() {
    for (const place of this.about) {
      const graph = this.graphs.get(place.dataset.graph ?? "");
      if (graph) this.write(place, graph);
    }
  }

  /** @param {HTMLElement} place about one network @param {Graph} graph */
  write(place, graph) {
    const { input } = this.page;
    updateValues(place, graph, input, false);
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (
      place.querySelectorAll("[data-formula]")
    )) {
      const op = graph.op.get(element.dataset.formula ?? "");
      if (op) element.textContent = formulas(graph, op, input)[0];
    }
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (
      place.querySelectorAll("[data-dropped]")
    )) {
      const op = graph.op.get(element.dataset.dropped ?? "");
      const [before] = graph.entering(element.dataset.dropped ?? "");
      const axis = Number(element.dataset.axis);
      if (op?.windows)
        element.textContent = `${dropped(op.windows[axis], shapeOf(before, input)[2 + axis])}`;
    }
    const whole = [...place.querySelectorAll("[data-dropped]")].every(
      (element) => element.textContent === "0",
    );
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (
      place.querySelectorAll("[data-left]")
    ))
      element.hidden = (element.dataset.left === "nothing") !== whole;
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (
      place.querySelectorAll("[data-cuboids]")
    )) {
      const id = element.dataset.cuboids ?? "";
      const ends = [
        graph.entering(id)[0],
        /** @type {import("../graph/graph.js").Op} */ (graph.last(id)).output,
      ];
      element.replaceChildren(
        cuboids(
          ends.map((end) => shapeOf(end, input)),
          scaleOf(graph, input),
        ),
      );
    }
  }
}

new Tour();
