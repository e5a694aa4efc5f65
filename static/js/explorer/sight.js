// What of a network is in sight.

/** The blocks, stem and head that are in sight, or will be when the picture has come to rest.
 * @param {import("../picture/picture.js").Picture} picture
 * @param {import("../picture/camera.js").Camera} camera */
export function groupsInSight(picture, camera) {
  const { left, top, right, bottom } = camera.sight;
  const seen = new Set();
  for (const [id, part] of picture.parts) {
    if (part.classList.contains("frame")) continue;
    const { x, y, width, height } = picture.boxOf(part);
    if (y + height < top || y > bottom || x + width < left || x > right) continue;
    const op = picture.graph?.op.get(id);
    for (const group of op ? [op.block ?? op.stage] : (part.dataset.covers?.split(" ") ?? [id])) {
      seen.add(group);
      if (part.classList.contains("closed"))
        for (const inner of picture.graph?.groups ?? [])
          if (inner.parent === group) seen.add(inner.id);
    }
  }
  return seen;
}
