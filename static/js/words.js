// Words in the language of the page, which brings those that aren't English with it.

/** @type {Record<string, string>} */
const words = JSON.parse(globalThis.document?.getElementById("words")?.textContent || "{}");

/** A text in the page's language, with values in the places of `{names}`.
 * @param {string} text @param {Record<string, string | number>} values */
export const t = (text, values = {}) =>
  (words[text] ?? text).replace(/\{(\w+)\}/g, (place, name) => `${values[name] ?? place}`);
