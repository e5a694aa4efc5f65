// The keyboard: every part of the picture and every control of it, without a pointer.

import { byId } from "../page/dom.js";
import { step } from "../picture/paths.js";

/** @typedef {import("./explorer.js").Explorer} Explorer */

/** @type {Record<string, Record<string, "on" | "back" | "out" | "in">>} */
const WAYS = {
  TB: { ArrowDown: "on", ArrowUp: "back", ArrowRight: "out", ArrowLeft: "in" },
  LR: { ArrowRight: "on", ArrowLeft: "back", ArrowDown: "out", ArrowUp: "in" },
};
const ACTS = /** @type {Record<string, string>} */ ({
  "+": "in",
  "=": "in",
  "-": "out",
  0: "fit",
  1: "actual",
  s: "symbols",
});

export class Keys {
  /** @param {Explorer} explorer @param {AbortSignal} signal */
  constructor(explorer, signal) {
    this.explorer = explorer;
    explorer.picture.frame.addEventListener("keydown", (event) => this.inPicture(event), {
      signal,
    });
    document.addEventListener("keydown", (event) => this.anywhere(event), { signal });
  }

  /** @param {KeyboardEvent} event */
  anywhere(event) {
    const typing = /** @type {Element} */ (event.target).closest("input, select, textarea, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && byId("find")) {
      event.preventDefault();
      byId("find")?.focus();
    }
    if (event.key === "?") this.explorer.commands.act("keys");
  }

  /** @param {KeyboardEvent} event */
  inPicture(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { explorer } = this;
    const id = explorer.selection.shown;
    const direction = explorer.picture.frame.classList.contains("LR") ? "LR" : "TB";
    const way = WAYS[direction][event.key];
    if (way) {
      event.preventDefault();
      const next = id
        ? step(explorer.picture, id, way)
        : [...explorer.picture.parts.keys()].find(
            (it) => !explorer.picture.parts.get(it)?.classList.contains("frame"),
          );
      if (next) {
        explorer.steered = true;
        explorer.selection.select(next, true);
      }
      return;
    }
    if (ACTS[event.key]) return explorer.commands.act(ACTS[event.key]);
    if (event.key === "Escape") {
      explorer.selection.select(null, false);
      explorer.picture.frame.focus({ preventScroll: true });
    }
    if (!id) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (explorer.graph?.group.has(id)) explorer.opening.turn(id);
      else if (explorer.graph?.op.has(id)) explorer.commands.row(id);
    }
    if (event.key === "Backspace") {
      event.preventDefault();
      explorer.selection.outwards();
    }
    if (event.key === "f") explorer.opening.focus(id);
    if (event.key === "u") explorer.opening.unfold(id);
  }
}
