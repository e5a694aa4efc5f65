// Draws the receptive field on the input: what one element in the middle of an output depends on.

import { svg } from "../shared/dom.js";
import { t } from "../shared/messages.js";

/** @typedef {import("../graph/graph.js").Op} Op */
/** @typedef {import("../graph/tensor.js").Input} Input */

const SIDE = 92;

/** The input, and on it the field of the middle element; what is outside the input is padding.
 * @param {Op} op @param {Input} input */
export function field(op, input) {
  const { height, width } = input;
  const [high, wide] = op.receptive_field ?? [height, width];
  const scale = SIDE / Math.max(height, width, high, wide);
  const [cx, cy] = [SIDE / 2 + 2, SIDE / 2 + 2];
  const rect = (/** @type {number} */ h, /** @type {number} */ w, /** @type {string} */ name) =>
    svg("rect", {
      x: cx - (w * scale) / 2,
      y: cy - (h * scale) / 2,
      width: Math.max(w * scale, 1),
      height: Math.max(h * scale, 1),
      class: name,
    });
  const beyond = high > height || wide > width;
  const places = { field: `${high}×${wide}`, input: `${height}×${width}` };
  const text = !op.receptive_field
    ? t("one element\nsees all of\n{input}", places)
    : beyond
      ? t("one element\nsees {field}\nof {input}\npadding included", places)
      : t("one element\nsees {field}\nof {input}", places);
  return svg(
    "svg",
    {
      class: "field",
      viewBox: `0 0 220 ${SIDE + 4}`,
      role: "img",
      "aria-label": text.replaceAll("\n", " "),
      height: SIDE + 4,
    },
    rect(height, width, "sheet"),
    rect(high, wide, "seen"),
    ...text
      .split("\n")
      .map((line, place) => svg("text", { x: SIDE + 12, y: cy - 10 + 14 * place }, line)),
  );
}
