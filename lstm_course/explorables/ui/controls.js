// The settings of a figure: a number, or one of several options.

import { createElement, createInput, renderLabel } from "./dom.js";
import { plainLabel } from "./format.js";

/** @import { AnyState, Setting, Value } from "../types.d.ts" */

// JupyterLab takes the arrow keys from every input without this attribute.
const KEYS = { "data-lm-suppress-shortcuts": "true" };

let ids = 0;
const newId = () => `lx-setting-${(ids += 1)}`;

/**
 * A number from `from` to `to`, moved with a slider or typed.
 * @param {string} label
 * @param {number} from
 * @param {number} to
 * @param {number} value
 * @returns {Setting<number>}
 */
export function slider(label, from, to, value, step = 0.1) {
  const digits = Math.max(0, Math.ceil(-Math.log10(step)));

  /** @param {string} text */
  function read(text) {
    const typed = parseFloat(text);
    if (!Number.isFinite(typed)) return undefined;
    const inside = Math.min(Math.max(typed, from), to);
    return Number((from + Math.round((inside - from) / step) * step).toFixed(digits));
  }

  /** @param {(text: Value) => void} set */
  function control(set) {
    const id = newId();
    const range = { min: from, max: to, step, ...KEYS };
    const track = createInput({ type: "range", id, ...range });
    const field = createInput({
      type: "number",
      "aria-label": `${plainLabel(label)}, typed`,
      ...range,
    });
    track.addEventListener("input", () => set(track.value));
    field.addEventListener("input", () => set(field.value));
    field.addEventListener("blur", () => (field.value = track.value));
    const element = createElement("div", { class: "lx-slider" });
    element.append(createElement("label", { for: id }, ...renderLabel(label)), track, field);
    /** @param {Value} now */
    const show = (now) => {
      track.value = String(now);
      if (document.activeElement !== field) field.value = String(now); // not while it is typed in
    };
    return { element, show };
  }

  return { value, read, control };
}

/**
 * One of a few options, { key: label }. `implies` says which settings change together with it.
 * @param {string} label
 * @param {Record<string, string>} options
 * @param {string} value
 * @param {Record<string, AnyState>} [implies]
 * @returns {Setting<string>}
 */
export function choice(label, options, value, implies = {}) {
  /** @param {string} key */
  const read = (key) => (Object.hasOwn(options, key) ? key : undefined);

  /** @param {(key: Value) => void} set */
  function control(set) {
    const name = newId();
    const legend = createElement("legend", {}, ...renderLabel(label));
    const element = createElement("fieldset", { class: "lx-choice" }, legend);
    const radios = Object.entries(options).map(([key, text]) => {
      const radio = createInput({ type: "radio", name, value: key, ...KEYS });
      radio.addEventListener("change", () => set(key));
      const span = createElement("span", {}, ...renderLabel(text));
      element.append(createElement("label", {}, radio, span));
      return radio;
    });
    /** @param {Value} now */
    const show = (now) => radios.forEach((radio) => (radio.checked = radio.value === now));
    return { element, show };
  }

  return { value, read, control, implies: (key) => implies[key] ?? {} };
}

/**
 * One of several options in their order, { key: label }, moved with a slider.
 * @param {string} label
 * @param {Record<string, string>} options
 * @param {string} value
 * @returns {Setting<string>}
 */
export function orderedChoice(label, options, value) {
  const keys = Object.keys(options);
  /** @param {string} key */
  const read = (key) => (Object.hasOwn(options, key) ? key : undefined);

  /** @param {(key: Value) => void} set */
  function control(set) {
    const id = newId();
    const track = createInput({
      type: "range",
      id,
      min: 0,
      max: keys.length - 1,
      step: 1,
      ...KEYS,
    });
    track.addEventListener("input", () => set(keys[Number(track.value)]));
    const chosen = createElement("span", { "aria-hidden": "true" });
    const element = createElement("div", { class: "lx-ordered" });
    element.append(createElement("label", { for: id }, ...renderLabel(label)), chosen, track);
    /** @param {Value} now */
    const show = (now) => {
      track.value = String(keys.indexOf(String(now)));
      const text = options[String(now)];
      track.setAttribute("aria-valuetext", plainLabel(text));
      chosen.replaceChildren(...renderLabel(text));
    };
    return { element, show };
  }

  return { value, read, control };
}
