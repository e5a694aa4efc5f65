// The playground: the server draws what the fields say, and the page shows it.

import { measure } from "../shared/attributes.js";
import { byId, opensElsewhere } from "../shared/dom.js";
import { updateLanguageLinks } from "../shared/links.js";
import { t } from "../shared/messages.js";
import { Replacement, enterHistory, parsePage, replaceParts } from "../shared/replacement.js";

const form = /** @type {HTMLFormElement} */ (byId("play"));
const said = /** @type {HTMLElement} */ (byId("played-said"));
const presets = /** @type {NodeListOf<HTMLAnchorElement>} */ (
  document.querySelectorAll("#playground .presets a")
);
const replacement = new Replacement(
  () => byId("played"),
  (report, message) => {
    byId("played")?.classList.toggle("stale", report === "refused" || report === "lost");
    if (report === "refused")
      say(t("The server refused these numbers. The picture shows the ones before."), true);
    else if (report === "lost")
      say(t("The server does not answer. The picture shows its last answer."), true);
    else say(message, report === "slow");
  },
);
const fields = /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ (
  [...form.elements].filter((field) => field.matches("select, input[type=number]"))
);
/** The fields that a preset sets: all but the length of the row. */
const ofWindow = fields.filter((field) => field.name !== "input");

/** The address of what the form says, without usual values. */
function address() {
  const usual = new Map(fields.map((field) => [field.name, field.dataset.usual]));
  const texts = [...new FormData(form)].map(([name, text]) => [name, `${text}`]);
  return `${location.pathname}?${new URLSearchParams(texts.filter(([name, text]) => text !== usual.get(name)))}`;
}

/** The range of a field, in words. @param {HTMLInputElement | HTMLSelectElement} field */
function range(field) {
  const [least, most] = ["min", "max"].map((name) => field.getAttribute(name) ?? "");
  const label = field.labels?.[0]?.firstChild?.textContent?.trim() ?? field.name;
  return t("{field}: a whole number from {least} to {most}", { field: label, least, most });
}

/** Draw what the fields say, unless one of them is wrong. */
async function draw() {
  for (const field of fields) field.setAttribute("aria-invalid", `${!field.validity.valid}`);
  const wrong = fields.find((field) => !field.validity.valid);
  if (wrong) {
    replacement.cancel(); // its answer would be about other numbers
    return say(range(wrong), true);
  }
  const { outcome, text } = await replacement.load(address(), { retry: () => void draw() });
  if (outcome === "answered") show(parsePage(text));
}

/** Show the drawing of a page. @param {Document} page */
function show(page) {
  const here = page.getElementById("played")?.dataset.here;
  if (here === undefined) return;
  takeOver(page);
  replaceParts(document, page, ["#played"]);
  measure();
  enterHistory("same", here);
  updateLanguageLinks(new URL(location.href));
  say(byId("played")?.querySelector(".outcome")?.textContent ?? "", false);
  mark();
}

/** Let the other form and the links to the playground keep the current numbers.
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

/** Mark the preset that has the current numbers. */
function mark() {
  for (const preset of presets) {
    if (ofWindow.every((field) => asked(preset, field) === field.value))
      preset.setAttribute("aria-current", "true");
    else preset.removeAttribute("aria-current");
  }
}

/** The value of a field in a preset's address. @param {HTMLAnchorElement} preset
 * @param {HTMLInputElement | HTMLSelectElement} field */
const asked = (preset, field) =>
  new URL(preset.href).searchParams.get(field.name) ?? field.dataset.usual ?? "";

/** Read out a message, and show it if it is an error.
 * @param {string} text @param {boolean} error */
function say(text, error) {
  said.className = error ? "lost" : "hidden";
  said.textContent = text.replace(/\s+/g, " ").trim();
}

form.addEventListener("input", () => void draw());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  draw();
});
for (const preset of presets)
  preset.addEventListener("click", (event) => {
    if (opensElsewhere(event)) return;
    event.preventDefault();
    for (const field of ofWindow) field.value = asked(preset, field);
    draw();
  });
document.documentElement.classList.add("scripted");
