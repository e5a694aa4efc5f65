// Where a number at a box stands: at the first of a few places where nothing else is.
// render/places.py does the same for files.

/** @typedef {{left: number, top: number, right: number, bottom: number}} Bounds */
/** @typedef {{x: number, y: number, "text-anchor": "start" | "middle" | "end"}} Place */

const SIZE = 11; // points of the numbers
const ADVANCE = 0.602; // the width of a character of the monospace face, in ems
const STEP = 4; // points from one place that is looked at on an arrow to the next

/** What is taken in a picture; each number that is placed takes its place too. All boxes are those of
 * the window, so that it doesn't matter what is moved within what. */
export class Places {
  /** @param {SVGSVGElement} picture @param {boolean} across whether it goes from left to right */
  constructor(picture, across) {
    this.across = across;
    /** @type {Bounds[]} */
    this.taken = [...picture.querySelectorAll("text, :is(.op, .closed, .tensor) .outline")].map(
      (box) => box.getBoundingClientRect(),
    );
    for (const path of /** @type {NodeListOf<SVGPathElement>} */ (
      picture.querySelectorAll(".arrow path:first-of-type")
    )) {
      const matrix = path.getScreenCTM() ?? new DOMMatrix();
      for (let far = 0; far <= path.getTotalLength(); far += STEP) {
        const { x, y } = path.getPointAtLength(far).matrixTransform(matrix);
        this.taken.push({ left: x - 1, top: y - 1, right: x + 1, bottom: y + 1 });
      }
    }
  }

  /** A place for a number at the outline of a part.
   * @param {Element} part @param {SVGElement} outline @param {string} words @returns {Place} */
  find(part, outline, words) {
    const matrix = /** @type {SVGGraphicsElement} */ (part).getScreenCTM() ?? new DOMMatrix();
    const places = candidates(outline, this.across);
    const bounds = places.map((place) => around(place, words.length * ADVANCE * SIZE, matrix));
    const free = bounds.findIndex((box) => !this.taken.some((other) => meets(box, other)));
    const chosen = Math.max(free, 0);
    this.taken.push(bounds[chosen]);
    return places[chosen];
  }
}

/** Places at an outline, the best first. @param {SVGElement} outline @param {boolean} across
 * @returns {Place[]} */
function candidates(outline, across) {
  const { x: left, y: top, width, height } = /** @type {SVGGraphicsElement} */ (outline).getBBox();
  const [right, bottom, x, y] = [
    left + width,
    top + height,
    left + width / 2,
    top + height / 2 + 4,
  ];
  const [above, below] = [top - 3, bottom + 11];
  /** @type {(x: number, y: number, anchor: Place["text-anchor"]) => Place} */
  const at = (x, y, anchor) => ({ x, y, "text-anchor": anchor });
  const sides = [at(left - 4, y, "end"), at(right + 4, y, "start")];
  if (outline.tagName === "ellipse") {
    const over = at(x, above, "middle");
    return across ? [over, ...sides] : [...sides, over];
  }
  if (across)
    return [
      at(right + 4, y + 10, "start"),
      at(right + 4, y - 9, "start"),
      at(right, below, "end"),
      at(left, below, "start"),
    ];
  return [
    at(x - 4, above, "end"),
    at(x + 4, above, "start"),
    at(right, above, "end"),
    at(left, above, "start"),
    sides[1],
    sides[0],
    at(x - 4, below, "end"),
    at(right, below, "end"),
    at(left, below, "start"),
  ];
}

/** The box of a number in the window. @param {Place} place @param {number} wide @param {DOMMatrix} matrix
 * @returns {Bounds} */
function around({ x, y, "text-anchor": anchor }, wide, matrix) {
  const from = x - wide * { start: 0, middle: 0.5, end: 1 }[anchor];
  const start = new DOMPoint(from, y - 0.76 * SIZE).matrixTransform(matrix);
  const end = new DOMPoint(from + wide, y + 0.24 * SIZE).matrixTransform(matrix);
  return { left: start.x, top: start.y, right: end.x, bottom: end.y };
}

/** Whether two boxes overlap by more than the air around letters. @param {Bounds} one @param {Bounds} other */
function meets(one, other) {
  const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return across > 0.5 && down > 2;
}
