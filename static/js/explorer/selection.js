// What is selected or pointed at: its look is in classes, what it says is the inspector's.

import { calm } from "../picture/camera.js";
import { frameAround, path } from "../picture/paths.js";
import { t } from "../page/messages.js";

/** @typedef {import("./explorer.js").Explorer} Explorer */

export class Selection {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    /** @type {string | null} */
    this.id = null;
    /** @type {Element | undefined} */
    this.pointed = undefined;
  }

  /** What shows an op, group, tensor or arrow. @param {string} id */
  part(id) {
    const { picture, graph } = this.explorer;
    return picture.showing(id, graph) ?? picture.arrows.get(id);
  }

  /** Select a part, or nothing. @param {string | null} id @param {boolean} focus */
  select(id, focus) {
    this.explorer.picture.svg.querySelector(".selected")?.classList.remove("selected");
    const part = id ? this.part(id) : undefined;
    const pull = this.explorer.root.querySelector(".pull span:last-child");
    if (pull) pull.textContent = (part && id) || t("Facts");
    this.id = part ? id : null;
    this.pointed = undefined; // whoever selects looks there
    part?.classList.add("selected");
    if (part && focus) {
      const target = /** @type {SVGElement} */ (part.querySelector("a") ?? part);
      target.setAttribute("tabindex", "-1");
      target.focus({ preventScroll: true });
      this.show(/** @type {string} */ (id));
    }
    this.explain();
    this.light(null);
    this.explorer.remember();
  }

  /** Bring what shows an op or group into sight, and select it.
   * @param {string} id @param {boolean} [focus] go on there by keys: whoever comes from below */
  reveal(id, focus = false) {
    const part = this.part(id);
    if (!part) return this.explorer.say(t("{id} is not in this picture", { id }));
    this.explorer.steered = true;
    const { graph } = this.explorer;
    const own = /** @type {string} */ (part.getAttribute("data-id"));
    // What isn't drawn is what it lies in; what is drawn for many is each of them.
    this.select(graph?.op.has(id) && graph.group.has(own) ? own : id, focus);
    if (focus)
      this.explorer.picture.frame.scrollIntoView({
        block: "nearest",
        behavior: calm() ? "auto" : "smooth",
      });
    const { x, y, width, height } = this.explorer.picture.boxOf(part);
    const room = this.explorer.picture.frame.clientHeight / this.explorer.camera.transform.k;
    this.explorer.camera.aim(x + width / 2, y + Math.min(height, room) / 2);
  }

  /** Bring a part into sight, if it isn't. @param {string} id */
  show(id) {
    const part = this.part(id);
    if (part) this.explorer.camera.reveal(this.explorer.picture.boxOf(part));
  }

  /** What is pointed at explains itself, and its way is lit. @param {Element | undefined} part */
  point(part) {
    this.light(part ?? null);
    if (part === this.pointed) return;
    this.pointed = part;
    this.explain();
  }

  explain() {
    if (!this.pointed?.isConnected) this.pointed = undefined; // it was of another picture
    const part = this.pointed ?? (this.id ? this.part(this.id) : undefined);
    this.explorer.inspector?.show(
      part ?? null,
      this.explorer.input,
      (!this.pointed && this.id) || "",
    );
  }

  /** Whether what is selected is not, or not wholly, in sight. */
  get off() {
    const part = this.id && this.part(this.id);
    if (!part) return false;
    const { dx, dy } = this.explorer.camera.off(this.explorer.picture.boxOf(part));
    return dx !== 0 || dy !== 0;
  }

  /** The id of the part that shows what is selected. */
  get shown() {
    return (this.id && this.part(this.id)?.dataset.id) ?? null;
  }

  /** Light the way through a part. @param {Element | null} part */
  light(part) {
    for (const lit of this.explorer.picture.svg.querySelectorAll(".lit"))
      lit.classList.remove("lit", "pointed");
    const shown = part?.matches(".op, .arrow, .lane")
      ? path(this.explorer.picture, part)
      : new Set();
    this.explorer.picture.svg.classList.toggle("lighting", shown.size > 0);
    for (const it of shown) it.classList.add("lit");
    if (shown.size) part?.classList.add("pointed");
  }

  /** The frame around what is selected. */
  outwards() {
    const around = this.shown && frameAround(this.explorer.picture, this.shown);
    if (around) this.select(around, true);
  }
}
