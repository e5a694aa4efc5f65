// The search field: what it finds is marked, and Enter steps through it.

import { byId } from "../page/dom.js";
import { search } from "../graph/search.js";
import { t } from "../page/messages.js";

/** @typedef {import("./explorer.js").Explorer} Explorer */

export class Finder {
  /** @param {Explorer} explorer @param {AbortSignal} signal */
  constructor(explorer, signal) {
    this.explorer = explorer;
    this.field = /** @type {HTMLInputElement | null} */ (byId("find"));
    this.found = byId("found");
    /** @type {string[]} */
    this.hits = [];
    this.place = -1;
    this.field?.addEventListener(
      "input",
      () => {
        this.place = -1;
        this.look();
      },
      { signal },
    );
    this.field?.addEventListener("keydown", (event) => this.key(event), { signal });
  }

  /** Go on where the page before was. @param {Finder} before */
  resume(before) {
    if (!this.field || !before.field) return;
    this.field.value = before.field.value;
    this.place = before.place;
  }

  /** Search anew: what is typed or the input has changed. */
  look() {
    const { graph, input } = this.explorer;
    const text = this.field?.value ?? "";
    if (!graph || (!text && !this.hits.length)) return;
    const at = this.hits[this.place];
    this.hits = search(graph, text, input);
    // At another input a hit is at another place, or none.
    this.place = at ? this.hits.indexOf(at) : Math.min(this.place, this.hits.length - 1);
    this.tell();
    this.mark();
  }

  /** Say where among the hits one is, or how many there are. */
  tell() {
    const { hits, place } = this;
    const count = hits.length;
    if (place >= 0)
      this.say(t("{place} of {count}: {id}", { place: place + 1, count, id: hits[place] }));
    else
      this.say(
        (this.field?.value ?? "").trim() &&
          (count ? t("{count} found", { count }) : t("nothing found")),
      );
  }

  /** Mark the hits on the picture of now. */
  mark() {
    const { picture, graph } = this.explorer;
    picture.svg.querySelectorAll(".hit").forEach((part) => part.classList.remove("hit"));
    for (const id of this.hits) picture.showing(id, graph)?.classList.add("hit");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Escape" && this.field) {
      this.field.value = "";
      this.place = -1;
      this.look();
      this.explorer.picture.frame.focus({ preventScroll: true });
    }
    const { hits } = this;
    if (event.key !== "Enter" || !hits.length) return;
    event.preventDefault();
    this.place =
      this.place < 0 && event.shiftKey
        ? hits.length - 1
        : (this.place + (event.shiftKey ? -1 : 1) + hits.length) % hits.length;
    this.tell();
    void this.explorer.opening.openTo(hits[this.place]);
  }

  /** @param {string} text */
  say(text) {
    if (this.found) this.found.textContent = text;
  }
}
