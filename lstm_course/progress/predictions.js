// A prediction is typed or chosen before its result unfolds, and stands beside the result.

import { createElement, createInput } from "../explorables/ui/dom.js";
import { now } from "./words.js";

/** @import { Store } from "./types.d.ts" */

const KEEP = "Keep it and show the result";
const SKIP = "Skip and show the result";
const PLACES = ".prediction, .bd-article h2, .bd-article h3, .bd-article details";

/**
 * Give every prediction of the page its form, or what was predicted before.
 * @param {Store} store
 */
export function startPredictions(store) {
  const boxes = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".prediction"));
  for (const box of boxes) startPrediction(box, store);
}

/**
 * The folds that hold the result of a prediction: outputs, up to and including the answer.
 * @param {HTMLElement} box
 */
function resultsOf(box) {
  const places = [...document.querySelectorAll(PLACES)];
  const folds = [];
  for (const place of places.slice(places.indexOf(box) + 1)) {
    if (!(place instanceof HTMLDetailsElement)) break;
    const isAnswer = place.querySelector("summary")?.textContent?.trim().startsWith("Answer");
    if (isAnswer || place.querySelector(".cell_output")) folds.push(place);
    if (isAnswer) break;
  }
  return folds;
}

/**
 * @param {HTMLElement} box
 * @param {Store} store
 */
function startPrediction(box, store) {
  const { key = "", text = "" } = box.dataset;
  const folds = resultsOf(box);
  const kept = latest(store.read().predictions[key]?.made);
  if (kept) return say(kept);

  const list = box.querySelector("ul");
  const inputs = list ? chosenFrom(list, key) : [typed(key)];
  const button = createElement("button", { type: "submit" }, SKIP);
  const form = createElement("form", { class: "predict" });
  if (list) form.append(list);
  else form.append(createElement("label", { for: inputs[0].id }, "Your prediction"), inputs[0]);
  form.append(button);
  box.append(form);
  form.addEventListener("input", () => button.textContent = value() ? KEEP : SKIP);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const made = value();
    end();
    for (const fold of folds) fold.open = true;
    if (!made) return folds[0]?.querySelector("summary")?.focus();
    say(made).focus();
    store.update({ predictions: { [key]: { question: text, made: { [now()]: made } } } });
  });
  for (const fold of folds) fold.querySelector("summary")?.addEventListener("click", end);

  /** Take the form away: the result can be seen, or is about to be. */
  function end() {
    form.replaceWith(...(list ? [list] : []));
    for (const input of inputs) input.disabled = true;
  }

  function value() {
    if (!list) return inputs[0].value.trim();
    return inputs.find((input) => input.checked)?.value ?? "";
  }

  /**
   * Put the prediction where its result will be.
   * @param {string} prediction
   */
  function say(prediction) {
    const quote = createElement("q", {}, prediction);
    const line = createElement("p", { class: "predicted", tabindex: -1 }, "You predicted: ", quote);
    if (folds.length) folds[0].before(line);
    else box.append(line);
    return line;
  }
}

/** @param {string} key */
function typed(key) {
  const id = `prediction-${key.replaceAll("/", "-")}`;
  return createInput({ type: "text", id, maxlength: 200, autocomplete: "off" });
}

/**
 * A radio button for each option of the list.
 * @param {HTMLElement} list
 * @param {string} key
 */
function chosenFrom(list, key) {
  list.classList.add("options");
  list.setAttribute("role", "radiogroup");
  list.setAttribute("aria-label", "Your prediction");
  return [...list.children].map((item) => {
    const content = item.querySelector("p") ?? item;
    const value = (content.textContent ?? "").trim();
    const input = createInput({ type: "radio", name: key, value });
    const label = createElement("label", {}, input, createElement("span", {}));
    label.lastElementChild?.append(...content.childNodes);
    content.append(label);
    item.setAttribute("role", "none");
    return input;
  });
}

/** @param {Record<string, string> | undefined} made */
function latest(made) {
  const times = Object.keys(made ?? {}).sort();
  return times.length ? String(made?.[times[times.length - 1]]) : "";
}
