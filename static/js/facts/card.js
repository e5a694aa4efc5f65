// Explains beside a figure the part that is pointed at or has the focus.

import { html } from "../shared/dom.js";
import { Inspector } from "./inspector.js";

/** @typedef {import("../graph/graph.js").Graph} Graph */
/** @typedef {import("../graph/tensor.js").Input} Input */

export class Card {
  /** @param {Element} figure @param {Graph} graph @param {() => Input} input */
  constructor(figure, graph, input) {
    const place = html("div", { class: "inspector card", "aria-live": "polite" });
    const view = /** @type {HTMLAnchorElement | null} */ (figure.querySelector("figcaption a"));
    const inspector = new Inspector(
      place,
      graph,
      () => {},
      () => new URL(view?.href ?? location.href),
    );
    const picture = figure.querySelector(".picture");
    const show = (/** @type {Event | null} */ event) => {
      const part = event && /** @type {Element} */ (event.target).closest("g[data-id]");
      if (part !== inspector.part) inspector.show(part, input());
    };
    for (const name of ["pointerover", "focusin"]) picture?.addEventListener(name, show);
    for (const name of ["pointerleave", "focusout"])
      picture?.addEventListener(name, () => show(null));
    picture?.addEventListener("keydown", (event) => {
      if (/** @type {KeyboardEvent} */ (event).key === "Escape") show(null);
    });
    figure.append(place);
  }
}
