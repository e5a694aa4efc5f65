// Copies text.

import { html } from "./dom.js";

/** Copy a text, also where the browser gives the page no clipboard. @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const held = /** @type {HTMLElement | null} */ (document.activeElement);
    const area = /** @type {HTMLTextAreaElement} */ (html("textarea", { class: "hidden" }));
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    held?.focus({ preventScroll: true });
  }
}
