// The page's address: what is seen, and the only state there is.

/** @typedef {import("../graph/tensor.js").Input} Input */

/** What changes texts and colours alone, in the order addresses have them. */
const LIVE = ["theme", "shapes", "size", "batch", "lang"];
/** What the picture alone depends on; the rest of the page stays. */
export const PICTURE = ["open", "closed", "unfold"];
const ORDER = ["focus", "detail", "fold", "direction", ...PICTURE, ...LIVE];
export const LARGEST = 4096;
export const LARGEST_BATCH = 256;

/** The input that an address asks for. @param {URL} url @returns {Input} */
export function inputOf(url) {
  const size = readSize(url.searchParams.get("size") ?? "") ?? { height: 224, width: 224 };
  return { ...size, batch: readBatch(url.searchParams.get("batch") ?? "") ?? 1 };
}

/** A size as people write it, 224 or 225x320; null where it is none.
 * @param {string} text @returns {{height: number, width: number} | null} */
export function readSize(text) {
  const narrow = text.replace(/[０-９]/g, (digit) => `${digit.charCodeAt(0) - 0xff10}`);
  const match = /^\s*(\d{1,4})(?:\s*[xX×*ｘＸ＊]\s*(\d{1,4}))?\s*$/.exec(narrow);
  if (!match) return null;
  const [height, width] = [Number(match[1]), Number(match[2] ?? match[1])];
  const allowed = (/** @type {number} */ side) => side >= 1 && side <= LARGEST;
  return allowed(height) && allowed(width) ? { height, width } : null;
}

/** A batch; null where it is none. @param {string} text */
export function readBatch(text) {
  const batch = /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : 0;
  return batch >= 1 && batch <= LARGEST_BATCH ? batch : null;
}

/** @param {{height: number, width: number}} size */
export const writeSize = ({ height, width }) =>
  height === width ? `${height}` : `${height}x${width}`;

const SIZED = "sized" in (globalThis.document?.documentElement.dataset ?? {}); // without a size it isn't 224

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

/** The address with a block's likes drawn one by one, or without a block those of the stage drawn
 * once again; null where that changes nothing.
 * @param {URL} url @param {string} stage @param {string} [block] */
export function unfolded(url, stage, block) {
  const listed = (url.searchParams.get("unfold") ?? "").split(",").filter(Boolean);
  const next = block ? [...listed, block] : listed.filter((it) => !it.startsWith(`${stage}.`));
  return next.length === listed.length ? null : withValue(url, "unfold", next.sort().join(","));
}

/** Where a link leads, seen with the input, shapes and language of now.
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

/** Where one is on the way to, with what of input, shapes and theme has changed since it was asked
 * for. @param {URL} url @param {URL} then @param {URL} now */
export function caughtUp(url, then, now) {
  const value = (/** @type {URL} */ it, /** @type {string} */ name) =>
    it.searchParams.get(name) ?? "";
  return LIVE.filter((name) => value(then, name) !== value(now, name)).reduce(
    (to, name) => withValue(to, name, value(now, name)),
    url,
  );
}

/** Where a link leads for who is on the way elsewhere: what it opens and closes, it does there.
 * @param {URL} link @param {URL} was where the link is @param {URL} pending where he is going */
export function onTheWay(link, was, pending) {
  return PICTURE.reduce((to, name) => {
    const [before, after, there] = [was, link, pending].map(
      (it) => it.searchParams.get(name)?.split(",") ?? [],
    );
    const kept = there.filter((id) => after.includes(id) || !before.includes(id));
    const added = after.filter((id) => !before.includes(id));
    return withValue(to, name, [...new Set([...kept, ...added])].sort().join(","));
  }, link);
}

/** The address as the server writes it: nothing left empty, options of the network first, commas and
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

/** The part of an address that makes the picture, its text left out. @param {URL} url */
export function layoutOf(url) {
  const texts = [...url.searchParams].filter(([name, value]) => value && !LIVE.includes(name));
  return `${url.pathname}?${texts
    .sort()
    .map((text) => text.join("="))
    .join("&")}`;
}

/** Whether the page but for its picture is the same at both. @param {URL} one @param {URL} other
 * @param {string[]} [besides] what may differ */
export function samePage(one, other, besides = PICTURE) {
  const bare = (/** @type {URL} */ url) => {
    const copy = new URL(url);
    for (const name of besides) copy.searchParams.delete(name);
    return layoutOf(copy);
  };
  return bare(one) === bare(other);
}
