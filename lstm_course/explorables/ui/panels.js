// The panels that are not pictures, and panels that stay together.

import { createElement, renderLabel } from "./dom.js";

/** @import { Panel } from "../types.d.ts" */

/**
 * A line of words and numbers.
 * @template Values
 * @param {(values: Values) => string} text
 * @returns {Panel<Values>}
 */
export function line(text) {
  const element = createElement("p", { class: "lx-sum" });
  return { element, update: (values) => element.replaceChildren(...renderLabel(text(values))) };
}

/**
 * A table: rows(values) are lists of cells; the first cell of each is the heading of its row.
 * @template Values
 * @param {string} label
 * @param {string[]} head
 * @param {(values: Values) => string[][]} rows
 * @returns {Panel<Values>}
 */
export function table(label, head, rows) {
  const body = createElement("tbody");
  const heads = head.map((text) =>
    text ? createElement("th", { scope: "col" }, ...renderLabel(text)) : createElement("td")
  );
  const element = createElement("table", { class: "lx-table", "aria-label": label });
  element.append(createElement("thead", {}, createElement("tr", {}, ...heads)), body);
  /** @param {string[]} cells */
  const row = ([first, ...cells]) =>
    createElement(
      "tr",
      {},
      createElement("th", { scope: "row" }, ...renderLabel(first)),
      ...cells.map((cell) => createElement("td", {}, ...renderLabel(cell))),
    );
  return { element, update: (values) => body.replaceChildren(...rows(values).map(row)) };
}

/**
 * Panels one below the other that stay together.
 * @template Values
 * @param {Panel<Values>[]} panels
 * @returns {Panel<Values>}
 */
export function stickyGroup(...panels) {
  const elements = panels.map((panel) => panel.element);
  const element = createElement("div", { class: "lx-group" }, ...elements);
  return { element, update: (values) => panels.forEach((panel) => panel.update(values)) };
}
