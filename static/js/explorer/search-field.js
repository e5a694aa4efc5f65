// The search field: its hits are marked in the picture, and Enter steps through them.

import { search } from "../graph/search.js";
import { suggestions } from "../graph/suggestions.js";
import { byId, html } from "../shared/dom.js";
import { t } from "../shared/messages.js";

/** @typedef {import("../graph/tensor.js").Input} Input */

export class SearchField {
  /** @param {import("../picture/picture.js").Picture} picture @param {() => Input} input
   * @param {import("./groups.js").Groups} groups @param {AbortSignal} signal */
  constructor(picture, input, groups, signal) {
    this.picture = picture;
    this.input = input;
    this.groups = groups;
    this.field = /** @type {HTMLInputElement | null} */ (byId("find"));
    this.message = byId("found");
    /** The ids that were found. @type {string[]} */
    this.hits = [];
    /** The index of the current hit; -1 before the first one. */
    this.index = -1;
    const type = () => {
      this.index = -1;
      this.update();
    };
    this.field?.addEventListener("input", type, { signal });
    this.field?.addEventListener("keydown", (event) => this.key(event), { signal });
    this.message?.addEventListener("click", (event) => this.take(event), { signal });
  }

  /** Take over the search of the page before. @param {SearchField} before */
  resume(before) {
    if (!this.field || !before.field) return;
    this.field.value = before.field.value;
    this.index = before.index;
  }

  /** Search again: the text or the input has changed. */
  update() {
    const { graph } = this.picture;
    const text = this.field?.value ?? "";
    if (!graph || (!text && !this.hits.length)) return;
    const current = this.hits[this.index];
    this.hits = search(graph, text, this.input());
    // At another input the hit has another index, or isn't one.
    this.index = current ? this.hits.indexOf(current) : Math.min(this.index, this.hits.length - 1);
    this.report();
    this.mark();
  }

  /** Say which of the hits is the current one, or how many there are. */
  report() {
    const { hits, index } = this;
    const count = hits.length;
    let text = "";
    if (index >= 0)
      text = t("{place} of {count}: {id}", { place: index + 1, count, id: hits[index] });
    else if (count) text = t("{count} found", { count });
    if (this.message) this.message.replaceChildren(...(text ? [text] : this.instead()));
  }

  /** That nothing is found, and what to search for instead. @returns {(string | HTMLElement)[]} */
  instead() {
    const text = this.field?.value ?? "";
    const { graph } = this.picture;
    if (!graph || !text.trim() || this.hits.length) return [];
    const others = suggestions(graph, text, this.input()).map((other) =>
      html("button", { type: "button", class: "link", "data-search": other }, other),
    );
    return [t("nothing found; try"), ...others.flatMap((button) => [" ", button])];
  }

  /** Search for what was suggested. @param {Event} event */
  take(event) {
    const text = /** @type {Element} */ (event.target).closest("[data-search]");
    if (!text || !this.field) return;
    this.field.value = text.getAttribute("data-search") ?? "";
    this.field.focus();
    this.index = -1;
    this.update();
  }

  /** Mark the hits in the picture. */
  mark() {
    const { picture } = this;
    for (const part of picture.svg.querySelectorAll(".hit")) part.classList.remove("hit");
    for (const id of this.hits) picture.showing(id)?.classList.add("hit");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Escape" && this.field) {
      this.field.value = "";
      this.index = -1;
      this.update();
      this.picture.frame.focus({ preventScroll: true });
    }
    const { length } = this.hits;
    if (event.key !== "Enter" || !length) return;
    event.preventDefault();
    const step = event.shiftKey ? -1 : 1;
    this.index = this.index < 0 && step < 0 ? length - 1 : (this.index + step + length) % length;
    this.report();
    void this.groups.reveal(this.hits[this.index]);
  }
}
