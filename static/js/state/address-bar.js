// Keeps the browser's address bar equal to the state.

import { found } from "../shared/site.js";
import { Debounce, MOMENT } from "./debounce.js";
import { addressOf } from "./view.js";

/** @typedef {import("./view.js").Store} Store */

export class AddressBar {
  /** @param {Store} store @param {() => string} aim where the picture is now
   * @param {() => void} settled called when the address has been written after the last change */
  constructor(store, aim, settled) {
    this.store = store;
    this.aim = aim;
    this.settled = settled;
    this.changed = -Infinity;
    this.debounce = new Debounce(() => this.write());
    store.subscribe((now, before) => {
      const keys = /** @type {const} */ (["url", "selected", "heat", "memory"]);
      if (keys.some((key) => now[key] !== before[key])) this.schedule();
    });
    // A link that is followed or copied has to lead on from what is shown.
    for (const event of ["pointerdown", "click", "focusin", "pagehide"])
      addEventListener(event, () => this.flush(), { capture: true });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.flush();
    });
  }

  /** Something has changed. The first of several changes is written at once, lest a reload lose it;
   * the last one when no more follow, as browsers limit how often an address may be written. */
  schedule() {
    const now = performance.now();
    if (now - this.changed > MOMENT) queueMicrotask(() => this.replace());
    this.changed = now;
    this.debounce.schedule();
  }

  /** Write soon what wasn't changed by the reader. */
  scheduleQuietly() {
    this.debounce.schedule();
  }

  /** Write the address now. */
  write() {
    this.replace();
    this.debounce.cancel();
    this.settled();
  }

  /** Write what is scheduled. */
  flush() {
    this.debounce.flush();
  }

  /** Leave unwritten what is scheduled. */
  cancel() {
    this.debounce.cancel();
  }

  replace() {
    this.store.dispatch({ type: "aim", zoom: this.aim() });
    history.replaceState(null, "", found(addressOf(this.store.state)));
  }
}
