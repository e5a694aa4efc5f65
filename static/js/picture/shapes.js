// The shapes on the picture, written for the current input: arithmetic on closed forms.

import { writeSize } from "../state/address.js";
import { placeOf } from "./transition.js";
import { read, written } from "../graph/tensor.js";

/** @typedef {import("../graph/tensor.js").Input} Input */
/** @typedef {import("../graph/tensor.js").Tensor} Tensor */
/** What is in sight, in points, and how many pixels a point takes.
 * @typedef {{left: number, top: number, right: number, bottom: number, k: number}} Sight */

const LEGIBLE = 0.25; // pixels a point must take for a shape to be read

export class Shapes {
  /** @param {SVGSVGElement} svg whose `data-shape` texts these are */
  constructor(svg) {
    /** @type {Map<string, {tensor: Tensor, texts: Text[], last: string}>} */
    this.distinct = new Map();
    this.svg = svg;
    /** What was in sight when last followed. @type {Sight | undefined} */
    this.followed = undefined;
    this.words = /** @type {NodeListOf<SVGTextElement>} */ (svg.querySelectorAll("[data-shape]"));
    this.places = Array.from(this.words, (word) => {
      const { x, y } = placeOf(/** @type {SVGGElement} */ (word.closest("g")));
      return {
        word,
        x: x + Number(word.getAttribute("x")),
        y: y + Number(word.getAttribute("y")),
        away: false,
      };
    });
    for (const word of this.words) {
      const key = /** @type {string} */ (word.dataset.shape);
      let entry = this.distinct.get(key);
      if (!entry) {
        entry = {
          tensor: read(key, word.dataset.symbols),
          texts: [],
          last: word.textContent ?? "",
        };
        this.distinct.set(key, entry);
      }
      // There is space for the longest text; to stretch each to its own width would take time.
      word.removeAttribute("textLength");
      entry.texts.push(/** @type {Text} */ (word.firstChild));
    }
  }

  /** @param {Input} input @param {boolean} symbols */
  update(input, symbols) {
    for (const entry of this.distinct.values()) {
      const words = written(entry.tensor, input, symbols);
      if (words === entry.last) continue;
      entry.last = words;
      for (const text of entry.texts) text.data = words;
    }
    // The picture's accessible name ends with the size.
    const name = this.svg.getAttribute("aria-label")?.replace(/\S+$/, writeSize(input));
    if (name) this.svg.setAttribute("aria-label", name);
  }

  /** Lay out only what can be read: most shapes of a large picture are out of sight, and to lay out
   * all of them would take longer than a frame. Their texts are right all the same.
   * @param {Sight} sight */
  follow({ left, top, right, bottom, k }) {
    // With a screenful on every side, so that this needn't be done again soon.
    const [wide, high] = [right - left, bottom - top];
    const was = this.followed;
    const near =
      was &&
      (k < LEGIBLE
        ? was.k < LEGIBLE
        : was.k >= LEGIBLE &&
          was.k < 2 * k &&
          k < 2 * was.k &&
          Math.abs(left - was.left) + Math.abs(right - was.right) < wide &&
          Math.abs(top - was.top) + Math.abs(bottom - was.bottom) < high);
    if (near) return; // what has come into sight was laid out before
    this.followed = { left, top, right, bottom, k };
    for (const place of this.places) {
      const away =
        k < LEGIBLE ||
        place.x < left - wide ||
        place.x > right + wide ||
        place.y < top - high ||
        place.y > bottom + high;
      if (away === place.away) continue;
      place.away = away;
      place.word.classList.toggle("away", away);
    }
  }
}
