// The picture that is shown, and its parts.

import { transition, placeOf, placesOf } from "./transition.js";

const TITLE = 24; // points from a frame's top that are its title
const NEAR = 64; // pixels from its usual place at which a picture goes there

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
    this.svg = /** @type {SVGSVGElement} */ (frame.querySelector("svg"));
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
   * @param {string} anchor */
  replace(text, camera, anchor) {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    const before = placesOf(this.svg);
    const here = this.corner(anchor);
    const [was, settled] = [camera.transform, camera.atHome];
    const scaled = Math.abs(was.k / camera.home().k - 1) > 0.01;
    const old = this.svg;
    this.svg = /** @type {SVGSVGElement} */ (
      /** @type {unknown} */ (document.importNode(parsed, true))
    );
    old.replaceWith(this.svg);
    this.index();
    camera.show(this.svg);
    // The anchor stays where it is along the flow, and across it too if the reader has zoomed.
    const there = this.corner(anchor);
    const to = scaled ? { ...was } : camera.home();
    if (here && there) {
      const across = this.frame.classList.contains("LR");
      if (scaled || across) to.x = was.x + here.x * was.k - there.x * to.k;
      if (scaled || !across) to.y = was.y + here.y * was.k - there.y * to.k;
    }
    if (settled && Math.hypot(to.x - camera.home().x, to.y) < NEAR)
      Object.assign(to, camera.home());
    const [wide, high] = [camera.width * to.k, camera.height * to.k];
    const { clientWidth, clientHeight } = this.frame;
    if (wide <= clientWidth) to.x = (clientWidth - wide) / 2;
    if (high <= clientHeight) to.y = Math.min(Math.max(to.y, 0), clientHeight - high);
    camera.jump(to);
    transition(this.svg, before, (place) => ({
      x: (was.x + place.x * was.k - to.x) / to.k,
      y: (was.y + place.y * was.k - to.y) / to.k,
    }));
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
