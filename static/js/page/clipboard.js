// What is taken along by a click.

import { html } from "./dom.js";

/** Put a text on the clipboard, where the page is given one. @param {string} text */
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
