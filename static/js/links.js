// Links into the explorer: they lead to what is seen now.

import { carried } from "./address.js";

const INTO = /^\/(models|embed)\/[^/]*($|\?|#)/;

/** Let the links of a place show the input, shapes and language of an address; those with a size of
 * their own stay, and those beside a picture that does.
 * @param {ParentNode} place @param {URL} now */
export function carryViews(place, now) {
  for (const link of place.querySelectorAll("a[href]:not([data-size], [data-still] a)")) {
    const href = link.getAttribute("href") ?? "";
    if (!INTO.test(href)) continue;
    const to = carried(new URL(href, now), now);
    link.setAttribute("href", to.pathname + to.search + to.hash);
  }
}
