// The table of the paper, at any size and with the stride in either conv.

import { sizeOf } from "../graph/extent.js";
import { compact } from "../graph/numbers.js";
import { copy } from "../shared/clipboard.js";
import { t } from "../shared/messages.js";
import { Replacement, parsePage, replaceParts, reportBy } from "../shared/replacement.js";
import { LatestRequest, Refusal } from "../shared/server.js";
import { below } from "../shared/site.js";
import { withValue, writeSize } from "../state/address.js";
import { ResizablePage } from "./resizable-page.js";

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
    this.page = new ResizablePage(() => this.write());
    const { announcer } = this.page;
    this.replacement = new Replacement(() => root.querySelector(".paper"), reportBy(announcer));
    this.choice = /** @type {HTMLSelectElement} */ (root.querySelector("#stride_in_1x1"));
    this.shown = this.choice.value;
    this.choice.addEventListener("change", () => void this.chooseStride(this.choice.value));
    root.addEventListener("click", (event) => {
      const format = /** @type {HTMLElement} */ (event.target).dataset.copy;
      if (format) void this.copy(format);
    });
    this.write();
    document.documentElement.dataset.ready = "true";
  }

  /** Write what depends on the size: arithmetic on closed forms, without a request. */
  write() {
    const { input } = this.page;
    const each = (/** @type {string} */ selector) =>
      /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector));
    for (const cell of each("[data-axes]"))
      cell.textContent = sides(readAxes(cell.dataset.axes ?? ""), input).join("×");
    for (const cell of /** @type {NodeListOf<HTMLDataElement>} */ (each("data[data-count]"))) {
      const value = countAt(readCount(cell.dataset.count ?? ""), input);
      cell.value = `${value}`;
      cell.title = FORMS.exact(value);
      cell.textContent = FORMS[cell.dataset.form ?? "exact"](value);
    }
    for (const note of each("[data-paper]")) note.hidden = writeSize(input) !== PRINTED;
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
      this.root.querySelectorAll("a[data-text]")
    ))
      link.setAttribute("href", this.textAddress(link));
  }

  /** The address of the table as text, for the current size. @param {HTMLAnchorElement} link */
  textAddress(link) {
    const to = new URL(link.href);
    const size = writeSize(this.page.input);
    if (size === PRINTED) to.searchParams.delete("size");
    else to.searchParams.set("size", size);
    return to.pathname + to.search;
  }

  /** Show the strides and sums for the stride in another conv, as the server computes them.
   * @param {string} value */
  async chooseStride(value) {
    const { search } = withValue(this.page.store.state.url, "stride_in_1x1", value);
    // The page of the table, as the home page has more than it.
    const { outcome, text } = await this.replacement.load(below(`/table${search}`));
    if (outcome === "outdated") return;
    if (outcome !== "answered") {
      this.choice.value = this.shown;
      return;
    }
    replaceParts(this.root, parsePage(text), [".paper", ".take-text"]);
    this.shown = value;
    this.write(); // the size may have changed meanwhile
    this.page.set("stride_in_1x1", value);
  }

  /** @param {string} format */
  async copy(format) {
    const { announcer } = this.page;
    const link = /** @type {HTMLAnchorElement} */ (
      this.root.querySelector(`a[data-text=${format}]`)
    );
    try {
      await copy((await new LatestRequest().fetch(this.textAddress(link))) ?? "");
      announcer.say(t("Copied as {format}.", { format: link.textContent ?? format }));
    } catch (error) {
      announcer.say(error instanceof Refusal ? error.message : t("The server doesn’t answer."));
    }
  }
}

const root = globalThis.document?.getElementById("paper");
if (root) new PaperTable(root);
