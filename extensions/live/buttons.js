// @ts-check
// Buttons of a cell, and the choice between two texts.

import { highlighted } from "./highlight.js";

/**
 * @param {string} text
 * @param {string} label what a screen reader says
 * @param {() => void} press
 */
export function button(text, label, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "live-button";
  made.textContent = text;
  made.ariaLabel = label;
  made.addEventListener("click", press);
  return made;
}

/**
 * The page has changed since a reader wrote: which of the two texts shall it be?
 * @param {string} mine
 * @param {number} number of the cell
 * @param {(mine: boolean) => void} choose
 */
export function createChoice(mine, number, choose) {
  const shown = document.createElement("pre");
  shown.tabIndex = 0;
  shown.append(...highlighted(mine));
  const made = document.createElement("div");
  made.className = "live-choice d-print-none";
  made.append(
    "The page has changed since you edited this cell. You wrote:",
    shown,
    button("Use mine", `Use what you wrote in cell ${number}`, () => choose(true)),
    button("Use the page’s", `Use the page’s text in cell ${number}`, () => choose(false)),
  );
  return made;
}
