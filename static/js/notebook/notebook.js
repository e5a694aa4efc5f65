// The live picture in a notebook: its shapes follow the sliders. See app/resnet_atlas/library/live.py.

import { Shapes } from "../picture/shapes.js";
import { valueOf } from "../graph/expression.js";
import { shapeOf } from "../graph/tensor.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("form"));
const output = /** @type {HTMLOutputElement} */ (document.querySelector("output"));
const figures = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("figure")]);
/** The op, what it is given, what it takes. @type {[string, string, string][]} */
const demands = JSON.parse(document.body.dataset.demands ?? "[]");
const pictures = figures.map(
  (figure) => new Shapes(/** @type {SVGSVGElement} */ (figure.querySelector("svg"))),
);

/** The fields of a side: its slider and its number. @param {string} name */
const fieldsOf = (name) =>
  /** @type {HTMLInputElement[]} */ ([
    ...form.querySelectorAll(`[name="${name}"], [aria-label="${name}"]`),
  ]);

/** @param {string} name */
const sideOf = (name) => Number(fieldsOf(name)[1].value);

function update() {
  const input = { height: sideOf("height"), width: sideOf("width"), batch: 1 };
  for (const shapes of pictures) shapes.update(input, false);
  output.value = trouble(input);
}

/** Why the network doesn't take an input; empty if it does.
 * @param {import("../graph/tensor.js").Input} input */
function trouble(input) {
  const sizes = { N: 1, H: input.height, W: input.width };
  for (const { distinct } of pictures)
    for (const { tensor } of distinct.values())
      if (shapeOf(tensor, input).some((side) => side < 1))
        return "This input is too small: nothing is left of it.";
  for (const [op, given, taken] of demands) {
    const [one, other] = [valueOf(given, sizes), valueOf(taken, sizes)];
    if (one !== other) return `${op} doesn’t fit: it is given ${one} and takes ${other}.`;
  }
  return "";
}

for (const name of ["height", "width"]) {
  const fields = fieldsOf(name);
  for (const field of fields)
    field.addEventListener("input", () => {
      if (!field.validity.valid || !field.value) return;
      for (const other of fields) if (other !== field) other.value = field.value;
      update();
    });
}
form.querySelector("select")?.addEventListener("change", ({ target }) => {
  const { value } = /** @type {HTMLSelectElement} */ (target);
  for (const figure of figures) figure.hidden = figure.dataset.detail !== value;
});
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
update();
