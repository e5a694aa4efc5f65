// Links to a network's pages: they lead to what is seen now.

import { carried, withValue } from "../state/address.js";
import { pathOf } from "./site.js";

const INTO = /^\/(models|embed|build|compare)(?:[-./][^/]*)?$/;

/** What of that a page doesn't know of. @type {Record<string, string[]>} */
const UNKNOWN = { build: ["batch", "shapes"], compare: ["batch"] };

/** Let the links of a place show the input, shapes and language of an address; those with a size of
 * their own stay, and those beside a picture that does.
 * @param {ParentNode} place @param {URL} now */
export function carryViews(place, now) {
  for (const link of place.querySelectorAll("a[href]:not([data-size], [data-still] a)")) {
    const href = link.getAttribute("href") ?? "";
    if (href.startsWith("#")) continue;
    const [, page] = INTO.exec(pathOf(href)) ?? [];
    if (!page) continue;
    const seen = carried(new URL(href, location.href), now);
    const to = (UNKNOWN[page] ?? []).reduce((url, name) => withValue(url, name, ""), seen);
    link.setAttribute("href", to.pathname + to.search + to.hash);
  }
}
