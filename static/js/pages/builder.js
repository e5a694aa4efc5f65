// The builder follows its fields: the server builds, this puts what it says in place.

import { copy } from "../page/clipboard.js";
import { byId } from "../page/dom.js";
import { Latest, Refused, whenBack } from "../page/server.js";
import { Settled } from "../state/debounce.js";
import { carryLanguage, t } from "../page/messages.js";

/** What is made of the fields, by its id. */
const MADE = ["built", "code", "presets"];

const form = /** @type {HTMLFormElement} */ (byId("parts"));
const notes = /** @type {HTMLElement} */ (byId("notes"));
const latest = new Latest();
const typed = new Settled(() => void follow());
/** @type {AbortController | undefined} */
let waiting;
/** The address of what is shown. */
let shown = location.pathname + location.search;
/** Whether what is typed has made an address already, so that a field is one step in the history. */
let begun = false;

/** The address of what the fields say; those at their network's own value are left out. */
function address() {
  const texts = [...new FormData(form)]
    .filter(([, text]) => text !== "")
    .map(([name, text]) => [name, `${text}`]);
  return `${form.action}?${new URLSearchParams(texts)}`;
}

/** Build what the fields say. */
async function follow() {
  typed.drop();
  const page = await built(address(), follow);
  if (!page) return;
  renew(
    form,
    page.getElementById("parts"),
    form.contains(document.activeElement) ? document.activeElement : null,
  );
  const problems = [...form.querySelectorAll(".refusal")].map((it) => it.textContent);
  if (problems.length) return note("hidden", problems.join(" ")); // beside their fields, to be seen
  const before = shown;
  show(page);
  if (shown === before) return;
  history[begun ? "replaceState" : "pushState"](null, "", shown);
  begun = true;
}

/** Show what an address of the history says. */
async function back() {
  const to = location.pathname + location.search;
  if (to === shown) return; // a place on the page
  typed.drop();
  const page = await built(to, back);
  if (!page) return;
  const focused = document.activeElement?.id;
  renew(form, page.getElementById("parts"), null);
  if (focused) byId(focused)?.focus({ preventScroll: true });
  show(page);
  begun = false;
}

/** The page at an address; nothing where something newer is asked for, or where there is none.
 * @param {string} url @param {() => void} again */
async function built(url, again) {
  waiting?.abort();
  byId("built")?.classList.add("stale");
  try {
    const text = await latest.fetch(url);
    if (text === null) return;
    say("");
    byId("built")?.classList.remove("stale");
    return new DOMParser().parseFromString(text, "text/html");
  } catch (error) {
    if (error instanceof Refused) {
      byId("built")?.classList.remove("stale");
      return note("notice", error.message);
    }
    say(t("The server doesn’t answer. What is on this page goes on working."));
    waiting = new AbortController();
    whenBack(again, waiting.signal);
  }
}

/** Put what a page has made of its fields in the place of ours. @param {Document} page */
function show(page) {
  note("", ...(page.getElementById("notes")?.childNodes ?? []));
  const here = page.getElementById("built")?.dataset.here ?? "";
  if (here === shown) return;
  shown = here;
  for (const id of MADE) byId(id)?.replaceWith(...page.querySelectorAll(`#${id}`));
  carryLanguage(new URL(here, location.href));
  document.title = page.title;
}

/** Make an element's children those of another, as options come and go, but for one that stays the
 * very same: nothing else keeps the caret, what is selected, what can be undone and what is composed.
 * @param {Element} old @param {Element | null} made @param {Element | null} held */
function renew(old, made, held) {
  if (!made) return;
  const inside = [...old.children].find((it) => it.contains(held));
  const twin = held?.id ? made.querySelector(`#${held.id}`) : null;
  const other = [...made.children].find((it) => twin && it.contains(twin));
  if (!inside || !other) return old.replaceChildren(...made.childNodes);
  const all = [...made.childNodes];
  const place = all.indexOf(other);
  for (const it of [...old.childNodes]) if (it !== inside) it.remove();
  inside.before(...all.slice(0, place));
  inside.after(...all.slice(place + 1));
  if (inside !== held) return renew(inside, other, held);
  for (const name of ["placeholder", "aria-invalid", "aria-describedby"])
    if (other.hasAttribute(name)) held.setAttribute(name, other.getAttribute(name) ?? "");
    else held.removeAttribute(name);
}

/** Say something of what was given, beside the form. @param {string} look @param {(Node | string)[]} what */
function note(look, ...what) {
  notes.className = look;
  notes.replaceChildren(...what);
}

/** @param {string} text */
function say(text) {
  const said = byId("said");
  if (said) said.textContent = text;
}

/** @param {Event} event */
function type(event) {
  if (/** @type {InputEvent} */ (event).isComposing)
    typed.drop(); // it isn't a text yet
  else if (/** @type {Element} */ (event.target).tagName === "INPUT") typed.wait();
}

form.addEventListener("input", type);
form.addEventListener("compositionend", type);
form.addEventListener(
  "change",
  () =>
    void follow().then(() => {
      begun = false;
    }),
);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void follow();
});
addEventListener("popstate", () => void back());
document.addEventListener("click", (event) => {
  if (!(/** @type {Element} */ (event.target).closest("[data-copy]"))) return;
  void copy(document.querySelector("#code pre")?.textContent ?? "").then(() => say(t("Copied.")));
});
document.documentElement.classList.add("scripted");
