// Whether there is a server. An exported site has none: it is files, by app/resnet_atlas/web/export/site.py's rule.

import { carried } from "../state/address.js";

const { site } = globalThis.document?.documentElement?.dataset ?? {};

/** Whether this page is of an exported site. */
export const still = site !== undefined;
const home = () => new URL(site ?? "/", location.href);

/** What makes another file; a script does the rest. @type {Record<string, string[]>} */
const MADE = { models: ["stride_in_1x1", "focus", "detail"], table: ["stride_in_1x1"] };
/** Groups that would be opened, closed or drawn one by one: the first comes into focus instead. */
const TURNED = ["open", "closed", "unfold"];

/** The file that shows what an address asks for, or what comes nearest to it, as app/resnet_atlas/web/export/site.py
 * names it; of the blocks that are drawn once, `focus` has to be the first.
 * @param {URL} url of a network's page or of the table */
export function fileOf({ pathname, searchParams }) {
  const [, path, page] = /\/((models|table)(?:\/[^/]+)?)$/.exec(pathname) ?? [];
  const asked = Object.fromEntries(searchParams);
  const turned = TURNED.map((name) => asked[name]?.split(",")[0]).find(Boolean);
  if (turned) asked.focus = turned;
  if (asked.focus === "network") asked.focus = "";
  const details = !asked.focus ? ["block", "conv"] : asked.focus.includes(".") ? ["full"] : [];
  if (!details.includes(asked.detail)) asked.detail = "";
  const texts = (MADE[page] ?? [])
    .filter((name) => asked[name])
    .map((name) => `-${name}-${asked[name]}`);
  return `${path}${texts.join("").replace(/[^A-Za-z0-9_.]+/g, "-")}.html`;
}

/** Where a page is found: its address, or in an exported site its file. @param {URL} url */
export function found(url) {
  if (!still || url.pathname.endsWith(".html")) return url;
  const file = new URL(fileOf(url) + url.hash, home());
  return carried(file, url);
}

/** The address that a page was made for, at the input of now. @param {string} here */
export function addressOf(here) {
  const url = new URL(here, location.href);
  return still ? carried(url, new URL(location.href)) : url;
}

/** A link's path as an address has it. @param {string} href */
export function pathOf(href) {
  const { pathname } = new URL(href, location.href);
  return still ? pathname.replace(new URL(".", home()).pathname, "/") : pathname;
}

// A size in the address is shown by scripts, and so are its colours.
const theme = still && new URLSearchParams(location.search).get("theme");
if (theme) document.documentElement.dataset.theme = theme;
