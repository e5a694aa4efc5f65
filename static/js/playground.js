// The playground follows its fields: the server draws, this asks for it and puts it in its place.

import { byId } from "./dom.js";
import { Latest, Refused, whenBack } from "./server.js";
import { t } from "./words.js";

const form = /** @type {HTMLFormElement} */ (byId("play"));
const said = /** @type {HTMLElement} */ (byId("played-said"));
const presets = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("#playground .presets a"));
const latest = new Latest();
const fields = /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ (
  [...form.elements].filter((it) => it.matches("select, input[type=number]"))
);
/** What a preset sets: all but the row that the window is on. */
const ofWindow = fields.filter((it) => it.name !== "input");

/** The address of the page at what the form says, in full; the server knows a shorter one. */
function address() {
  const texts = [...new FormData(form)].map(([name, text]) => [name, `${text}`]);
  return `${location.pathname}?${new URLSearchParams(texts)}`;
}

/** Draw what the fields say, unless one of them says nothing yet. */
async function follow() {
  for (const field of fields) field.setAttribute("aria-invalid", `${!field.validity.valid}`);
  const wrong = fields.find((field) => !field.validity.valid);
  if (wrong) {
    latest.asked++; // what is on its way is of no use any more
    say(t("{field}: {problem}", { field: wrong.labels?.[0]?.textContent ?? wrong.name, problem: wrong.validationMessage }), true);
    return;
  }
  try {
    const page = await latest.fetch(address());
    if (page !== null) show(new DOMParser().parseFromString(page, "text/html"));
  } catch (error) {
    byId("played")?.classList.add("stale");
    if (error instanceof Refused) {
      say(t("The server refused these numbers. The picture is of the ones before."), true);
      return;
    }
    say(t("The server does not answer. The picture is of what it said last."), true);
    whenBack(follow, new AbortController().signal);
  }
}

/** Put the drawing of a page in the place of ours. @param {Document} page */
function show(page) {
  const played = page.getElementById("played");
  if (!played) return;
  byId("played")?.replaceWith(document.adoptNode(played));
  history.replaceState(null, "", played.dataset.here ?? "");
  say(played.querySelector(".outcome")?.textContent ?? "", false);
  mark();
}

/** Mark the preset that the fields are at. */
function mark() {
  for (const preset of presets) {
    if (ofWindow.every((field) => asked(preset, field) === field.value)) preset.setAttribute("aria-current", "true");
    else preset.removeAttribute("aria-current");
  }
}

/** What a preset's address says of a field. @param {HTMLAnchorElement} preset
 * @param {HTMLInputElement | HTMLSelectElement} field */
const asked = (preset, field) =>
  new URL(preset.href).searchParams.get(field.name) ?? field.dataset.usual ?? "";

/** Say politely what came of it, and show it where it is a trouble.
 * @param {string} text @param {boolean} trouble */
function say(text, trouble) {
  said.className = trouble ? "lost" : "hidden";
  said.textContent = text.replace(/\s+/g, " ").trim();
}

form.addEventListener("input", follow);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  follow();
});
for (const preset of presets)
  preset.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    for (const field of ofWindow) field.value = asked(preset, field);
    follow();
  });
document.documentElement.classList.add("scripted");
