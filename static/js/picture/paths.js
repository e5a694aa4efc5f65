// Ways through the picture: the next part for a key, and the path through a part.

/** @typedef {import("./picture.js").Picture} Picture */

/** Whether a part can be selected. @param {Element | undefined} part */
const stands = (part) => Boolean(part?.matches(".op, .closed, .tensor"));

/** The id of the part that a key leads to: along the flow by arrows, or across it.
 * @param {Picture} picture @param {string} id @param {"on" | "back" | "out" | "in"} way
 * @returns {string | null} */
export function step(picture, id, way) {
  const [from, to] = id.split(">");
  if (to) return way === "back" ? from : way === "on" ? to : null; // an arrow's ends
  id = id.replace(/ identity$/, ""); // the words beside a shortcut are at its end
  const { into, outOf } = picture.around(id);
  const trunk = (/** @type {{id: string, arrow: Element}[]} */ ends) =>
    (ends.find((end) => !end.arrow.classList.contains("shortcut")) ?? ends[0])?.id ?? null;
  const part = picture.parts.get(id);
  if (part?.classList.contains("frame")) return firstIn(picture, part);
  if (way === "on") return trunk(outOf);
  if (way === "back") return trunk(into);
  if (way === "out") {
    const shortcut = [...outOf, ...into].find(
      (end) => end.arrow.matches(".shortcut:not(.identity)") && stands(picture.parts.get(end.id)),
    );
    return shortcut && !part?.classList.contains("shortcut")
      ? shortcut.id
      : beside(picture, id, "shortcut");
  }
  return beside(picture, id, "residual");
}

/** The part of a role in the same block that is closest. @param {Picture} picture
 * @param {string} id @param {string} role */
function beside(picture, id, role) {
  const here = picture.parts.get(id);
  if (!here || here.classList.contains(role)) return null;
  const place = here.getBoundingClientRect();
  const block = id.split(".").slice(0, 2).join(".");
  let best = null,
    least = Infinity;
  for (const [other, part] of picture.parts) {
    if (!part.classList.contains(role) || !other.startsWith(`${block}.`)) continue;
    const box = part.getBoundingClientRect();
    const apart = [
      box.x + box.width / 2 - place.x - place.width / 2,
      box.y + box.height / 2 - place.y - place.height / 2,
    ];
    const far = Math.min(...apart.map(Math.abs)); // beside: level with it one way or the other
    if (far < least) [best, least] = [other, far];
  }
  return best;
}

/** The first part inside a frame. @param {Picture} picture @param {Element} frame */
function firstIn(picture, frame) {
  const box = frame.getBoundingClientRect();
  for (const [id, part] of picture.parts) {
    const own = part.getBoundingClientRect();
    if (
      stands(part) &&
      own.top >= box.top &&
      own.left >= box.left &&
      own.bottom <= box.bottom + 1 &&
      own.right <= box.right + 1
    )
      return id;
  }
  return null;
}

/** The frame around a part, the innermost. @param {Picture} picture @param {string} id */
export function frameAround(picture, id) {
  for (let name = id; name.includes(".");) {
    name = name.slice(0, name.lastIndexOf("."));
    if (picture.parts.get(name)?.classList.contains("frame")) return name;
  }
  const part = picture.parts.get(id)?.getBoundingClientRect();
  for (const [other, frame] of [...picture.parts].reverse()) {
    if (other === id || !frame.classList.contains("frame") || !part) continue;
    const box = frame.getBoundingClientRect();
    if (
      box.left <= part.left &&
      box.right >= part.right &&
      box.top <= part.top &&
      box.bottom >= part.bottom
    )
      return other;
  }
  return null;
}

/** All parts and arrows on the way through a part or arrow, up to where branches part and meet.
 * @param {Picture} picture @param {Element} part @returns {Set<Element>} */
export function path(picture, part) {
  const lit = new Set([part]);
  const id = /** @type {string} */ (part.getAttribute("data-id"));
  const follow = (
    /** @type {string} */ from,
    /** @type {"into" | "outOf"} */ side,
    shortcut = false,
  ) => {
    let here = from;
    for (let count = 0; count < 64; count++) {
      const own = picture.parts.get(here);
      if (own) lit.add(own);
      if (count && (!own || own.matches(".tensor, .add, .closed"))) return;
      const ways = picture.around(here)[side];
      const next =
        ways.find((end) => end.arrow.classList.contains("shortcut") === shortcut) ?? ways[0];
      if (!next) return;
      lit.add(next.arrow);
      here = next.id;
    }
  };
  const shortcut = part.classList.contains("shortcut");
  if (part.classList.contains("arrow")) {
    const [source, target] = id.split(">");
    for (const [end, side] of /** @type {const} */ ([
      [source, "into"],
      [target, "outOf"],
    ])) {
      const own = picture.parts.get(end);
      if (own) lit.add(own);
      if (own && !own.matches(".tensor, .add, .closed")) follow(end, side, shortcut);
    }
    const words = picture.parts.get(`${target} identity`);
    if (words && part.classList.contains("identity")) lit.add(words);
  } else if (part.classList.contains("lane")) {
    const add = id.replace(/ identity$/, "");
    const arrow = picture
      .around(add)
      .into.find((end) => end.arrow.classList.contains("identity"))?.arrow;
    if (arrow) return path(picture, arrow).add(part);
  } else {
    follow(id, "into", shortcut);
    if (part.classList.contains("add")) follow(id, "into", true);
    follow(id, "outOf", shortcut);
  }
  return lit;
}
