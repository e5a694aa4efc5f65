// Keeps links equal to what is shown: they lead to the same input, shapes and language.

import { carried, withValue } from "../state/address.js";
import { pathOf, still } from "./site.js";

const NETWORK_PAGES = /^\/(models|embed|build|compare)(?:[-./][^/]*)?$/;

/** Parameters that a page doesn't have. @type {Record<string, string[]>} */
const UNKNOWN = { build: ["batch", "shapes"], compare: ["batch"] };

/** Let the links of a place lead to the input, shapes and language of an address, except those with a
 * size of their own and those beside a picture that has one.
 * @param {ParentNode} place @param {URL} now */
export function updateNetworkLinks(place, now) {
  for (const link of place.querySelectorAll("a[href]:not([data-size], [data-still] a)")) {
    const href = link.getAttribute("href") ?? "";
    if (href.startsWith("#")) continue;
    const [, page] = NETWORK_PAGES.exec(pathOf(href)) ?? [];
    if (!page) continue;
    const seen = carried(new URL(href, location.href), now);
    setLink(
      link,
      (UNKNOWN[page] ?? []).reduce((url, name) => withValue(url, name, ""), seen),
    );
  }
}

/** Let the links to the other languages lead to an address. @param {URL} url */
export function updateLanguageLinks(url) {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll("a[data-lang]")
  );
  for (const link of links)
    setLink(
      link,
      still ? carried(new URL(link.href), url) : withValue(url, "lang", link.dataset.lang ?? ""),
    );
}

/** @param {Element} link @param {URL} to on this site */
export const setLink = (link, to) => link.setAttribute("href", to.pathname + to.search + to.hash);
