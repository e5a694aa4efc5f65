// Keeps the links and fields of an explorer equal to what is shown.

import { setLink, updateLanguageLinks, updateNetworkLinks } from "../shared/links.js";
import { below, found, still } from "../shared/site.js";
import {
  PICTURE,
  inputOf,
  readSize,
  tidy,
  withInput,
  withValue,
  writeSize,
} from "../state/address.js";
import { addressOf } from "../state/view.js";
import { finishOf } from "./finish.js";
import { USUAL } from "./form.js";

const FIELDS = [...PICTURE, ...Object.keys(USUAL), "detail"];

/** @param {HTMLElement} root @param {import("../state/view.js").State} state */
export function updateLinks(root, state) {
  const { url } = state;
  const input = inputOf(url);
  /** The parameters of a file, which has no language. @param {string} path */
  const file = (path) =>
    Object.entries(finishOf(path.split(".").at(-1) ?? "", state)).reduce(
      (to, [name, value]) => withValue(to, name, value),
      withValue(url, "lang", ""),
    ).search;
  const each = (/** @type {string} */ selector) =>
    /** @type {NodeListOf<HTMLAnchorElement>} */ (root.querySelectorAll(selector));
  updateNetworkLinks(root, url);
  for (const link of still ? [] : each(".trail a, .against a")) {
    const to = new URL(link.href);
    if (to.hash) continue;
    for (const name of PICTURE) to.searchParams.set(name, url.searchParams.get(name) ?? "");
    setLink(link, tidy(to));
  }
  for (const link of each("[data-base]")) {
    const base = link.dataset.base ?? "";
    link.setAttribute(
      "href",
      base + (base.startsWith(below("/diagrams/")) ? file(base) : url.search),
    );
  }
  updateLanguageLinks(addressOf(state));
  for (const link of each("[data-layers], [data-verify], [data-memory]")) {
    const to = new URL(link.href);
    to.searchParams.set("size", writeSize(input));
    if (!link.hasAttribute("data-verify")) to.searchParams.set("batch", `${input.batch}`);
    setLink(link, to);
  }
  for (const preset of each("a[data-size]")) {
    const size = readSize(preset.dataset.size ?? "");
    if (size) preset.setAttribute("href", found(withInput(url, { ...input, ...size })).href);
  }
  for (const name of FIELDS) {
    const field = /** @type {HTMLInputElement | null} */ (
      root.querySelector(`form [name=${name}]`)
    );
    if (field) field.value = url.searchParams.get(name) ?? USUAL[name] ?? "";
  }
}
