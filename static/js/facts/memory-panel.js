// The panel of memory: a budget as a bar, what cards have room for, and the timeline.

import { compact } from "../graph/numbers.js";
import { CARDS, GIGABYTE, LARGEST_SIDE, readCard, writeSetting } from "../graph/memory.js";
import { byId, html } from "../shared/dom.js";
import { t } from "../shared/messages.js";
import { Timeline } from "./timeline.js";

/** @typedef {import("../graph/graph.js").Graph} Graph */
/** @typedef {import("../graph/memory.js").Setting} Setting */
/** @typedef {import("../graph/memory.js").Budget} Budget */
/** @typedef {import("../graph/tensor.js").Input} Input */

const PARTS = /** @type {const} */ ([
  "weights",
  "gradients",
  "optimizer",
  "buffers",
  "saved",
  "temporary",
]);
const WIDE = 1000;

/** Bytes with a unit: 4.48 GB. @param {number} bytes */
export const inBytes = (bytes) => (bytes < 1000 ? `${bytes} B` : `${compact(bytes)}B`);

export class MemoryPanel {
  /** @param {HTMLElement} place @param {Graph} graph @param {AbortSignal} signal
   * @param {(text: string) => void} choose called with a setting as an address has it
   * @param {(id: string) => void} go called with the op to show */
  constructor(place, graph, signal, choose, go) {
    this.place = place;
    this.graph = graph;
    this.optimizer = /** @type {HTMLSelectElement} */ (byId("train-optimizer"));
    this.dtype = /** @type {HTMLSelectElement} */ (byId("train-dtype"));
    this.checkpoint = /** @type {HTMLInputElement} */ (byId("train-checkpoint"));
    this.card = /** @type {HTMLInputElement} */ (byId("train-card"));
    this.bar = /** @type {HTMLElement} */ (byId("memory-bar"));
    this.gauge = /** @type {HTMLElement} */ (byId("memory-gauge"));
    this.timeline = new Timeline(
      /** @type {HTMLElement} */ (byId("memory-timeline")),
      /** @type {HTMLElement} */ (byId("memory-readout")),
      graph,
      go,
    );
    this.cards = CARDS.map((gigabytes) => {
      const batch = html("b", {});
      const button = html(
        "button",
        { type: "button", "data-card": gigabytes },
        html("span", { class: "card" }, `${gigabytes} GB`),
        " ",
        batch,
      );
      button.addEventListener("click", () => this.chosen({ card: gigabytes }));
      return { gigabytes, batch, button };
    });
    byId("memory-cards")?.replaceChildren(
      ...this.cards.map(({ button }) => html("li", {}, button)),
    );
    this.choose = choose;
    place.addEventListener(
      "change",
      () => {
        const card = readCard(this.card.value);
        this.card.setAttribute("aria-invalid", `${card === null}`);
        this.chosen(card === null ? {} : { card });
      },
      { signal },
    );
    const peak = byId("memory-peak-at");
    peak?.addEventListener(
      "click",
      (event) => {
        event.preventDefault();
        go(peak.textContent ?? "");
      },
      { signal },
    );
  }

  /** The reader chose how to train. @param {Partial<Setting>} change */
  chosen(change) {
    const setting = {
      ...this.graph.memory.setting,
      optimizer: this.optimizer.value,
      dtype: this.dtype.value,
      checkpoint: this.checkpoint.checked,
      ...change,
    };
    this.choose(writeSetting(setting));
  }

  /** @param {Input} input */
  update(input) {
    const { memory } = this.graph;
    const { setting } = memory;
    const budget = memory.budget(input);
    this.optimizer.value = setting.optimizer;
    this.dtype.value = setting.dtype;
    this.checkpoint.checked = setting.checkpoint;
    if (document.activeElement !== this.card) this.card.value = `${setting.card}`;
    for (const part of PARTS) write(`memory-${part}`, budget[part]);
    write("memory-training", budget.training);
    write("memory-peak", budget.peak);
    const at = byId("memory-peak-at");
    if (at) {
      at.textContent = budget.peakAt;
      at.setAttribute("href", `#${budget.peakAt}`);
    }
    this.drawBar(budget, setting.card);
    this.writeCards(input);
    this.writeFit(budget, input);
    this.timeline.update(budget);
    const [norm] = memory.untrainable(input);
    const warning = byId("memory-untrainable");
    warning?.classList.toggle("idle", !norm);
    const code = warning?.querySelector("code");
    if (norm && code) code.textContent = norm;
  }

  /** @param {Budget} budget @param {number} gigabytes */
  drawBar(budget, gigabytes) {
    const room = gigabytes * GIGABYTE;
    const scale = budget.training / WIDE;
    let x = 0;
    for (const part of PARTS) {
      const rect = this.bar.querySelector(`.${part}`);
      rect?.setAttribute("x", `${x}`);
      rect?.setAttribute("width", `${budget[part] / scale}`);
      x += budget[part] / scale;
    }
    const used = Math.min(budget.training / room, 1) * WIDE;
    this.gauge.querySelector(".used")?.setAttribute("width", `${used}`);
    this.gauge.classList.toggle("over", budget.training > room);
  }

  /** What each card has room for. @param {Input} input */
  writeCards(input) {
    const { memory } = this.graph;
    const { card } = memory.setting;
    for (const { gigabytes, batch, button } of this.cards) {
      const most = memory.largestBatch(gigabytes, input);
      batch.textContent = most ? most.toLocaleString("en") : t("none");
      button.setAttribute("aria-pressed", `${card === gigabytes}`);
    }
    const of = byId("memory-of");
    if (of) of.textContent = `${card}`;
  }

  /** Whether the chosen card has room, and the largest square. @param {Budget} budget @param {Input} input */
  writeFit(budget, input) {
    const { memory } = this.graph;
    const { card } = memory.setting;
    const most = memory.largestBatch(card, input);
    const lacking = () => memory.budget({ ...input, batch: 1 }).training - card * GIGABYTE;
    const fits = byId("memory-fits");
    if (fits)
      fits.textContent = !most
        ? t("Not even one image fits: {bytes} too much.", { bytes: inBytes(lacking()) })
        : budget.training > card * GIGABYTE
          ? t("{bytes} too much; the largest batch is {most}.", {
              bytes: inBytes(budget.training - card * GIGABYTE),
              most: most.toLocaleString("en"),
            })
          : t("The largest batch is {most}.", { most: most.toLocaleString("en") });
    const side = memory.largestSide(card, input.batch);
    const square = `${side}×${side}`;
    const largest = side === LARGEST_SIDE ? t("{side} or more", { side: square }) : square;
    const place = byId("memory-side");
    if (place)
      place.textContent = side
        ? t("Largest square for {card} GB and a batch of {batch}: {side}.", {
            card,
            batch: input.batch,
            side: largest,
          })
        : t("No input fits {card} GB with a batch of {batch}.", { card, batch: input.batch });
  }
}

/** Write an amount of bytes. @param {string} id @param {number} bytes */
function write(id, bytes) {
  const place = /** @type {HTMLDataElement | null} */ (byId(id));
  const exact = `${bytes}`;
  if (!place || place.value === exact) return;
  place.value = exact;
  place.title = bytes.toLocaleString("en");
  place.textContent = inBytes(bytes);
}
