// Animates from one layout to the next: parts of both move, new parts come out of their group.

import { calm } from "./camera.js";

const TIME = 260; // ms
const MANY = 900; // parts beyond which moving each would stutter

/** @typedef {{x: number, y: number}} Place */

/** The places of the parts of a picture, in its points. @param {SVGSVGElement} svg */
export function placesOf(svg) {
  /** @type {Map<string, Place>} */
  const places = new Map();
  for (const part of /** @type {NodeListOf<SVGGElement>} */ (svg.querySelectorAll("g[data-id]"))) {
    if (part.classList.contains("arrow") || part.classList.contains("badge")) continue;
    places.set(/** @type {string} */ (part.dataset.id), placeOf(part)); // a frame and its closed box are one
  }
  return places;
}

/** @param {SVGGElement} part @returns {Place} */
export function placeOf(part) {
  const matrix = part.transform.baseVal.consolidate()?.matrix;
  return { x: matrix?.e ?? 0, y: matrix?.f ?? 0 };
}

/** Move the parts of a new picture from their old places.
 * @param {SVGSVGElement} svg @param {Map<string, Place>} before
 * @param {(old: Place) => Place} seen where an old place is in the new picture's points */
export function transition(svg, before, seen) {
  const parts = /** @type {SVGGElement[]} */ ([...svg.querySelectorAll("g[data-id]")]);
  if (calm() || parts.length > MANY) return;
  const timing = { duration: TIME, easing: "cubic-bezier(.3,0,.1,1)" };
  const soon = { duration: TIME, easing: "ease-in" };
  for (const part of parts) {
    const key = /** @type {string} */ (part.dataset.id);
    const still = part.classList.contains("arrow") || part.classList.contains("badge");
    const old = still ? undefined : (before.get(key) ?? nearest(before, key));
    if (!old) {
      part.animate([{ opacity: 0 }, { opacity: 0, offset: 0.4 }, { opacity: 1 }], soon);
      continue;
    }
    const now = placeOf(part);
    const { x, y } = seen(old);
    const fresh = !before.has(key);
    if (!fresh && Math.abs(x - now.x) + Math.abs(y - now.y) < 0.5) continue;
    const [start, end] = [`translate(${x}px,${y}px)`, `translate(${now.x}px,${now.y}px)`];
    part.animate(
      [
        { transform: start, opacity: fresh ? 0 : 1 },
        { transform: end, opacity: 1 },
      ],
      timing,
    );
  }
}

/** The place of the closest group around a part that was there. @param {Map<string, Place>} places
 * @param {string} key */
function nearest(places, key) {
  for (let name = key; name.includes(".");) {
    name = name.slice(0, name.lastIndexOf("."));
    const place = places.get(name);
    if (place) return place;
  }
}
