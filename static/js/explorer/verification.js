// The closed forms against PyTorch's own run of the network, asked for and answered in place.

import { writeSize } from "../state/address.js";
import { byId, elsewhere } from "../page/dom.js";
import { Latest, Refused } from "../page/server.js";
import { shown } from "../graph/tensor.js";
import { t } from "../page/messages.js";

/** @typedef {import("./explorer.js").Explorer} Explorer */
/** @typedef {{id: string, closed_form: number[] | null, pytorch: number[] | null}} Difference */

export class Check {
  /** @param {Explorer} explorer @param {AbortSignal} signal */
  constructor(explorer, signal) {
    this.latest = new Latest();
    this.answer = byId("checked");
    const link = /** @type {HTMLAnchorElement | null} */ (
      explorer.root.querySelector("a[data-verify]")
    );
    link?.addEventListener(
      "click",
      (event) => {
        if (elsewhere(event)) return;
        event.preventDefault();
        void this.ask(link.href, writeSize(explorer.input));
      },
      { signal },
    );
  }

  /** @param {string} address @param {string} size */
  async ask(address, size) {
    this.say(t("PyTorch runs the network …"));
    try {
      const text = await this.latest.fetch(address);
      if (text) this.say(verdict(JSON.parse(text), size));
    } catch (error) {
      this.say(error instanceof Refused ? error.message : t("The server doesn’t answer."));
    }
  }

  /** What was found is of another size. */
  forget() {
    this.latest.drop();
    this.say("");
  }

  /** @param {string} text */
  say(text) {
    if (this.answer) this.answer.textContent = text;
  }
}

/** What came out, in a sentence.
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
