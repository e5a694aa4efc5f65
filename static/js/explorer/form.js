// The form beside the picture: a choice is applied at once, a typed option by Enter or the button.

import { byId } from "../shared/dom.js";
import { inputOf, layoutOf, tidy, withInput } from "../state/address.js";

/** Values that an address leaves out. @type {Record<string, string>} */
export const USUAL = {
  fold: "true",
  direction: "TB",
  rows: "",
  shapes: "numbers",
  theme: "auto",
  focus: "network",
};

export class Form {
  /** @param {import("../state/view.js").Store} store
   * @param {import("../state/navigation.js").Navigation} navigation @param {AbortSignal} signal */
  constructor(store, navigation, signal) {
    this.store = store;
    this.navigation = navigation;
    /** Whether what is typed was sent. */
    this.sent = false;
    const form = /** @type {HTMLFormElement | null} */ (byId("view"));
    this.form = form;
    const change = (/** @type {Event} */ event) => {
      const field = /** @type {HTMLInputElement} */ (event.target);
      if (form && field.tagName === "SELECT") this.submit(form, field.name);
    };
    form?.addEventListener("change", change, { signal });
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      if (form) this.submit(form, "");
    };
    form?.addEventListener("submit", submit, { signal });
  }

  /** Take over what was typed in the form before and wasn't sent. @param {Form} before */
  resume(before) {
    const [was, more] = [before, this].map((panel) => panel.form?.querySelector("details.more"));
    if (was?.hasAttribute("open")) more?.setAttribute("open", "");
    if (before.sent) return;
    for (const { name, value, defaultValue } of before.textFields) {
      const field = value !== defaultValue && this.textFields.find((field) => field.name === name);
      if (!field) continue;
      field.value = value;
    }
  }

  /** The fields that wait for Enter or the button. */
  get textFields() {
    const fields = this.form?.querySelectorAll("#panel-vary input") ?? [];
    return /** @type {HTMLInputElement[]} */ ([...fields]);
  }

  /** @param {HTMLFormElement} form @param {string} changed the field that was changed, or empty:
   * what is typed in the others isn't meant to be sent yet */
  submit(form, changed) {
    const { url: here } = this.store.state;
    this.sent = !changed;
    const url = new URL(here);
    for (const [name, value] of new FormData(form)) {
      if (changed && name !== changed) continue;
      if (name === "size" || name === "batch") continue;
      if (value && value !== USUAL[name]) url.searchParams.set(name, `${value}`);
      else url.searchParams.delete(name);
    }
    if (changed === "focus") url.searchParams.delete("detail");
    if (layoutOf(url) === layoutOf(here)) this.store.dispatch({ type: "restyle", url: tidy(url) });
    else void this.navigation.go(withInput(url, inputOf(here)), { carry: false });
  }
}
