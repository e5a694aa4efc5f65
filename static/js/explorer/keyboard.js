// The keyboard: it reaches every part of the picture and every command.

import { byId } from "../shared/dom.js";
import { step } from "../picture/paths.js";
import { goToRow } from "./pointer.js";

/** @typedef {import("../picture/camera.js").Camera} Camera */
/** @typedef {import("../picture/picture.js").Picture} Picture */
/** @typedef {import("./commands.js").Commands} Commands */
/** @typedef {import("./groups.js").Groups} Groups */
/** @typedef {import("./selection.js").Selection} Selection */

/** @type {Record<string, Record<string, "on" | "back" | "out" | "in">>} */
const DIRECTIONS = {
  TB: { ArrowDown: "on", ArrowUp: "back", ArrowRight: "out", ArrowLeft: "in" },
  LR: { ArrowRight: "on", ArrowLeft: "back", ArrowDown: "out", ArrowUp: "in" },
};
/** @type {Record<string, string>} */
const COMMANDS = { "+": "in", "=": "in", "-": "out", 0: "fit", 1: "actual", s: "symbols" };

export class Keyboard {
  /** @param {Picture} picture @param {Camera} camera @param {Selection} selection
   * @param {Groups} groups @param {Commands} commands @param {AbortSignal} signal */
  constructor(picture, camera, selection, groups, commands, signal) {
    this.picture = picture;
    this.camera = camera;
    this.selection = selection;
    this.groups = groups;
    this.commands = commands;
    picture.frame.addEventListener("keydown", (event) => this.inPicture(event), { signal });
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
    if (event.key === "?") this.commands.run("keys");
  }

  /** @param {KeyboardEvent} event */
  inPicture(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { picture, selection, groups } = this;
    const id = selection.shown;
    const direction = picture.frame.classList.contains("LR") ? "LR" : "TB";
    const way = DIRECTIONS[direction][event.key];
    if (way) {
      event.preventDefault();
      const next = id ? step(picture, id, way) : this.first;
      if (!next) return;
      this.camera.steered = true;
      return selection.select(next, true);
    }
    if (COMMANDS[event.key]) return this.commands.run(COMMANDS[event.key]);
    if (event.key === "Escape") {
      selection.select("");
      picture.frame.focus({ preventScroll: true });
    }
    if (event.key === "F") return groups.leave();
    if (!id) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (picture.graph?.group.has(id)) groups.toggle(id);
      else if (picture.graph?.op.has(id)) goToRow(id);
    }
    if (event.key === "Backspace") {
      event.preventDefault();
      selection.selectAround();
    }
    if (event.key === "f") groups.focus(id);
    if (event.key === "u") groups.toggleFold(id);
  }

  /** The id of the first part that isn't a frame. */
  get first() {
    const found = [...this.picture.parts].find(([, part]) => !part.classList.contains("frame"));
    return found?.[0];
  }
}
