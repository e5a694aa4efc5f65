// The playground follows its fields: the server draws, this asks for it and puts it in its place.

import { byId, elsewhere } from "../page/dom.js";
import { measure } from "../page/attributes.js";
import { Latest, Refused, whenBack } from "../page/server.js";
import { carryLanguage, t } from "../page/messages.js";

const form = /** @type {HTMLFormElement} */ (byId("play"));
const said = /** @type {HTMLElement} */ (byId("played-said"));
const presets = /** @type {NodeListOf<HTMLAnchorElement>} */ (
  document.querySelectorAll("#playground .presets a")
);
const latest = new Latest();
const fields = /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ (
  [...form.elements].filter((it) => it.matches("select, input[type=number]"))
);
/** What a preset sets: all but the row that the window is on. */
const ofWindow = fields.filter((it) => it.name !== "input");

/** The address of the page at what the form says; what is usual goes without saying. */
function address() {
  const usual = new Map(fields.map((it) => [it.name, it.dataset.usual]));
  const texts = [...new FormData(form)].map(([name, text]) => [name, `${text}`]);
  return `${location.pathname}?${new URLSearchParams(texts.filter(([name, text]) => text !== usual.get(name)))}`;
}

/** What a field may say. @param {HTMLInputElement | HTMLSelectElement} field */
function range(field) {
  const [least, most] = ["min", "max"].map((name) => field.getAttribute(name) ?? "");
  const label = field.labels?.[0]?.firstChild?.textContent?.trim() ?? field.name;
  return t("{field}: a whole number from {least} to {most}", { field: label, least, most });
}

/** Draw what the fields say, unless one of them says nothing yet. */
async function follow() {
  for (const field of fields) field.setAttribute("aria-invalid", `${!field.validity.valid}`);
  const wrong = fields.find((field) => !field.validity.valid);
  if (wrong) {
    latest.drop(); // what is on its way is of no use any more
    say(range(wrong), true);
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
  takeOver(page);
  byId("played")?.replaceWith(document.adoptNode(played));
  measure();
  history.replaceState(null, "", played.dataset.here ?? "");
  carryLanguage(new URL(location.href));
  say(played.querySelector(".outcome")?.textContent ?? "", false);
  mark();
}

/** Let the other form and the links to a play say what is played now, as they do on a page.
 * @param {Document} page */
function takeOver(page) {
  const hidden = "form.asked input[type=hidden]";
  for (const field of document.querySelectorAll(hidden)) field.remove();
  document.querySelector("form.asked")?.append(...page.querySelectorAll(hidden));
  const plays = 'main a[href$="#playground"]';
  const links = page.querySelectorAll(plays);
  for (const [place, link] of document.querySelectorAll(plays).entries())
    link.setAttribute("href", links[place]?.getAttribute("href") ?? "");
}

/** Mark the preset that the fields are at. */
function mark() {
  for (const preset of presets) {
    if (ofWindow.every((field) => asked(preset, field) === field.value))
      preset.setAttribute("aria-current", "true");
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
    if (elsewhere(event)) return;
    event.preventDefault();
    for (const field of ofWindow) field.value = asked(preset, field);
    follow();
  });
document.documentElement.classList.add("scripted");
