// Asks the server to compare the closed forms with PyTorch's own run of the network.

import { shown } from "../graph/tensor.js";
import { byId, opensElsewhere } from "../shared/dom.js";
import { t } from "../shared/messages.js";
import { Replacement } from "../shared/replacement.js";
import { writeSize } from "../state/address.js";

/** @typedef {import("../graph/tensor.js").Input} Input */
/** @typedef {{id: string, closed_form: number[] | null, pytorch: number[] | null}} Difference */

export class Verification {
  /** @param {HTMLElement} root @param {() => Input} input @param {AbortSignal} signal */
  constructor(root, input, signal) {
    this.answer = byId("checked");
    this.replacement = new Replacement(
      () => this.answer,
      (report, message) => (report === "refused" || report === "lost") && this.show(message),
    );
    const link = /** @type {HTMLAnchorElement | null} */ (root.querySelector("a[data-verify]"));
    const click = (/** @type {MouseEvent} */ event) => {
      if (opensElsewhere(event)) return;
      event.preventDefault();
      if (link) void this.ask(link.href, writeSize(input()));
    };
    link?.addEventListener("click", click, { signal });
  }

  /** @param {string} address @param {string} size */
  async ask(address, size) {
    this.show(t("PyTorch runs the network …"));
    const { outcome, text } = await this.replacement.load(address);
    if (outcome === "answered") this.show(verdict(JSON.parse(text), size));
  }

  /** The answer is about another input. */
  clear() {
    this.replacement.cancel();
    this.show("");
  }

  /** @param {string} text */
  show(text) {
    if (this.answer) this.answer.textContent = text;
  }
}

/** The result in a sentence.
 * @param {{checked: number, differences: Difference[]}} found @param {string} size */
function verdict({ checked, differences: [first, ...others] }, size) {
  if (!first)
    return t("✓ All {count} shapes at {size} are those of PyTorch’s own run.", {
      count: checked,
      size,
    });
  const [here, there] = [first.closed_form, first.pytorch].map((shape) =>
    shape ? shown(shape) : t("nothing"),
  );
  const values = { count: others.length + 1, all: checked, size, id: first.id, here, there };
  return t(
    "✗ {count} of {all} shapes at {size} are not PyTorch’s, the first at {id}: {here} here, {there} there.",
    values,
  );
}
