// Where the site is, and whether there is a server. An exported site has none: its pages are files, which are named here as in
// app/resnet_atlas/web/export/site.py.

import { carried } from "../state/address.js";

const { site, root = "" } = globalThis.document?.documentElement?.dataset ?? {};

/** An address of the application, such as /tour, below the path that a proxy has the site at.
 * @param {string} path */
export const below = (path) => root + path;

/** Whether this page is of an exported site. */
export const still = site !== undefined;
const home = () => new URL(site ?? "/", location.href);

/** Parameters that lead to another file; scripts apply the others. @type {Record<string, string[]>} */
const MADE = { models: ["stride_in_1x1", "focus", "detail"], table: ["stride_in_1x1"] };
/** Parameters that open, close or unfold groups: a file focuses on the first of these groups. */
const CHANGED = ["open", "closed", "unfold"];

/** The file that shows what an address asks for, or the nearest there is. If identical blocks are drawn
 * once, `focus` has to be the first of them.
 * @param {URL} url of a network's page or of the table */
export function fileOf({ pathname, searchParams }) {
  const [, path, page] = /\/((models|table)(?:\/[^/]+)?)$/.exec(pathname) ?? [];
  const asked = Object.fromEntries(searchParams);
  const changed = CHANGED.map((name) => asked[name]?.split(",")[0]).find(Boolean);
  if (changed) asked.focus = changed;
  if (asked.focus === "network") asked.focus = "";
  const details = !asked.focus ? ["block", "conv"] : asked.focus.includes(".") ? ["full"] : [];
  if (!details.includes(asked.detail)) asked.detail = "";
  const texts = (MADE[page] ?? [])
    .filter((name) => asked[name])
    .map((name) => `-${name}-${asked[name]}`);
  return `${path}${texts.join("").replace(/[^A-Za-z0-9_.]+/g, "-")}.html`;
}

/** Where a page is found: at its address, or in an exported site in its file. @param {URL} url */
export function found(url) {
  if (!still || url.pathname.endsWith(".html") || url.pathname.endsWith("/")) return url;
  const file = new URL(fileOf(url) + url.hash, home());
  return carried(file, url);
}

/** The address that a page was made for, with the current input. @param {string} here */
export function addressOf(here) {
  const url = new URL(here, location.href);
  return still ? carried(url, new URL(location.href)) : url;
}

/** The path of a link, as if the site had a server and a host for itself. @param {string} href */
export function pathOf(href) {
  const { pathname } = new URL(href, location.href);
  if (still) return pathname.replace(new URL(".", home()).pathname, "/");
  return pathname.startsWith(`${root}/`) ? pathname.slice(root.length) : pathname;
}

// In an exported site the theme is applied by scripts, as the size is.
const theme = still && new URLSearchParams(location.search).get("theme");
if (theme) document.documentElement.dataset.theme = theme;
