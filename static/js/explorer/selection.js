// The selected part and the one that is pointed at: they are marked, explained and kept in sight.

import { t } from "../shared/messages.js";
import { calm } from "../picture/camera.js";
import { inputOf } from "../state/address.js";
import { frameAround, path } from "../picture/paths.js";

/** @typedef {import("../state/view.js").Store} Store */
/** @typedef {import("../picture/camera.js").Camera} Camera */
/** @typedef {import("../picture/picture.js").Picture} Picture */
/** @typedef {import("../shared/announcer.js").Announcer} Announcer */

export class Selection {
  /** @param {HTMLElement} root @param {Store} store @param {Picture} picture @param {Camera} camera
   * @param {Announcer} announcer */
  constructor(root, store, picture, camera, announcer) {
    this.root = root;
    this.store = store;
    this.picture = picture;
    this.camera = camera;
    this.announcer = announcer;
    /** @type {import("../facts/inspector.js").Inspector | undefined} */
    this.inspector = undefined;
    /** @type {Element | undefined} */
    this.pointed = undefined;
  }

  /** The id of what is selected, or empty. */
  get id() {
    return this.store.state.selected;
  }

  /** The part that shows an op, group, tensor or arrow. @param {string} id */
  part(id) {
    return this.picture.showing(id) ?? this.picture.arrows.get(id);
  }

  /** Select a part, or nothing. @param {string} id @param {boolean} [focus] go on there by keys */
  select(id, focus = false) {
    const part = id ? this.part(id) : undefined;
    this.pointed = undefined; // a reader who selects looks there
    this.store.dispatch({ type: "select", id: part ? id : "" });
    this.draw();
    if (!part || !focus) return;
    const target = /** @type {SVGElement} */ (part.querySelector("a") ?? part);
    target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
    this.show(id);
  }

  /** Mark and explain what is selected. */
  draw() {
    const { id, picture } = this;
    picture.svg.querySelector(".selected")?.classList.remove("selected");
    const part = id ? this.part(id) : undefined;
    part?.classList.add("selected");
    const tab = this.root.querySelector("#tab-facts span");
    if (tab) tab.textContent = (part && id) || t("Facts");
    this.explain();
    this.light(null);
  }

  /** Select what shows an op or group and bring it into the middle.
   * @param {string} id @param {boolean} [focus] go on there by keys, also from below the picture */
  reveal(id, focus = false) {
    const { picture, camera } = this;
    const part = this.part(id);
    if (!part) return this.announcer.say(t("{id} is not in this picture", { id }));
    camera.steered = true;
    const { graph } = picture;
    const own = part.dataset.id ?? "";
    // An op that isn't drawn is shown by its group; a part drawn for many is each of them.
    this.select(graph?.op.has(id) && graph.group.has(own) ? own : id, focus);
    if (focus) this.scrollToPicture();
    const { x, y, width, height } = picture.boxOf(part);
    const visible = picture.frame.clientHeight / camera.transform.k;
    camera.aim(x + width / 2, y + Math.min(height, visible) / 2);
  }

  scrollToPicture() {
    const behavior = calm() ? "auto" : "smooth";
    this.picture.frame.scrollIntoView({ block: "nearest", behavior });
  }

  /** Bring a part into sight, if it isn't. @param {string} id */
  show(id) {
    const part = this.part(id);
    if (part) this.camera.reveal(this.picture.boxOf(part));
  }

  /** Light the way of the part that is pointed at, and explain it unless another one is selected:
   * that stays explained while the pointer goes elsewhere. @param {Element | undefined} part */
  point(part) {
    this.light(part ?? null);
    if (this.id || part === this.pointed) return;
    this.pointed = part;
    this.explain();
  }

  explain() {
    if (!this.pointed?.isConnected) this.pointed = undefined; // it was of another picture
    const part = this.pointed ?? (this.id ? this.part(this.id) : undefined);
    this.inspector?.show(part ?? null, this.input(), this.pointed ? "" : this.id);
  }

  input() {
    return inputOf(this.store.state.url);
  }

  /** Whether what is selected is not, or not wholly, in sight. */
  get off() {
    const part = this.id && this.part(this.id);
    if (!part) return false;
    const { dx, dy } = this.camera.off(this.picture.boxOf(part));
    return dx !== 0 || dy !== 0;
  }

  /** The id of the part that shows what is selected. */
  get shown() {
    return (this.id && this.part(this.id)?.dataset.id) || null;
  }

  /** Light the way through a part. @param {Element | null} part */
  light(part) {
    const { svg } = this.picture;
    for (const lit of svg.querySelectorAll(".lit")) lit.classList.remove("lit", "pointed");
    const way = part?.matches(".op, .arrow, .lane") ? path(this.picture, part) : new Set();
    svg.classList.toggle("lighting", way.size > 0);
    for (const lit of way) lit.classList.add("lit");
    if (way.size) part?.classList.add("pointed");
  }

  /** Show all parts that some ops are in, and go to the first. @param {string[]} ids */
  lightAll(ids) {
    const { svg } = this.picture;
    const shown = ids.filter((id) => this.part(id));
    if (!shown.length) return this.announcer.say(t("{id} is not in this picture", { id: ids[0] }));
    if (!shown.includes(this.id)) this.reveal(shown[0]);
    for (const lit of svg.querySelectorAll(".lit")) lit.classList.remove("lit", "pointed");
    for (const id of shown) this.part(id)?.classList.add("lit");
    svg.classList.add("lighting");
    this.announcer.say(shown.slice(0, 3).join(", "));
  }

  /** Select the frame around what is selected. */
  selectAround() {
    const around = this.shown && frameAround(this.picture, this.shown);
    if (around) this.select(around, true);
  }
}
