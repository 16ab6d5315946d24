// Elements of a page.

import { parseLabel } from "./format.js";

/**
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {(Node | string)[]} children
 */
export function createElement(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/**
 * @param {Record<string, string | number>} attributes
 * @returns {HTMLInputElement}
 */
export const createInput = (
  attributes,
) => /** @type {HTMLInputElement} */ (createElement("input", attributes));

/**
 * A label such as "weight $w_1$", its variables in italics.
 * @param {string} label
 */
export function renderLabel(label) {
  return parseLabel(label).map(({ text, sub, variable }) => {
    const inner = variable ? createElement("var", {}, text) : text;
    return sub ? createElement("sub", {}, inner) : inner;
  });
}

/**
 * @param {string} label
 * @param {() => void} press
 */
export function createButton(label, press) {
  const made = /** @type {HTMLButtonElement} */ (
    createElement("button", { type: "button" }, ...renderLabel(label))
  );
  made.addEventListener("click", press);
  return made;
}
