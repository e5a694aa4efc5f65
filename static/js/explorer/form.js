// The rail's form: a choice is taken up at once, typed options with Enter or the button.

import { layoutOf, tidy, withInput } from "../state/address.js";
import { byId } from "../page/dom.js";

/** @typedef {import("./explorer.js").Explorer} Explorer */

/** What goes without saying, and so not into the address. */
export const USUAL = /** @type {Record<string, string>} */ ({
  fold: "true",
  direction: "TB",
  shapes: "numbers",
  theme: "auto",
  focus: "network",
});

export class Form {
  /** @param {Explorer} explorer @param {AbortSignal} signal */
  constructor(explorer, signal) {
    this.explorer = explorer;
    /** Whether what is typed was sent. */
    this.sent = false;
    const form = (this.form = /** @type {HTMLFormElement | null} */ (byId("view")));
    form?.addEventListener(
      "change",
      (event) => {
        const field = /** @type {HTMLInputElement} */ (event.target);
        if (field.tagName === "SELECT") this.submit(form, field.name);
      },
      { signal },
    );
    form?.addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        this.submit(form, "");
      },
      { signal },
    );
  }

  /** What was typed for the page before and not yet sent. @param {Form} before */
  resume(before) {
    if (before.sent) return;
    for (const { name, value, defaultValue } of before.texts()) {
      const field = value !== defaultValue && this.texts().find((it) => it.name === name);
      if (field) field.value = value;
      if (field)
        /** @type {HTMLDetailsElement | null} */ (field.closest("details"))?.setAttribute(
          "open",
          "",
        );
    }
  }

  /** The fields that wait for Enter or the button. */
  texts() {
    const fields = this.form?.querySelectorAll("details input:not([type=hidden])") ?? [];
    return /** @type {HTMLInputElement[]} */ ([...fields]);
  }

  /** @param {HTMLFormElement} form @param {string} changed the field that was, if one was: what
   * is typed in others is not yet meant */
  submit(form, changed) {
    const { explorer } = this;
    this.sent = !changed;
    const url = new URL(explorer.url);
    for (const [name, value] of new FormData(form)) {
      if (changed && name !== changed) continue;
      if (name === "size" || name === "batch") continue;
      if (value && value !== USUAL[name]) url.searchParams.set(name, `${value}`);
      else url.searchParams.delete(name);
    }
    if (changed === "focus") url.searchParams.delete("detail");
    if (layoutOf(url) === layoutOf(explorer.url))
      explorer.reword(tidy(url)); // other words or colours
    else void explorer.navigation.go(withInput(url, explorer.input), { carry: false });
  }
}
