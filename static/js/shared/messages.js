// Messages in the language of the page. They are whole sentences with places for what changes, because
// languages differ in the order of words.

const catalogue = globalThis.document?.getElementById("words")?.textContent;
/** Translations by the English; empty on an English page. @type {Record<string, string>} */
const translations = catalogue ? JSON.parse(catalogue) : {};

/** A message, its `{places}` filled.
 * @param {string} text in English, written out where it is called: scripts/translations.py looks for it
 * @param {Record<string, string | number>} values */
export const t = (text, values = {}) =>
  (translations[text] || text).replace(/{(\w+)}/g, (place, name) => `${values[name] ?? place}`);
