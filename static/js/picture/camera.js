// Pans and zooms the picture by d3-zoom. It sets a CSS transform, so that moving repaints nothing.

import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { EDGE, centred, farness, home, kept, off, whole } from "./placing.js";

/** @typedef {import("./placing.js").Transform} Transform */

const STILL = 160; // ms after the last movement, when the picture is drawn sharp again
const LEAST = 0.005,
  MOST = 8; // pixels that a point may take
const STEP = 0.4; // doublings of the scale by a notch of the wheel with Ctrl: 1.3 times
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class Camera {
  /** @param {HTMLElement} frame @param {SVGSVGElement} svg @param {AbortSignal} signal */
  constructor(frame, svg, signal) {
    this.frame = frame;
    this.svg = svg;
    /** @type {(() => void)[]} */
    this.watchers = [];
    /** @type {(() => void)[]} */
    this.resizing = [];
    this.still = 0;
    /** Whether the reader has moved the picture. */
    this.steered = false;
    this.selection = select(frame);
    /** @type {import("d3-zoom").ZoomBehavior<HTMLElement, unknown>} */
    const behavior = /** @type {any} */ (zoom());
    // A pinch on a touchpad comes as a wheel with Ctrl, ten times as large and in small steps.
    const usual = /** @type {any} */ (behavior.wheelDelta());
    this.zoom = behavior
      .scaleExtent([LEAST, MOST])
      // Embedded in another page, the wheel scrolls that page.
      .filter(
        (event) =>
          !event.button &&
          (event.type !== "wheel" || event.ctrlKey || !document.body.matches(".embed")),
      )
      .constrain((/** @type {Transform} */ to) => moved(kept(this.size, this, to)))
      .wheelDelta((event) =>
        event.ctrlKey ? Math.max(-STEP, Math.min(STEP, usual(event))) : usual(event),
      )
      .on("zoom", (event) => {
        if (event.sourceEvent) frame.classList.remove("gliding"); // a hand moves it at once
        this.apply(event.transform);
      });
    this.place = { x: 0, y: 0, k: 1 };
    /** @type {number} */
    this.far = 1;
    this.scale = parseFloat(getComputedStyle(svg).fontSize) / 16; // as the style sheet has it
    frame.classList.add("live");
    this.show(svg);
    this.selection.call(this.zoom).on("dblclick.zoom", null);
    this.jump(this.home());
    frame.addEventListener("scroll", () => frame.scrollTo(0, 0), { signal }); // focus scrolls it
    this.sized = new ResizeObserver(() => this.resized());
    this.sized.observe(frame);
    signal.addEventListener("abort", () => this.sized.disconnect());
  }

  /** The visible part of the picture, in its points. */
  get sight() {
    const { x, y, k } = this.transform;
    const { clientWidth, clientHeight } = this.frame;
    return {
      left: -x / k,
      top: -y / k,
      right: (clientWidth - x) / k,
      bottom: (clientHeight - y) / k,
      k,
    };
  }

  get width() {
    return this.svg.viewBox.baseVal.width;
  }
  get height() {
    return this.svg.viewBox.baseVal.height;
  }
  /** @returns {Transform} */
  get transform() {
    return this.now ?? { x: 0, y: 0, k: 1 };
  }

  /** The frame has another size: a picture that wasn't moved is at its usual place there, too. */
  resized() {
    if (!this.frame.clientWidth) return; // it isn't shown, which says nothing of its place
    const settled = this.atHome;
    this.frame.classList.remove("gliding"); // it is the frame that moves
    this.scale = parseFloat(getComputedStyle(this.svg).fontSize) / 16;
    this.place = this.home();
    this.bound();
    if (settled) this.jump(this.place);
    else this.apply(this.transform);
    this.resizing.forEach((act) => act());
  }

  /** The size of the frame. */
  get size() {
    return { width: this.frame.clientWidth, height: this.frame.clientHeight };
  }

  /** The usual place, as without scripts. @returns {Transform} */
  home() {
    if (!this.frame.clientWidth) return this.place;
    return home(this.size, this, this.scale, Number(this.frame.dataset.share) || undefined);
  }

  /** Whether the picture is at its usual place. */
  get atHome() {
    const [home, now] = [this.place, this.transform];
    return (
      Math.abs(home.x - now.x) < 2 &&
      Math.abs(home.y - now.y) < 2 &&
      Math.abs(home.k / now.k - 1) < 0.01
    );
  }

  /** @param {Transform} to */
  apply(to) {
    this.now = to;
    // They measure, which would force a layout after the style is written.
    this.watchers.forEach((watch) => watch());
    if (!this.frame.classList.contains("moving")) this.broaden(to.k);
    // Relative to the style sheet's place, so that nothing shifts when the script starts.
    const { x, y, k } = this.place;
    this.svg.style.transform = `translate(${to.x - x}px,${to.y - y}px) scale(${to.k / k})`;
    this.frame.classList.add("moving");
    clearTimeout(this.still);
    this.still = setTimeout(() => this.rest(), STILL);
  }

  /** The picture has come to rest: draw it sharp, with lines of the right width. */
  rest() {
    this.frame.classList.remove("moving");
    this.broaden(this.transform.k);
  }

  /** Keep a least width of lines when the picture is small. To restyle every line takes longer than a
   * frame, so that it is done before and after a movement, never during one.
   * @param {number} k */
  broaden(k) {
    const far = farness(k);
    if (far === this.far) return;
    this.far = far;
    this.svg.classList.toggle("far", far > 1);
    this.svg.style.setProperty("--far", `${far}`);
  }

  /** Show another picture. @param {SVGSVGElement} svg */
  show(svg) {
    this.svg = svg;
    this.far = 1; // as drawn
    this.frame.classList.remove("moving");
    this.place = this.home();
    this.bound();
  }

  /** Set the smallest scale: the whole picture in sight. */
  bound() {
    const least = Math.min(whole(this.size, this) * 0.8, 0.5);
    this.zoom.scaleExtent([Math.max(least, LEAST), MOST]);
  }

  /** @param {Transform} to @param {boolean} glide whether to move there smoothly, unless the reader asked for less
   * motion */
  jump(to, glide = false) {
    this.frame.classList.toggle("gliding", glide && !calm());
    this.selection.call(this.zoom.transform, moved(to));
  }

  /** Zoom about the middle. @param {number} factor */
  by(factor) {
    this.frame.classList.toggle("gliding", !calm());
    this.selection.call(this.zoom.scaleBy, factor);
  }

  /** Show all of it. */
  fit(glide = true) {
    this.jump(centred(this.size, this, whole(this.size, this)), glide);
  }

  /** Zoom to the style sheet's scale. */
  actual() {
    const { x, y, k } = this.transform;
    const [cx, cy] = [this.frame.clientWidth / 2, this.frame.clientHeight / 2];
    const to = this.scale;
    this.jump({ x: cx - ((cx - x) * to) / k, y: cy - ((cy - y) * to) / k, k: to }, true);
  }

  /** How far a part has to be moved to be in sight, or as much of it as the frame can show.
   * @param {import("./placing.js").Box} box in points */
  off(box) {
    return off(this.size, this.transform, box);
  }

  /** Bring a part into sight, if it isn't. @param {{x: number, y: number, width: number, height: number}} box */
  reveal(box) {
    const [{ x, y, k }, { dx, dy }] = [this.transform, this.off(box)];
    if (dx || dy) this.jump({ x: x + dx, y: y + dy, k }, true);
  }

  /** The scale and the point in the middle, as an address has them. */
  get aimed() {
    const { x, y, k } = this.transform;
    const [cx, cy] = [this.frame.clientWidth / 2, this.frame.clientHeight / 2];
    return `${Number(k.toPrecision(4))},${Math.round((cx - x) / k)},${Math.round((cy - y) / k)}`;
  }

  /** Go where an address says, as far as the reader could; false if it says nothing of the kind.
   * @param {string} text */
  takeAim(text) {
    const [scale, x, y] = text.split(",").map(Number);
    if (!(scale >= LEAST && scale <= MOST && Number.isFinite(x) && Number.isFinite(y)))
      return false;
    const k = Math.max(scale, this.zoom.scaleExtent()[0]);
    const [cx, cy] = [this.frame.clientWidth / 2, this.frame.clientHeight / 2];
    this.jump(kept(this.size, this, { x: cx - x * k, y: cy - y * k, k }));
    return true;
  }

  /** Put a point of the picture into the middle. @param {number} px @param {number} py */
  aim(px, py, glide = true) {
    const { k } = this.transform;
    const [cx, cy] = [this.frame.clientWidth / 2, this.frame.clientHeight / 2];
    this.jump({ x: cx - px * k, y: cy - py * k, k }, glide);
  }
}

/** A place as d3-zoom has it. @param {Transform} to */
const moved = ({ x, y, k }) => zoomIdentity.translate(x, y).scale(k);
