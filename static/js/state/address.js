// Addresses of pages: their parameters are read, changed and compared here.

/** @typedef {import("../graph/tensor.js").Input} Input */

/** Parameters that change texts and colours only, in the order that addresses have them. */
const LIVE = ["theme", "shapes", "size", "batch", "lang"];
/** Parameters that change the picture only, and not the rest of the page. */
export const PICTURE = ["open", "closed", "unfold"];
const ORDER = ["focus", "detail", "fold", "direction", ...PICTURE, "narrow", "rows", ...LIVE];
export const LARGEST = 4096;
export const LARGEST_BATCH = 256;

/** The input in an address. @param {URL} url @returns {Input} */
export function inputOf(url) {
  const size = readSize(url.searchParams.get("size") ?? "") ?? { height: 224, width: 224 };
  return { ...size, batch: readBatch(url.searchParams.get("batch") ?? "") ?? 1 };
}

/** A size as people write it, 224 or 225x320; null if it isn't one.
 * @param {string} text @returns {{height: number, width: number} | null} */
export function readSize(text) {
  const narrow = text.replace(/[０-９]/g, (digit) => `${digit.charCodeAt(0) - 0xff10}`);
  const match = /^\s*(\d{1,4})(?:\s*[xX×*ｘＸ＊]\s*(\d{1,4}))?\s*$/.exec(narrow);
  if (!match) return null;
  const [height, width] = [Number(match[1]), Number(match[2] ?? match[1])];
  const allowed = (/** @type {number} */ side) => side >= 1 && side <= LARGEST;
  return allowed(height) && allowed(width) ? { height, width } : null;
}

/** A batch; null if it isn't one. @param {string} text */
export function readBatch(text) {
  const batch = /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : 0;
  return batch >= 1 && batch <= LARGEST_BATCH ? batch : null;
}

/** @param {{height: number, width: number}} size */
export const writeSize = ({ height, width }) =>
  height === width ? `${height}` : `${height}x${width}`;

const SIZED = "sized" in (globalThis.document?.documentElement.dataset ?? {}); // the page's usual size isn't 224

/** The address with another input; defaults are left out.
 * @param {URL} url @param {Input} input */
export function withInput(url, input) {
  const size = writeSize(input);
  return withValue(
    withValue(url, "size", size === "224" && !SIZED ? "" : size),
    "batch",
    input.batch === 1 ? "" : `${input.batch}`,
  );
}

/** The address with one parameter changed, or without it.
 * @param {URL} url @param {string} name @param {string} value */
export function withValue(url, name, value) {
  const changed = new URL(url);
  if (value) changed.searchParams.set(name, value);
  else changed.searchParams.delete(name);
  return tidy(changed);
}

/** The address with the blocks that are identical to one drawn one by one, or without a block those of
 * the stage drawn once again; null if that changes nothing.
 * @param {URL} url @param {string} stage @param {string} [block] */
export function unfolded(url, stage, block) {
  const listed = listOf(url, "unfold");
  const next = block ? [...listed, block] : listed.filter((id) => !id.startsWith(`${stage}.`));
  return next.length === listed.length ? null : withValue(url, "unfold", next.sort().join(","));
}

/** The address with groups opened. @param {URL} url @param {string[]} groups */
export function withOpened(url, groups) {
  const open = [...new Set([...listOf(url, "open"), ...groups])].sort();
  const closed = listOf(url, "closed").filter((id) => !groups.includes(id));
  return withValue(withValue(url, "open", open.join(",")), "closed", closed.join(","));
}

/** The ids in a parameter. @param {URL} url @param {string} name */
const listOf = (url, name) => (url.searchParams.get(name) ?? "").split(",").filter(Boolean);

/** The address of a link, with the input, shapes and language of the current address.
 * @param {URL} link @param {URL} now */
export function carried(link, now) {
  const url = new URL(link);
  for (const name of LIVE) {
    const value = now.searchParams.get(name);
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  return tidy(url);
}

/** The address of a page that was asked for, with what has changed meanwhile in input, shapes and theme.
 * @param {URL} url @param {URL} then when it was asked for @param {URL} now */
export function caughtUp(url, then, now) {
  const value = (/** @type {URL} */ of, /** @type {string} */ name) =>
    of.searchParams.get(name) ?? "";
  return LIVE.filter((name) => value(then, name) !== value(now, name)).reduce(
    (to, name) => withValue(to, name, value(now, name)),
    url,
  );
}

/** The address of a link that is followed while another one is pending: what the link opens and closes
 * is opened and closed there. @param {URL} link @param {URL} from where the link is
 * @param {URL} pending */
export function onTheWay(link, from, pending) {
  return PICTURE.reduce((to, name) => {
    const [before, after, there] = [from, link, pending].map((url) => listOf(url, name));
    const kept = there.filter((id) => after.includes(id) || !before.includes(id));
    const added = after.filter((id) => !before.includes(id));
    return withValue(to, name, [...new Set([...kept, ...added])].sort().join(","));
  }, link);
}

/** The address as the server writes it: no empty parameters, options of the network first, commas and
 * the like as people write them. @param {URL} url */
export function tidy(url) {
  const rank = (/** @type {string} */ name) => ORDER.indexOf(name);
  const texts = [...url.searchParams]
    .filter(([, value]) => value)
    .sort(([one], [other]) => rank(one) - rank(other));
  const written = texts.map(
    ([name, value]) =>
      `${name}=${encodeURIComponent(value).replace(/%(2C|3B|3D)/g, decodeURIComponent)}`,
  );
  return new URL((written.length ? `?${written.join("&")}` : url.pathname) + url.hash, url);
}

/** What of an address decides on the picture, its texts left out. @param {URL} url */
export function layoutOf(url) {
  const texts = [...url.searchParams].filter(([name, value]) => value && !LIVE.includes(name));
  return `${url.pathname}?${texts
    .sort()
    .map((text) => text.join("="))
    .join("&")}`;
}

/** Whether two addresses show the same page, except for some parameters and what changes its texts.
 * @param {URL} one @param {URL} other @param {string[]} [except] */
export function samePage(one, other, except = PICTURE) {
  const rest = (/** @type {URL} */ url) => {
    const copy = new URL(url);
    for (const name of except) copy.searchParams.delete(name);
    return layoutOf(copy);
  };
  return rest(one) === rest(other);
}
