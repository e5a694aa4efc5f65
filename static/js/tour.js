// The tour, alive: one size of the input for all its figures, shapes and numbers.

import { inputOf, withInput } from "./address.js";
import { cuboids } from "./cuboid.js";
import { facts } from "./facts.js";
import { Graph, dropped, formulas } from "./graph.js";
import { Readouts } from "./readouts.js";
import { Sizes } from "./sizes.js";
import { shapeOf } from "./tensor.js";
import { beforeLanguage, carryLanguage } from "./words.js";

/** @typedef {import("./tensor.js").Input} Input */

const SETTLED = 250; // ms until the address says what is seen

class Tour {
  constructor() {
    this.url = new URL(location.href);
    /** @type {Map<string, Graph>} */
    this.graphs = new Map();
    this.pictures = [...document.querySelectorAll(".picture > svg")].map(
      (svg) => new Readouts(/** @type {SVGSVGElement} */ (svg)),
    );
    /** The parts of the page that are about one network, by the address of its graph. */
    this.about = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-graph]")]);
    this.input = inputOf(this.url);
    const said = /** @type {HTMLElement} */ (document.getElementById("said"));
    new Sizes(this.input, (input) => this.resize(input), new AbortController().signal, (text) => {
      said.textContent = text;
    });
    document.querySelector("form.sizes")?.addEventListener("submit", (event) => event.preventDefault());
    document.documentElement.classList.add("scripted");
    beforeLanguage(() => this.remember());
    void this.learn();
  }

  /** Fetch what the networks are; what is known already is written meanwhile. */
  async learn() {
    const addresses = new Set(this.about.map(({ dataset }) => dataset.graph ?? ""));
    await Promise.allSettled([...addresses].map(async (address) => {
      const answer = await fetch(address);
      if (answer.ok) this.graphs.set(address, new Graph(await answer.json()));
    }));
    this.update();
    document.documentElement.dataset.ready = "true";
  }

  /** @param {Input} input */
  resize(input) {
    this.input = input;
    this.url = withInput(this.url, input);
    this.update();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.remember(), SETTLED);
  }

  /** Write all that depends on the size anew: arithmetic on closed forms, no request. */
  update() {
    for (const picture of this.pictures) picture.update(this.input, false);
    for (const place of this.about) {
      const graph = this.graphs.get(place.dataset.graph ?? "");
      if (graph) this.write(place, graph);
    }
  }

  /** @param {HTMLElement} place about one network @param {Graph} graph */
  write(place, graph) {
    facts(place, graph, this.input, false);
    for (const it of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-formula]"))) {
      const op = graph.op.get(it.dataset.formula ?? "");
      if (op) it.textContent = formulas(graph, op, this.input)[0];
    }
    for (const it of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-dropped]"))) {
      const op = graph.op.get(it.dataset.dropped ?? "");
      const [before] = graph.entering(it.dataset.dropped ?? "");
      const axis = Number(it.dataset.axis);
      if (op?.windows) it.textContent = `${dropped(op.windows[axis], shapeOf(before, this.input)[2 + axis])}`;
    }
    for (const it of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-cuboids]"))) {
      const id = it.dataset.cuboids ?? "";
      const ends = [graph.entering(id)[0], /** @type {import("./graph.js").Op} */ (graph.last(id)).output];
      it.replaceChildren(cuboids(ends.map((end) => shapeOf(end, this.input))));
    }
  }

  /** Let the address, and every link into the explorer, say the size of now. */
  remember() {
    this.url.hash = location.hash; // the reader may have gone to another section
    history.replaceState(null, "", this.url);
    carryLanguage(this.url);
    for (const link of document.querySelectorAll("a[data-view]")) {
      const to = withInput(new URL(/** @type {HTMLAnchorElement} */ (link).href), this.input);
      link.setAttribute("href", to.pathname + to.search);
    }
  }
}

new Tour();
