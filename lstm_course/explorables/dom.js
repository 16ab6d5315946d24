// Elements of a page.

import { pieces } from "./numbers.js";

export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A label such as "weight $w_1$", its variables in italics. */
export function rich(label) {
  return pieces(label).map(({ text, sub, variable }) => {
    const inner = variable ? make("var", {}, text) : text;
    return sub ? make("sub", {}, inner) : inner;
  });
}

export function button(label, press) {
  const made = make("button", { type: "button" }, ...rich(label));
  made.addEventListener("click", press);
  return made;
}
