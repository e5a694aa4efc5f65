// The pieces of an explanation: its heading, the list of facts, costs, and the shapes of weights.

import { compact } from "../graph/numbers.js";
import { html } from "../shared/dom.js";
import { t } from "../shared/messages.js";

/** @typedef {import("../graph/graph.js").Op} Op */
/** @typedef {[string, string]} Fact */

/** A note that a part stands for several blocks. @param {string[]} covers @param {string} id the explained one */
export const standing = (covers, id) =>
  covers.length < 2
    ? null
    : html(
        "p",
        {},
        t("Stands for {count} identical blocks, {first} to {last}. What follows is of {id}.", {
          count: covers.length,
          first: covers[0],
          last: covers[covers.length - 1],
          id,
        }),
      );

/** @param {string} name @param {string} more */
export const heading = (name, more) =>
  html("h2", {}, name, more ? html("small", {}, ` ${more}`) : null);

/** @param {Fact[]} rows rows without a text are left out */
export const facts = (rows) =>
  html(
    "dl",
    {},
    ...rows
      .filter(([, text]) => text)
      .flatMap(([name, text]) => [html("dt", {}, name), html("dd", { class: "code" }, text)]),
  );

/** The names and shapes of an op's tensors, as PyTorch's state_dict has them. @param {Op} op */
export const weights = (op) => {
  const lines = Object.entries(op.weights);
  if (!lines.length) return null;
  return html(
    "ul",
    { class: "code weights", "aria-label": t("weights") },
    ...lines.map(([name, shape]) => html("li", {}, `${name} [${shape.join(", ")}]`)),
  );
};

/** @param {import("../graph/graph.js").Cost} cost @returns {Fact[]} */
export const costs = ({ parameters, macs, activations, convFcActivations }) => [
  [t("parameters"), number(parameters)],
  ["MACs", number(macs)],
  [t("output values, all ops"), number(activations)],
  [t("of conv and fc alone"), convFcActivations === activations ? "" : number(convFcActivations)],
];

/** A number for people, with all its digits. @param {number} value */
export const number = (value) =>
  value < 1000 ? (value ? `${value}` : "") : `${compact(value)} (${value.toLocaleString("en")})`;
