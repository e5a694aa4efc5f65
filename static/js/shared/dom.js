// Makes and finds elements.

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Record<string, string | number | undefined>} Attributes */
/** @typedef {Node | string | null | undefined} Child */

/** An HTML element with attributes and children.
 * @param {string} tag @param {Attributes} attributes @param {Child[]} children */
export function html(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** An SVG element with attributes and children.
 * @param {string} tag @param {Attributes} attributes @param {Child[]} children */
export function svg(tag, attributes = {}, ...children) {
  return filled(
    /** @type {SVGElement} */ (document.createElementNS(SVG, tag)),
    attributes,
    children,
  );
}

/** @template {Element} T @param {T} element @param {Attributes} attributes
 * @param {Child[]} children */
function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) element.setAttribute(name, `${value}`);
  element.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child != null)));
  return element;
}

/** Whether a click is the browser's to handle: it opens a link in another tab, or saves it.
 * @param {MouseEvent} event */
export const opensElsewhere = ({ altKey, ctrlKey, metaKey, shiftKey, button }) =>
  altKey || ctrlKey || metaKey || shiftKey || button > 0;

/** The element of that id. @template {HTMLElement} [T=HTMLElement] @param {string} id
 * @returns {T | null} */
export const byId = (id) => /** @type {T | null} */ (document.getElementById(id));
