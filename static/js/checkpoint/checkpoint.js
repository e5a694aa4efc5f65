// The page that says what is in a checkpoint: it reads a file here, asks the server what the names
// and shapes are, and marks what doesn't fit on the network's picture.

import { byId, svg } from "../shared/dom.js";
import { t } from "../shared/messages.js";
import { sentence } from "./problems.js";
import { read } from "./reader.js";
import { Unreadable } from "./unpickle.js";

const form = /** @type {HTMLFormElement} */ (byId("ask"));
const drop = /** @type {HTMLElement} */ (byId("drop"));
const choose = /** @type {HTMLInputElement} */ (byId("file"));
const against = /** @type {HTMLInputElement} */ (byId("against"));
const error = /** @type {HTMLTextAreaElement} */ (byId("error"));
const said = /** @type {HTMLElement} */ (byId("said"));

/** The file that was read last, to be held against another network. @type {object | null} */
let last = null;

/** Its name, which is put into the lines here: it isn't sent. */
let fileName = "";

/** Read a file, and say what it is. @param {File} file */
async function identify(file) {
  said.textContent = t("Reading {name}…", { name: file.name });
  try {
    const found = await read(file);
    last = {
      tensors: Object.fromEntries([...found.tensors].map(([name, it]) => [name, it.shape])),
      file: { format: found.format, path: found.path, module: found.module },
    };
    fileName = file.name;
    error.value = "";
    const dtypes = [...new Set([...found.tensors.values()].map((it) => it.dtype))];
    const facts = t("{name}: {format}, {types}; {read} of {size} bytes were read.", {
      name: file.name,
      format: found.format,
      types: dtypes.filter(Boolean).join(", "),
      read: Math.min(found.read, found.size).toLocaleString("en"),
      size: found.size.toLocaleString("en"),
    });
    await ask(last, facts);
  } catch (problem) {
    last = null;
    clear();
    said.textContent = sentence(problem instanceof Unreadable ? problem.message : "");
  }
}

/** Take away an answer that is of something else. */
const clear = () => byId("answer")?.replaceChildren();

/** Ask the server, and put its answer in place. @param {object} body @param {string} facts */
async function ask(body, facts) {
  const given = against.value.trim();
  let page;
  try {
    const answer = await fetch(form.action.split("#")[0], {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(given ? { ...body, against: given } : body),
    });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    clear();
    said.textContent = t("The server does not answer.");
    return;
  }
  const made = page.getElementById("answer");
  if (!made) {
    clear();
    said.textContent = t("The server could not answer.");
    return;
  }
  said.textContent = page.getElementById("said")?.textContent?.trim() || facts;
  if (body === last)
    for (const lines of made.querySelectorAll("pre.remedy"))
      lines.textContent = (lines.textContent ?? "").replace(/"model\.(pth|safetensors)"/g, () =>
        JSON.stringify(fileName),
      );
  byId("answer")?.replaceWith(document.adoptNode(made));
  made.focus({ preventScroll: true });
  made.scrollIntoView({ block: "start" });
  await draw();
}

/** Put the explorer's picture, in the page's colours and language, in place of the image, and mark
 * what doesn't fit. */
async function draw() {
  const place = byId("picture");
  if (!place?.dataset.explorer) return;
  const answer = await fetch(place.dataset.explorer).catch(() => null);
  if (!answer?.ok) return;
  const explorer = new DOMParser().parseFromString(await answer.text(), "text/html");
  const picture = explorer.querySelector("#picture svg");
  if (!picture) return;
  place.replaceChildren(document.adoptNode(picture));
  const marks = Object.keys(JSON.parse(place.dataset.marks ?? "{}"));
  for (const part of picture.querySelectorAll(".op[data-id], .closed[data-id], .frame[data-id]")) {
    const own = [
      part.getAttribute("data-id"),
      ...(part.getAttribute("data-covers") ?? "").split(" "),
    ];
    const within = part.matches(".frame") ? "" : "."; // a stage is marked for blocks it hasn't
    const hit = own.some(
      (id) => id && marks.some((it) => it === id || (within && it.startsWith(id + within))),
    );
    if (!hit) continue;
    part.classList.add("marked");
    const box = part.querySelector(".outline");
    const [x, y] = ["x", "y"].map((it) => Number(box?.getAttribute(it) ?? 0));
    part.append(svg("text", { class: "mark-sign", x: x - 16, y: y + 14 }, "≠"));
  }
}

drop.hidden = false;
choose.addEventListener("click", () => (choose.value = "")); // the same file may have changed
choose.addEventListener("change", () => choose.files?.[0] && identify(choose.files[0]));
for (const event of ["dragover", "dragenter"])
  document.addEventListener(event, (it) => {
    it.preventDefault();
    document.body.classList.add("dragging");
  });
document.addEventListener("dragleave", () => document.body.classList.remove("dragging"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dragging");
  const file = event.dataTransfer?.files[0];
  if (file) identify(file);
});
error.required = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = error.value.trim();
  if (text) {
    choose.value = "";
    last = null;
    ask({ error: text }, "");
  } else if (last) ask(last, "");
  else said.textContent = t("Choose a file, or paste an error.");
});
draw();
