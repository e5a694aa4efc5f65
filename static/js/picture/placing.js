// Where a picture is in its frame: arithmetic on their sizes, all in pixels but the picture's points.

/** @typedef {{x: number, y: number, k: number}} Transform */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{x: number, y: number, width: number, height: number}} Box */

/** Pixels that a point takes at least at the first look: the type of pictures is 11 points. */
const LEGIBLE = 1;
export const EDGE = 16; // pixels left free around the picture
const KEPT = 80; // pixels of it that stay in sight

/** The usual place, which the style sheet has it at without scripts: all of it in sight as long as it
 * can be read, else from its beginning; `most` is the largest scale.
 * @param {Size} frame @param {Size} picture @param {number} most
 * @param {number} [share] of the frame's width, where the picture beside it is broader; its height is
 * not looked at then @returns {Transform} */
export function home(frame, picture, most, share) {
  const across = (frame.width * (share ?? 1)) / picture.width;
  const k = Math.min(
    Math.max(share ? across : Math.min(across, frame.height / picture.height), LEGIBLE),
    most,
  );
  return {
    x: Math.max((frame.width - k * picture.width) / 2, 0),
    y: share ? 0 : Math.max((frame.height - k * picture.height) / 2, 0),
    k,
  };
}

/** The scale at which all of it is in sight. @param {Size} frame @param {Size} picture */
export const whole = (frame, picture) =>
  Math.min((frame.width - 2 * EDGE) / picture.width, (frame.height - 2 * EDGE) / picture.height, 3);

/** The picture centred if it is smaller than the frame, else from its beginning.
 * @param {Size} frame @param {Size} picture @param {number} k @returns {Transform} */
export const centred = (frame, picture, k) => ({
  x: Math.max((frame.width - k * picture.width) / 2, EDGE),
  y: Math.max((frame.height - k * picture.height) / 2, EDGE),
  k,
});

/** The nearest allowed place: never quite out of sight.
 * @param {Size} frame @param {Size} picture @param {Transform} to @returns {Transform} */
export function kept(frame, picture, { x, y, k }) {
  const within = (
    /** @type {number} */ at,
    /** @type {number} */ size,
    /** @type {number} */ space,
  ) => Math.min(Math.max(at, Math.min(KEPT, size) - size), space - Math.min(KEPT, size));
  return {
    x: within(x, picture.width * k, frame.width),
    y: within(y, picture.height * k, frame.height),
    k,
  };
}

/** How far a part has to be moved to be in sight, or as much of it as the frame can show.
 * @param {Size} frame @param {Transform} now @param {Box} box in points */
export function off(frame, { x, y, k }, box) {
  const move = (
    /** @type {number} */ low,
    /** @type {number} */ size,
    /** @type {number} */ space,
  ) => {
    if (size > space - 2 * EDGE) return low > space / 2 || low + size < space / 2 ? EDGE - low : 0;
    return Math.max(EDGE - low, 0) || Math.min(space - EDGE - low - size, 0);
  };
  return {
    dx: move(x + box.x * k, box.width * k, frame.width),
    dy: move(y + box.y * k, box.height * k, frame.height),
  };
}

/** How much wider than drawn a line has to be to be seen at a scale, in steps.
 * @param {number} k */
export const farness = (k) => (k < 0.5 ? 2 ** Math.ceil(Math.log2(0.5 / k) + 0.5) : 1);
