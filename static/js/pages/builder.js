// The builder: the server builds a network from the fields, and the page shows it.

import { copy } from "../shared/clipboard.js";
import { byId } from "../shared/dom.js";
import { updateLanguageLinks } from "../shared/links.js";
import { t } from "../shared/messages.js";
import { Replacement, enterHistory, parsePage, replaceParts } from "../shared/replacement.js";
import { Debounce } from "../state/debounce.js";

/** What is made from the fields. */
const PARTS = ["#built", "#code", "#presets"];

const form = /** @type {HTMLFormElement} */ (byId("parts"));
const notes = /** @type {HTMLElement} */ (byId("notes"));
const typing = new Debounce(() => void build());
/** The address of what is shown. */
let shown = location.pathname + location.search;
/** Whether what is being typed has an address already: a field is one step in the history. */
let entered = false;

const replacement = new Replacement(
  () => byId("built"),
  (report, message) => {
    byId("built")?.classList.toggle("stale", report === "lost");
    if (report === "refused") note("notice", message);
    else say(message);
  },
);

/** The address of what the fields say; empty fields are left out. */
function address() {
  const texts = [...new FormData(form)]
    .filter(([, text]) => text !== "")
    .map(([name, text]) => [name, `${text}`]);
  return `${form.action}?${new URLSearchParams(texts)}`;
}

/** Keep what the fields say in the address bar until it is built, for a reload. */
const keep = () => enterHistory("same", address());

/** Build what the fields say. */
async function build() {
  typing.cancel();
  keep();
  const { outcome, text } = await replacement.load(address(), { retry: () => void build() });
  if (outcome !== "answered") return;
  const page = parsePage(text);
  const focused = form.contains(document.activeElement) ? document.activeElement : null;
  keepOpen(page);
  replaceChildren(form, page.getElementById("parts"), focused);
  const problems = [...form.querySelectorAll(".refusal")].map((problem) => problem.textContent);
  // They are shown beside their fields, and read out from here.
  const before = shown;
  enterHistory("same", before);
  refuse(problems.length > 0);
  if (problems.length) return note("hidden", problems.join(" "));
  show(page);
  if (shown === before) return;
  enterHistory(entered ? "same" : "new", shown);
  entered = true;
}

/** Show what the address bar says after a step back or forward. */
async function goBack() {
  const to = location.pathname + location.search;
  if (to === shown) return; // a place on the page
  typing.cancel();
  const { outcome, text } = await replacement.load(to, { retry: () => void goBack() });
  if (outcome !== "answered") return;
  const page = parsePage(text);
  const focused = document.activeElement?.id;
  replaceChildren(form, page.getElementById("parts"), null);
  if (focused) byId(focused)?.focus({ preventScroll: true });
  show(page);
  entered = false;
}

/** Show what a page has made from its fields. @param {Document} page */
function show(page) {
  note("", ...(page.getElementById("notes")?.childNodes ?? []));
  const here = page.getElementById("built")?.dataset.here ?? "";
  if (here === shown) return;
  shown = here;
  replaceParts(document, page, PARTS);
  updateLanguageLinks(new URL(here, location.href));
  document.title = page.title;
}

/** Leave the rarer options open in a page where they were. @param {Document} page */
function keepOpen(page) {
  const more = /** @type {HTMLDetailsElement | null} */ (byId("more-options"));
  if (more?.open) page.getElementById("more-options")?.setAttribute("open", "");
}

/** Replace the children of an element, as options come and go. The focused field stays the same
 * element, because nothing else keeps its caret, selection, undo history and composition.
 * @param {Element} old @param {Element | null} made @param {Element | null} focused */
function replaceChildren(old, made, focused) {
  if (!made) return;
  const inside = [...old.children].find((child) => child.contains(focused));
  const twin = focused?.id ? made.querySelector(`#${focused.id}`) : null;
  const other = [...made.children].find((child) => twin && child.contains(twin));
  if (!inside || !other) return old.replaceChildren(...made.childNodes);
  const all = [...made.childNodes];
  const place = all.indexOf(other);
  for (const child of [...old.childNodes]) if (child !== inside) child.remove();
  inside.before(...all.slice(0, place));
  inside.after(...all.slice(place + 1));
  if (inside !== focused) return replaceChildren(inside, other, focused);
  for (const name of ["placeholder", "aria-invalid", "aria-describedby"])
    if (other.hasAttribute(name)) focused.setAttribute(name, other.getAttribute(name) ?? "");
    else focused.removeAttribute(name);
}

/** Bring what is wrong into sight, and mark the network that is shown as the last valid one.
 * @param {boolean} refused */
function refuse(refused) {
  const mark = byId("last-valid");
  if (mark) {
    mark.hidden = !refused;
    mark.textContent = t("This is still the last network that could be built.");
  }
  byId("built")?.classList.toggle("outdated", refused);
  form.querySelector(".refusal")?.scrollIntoView({ block: "nearest" });
}

/** Show a note about the fields. @param {string} look @param {(Node | string)[]} content */
function note(look, ...content) {
  notes.className = look;
  notes.replaceChildren(...content);
}

/** @param {string} text */
function say(text) {
  const line = byId("said");
  if (line) line.textContent = text;
}

/** @param {Event} event */
function type(event) {
  if (/** @type {InputEvent} */ (event).isComposing) return typing.cancel();
  keep();
  if (/** @type {Element} */ (event.target).tagName === "INPUT") typing.schedule();
}

form.addEventListener("input", type);
form.addEventListener("compositionend", type);
form.addEventListener(
  "change",
  () =>
    void build().then(() => {
      entered = false;
    }),
);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void build();
});
addEventListener("popstate", () => void goBack());
document.addEventListener("click", (event) => {
  if (!(/** @type {Element} */ (event.target).closest("[data-copy]"))) return;
  const source = document.querySelector("#code pre")?.textContent ?? "";
  void copy(source).then(() => say(t("Copied.")));
});
form.querySelector(".refusal")?.scrollIntoView({ block: "nearest" });
document.documentElement.classList.add("scripted");
