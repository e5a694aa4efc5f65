// The pointer on the picture: a click opens, closes and selects, a double click focuses, hovering
// explains.

import { byId, opensElsewhere } from "../shared/dom.js";
import { calm } from "../picture/camera.js";
import { onTitle } from "../picture/picture.js";

/** @typedef {import("../picture/camera.js").Camera} Camera */
/** @typedef {import("../picture/picture.js").Picture} Picture */
/** @typedef {import("../state/view.js").Store} Store */
/** @typedef {import("./groups.js").Groups} Groups */
/** @typedef {import("./selection.js").Selection} Selection */

const LEAVING = 600; // ms in which the pointer gets from the picture to the facts beside it

export class Pointer {
  /** @param {HTMLElement} root @param {Store} store @param {Picture} picture @param {Camera} camera
   * @param {Selection} selection @param {Groups} groups @param {AbortSignal} signal */
  constructor(root, store, picture, camera, selection, groups, signal) {
    this.store = store;
    this.picture = picture;
    this.camera = camera;
    this.selection = selection;
    this.groups = groups;
    this.leaving = 0;
    const { frame } = picture;
    frame.addEventListener("click", (event) => this.click(event), { signal });
    frame.addEventListener("dblclick", (event) => this.doubleClick(event), { signal });
    for (const type of ["wheel", "pointerdown"])
      // In the capture phase, because d3-zoom stops the event.
      frame.addEventListener(type, () => (camera.steered = true), {
        signal,
        passive: true,
        capture: true,
      });
    frame.addEventListener("pointerover", (event) => this.over(event), { signal });
    // A part stays explained while the pointer is on the way to the facts, and there.
    for (const place of [frame, root.querySelector(".facts")]) {
      place?.addEventListener("pointerenter", () => clearTimeout(this.leaving), { signal });
      const leave = () => {
        this.away();
        this.leaving = setTimeout(() => selection.point(undefined), LEAVING);
      };
      place?.addEventListener("pointerleave", leave, { signal });
    }
  }

  /** @param {MouseEvent} event */
  click(event) {
    if (opensElsewhere(event)) return;
    const { groups, selection, picture } = this;
    const part = /** @type {Element} */ (event.target).closest("g[data-id]");
    const id = part?.getAttribute("data-id");
    if (event.detail > 1) {
      event.stopPropagation(); // the second click of a double click
      return event.preventDefault();
    }
    this.before = this.store.state.url;
    this.clicked = id;
    if (!part || !id) return selection.select("");
    event.preventDefault();
    event.stopPropagation();
    const byKey = event.detail === 0;
    const { classList } = part;
    const onFrame = classList.contains("frame") && (byKey || onTitle(part, event));
    const opens = onFrame || classList.contains("closed");
    if (classList.contains("badge")) groups.toggleFold(id);
    else if (opens) {
      selection.select(id);
      groups.toggle(id);
    } else if (byKey && picture.graph?.op.has(id)) goToRow(id);
    else selection.select(id);
  }

  /** Focus on what the first click was on, as if that click had done nothing.
   * @param {MouseEvent} event */
  doubleClick(event) {
    event.preventDefault();
    const { before } = this;
    if (!this.clicked || !before) return this.camera.by(1.8);
    const opened = this.store.state.url.search !== before.search;
    this.groups.focus(this.clicked, before, opened ? "same" : "new");
  }

  /** @param {PointerEvent} event */
  over(event) {
    if (event.pointerType === "touch" || event.buttons) return;
    const part = /** @type {Element} */ (event.target).closest("g[data-id]");
    const within = part?.classList.contains("frame") && !onTitle(part, event);
    if (part && !within) this.selection.point(part);
    else this.away();
  }

  /** The pointer is on nothing: what is selected is explained, or else still what it was on. */
  away() {
    if (this.selection.id) this.selection.point(undefined);
    else this.selection.light(null);
  }
}

/** Go to the row of an op in the table. @param {string} id */
export function goToRow(id) {
  const row = byId(id);
  row?.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  row?.querySelector("a")?.focus({ preventScroll: true });
  for (const other of document.querySelectorAll("tr.chosen")) other.classList.remove("chosen");
  row?.classList.add("chosen");
}
