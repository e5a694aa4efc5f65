// Leads from one address to another without leaving the page.

import { enterHistory } from "../shared/replacement.js";
import { still } from "../shared/site.js";
import { addressOf } from "./view.js";

/** @typedef {import("./view.js").Pending} Pending */
/** @typedef {import("./view.js").State} State */
/** @typedef {import("./view.js").Step} Step */
/** A page that can be navigated.
 * @typedef {object} Page
 * @property {(pending: Pending) => {url: string, begin: string}} request what to ask the server for
 * @property {(text: string, pending: Pending) => void} show puts the answer in place
 * @property {() => void} restore applies the state's fragment
 * @property {(lost: boolean) => void} fail after an answer that wasn't to be had
 * @property {() => void} returned when a lost server answers again */

export class Navigation {
  /** @param {import("./view.js").Store} store @param {import("./address-bar.js").AddressBar} bar
   * @param {import("../shared/replacement.js").Replacement} replacement @param {Page} page */
  constructor(store, bar, replacement, page) {
    this.store = store;
    this.bar = bar;
    this.replacement = replacement;
    this.page = page;
    addEventListener("popstate", () => void this.traverse());
  }

  /** Show what an address says, and tell whether that was possible. Its input is the current one,
   * unless `carry` is false; `anchor` is the id of the part that stays in its place.
   * @param {URL} url @param {{step?: Step, anchor?: string, carry?: boolean}} how */
  async go(url, { step = "new", anchor = "", carry = true } = {}) {
    this.bar.flush();
    this.store.dispatch({ type: "navigate", url, step, anchor, carry });
    return this.load();
  }

  /** The browser went back or forward, or to a place on this page. */
  async traverse() {
    this.bar.cancel();
    const { url } = this.store.state;
    const to = new URL(still ? url : location.href);
    to.hash = location.hash;
    this.store.dispatch({ type: "traverse", url: to });
    if (this.store.state.pending) return this.load();
    this.replacement.cancel();
    this.page.restore();
  }

  /** Load the pending page. */
  async load() {
    const pending = /** @type {Pending} */ (this.store.state.pending);
    const { url, begin } = this.page.request(pending);
    const { outcome, text } = await this.replacement.load(url, {
      begin,
      retry: () => this.retry(),
    });
    if (outcome === "outdated") {
      if (still) this.store.dispatch({ type: "fail", lost: false }); // the browser goes there
      return false;
    }
    const { step } = pending;
    if (outcome !== "answered") {
      this.store.dispatch({ type: "fail", lost: outcome === "lost" });
      const { state } = this.store;
      if (step === "back" && !state.pending) enterHistory("new", addressOf(state));
      this.page.fail(outcome === "lost");
      return false;
    }
    this.store.dispatch({ type: "arrive" });
    if (step !== "back") enterHistory(step, addressOf(this.store.state));
    this.page.show(text, pending);
    return true;
  }

  /** The server answers again: a step back is completed, anything else is the reader's to repeat. */
  retry() {
    if (this.store.state.pending?.step === "back") location.reload();
    else this.page.returned();
  }
}
