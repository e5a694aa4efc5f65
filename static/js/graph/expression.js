// Sizes that one floor can't state: sums, products and floors, as app/resnet_atlas/graph/expression.py
// writes them: 2*(H+15/16)+-1, where brackets are a floor.

/** @typedef {Record<string, number>} Sizes N, H and W */
/** @typedef {(sizes: Sizes) => number} Compute */

/** @type {Map<string, Compute>} */
const known = new Map();

/** The value of an expression for an input of these sizes. @param {string} text @param {Sizes} sizes */
export function valueOf(text, sizes) {
  let compute = known.get(text);
  if (!compute) {
    compute = read(text);
    known.set(text, compute);
  }
  return compute(sizes);
}

/** An expression as a function. @param {string} text @returns {Compute} */
function read(text) {
  let at = 0;

  /** @returns {Compute} */
  function sum() {
    const parts = [product()];
    while (text[at] === "+") {
      at += 1;
      parts.push(product());
    }
    return (sizes) => parts.reduce((all, part) => all + part(sizes), 0);
  }

  /** @returns {Compute} */
  function product() {
    const parts = [atom()];
    while (text[at] === "*") {
      at += 1;
      parts.push(atom());
    }
    return (sizes) => parts.reduce((all, part) => all * part(sizes), 1);
  }

  /** @returns {Compute} */
  function atom() {
    if (text[at] !== "(") {
      const [word] = /^-?\w+/.exec(text.slice(at)) ?? [""];
      at += word.length;
      return /^-?\d/.test(word) ? () => Number(word) : (sizes) => sizes[word];
    }
    at += 1;
    const of = sum();
    const [, by] = /^\/(\d+)\)/.exec(text.slice(at)) ?? ["", "1"];
    at += by.length + 2;
    return (sizes) => Math.floor(of(sizes) / Number(by));
  }

  return text ? sum() : () => 0;
}
