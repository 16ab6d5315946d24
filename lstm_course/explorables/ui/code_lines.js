// Lines of code beside the numbers that they compute. Each can be reached with Tab, so that the
// keyboard, too, can point at a quantity.

import { createElement } from "./dom.js";

/** @import { Panel } from "../types.d.ts" */

/**
 * @template Values
 * @param {string} label
 * @param {[string, string][]} lines the symbol of a quantity, and the line that computes it
 * @param {(values: Values, symbol: string) => string} number
 * @returns {Panel<Values>}
 */
export function codeLines(label, lines, number) {
  const rows = lines.map(([symbol, code]) => {
    const value = createElement("span", { class: "lx-value" });
    const text = createElement("code", {}, code);
    const row = createElement(
      "button",
      { type: "button", class: "lx-code", "data-symbol": symbol },
      text,
      " ",
      value,
    );
    return { symbol, row, value };
  });
  const element = createElement("div", { role: "group", "aria-label": label });
  element.append(...rows.map(({ row }) => row));
  /** @param {Values} values */
  function update(values) {
    for (const { symbol, value } of rows) value.textContent = number(values, symbol);
  }
  return { element, update };
}
