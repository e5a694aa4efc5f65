// What to search for instead, where a search finds nothing.

import { jumpOf, search, wordsOf } from "./search.js";
import { shapeOf, shown } from "./tensor.js";

/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./tensor.js").Input} Input */

const MOST = 4;

/** Searches that find something, the most similar first.
 * @param {Graph} graph @param {string} text @param {Input} input @returns {string[]} */
export function suggestions(graph, text, input) {
  const words = wordsOf(graph, text);
  if (!words.length) return [];
  // Several words of which each finds something fit no op together.
  if (words.length > 1) {
    const alone = words.filter((word) => search(graph, word, input).length);
    if (alone.length) return alone.slice(0, MOST);
  }
  const [word] = words;
  return [...candidates(graph, word, input)]
    .map((other) => ({ other, far: far(word, other) }))
    .sort((one, next) => one.far - next.far)
    .map(({ other }) => other)
    .slice(0, MOST);
}

/** What there is of the kind that is asked for. @param {Graph} graph @param {string} word
 * @param {Input} input @returns {Set<string>} */
function candidates(graph, word, input) {
  const ops = graph.ops.slice(1);
  if (word.startsWith("1/"))
    return new Set(
      ops.flatMap((op) => jumpOf(op).filter((jump) => jump > 1)).map((jump) => `stride ${jump}`),
    );
  const [, option] = /^(kernel|stride|padding|dilation)=/.exec(word) ?? [];
  if (option)
    return new Set(
      ops.flatMap((op) =>
        op.windows ? [`${option}=${op.windows[0][/** @type {"kernel"} */ (option)]}`] : [],
      ),
    );
  if (/^\d+(×\d+)+$/.test(word))
    return new Set(ops.map((op) => shown(shapeOf(op.output, { ...input, batch: 1 }))));
  const names = graph.groups.flatMap((group) => group.names);
  return new Set([
    ...names,
    ...ops.map((op) => op.kind.replace("_", " ")),
    ...ops.map((op) => op.id),
  ]);
}

/** How unlike what is asked for a suggestion is. @param {string} word @param {string} other */
function far(word, other) {
  const [, asked] = /^1\/(\d+)$/.exec(word) ?? [];
  const [, stride] = /^stride (\d+)$/.exec(other) ?? [];
  if (asked && stride) return Math.abs(Math.log(Number(asked) / Number(stride)));
  return distance(word, other.toLowerCase());
}

/** Levenshtein's distance: how many letters are to be changed. @param {string} one @param {string} other */
function distance(one, other) {
  let row = [...other, ""].map((_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let place = 0; place < other.length; place++)
      next.push(
        Math.min(
          row[place] + (letter === other[place] ? 0 : 1),
          row[place + 1] + 1,
          next[place] + 1,
        ),
      );
    row = next;
  }
  return row[other.length];
}
