// What a reader can set: a number, or one of a few words. `read(text)` is the value that a text
// means, undefined if none; `control(set)` is what the reader handles, { element, show(value, all) }.

import { make, rich } from "./dom.js";
import { plain } from "./numbers.js";

// JupyterLab takes the arrow keys from every input that does not say this of itself.
const KEYS = { "data-lm-suppress-shortcuts": "true" };

let ids = 0;
const newId = () => `lx-setting-${(ids += 1)}`;

/** A number, from … to, moved with a slider or typed. */
export function slider(label, from, to, value, step = 0.1) {
  const digits = Math.max(0, Math.ceil(-Math.log10(step)));

  function read(text) {
    const typed = parseFloat(text);
    if (!Number.isFinite(typed)) return undefined;
    const inside = Math.min(Math.max(typed, from), to);
    return Number((from + Math.round((inside - from) / step) * step).toFixed(digits));
  }

  function control(set) {
    const id = newId();
    const range = { min: from, max: to, step, ...KEYS };
    const slide = make("input", { type: "range", id, ...range });
    const type = make("input", { type: "number", "aria-label": `${plain(label)}, typed`, ...range });
    slide.addEventListener("input", () => set(slide.value));
    type.addEventListener("input", () => set(type.value));
    type.addEventListener("blur", () => (type.value = slide.value));
    const element = make("div", { class: "lx-slider" });
    element.append(make("label", { for: id }, ...rich(label)), slide, type);
    const show = (now) => {
      slide.value = now;
      if (document.activeElement !== type) type.value = now; // not while it is being typed
    };
    return { element, show };
  }

  return { value, read, control };
}

/** One of a few: { key: label }. */
export function choice(label, options, value) {
  const read = (key) => (Object.hasOwn(options, key) ? key : undefined);

  function control(set) {
    const name = newId();
    const element = make("fieldset", { class: "lx-choice" }, make("legend", {}, ...rich(label)));
    const buttons = Object.entries(options).map(([key, words]) => {
      const radio = make("input", { type: "radio", name, value: key, ...KEYS });
      radio.addEventListener("change", () => set(key));
      element.append(make("label", {}, radio, make("span", {}, ...rich(words))));
      return radio;
    });
    const show = (now) => buttons.forEach((radio) => (radio.checked = radio.value === now));
    return { element, show };
  }

  return { value, read, control };
}
