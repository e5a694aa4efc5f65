// One of two pictures that move together.

import { readSize } from "../state/address.js";
import { Camera } from "../picture/camera.js";
import { whole } from "../picture/placing.js";
import { opensElsewhere } from "../shared/dom.js";
import { measure } from "../shared/attributes.js";
import { Picture, isNarrow, onTitle, variant } from "../picture/picture.js";
import { Shapes } from "../picture/shapes.js";

/** @typedef {import("../picture/camera.js").Transform} Transform */
/** @typedef {import("../graph/tensor.js").Input} Input */

export class Pane {
  /** @param {HTMLElement} figure */
  constructor(figure) {
    this.side = figure.dataset.side ?? "";
    this.size = readSize(figure.dataset.ownSize ?? "");
    this.picture = new Picture(/** @type {HTMLElement} */ (figure.querySelector(".picture")));
    this.camera = new Camera(this.picture.frame, this.picture.svg, new AbortController().signal);
    this.shapes = new Shapes(this.picture.svg);
    this.camera.watchers.push(() => this.shapes.follow(this.camera.sight));
  }

  get gliding() {
    return this.picture.frame.classList.contains("gliding");
  }

  /** The scale at which all of it is in sight. */
  get whole() {
    return whole(this.camera.size, this.camera);
  }

  /** The movement from its usual place to the current one. Made on pictures of different sizes, it looks
   * the same if their frames are equal. @returns {Transform} */
  get gesture() {
    const {
      place,
      transform: { x, y, k },
    } = this.camera;
    const by = k / place.k;
    return { k: by, x: x - by * place.x, y: y - by * place.y };
  }

  /** @param {Transform} gesture @param {boolean} glide */
  make({ k, x, y }, glide) {
    const { place } = this.camera;
    this.camera.jump({ k: k * place.k, x: x + k * place.x, y: y + k * place.y }, glide);
  }

  /** @param {Input} input that of both, unless this one has its own @param {boolean} symbols */
  update(input, symbols) {
    this.shapes.update(this.size ? { ...input, ...this.size } : input, symbols);
  }

  /** The group that a click opens or closes, and the link that does it; null for any other click.
   * @param {MouseEvent} event */
  toggled(event) {
    if (opensElsewhere(event)) return null;
    const part = /** @type {Element} */ (event.target).closest("g[data-id]");
    const link = part?.querySelector(":scope > a")?.getAttribute("href");
    if (!part || !link) return null;
    if (part.classList.contains("frame") && event.detail > 0 && !onTitle(part, event)) {
      event.preventDefault(); // an empty place in the frame was clicked
      return null;
    }
    const url = new URL(link, location.href);
    return url.pathname === location.pathname
      ? { link: url, id: part.getAttribute("data-id") ?? "" }
      : null;
  }

  /** Replace the picture by that of another page. @param {Document} page @param {string} anchor */
  replace(page, anchor) {
    const { frame } = this.picture;
    const made = /** @type {HTMLElement | null} */ (
      page.querySelector(`figure[data-side=${this.side}] .picture`)
    );
    const svg = made && variant(made, isNarrow(frame));
    if (!made || !svg) return;
    const held = frame.contains(document.activeElement) && document.activeElement !== frame;
    frame.dataset.share = made.dataset.share;
    measure();
    this.picture.replace(new XMLSerializer().serializeToString(svg), this.camera, anchor);
    this.shapes = new Shapes(this.picture.svg);
    this.shapes.follow(this.camera.sight);
    if (held)
      /** @type {SVGElement | null | undefined} */ (
        this.picture.parts.get(anchor)?.querySelector("a")
      )?.focus({ preventScroll: true });
  }
}
