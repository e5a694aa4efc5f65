// The picture that is shown, and its parts.

import { transition, placeOf, placesOf } from "./transition.js";

/** @typedef {import("./transition.js").Place} Place */

const TITLE = 24; // points from a frame's top that are its title
const NEAR = 64; // pixels from its usual place at which a picture goes there

const NARROW = 696; // pixels below which a frame is narrow: as atlas.css has it

/** Whether a frame is too narrow for the usual layout. @param {HTMLElement} frame */
export const isNarrow = (frame) => frame.clientWidth > 0 && frame.clientWidth < NARROW;

/** The picture in an element, in its narrow layout if it has one and that is asked for.
 * @param {Element} within @param {boolean} narrow */
export const variant = (within, narrow) =>
  /** @type {SVGSVGElement} */ (
    (narrow && within.querySelector(":scope > svg.narrow")) || within.querySelector(":scope > svg")
  );

/** The blocks that one is drawn for, all identical; only itself if it is drawn by itself.
 * @param {SVGSVGElement | null} svg @param {string} block */
export const identicalTo = (svg, block) =>
  /** @type {SVGElement | null | undefined} */ (
    svg?.querySelector(`[data-covers~="${block}"]`)
  )?.dataset.covers?.split(" ") ?? [block];

export class Picture {
  /** @param {HTMLElement} frame */
  constructor(frame) {
    this.frame = frame;
    /** Whether it is drawn for a narrow frame. */
    this.narrow = isNarrow(frame) && Boolean(frame.querySelector(":scope > svg.narrow"));
    this.svg = variant(frame, this.narrow);
    for (const svg of frame.querySelectorAll(":scope > svg")) if (svg !== this.svg) svg.remove();
    this.svg.classList.remove("wide", "narrow"); // which hide it in frames of another width
    /** @type {Map<string, SVGGElement>} */
    this.parts = new Map();
    /** @type {Map<string, SVGGElement>} */
    this.arrows = new Map();
    /** What is drawn, once it is known. @type {import("../graph/graph.js").Graph | undefined} */
    this.graph = undefined;
    this.index();
  }

  /** Find the parts by their ids. */
  index() {
    this.parts.clear();
    this.arrows.clear();
    for (const part of /** @type {NodeListOf<SVGGElement>} */ (
      this.svg.querySelectorAll("g[data-id]")
    )) {
      const id = /** @type {string} */ (part.dataset.id);
      if (part.classList.contains("arrow")) {
        this.arrows.set(id, part);
        const reach = /** @type {Element} */ (part.querySelector("path")?.cloneNode());
        reach.setAttribute("class", "reach"); // the arrow itself is too thin to be pointed at
        part.append(reach);
      } else if (!part.classList.contains("badge")) this.parts.set(id, part);
    }
  }

  /** The part that shows an op or group: itself, or what it is closed or folded into.
   * @param {string} id */
  showing(id) {
    const { graph } = this;
    const own = this.parts.get(id);
    if (own || !graph) return own;
    const op = graph.op.get(id);
    const around = op ? [op.block, op.stage] : [graph.group.get(id)?.parent ?? null];
    for (const group of [graph.group.has(id) ? id : null, ...around]) {
      if (!group) continue;
      for (const [first, part] of this.parts)
        if (first === group || part.dataset.covers?.split(" ").includes(group))
          return (
            (op && group === op.block && this.parts.get(first + id.slice(group.length))) || part
          );
    }
  }

  /** Put a new picture in place; `anchor` is the id of the part that stays where it is.
   * @param {string} text of the SVG @param {import("./camera.js").Camera} camera
   * @param {string} anchor @param {boolean} [narrow] whether it is drawn for a narrow frame */
  replace(text, camera, anchor, narrow = false) {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    const before = placesOf(this.svg);
    const here = this.corner(anchor);
    const [was, settled] = [camera.transform, camera.atHome];
    const old = this.svg;
    this.narrow = narrow;
    this.svg = /** @type {SVGSVGElement} */ (
      /** @type {unknown} */ (document.importNode(parsed, true))
    );
    old.replaceWith(this.svg);
    this.svg.classList.remove("wide", "narrow");
    this.index();
    camera.show(this.svg);
    const to = this.placed(camera, was, settled, here, this.corner(anchor));
    camera.jump(to);
    transition(this.svg, before, (place) => ({
      x: (was.x + place.x * was.k - to.x) / to.k,
      y: (was.y + place.y * was.k - to.y) / to.k,
    }));
  }

  /** Where a new picture goes: to its usual place if the old one was there and all of the new one is
   * in sight there, else so that the anchor stays under the pointer.
   * @param {import("./camera.js").Camera} camera @param {import("./camera.js").Transform} was
   * @param {boolean} settled whether the old picture was at its usual place
   * @param {Place | null} here the anchor's old place @param {Place | null} there its new one */
  placed(camera, was, settled, here, there) {
    const home = camera.home();
    const { width, height } = camera.size;
    if (settled && (!here || !there)) return home;
    if (settled && home.k * camera.width <= width + 1 && home.k * camera.height <= height + 1)
      return home;
    const to = { ...was };
    if (here && there) {
      to.x += (here.x - there.x) * was.k;
      to.y += (here.y - there.y) * was.k;
    }
    const [wide, high] = [camera.width * to.k, camera.height * to.k];
    if (wide <= width) to.x = (width - wide) / 2;
    if (high <= height) to.y = Math.min(Math.max(to.y, 0), height - high);
    const near = to.k === home.k && Math.hypot(to.x - home.x, to.y - home.y) < NEAR;
    return settled && near ? home : to;
  }

  /** The box of a part in points, also while it moves. @param {SVGGElement} part */
  boxOf(part) {
    const { x, y, width, height } = part.getBBox();
    const place = placeOf(part);
    return { x: place.x + x, y: place.y + y, width, height };
  }

  /** The left top corner of a group, or of the first thing in it. @param {string} id */
  corner(id) {
    const part =
      this.parts.get(id) ??
      [...this.parts].find(([other]) => id && other.startsWith(`${id}.`))?.[1];
    const outline = /** @type {SVGGraphicsElement | null} */ (part?.querySelector(".outline"));
    if (!part || !outline) return null;
    const [{ x, y }, box] = [placeOf(part), outline.getBBox()];
    return { x: x + box.x, y: y + box.y };
  }

  /** The arrows at a part, by where they lead. @param {string} id */
  around(id) {
    const into = [],
      outOf = [];
    for (const [key, arrow] of this.arrows) {
      const [source, target] = key.split(">");
      if (source === id) outOf.push({ id: target, arrow });
      if (target === id) into.push({ id: source, arrow });
    }
    return { into, outOf };
  }
}

/** Whether a pointer is on a frame's title, and not on what is in the frame.
 * @param {Element} frame @param {MouseEvent} event */
export function onTitle(frame, event) {
  const rect = /** @type {SVGRectElement} */ (frame.querySelector(".outline"));
  const box = rect.getBoundingClientRect();
  return event.clientY - box.top < (TITLE * box.width) / rect.width.baseVal.value;
}
