// The panels that are not pictures, and panels that stay together.

import { createElement, renderLabel } from "./dom.js";

/** @import { Panel } from "../types.d.ts" */

const LINE = 1.45; // its height, in em

/**
 * Words and numbers, with room for this many lines, so that nothing below moves.
 * @template Values
 * @param {(values: Values) => string} text
 * @returns {Panel<Values>}
 */
export function line(text, room = 1) {
  const element = createElement("p", { class: "lx-sum" });
  element.style.minHeight = `${room * LINE}em`;
  return { element, update: (values) => element.replaceChildren(...renderLabel(text(values))) };
}

const SYMBOL = /^\$([ifgoch])(_[^$]*)?\$$/;

/**
 * A table: rows(values) are lists of cells; the first cell of each is the heading of its row. If
 * that is the symbol of a quantity, the row lights up with it. The head may depend on the values, too.
 * @template Values
 * @param {string} label
 * @param {string[] | ((values: Values) => string[])} head
 * @param {(values: Values) => string[][]} rows
 * @returns {Panel<Values>}
 */
export function table(label, head, rows) {
  const body = createElement("tbody");
  const top = createElement("tr");
  const element = createElement("table", { class: "lx-table", "aria-label": label });
  element.append(createElement("thead", {}, top), body);
  /** @param {string[]} titles */
  const showHead = (titles) =>
    top.replaceChildren(
      ...titles.map((text) =>
        text ? createElement("th", { scope: "col" }, ...renderLabel(text)) : createElement("td")
      ),
    );
  if (typeof head !== "function") showHead(head);
  /** @param {string[]} cells */
  const row = ([first, ...cells]) =>
    createElement(
      "tr",
      symbolOf(first),
      createElement("th", { scope: "row" }, ...renderLabel(first)),
      ...cells.map((cell) => createElement("td", {}, ...renderLabel(cell))),
    );
  /** @param {Values} values */
  const update = (values) => {
    if (typeof head === "function") showHead(head(values));
    body.replaceChildren(...rows(values).map(row));
  };
  return { element, update };
}

/**
 * @param {string} heading
 * @returns {Record<string, string>}
 */
function symbolOf(heading) {
  const [, symbol] = SYMBOL.exec(heading) ?? [];
  return symbol ? { "data-symbol": symbol } : {};
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
