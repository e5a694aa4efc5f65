// The pointer on the picture: a click opens, closes and selects, two focus, hovering explains.

import { elsewhere } from "../page/dom.js";

/** @typedef {import("./explorer.js").Explorer} Explorer */

const LEAVING = 600; // ms from the picture to the facts beside it
const TITLE = 24; // points from a frame's top that are its title

export class Gestures {
  /** @param {Explorer} explorer @param {AbortSignal} signal */
  constructor(explorer, signal) {
    this.explorer = explorer;
    this.leaving = 0;
    const { frame } = explorer.picture;
    frame.addEventListener("click", (event) => this.click(event), { signal });
    frame.addEventListener("dblclick", (event) => this.twice(event), { signal });
    for (const type of ["wheel", "pointerdown"])
      // Before the camera has it, which lets nobody else hear of it.
      frame.addEventListener(type, () => (explorer.steered = true), {
        signal,
        passive: true,
        capture: true,
      });
    frame.addEventListener("pointerover", (event) => this.over(event), { signal });
    // A part goes on explaining itself while the pointer is on the way to what is said of it, and there.
    for (const place of [frame, explorer.root.querySelector(".facts")]) {
      place?.addEventListener("pointerenter", () => clearTimeout(this.leaving), { signal });
      place?.addEventListener(
        "pointerleave",
        () => {
          this.away();
          this.leaving = setTimeout(() => explorer.selection.point(undefined), LEAVING);
        },
        { signal },
      );
    }
  }

  /** @param {MouseEvent} event */
  click(event) {
    const { explorer } = this;
    if (elsewhere(event)) return;
    const part = /** @type {Element} */ (event.target).closest("g[data-id]");
    const id = part?.getAttribute("data-id");
    if (event.detail > 1) {
      // the second click of two
      event.stopPropagation();
      return event.preventDefault();
    }
    this.before = new URL(explorer.url);
    this.clicked = id;
    if (!part || !id) return explorer.selection.select(null, false);
    event.preventDefault();
    event.stopPropagation();
    const byKey = event.detail === 0;
    const { classList } = part;
    if (classList.contains("badge")) explorer.opening.unfold(id);
    else if (classList.contains("closed")) explorer.opening.turn(id);
    else if (classList.contains("frame") && (byKey || onTitle(part, event)))
      explorer.opening.turn(id);
    else if (byKey && explorer.graph?.op.has(id)) explorer.commands.row(id);
    else explorer.selection.select(id, false);
  }

  /** Focus on what the first of two clicks was on, as if that had done nothing.
   * @param {MouseEvent} event */
  twice(event) {
    event.preventDefault();
    const { explorer, before } = this;
    if (!this.clicked || !before) return explorer.camera.by(1.8);
    explorer.opening.focus(this.clicked, before, explorer.url.search !== before.search);
  }

  /** @param {PointerEvent} event */
  over(event) {
    if (event.pointerType === "touch" || event.buttons) return;
    const part = /** @type {Element} */ (event.target).closest("g[data-id]");
    const within = part?.classList.contains("frame") && !onTitle(part, event);
    const { selection } = this.explorer;
    if (part && !within) selection.point(part);
    else this.away();
  }

  /** The pointer is on nothing: what is selected explains itself, or else still what it was on. */
  away() {
    const { selection } = this.explorer;
    if (selection.id) selection.point(undefined);
    else selection.light(null);
  }
}

/** Whether a pointer is on a frame's title, the rest of it being what is in it.
 * @param {Element} frame @param {MouseEvent} event */
export function onTitle(frame, event) {
  const rect = /** @type {SVGRectElement} */ (frame.querySelector(".outline"));
  const box = rect.getBoundingClientRect();
  return event.clientY - box.top < (TITLE * box.width) / rect.width.baseVal.value;
}
