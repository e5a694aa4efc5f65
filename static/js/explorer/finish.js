// How a saved picture is finished, as the fields beside its links and the colours on the page say.

import { byId } from "../shared/dom.js";

const GROUND = ["svg", "png", "pdf"];
const COLOURED = [...GROUND, "tikz", "drawio"];
/** Quantities that don't depend on how the network is trained and on which device. */
const FIXED = ["parameters", "macs", "activations", "field"];

/** The parameters of a file beside those of the view.
 * @param {string} format @param {import("../state/view.js").State} state */
export function finishOf(format, { heat, memory }) {
  const dpi = /** @type {HTMLInputElement | null} */ (byId("dpi"));
  const clear = /** @type {HTMLInputElement | null} */ (byId("transparent"));
  const isKnown = FIXED.includes(heat) || !memory; // a file has the usual setting
  /** @type {Record<string, string>} */
  const finish = {};
  if (format === "png" && dpi?.value && dpi.validity.valid) finish.dpi = dpi.value;
  if (GROUND.includes(format) && clear?.checked) finish.background = "transparent";
  if (COLOURED.includes(format) && heat && isKnown) finish.heat = heat;
  return finish;
}
