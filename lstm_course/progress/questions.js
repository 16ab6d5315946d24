// "Check yourself" is clicked: each option answers with its own reason, out of the folded answer.

import { createButton, createElement, createInput } from "../explorables/ui/dom.js";
import { renderEarlier } from "./earlier.js";
import { choices } from "./summary.js";
import { day, now, placeOf } from "./words.js";

/** @import { Store } from "./types.d.ts" */

const RIGHT = "✓ Correct.";
const WRONG = "✗ Not this one.";

/**
 * Make every question of the page answer.
 * @param {Store} store
 */
export function startQuestions(store) {
  const boxes = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".question"));
  const asked = [...boxes].map((box) => box.dataset.key ?? "");
  for (const box of boxes) startQuestion(box, store, asked);
}

/**
 * @param {HTMLElement} box
 * @param {Store} store
 * @param {string[]} asked
 */
function startQuestion(box, store, asked) {
  const { key = "", correct = "", text = "" } = box.dataset;
  const [title, list, fold] = /** @type {HTMLElement[]} */ ([...box.children]);
  const items = [...list.children];
  const letters = items.map((_, k) => "abcde"[k]);
  const options = Object.fromEntries(
    letters.map((letter) => [letter, box.getAttribute(`data-option-${letter}`) ?? ""]),
  );
  const feedback = createElement("div", { class: "feedback", role: "status" });
  const check = createButton("Check", () => {
    const checked = inputs.findIndex((input) => input.checked);
    if (checked >= 0) answer(letters[checked]);
  });
  check.classList.add("check");
  check.hidden = true; // it is for those who choose with the arrow keys; a click answers at once

  title.id = `question-${key.replaceAll("/", "-")}`;
  list.classList.add("options");
  list.setAttribute("role", "radiogroup");
  list.setAttribute("aria-labelledby", title.id);
  const inputs = items.map((item, k) => {
    const input = createInput({ type: "radio", name: key, value: letters[k] });
    const content = item.querySelector("p") ?? item;
    const label = createElement("label", {}, input, createElement("span", {}));
    label.lastElementChild?.append(...content.childNodes);
    content.append(label);
    item.setAttribute("role", "none");
    item.addEventListener("click", (event) => {
      if (/** @type {MouseEvent} */ (event).detail > 0) answer(letters[k]);
    });
    input.addEventListener("change", () => check.hidden = marked(letters[k]));
    input.addEventListener("keydown", ({ key }) => {
      if (key === "Enter" || key === " ") answer(letters[k]);
    });
    return input;
  });
  list.after(check, feedback);
  const { page, number } = placeOf(key);
  const earlier = renderEarlier(
    store.read(),
    page,
    asked,
    "Your answer to an earlier version of this question",
    (other) => placeOf(other).number === number,
  );
  if (earlier) box.append(earlier);
  show();
  store.onChange(show);

  /** @param {string} letter */
  function marked(letter) {
    return items[letters.indexOf(letter)].querySelector(".verdict-sign") !== null;
  }

  /** @param {string} letter */
  function mark(letter) {
    if (marked(letter)) return;
    const verdict = letter === correct ? "correct" : "incorrect";
    const sign = createElement("span", { "aria-hidden": "true" }, letter === correct ? "✓" : "✗");
    const word = createElement("span", { class: "visually-hidden" }, ` (${verdict})`);
    const item = items[letters.indexOf(letter)];
    item.classList.add(verdict);
    item.querySelector("label")?.append(
      createElement("span", { class: "verdict-sign" }, sign, word),
    );
  }

  /** @param {string} letter */
  async function answer(letter) {
    inputs[letters.indexOf(letter)].checked = true;
    check.hidden = true;
    mark(letter);
    const verdict = createElement("strong", {}, letter === correct ? RIGHT : WRONG);
    await globalThis.MathJax?.startup?.promise; // a reason is copied as it is set
    feedback.replaceChildren(createElement("p", {}, verdict, " ", ...reason(letter)));
    const chosen = { [letter]: now() };
    await store.update({ questions: { [key]: { question: text, options, correct, chosen } } });
  }

  /**
   * @param {string} letter
   * @returns {Node[]}
   */
  function reason(letter) {
    let parts = [...fold.querySelectorAll(`.reason-${letter}`)];
    if (!parts.some((part) => part.textContent?.trim())) {
      parts = [...fold.querySelectorAll(".reason")];
    }
    const copies = parts.flatMap((part, k) => [k ? " " : "", ...part.cloneNode(true).childNodes]);
    const box = createElement("span", {}, ...copies);
    for (const part of box.querySelectorAll("[id]")) part.removeAttribute("id");
    const last = box.lastChild;
    if (last?.nodeType === Node.TEXT_NODE) {
      last.nodeValue = (last.nodeValue ?? "").replace(/;\s*$/, ".");
    }
    return [box];
  }

  /** Mark the options that have been chosen before, here or in another tab. */
  function show() {
    const answered = store.read().questions[key];
    const chosen = choices(answered).filter((letter) => letters.includes(letter));
    for (const letter of chosen) mark(letter);
    const last = chosen.includes(correct) ? correct : chosen.at(-1);
    if (last && !feedback.hasChildNodes()) {
      inputs[letters.indexOf(last)].checked = true;
      const verdict = last === correct ? RIGHT : WRONG;
      const when = day(answered.chosen[last]);
      const said = `You chose (${last})${when && ` on ${when}`}. Choose again to see why.`;
      feedback.append(createElement("p", {}, createElement("strong", {}, verdict), ` ${said}`));
    }
  }
}
