// The paper's table, alive: another size by arithmetic, another place of the stride from the server.

import { withValue, writeSize } from "../state/address.js";
import { copy } from "../page/clipboard.js";
import { sizeOf } from "../graph/extent.js";
import { compact } from "../graph/numbers.js";
import { Reading } from "./resizable-page.js";
import { Latest, Refused } from "../page/server.js";
import { t } from "../page/messages.js";

/** @typedef {import("../graph/extent.js").Extent} Extent */
/** Operations: a weight for each position of two axes, or once where there is none.
 * @typedef {{each: number, axes: Extent[]}[]} Count */

const PRINTED = "224"; // the size that the paper prints numbers for

/** @type {Record<string, (value: number) => string>} */
const FORMS = {
  compact,
  exact: (value) => value.toLocaleString("en"),
  billions: (value) => (Math.floor(value / 1e8) / 10).toFixed(1), // cut off, as the paper prints
};

/** The axes that `data-axes` describes, written a/s. @param {string} text @returns {Extent[]} */
export const readAxes = (text) =>
  text
    .trim()
    .split(" ")
    .filter(Boolean)
    .map((axis) => {
      const [a, s] = axis.split("/").map(Number);
      return { a, s };
    });

/** The count that `data-count` describes. @param {string} text @returns {Count} */
export const readCount = (text) =>
  text.split(", ").map((term) => {
    const [each, ...axes] = term.split(" ");
    return { each: Number(each), axes: readAxes(axes.join(" ")) };
  });

/** The sizes of axes. @param {Extent[]} axes @param {{height: number, width: number}} input */
export const sides = (axes, { height, width }) =>
  axes.map((extent, axis) => sizeOf(extent, axis ? width : height));

/** A count for one image. @param {Count} count @param {{height: number, width: number}} input */
export const countAt = (count, input) =>
  count.reduce(
    (sum, { each, axes }) =>
      sum + sides(axes, input).reduce((product, side) => product * side, each),
    0,
  );

class PaperTable {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.latest = new Latest();
    this.reading = new Reading(() => this.write());
    this.places = /** @type {HTMLSelectElement} */ (root.querySelector("#stride_in_1x1"));
    this.place = this.places.value;
    this.places.addEventListener("change", () => void this.stride(this.places.value));
    root.addEventListener("click", (event) => {
      const format = /** @type {HTMLElement} */ (event.target).dataset.copy;
      if (format) void this.copy(format);
    });
    this.write();
    document.documentElement.dataset.ready = "true";
  }

  /** Write all that depends on the size anew: arithmetic on closed forms, no request. */
  write() {
    const { input } = this.reading;
    const each = (/** @type {string} */ name) =>
      /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`[data-${name}]`));
    for (const it of each("axes"))
      it.textContent = sides(readAxes(it.dataset.axes ?? ""), input).join("×");
    for (const it of /** @type {NodeListOf<HTMLDataElement>} */ (
      document.querySelectorAll("data[data-count]")
    )) {
      const value = countAt(readCount(it.dataset.count ?? ""), input);
      it.value = `${value}`;
      it.title = FORMS.exact(value);
      it.textContent = FORMS[it.dataset.form ?? "exact"](value);
    }
    for (const it of each("paper")) it.hidden = writeSize(input) !== PRINTED;
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
      this.root.querySelectorAll("a[data-text]")
    ))
      link.setAttribute("href", this.text(link));
  }

  /** The address of the table as text, for the size of now. @param {HTMLAnchorElement} link */
  text(link) {
    const to = new URL(link.href);
    const size = writeSize(this.reading.input);
    if (size === PRINTED) to.searchParams.delete("size");
    else to.searchParams.set("size", size);
    return to.pathname + to.search;
  }

  /** The strides and sums with the other place of the stride: what the server makes of it.
   * @param {string} place */
  async stride(place) {
    const { search } = withValue(this.reading.url, "stride_in_1x1", place);
    try {
      const text = await this.latest.fetch(`/table${search}`); // the home page has more than a table
      if (text === null) return; // asked for something newer
      const page = new DOMParser().parseFromString(text, "text/html");
      for (const part of [".paper", ".take-text"]) {
        const [old, made] = [this.root, page].map((it) => it.querySelector(part));
        if (made) old?.replaceChildren(...made.childNodes);
      }
      this.place = place;
      this.write(); // the size may have changed meanwhile
      this.reading.set("stride_in_1x1", place);
    } catch (error) {
      this.places.value = this.place;
      this.sorry(error);
    }
  }

  /** @param {string} format */
  async copy(format) {
    const link = /** @type {HTMLAnchorElement} */ (
      this.root.querySelector(`a[data-text=${format}]`)
    );
    try {
      const answer = await fetch(this.text(link));
      if (!answer.ok) throw new Refused(await answer.text());
      await copy(await answer.text());
      this.reading.say(t("Copied as {format}.", { format: link.textContent ?? format }));
    } catch (error) {
      this.sorry(error);
    }
  }

  /** @param {unknown} error */
  sorry(error) {
    this.reading.say(error instanceof Refused ? error.message : t("The server doesn’t answer."));
  }
}

const root = globalThis.document?.getElementById("paper");
if (root) new PaperTable(root);
