// What is said, in the language of the page. Whole sentences, with places for what changes: another
// language puts its words in another order, so nothing can be glued together from parts.

import { carried, withValue } from "../state/address.js";
import { still } from "./site.js";

const catalogue = globalThis.document?.getElementById("words")?.textContent;
/** Translations by the English; none on an English page. @type {Record<string, string>} */
const words = catalogue ? JSON.parse(catalogue) : {};

/** A message, its `{places}` filled.
 * @param {string} text in English, written out where it is called: scripts/translations.py looks for it
 * @param {Record<string, string | number>} values */
export const t = (text, values = {}) =>
  (words[text] || text).replace(/{(\w+)}/g, (place, name) => `${values[name] ?? place}`);

/** Let the switch of languages lead to an address. @param {URL} url */
export function carryLanguage(url) {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll("a[data-lang]")
  )) {
    const to = still
      ? carried(new URL(link.href), url)
      : withValue(url, "lang", link.dataset.lang ?? "");
    link.setAttribute("href", to.pathname + to.search + to.hash);
  }
}

/** Call `act` before anybody can follow the switch of languages.
 * @param {() => void} act @param {AbortSignal} [signal] */
export function beforeLanguage(act, signal) {
  for (const event of ["pointerenter", "focusin"])
    document.querySelector(".languages")?.addEventListener(event, act, { signal });
}
