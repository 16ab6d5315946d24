// A setting that is a text, and a slider along it.

import { slider } from "./controls.js";
import { createElement } from "./dom.js";
import { useFieldStyle } from "./fields.js";

/** @import { Setting, Value } from "../types.d.ts" */

const KEYS = { "data-lm-suppress-shortcuts": "true", spellcheck: "false", autocomplete: "off" };

let ids = 0;

/**
 * A text of at most `longest` characters, in capital letters and on one line.
 * @param {string} label
 * @param {string} value
 * @param {number} longest
 * @returns {Setting<string>}
 */
export function textField(label, value, longest) {
  /** @param {string} text */
  const read = (text) =>
    Array.from(text.replace(/\s/g, " ").toUpperCase()).slice(0, longest).join("");

  /** @param {(text: Value) => void} set */
  function control(set) {
    useFieldStyle();
    const id = `lx-text-${(ids += 1)}`;
    const field = /** @type {HTMLTextAreaElement} */ (
      createElement("textarea", { id, rows: 2, maxlength: longest, ...KEYS })
    );
    field.addEventListener("input", () => set(field.value));
    const element = createElement("div", { class: "lx-field" });
    element.append(createElement("label", { for: id }, label), field);
    /** @param {Value} now */
    const show = (now) => {
      if (read(field.value) !== now) field.value = String(now); // not while it is typed
    };
    return { element, show };
  }

  return { value, read, control };
}

/**
 * A place in the text of another setting, from 0, before its first character, to its end.
 * @param {string} label
 * @param {string} text the name of that setting
 * @param {number} value
 * @param {number} longest
 * @returns {Setting<number>}
 */
export function placeInText(label, text, value, longest) {
  const inner = slider(label, 0, longest, value, 1);
  return {
    ...inner,
    control(set) {
      const { element, show } = inner.control(set);
      return {
        element,
        show(now, state) {
          const end = Array.from(String(state[text])).length;
          for (const input of element.querySelectorAll("input")) input.max = String(end);
          show(Math.min(Number(now), end), state);
        },
      };
    },
  };
}
