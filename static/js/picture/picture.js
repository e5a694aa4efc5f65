// The picture that is shown: fetched, put in place of the one before, and asked for its parts.

import { morph, placeOf, placesOf } from "./transition.js";

const NEAR = 64; // pixels by which a picture nobody has moved may jump rather than be off its place

/** The blocks that a block is drawn for, all alike; itself alone where it is drawn by itself.
 * @param {SVGSVGElement | null} svg @param {string} block */
export const alike = (svg, block) =>
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
    this.index();
  }

  /** Find parts by what they are. */
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
        reach.setAttribute("class", "reach"); // a line as thin as it is can't be pointed at
        part.append(reach);
      } else if (!part.classList.contains("badge")) this.parts.set(id, part);
    }
  }

  /** The part that shows an op or group: itself, or what it is closed or folded into.
   * @param {string} id @param {import("../graph/graph.js").Graph | undefined} graph */
  showing(id, graph) {
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

  /** Put a new picture in place; `anchor` is the id of what the eye is on.
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
    // What the eye is on stays where it is along the flow, and everywhere if somebody has zoomed.
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
    morph(this.svg, before, (place) => ({
      x: (was.x + place.x * was.k - to.x) / to.k,
      y: (was.y + place.y * was.k - to.y) / to.k,
    }));
  }

  /** Where a part is, in points, whatever moves at the moment. @param {SVGGElement} part */
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
