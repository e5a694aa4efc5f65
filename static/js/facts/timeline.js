// What is in memory while the network runs forward and back, as a chart that a pointer or keys read.

import { html, svg } from "../shared/dom.js";
import { t } from "../shared/messages.js";
import { inBytes } from "./memory-panel.js";

/** @typedef {import("../graph/graph.js").Graph} Graph */
/** @typedef {import("../graph/memory.js").Budget} Budget */

const HIGH = 100;

export class Timeline {
  /** @param {HTMLElement} place @param {HTMLElement} readout @param {Graph} graph
   * @param {(id: string) => void} go called with the op at the moment that is chosen */
  constructor(place, readout, graph, go) {
    this.place = place;
    this.readout = readout;
    this.graph = graph;
    this.layers = graph.ops.slice(1);
    const count = 2 * this.layers.length;
    this.area = svg("path", { class: "area" });
    this.line = svg("path", { class: "alive" });
    this.cursor = svg("path", { class: "cursor" });
    this.top = svg("path", { class: "top" });
    const turn = svg("path", { class: "turn", d: `M${count / 2} 0V${HIGH}` });
    this.peak = html("span", { class: "peak-mark" });
    place.replaceChildren(
      svg(
        "svg",
        { viewBox: `0 0 ${count} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true" },
        this.area,
        this.line,
        turn,
        this.top,
        this.cursor,
      ),
      this.peak,
      html(
        "span",
        { class: "memory-ways", "aria-hidden": "true" },
        html("span", {}, t("forward →")),
        html("span", {}, t("→ backward, from the last op to the first")),
      ),
    );
    place.setAttribute("aria-valuemin", "1");
    place.setAttribute("aria-valuemax", `${count}`);
    /** The moment that is read; the peak where a reader chose none. @type {number | undefined} */
    this.moment = undefined;
    place.addEventListener("pointermove", (event) => this.read(this.under(event)));
    place.addEventListener("pointerleave", () => this.read(undefined));
    place.addEventListener("click", (event) => go(this.opAt(this.under(event)).id));
    place.addEventListener("keydown", (event) => this.key(event, go));
  }

  /** @param {PointerEvent | MouseEvent} event */
  under({ clientX }) {
    const { left, width } = this.place.getBoundingClientRect();
    const count = 2 * this.layers.length;
    return Math.max(0, Math.min(count - 1, Math.floor(((clientX - left) / width) * count)));
  }

  /** @param {KeyboardEvent} event @param {(id: string) => void} go */
  key(event, go) {
    const last = 2 * this.layers.length - 1;
    const here = this.moment ?? this.peakAt;
    /** @type {Record<string, number>} */
    const to = {
      ArrowRight: here + 1,
      ArrowUp: here + 1,
      ArrowLeft: here - 1,
      ArrowDown: here - 1,
      PageUp: here + 10,
      PageDown: here - 10,
      Home: 0,
      End: last,
    };
    if (event.key === "Enter") go(this.opAt(here).id);
    else if (event.key in to) this.read(Math.max(0, Math.min(last, to[event.key])));
    else return;
    event.preventDefault();
  }

  /** The op at a moment: backwards in the second half. @param {number} moment */
  opAt(moment) {
    const { layers } = this;
    return layers[moment < layers.length ? moment : 2 * layers.length - 1 - moment];
  }

  get peakAt() {
    return this.budget ? this.budget.timeline.indexOf(Math.max(...this.budget.timeline)) : 0;
  }

  /** @param {Budget} budget */
  update(budget) {
    this.budget = budget;
    const { timeline, aliveBy } = budget;
    const most = Math.max(...timeline, budget.peak, 1);
    const y = (/** @type {number} */ bytes) => Math.round(HIGH * 10 * (1 - bytes / most)) / 10;
    let area = `M0 ${HIGH}`;
    timeline.forEach((bytes, moment) => (area += `V${y(bytes)}H${moment + 1}`));
    this.area.setAttribute("d", `${area}V${HIGH}Z`);
    let line = "";
    this.layers.forEach(({ id }, place) => {
      line += `${place ? "V" : "M0 "}${y(aliveBy.get(id) ?? 0)}H${place + 1}`;
    });
    this.line.setAttribute("d", line);
    const { peakAt } = this;
    this.top.setAttribute("d", `M${peakAt + 0.5} 0V${HIGH}`);
    this.peak.textContent = t("peak {bytes}", { bytes: inBytes(timeline[peakAt]) });
    const share = (peakAt + 0.5) / timeline.length;
    this.peak.style.insetInlineStart = `${100 * share}%`;
    this.peak.classList.toggle("late", share > 0.5);
    this.read(this.moment);
  }

  /** Read the chart at a moment, or at its peak. @param {number | undefined} moment */
  read(moment) {
    this.moment = moment;
    const at = moment ?? this.peakAt;
    if (!this.budget) return;
    const { id } = this.opAt(at);
    const bytes = inBytes(this.budget.timeline[at]);
    const forward = at < this.layers.length;
    const text = forward
      ? t("forward, {id}: {bytes}; in inference {alive}", {
          id,
          bytes,
          alive: inBytes(this.budget.aliveBy.get(id) ?? 0),
        })
      : t("backward, {id}: {bytes}", { id, bytes });
    this.readout.textContent = moment === undefined ? t("Peak: {text}", { text }) : text;
    this.place.setAttribute("aria-valuenow", `${at + 1}`);
    this.place.setAttribute("aria-valuetext", text);
    this.cursor.setAttribute("d", moment === undefined ? "" : `M${at + 0.5} 0V${HIGH}`);
  }
}
