// The builder follows its fields: the server builds, this puts what it says in place.

import { byId } from "./dom.js";
import { copy } from "./inspector.js";
import { Latest, Refused, whenBack } from "./server.js";
import { carryLanguage, t } from "./words.js";

const PAUSE = 250; // ms without a key, when what is typed is taken for meant

const form = /** @type {HTMLFormElement} */ (byId("parts"));
const latest = new Latest();
/** @type {AbortController | undefined} */
let waiting;
/** @type {number | undefined} */
let typing;

/** The address of what the fields say; those at their network's own value are left out. */
function address() {
  const texts = [...new FormData(form)].filter(([, text]) => text !== "").map(([name, text]) => [name, `${text}`]);
  return `${form.action}?${new URLSearchParams(texts)}`;
}

/** Build what the fields say. */
async function follow() {
  clearTimeout(typing);
  waiting?.abort();
  byId("built")?.classList.add("stale");
  try {
    const page = await latest.fetch(address());
    if (page !== null) show(new DOMParser().parseFromString(page, "text/html"));
  } catch (error) {
    if (error instanceof Refused) return say(error.message);
    say(t("The server doesn’t answer. What is on this page goes on working."));
    waiting = new AbortController();
    whenBack(follow, waiting.signal);
  }
}

/** Put what another page has built in the place of ours; its form too, as options come and go.
 * @param {Document} page */
function show(page) {
  const built = page.getElementById("built");
  const parts = page.getElementById("parts");
  if (!built || !parts) return;
  const focused = document.activeElement?.id ?? "";
  const typed = /** @type {HTMLInputElement | null} */ (byId(focused))?.value;
  byId("built")?.replaceWith(document.adoptNode(built));
  form.replaceChildren(...document.adoptNode(parts).children);
  const field = /** @type {HTMLInputElement | null} */ (byId(focused));
  if (field && form.contains(field)) {
    if (field.tagName === "INPUT" && typed !== undefined) field.value = typed; // still being typed
    field.focus({ preventScroll: true });
  }
  const here = new URL(built.dataset.here ?? "", location.href);
  history.replaceState(null, "", here);
  carryLanguage(here);
  document.title = page.title;
  say(built.querySelector(".notice")?.textContent ?? "");
}

/** @param {string} text */
function say(text) {
  const said = byId("said");
  if (said) said.textContent = text.replace(/\s+/g, " ").trim();
}

form.addEventListener("change", follow);
form.addEventListener("input", (event) => {
  if (/** @type {Element} */ (event.target).tagName !== "INPUT") return;
  clearTimeout(typing);
  typing = setTimeout(follow, PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void follow();
});
document.addEventListener("click", (event) => {
  if (!(/** @type {Element} */ (event.target).closest("[data-copy]"))) return;
  void copy(document.querySelector("#built pre")?.textContent ?? "").then(() => say(t("Copied.")));
});
document.documentElement.classList.add("scripted");
