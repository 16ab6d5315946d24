// The page about progress: a table by chapters, and ways to save, bring in and erase the record.

import { createButton, createElement, createInput } from "../explorables/ui/dom.js";
import { download } from "./download.js";
import { renderEarlier } from "./earlier.js";
import { parse, VERSION } from "./merge.js";
import { stateOf, summarise } from "./summary.js";
import { count, numberOf } from "./words.js";

/** @import { Kept, ListedChapter, Store } from "./types.d.ts" */

/** @type {Record<string, [string, string]>} */
const STATES = {
  passed: ["✓", "passed"],
  written: ["✎", "written"],
  partly: ["◐", "partly"],
  wrong: ["✗", "not yet"],
  unanswered: ["○", "not answered yet"],
};
const ERASE = "Erase everything that this browser keeps of your progress? This cannot be undone.";
const HEAD = ["Chapter", "Read", "Questions", "Exercises", "Predictions"];

/**
 * @param {Store} store
 * @param {ListedChapter[]} chapters
 */
export function startProgressPage(store, chapters) {
  const place = document.querySelector(".your-progress");
  if (!place) return;
  const table = createElement("div");
  const said = createElement("p", { role: "status" });
  place.replaceChildren(table, ...controls(store, said), said);
  const show = () => table.replaceChildren(...render(store, chapters));
  show();
  store.onChange(show);
}

/** The address of a page of the book. */
const address = (/** @type {string} */ page) =>
  `${document.documentElement.dataset.content_root ?? "./"}${page}`;

/**
 * @param {Store} store
 * @param {ListedChapter[]} chapters
 */
function render(store, chapters) {
  const kept = store.read();
  const points = chapters.reduce((sum, chapter) => sum + summarise(kept, chapter).points, 0);
  const rows = chapters.map((chapter) => {
    const { read, questions, predictions, exercises } = summarise(kept, chapter);
    const name = `${numberOf(chapter.page)} · ${chapter.title}`;
    const cells = [
      read ? "✓" : "–",
      `${questions} of ${chapter.questions.length}`,
      chapter.exercises.length ? `${exercises} of ${chapter.exercises.length}` : "–",
      `${predictions} of ${chapter.predictions.length}`,
    ];
    const link = createElement("a", { href: address(chapter.address) }, name);
    return createElement(
      "tr",
      {},
      createElement("th", { scope: "row" }, link),
      ...cells.map((text) => createElement("td", {}, text)),
    );
  });
  const head = HEAD.map((text) => createElement("th", { scope: "col" }, text));
  const table = createElement(
    "table",
    { class: "table" },
    createElement("thead", {}, createElement("tr", {}, ...head)),
    createElement("tbody", {}, ...rows),
  );
  return [
    createElement("div", { class: "pst-scrollable-table-container", tabindex: 0 }, table),
    createElement("p", {}, `Your exercises are worth ${count(points, "point")} so far.`),
    ...chapters.flatMap((chapter) => details(kept, chapter)),
  ];
}

/**
 * The exercises of a chapter that has been begun, and what was answered on earlier versions of it.
 * @param {Kept} kept
 * @param {ListedChapter} chapter
 */
function details(kept, chapter) {
  const name = `Chapter ${numberOf(chapter.page)}`;
  const asked = [...chapter.questions, ...chapter.predictions];
  const title = `${name}: your answers to earlier versions of the page`;
  const earlier = renderEarlier(kept, chapter.page, asked, title);
  const begun = chapter.exercises.some(({ id }) => kept.tasks[id]);
  const entries = chapter.exercises.map((exercise) => {
    const { state, points } = stateOf(kept, exercise);
    const [sign, words] = STATES[state] ?? ["○", state];
    const worth = `${points} of ${count(exercise.points, "point")}`;
    return createElement("li", {}, `${sign} ${exercise.id} ${exercise.title}: ${words}, ${worth}`);
  });
  const fold = createElement(
    "details",
    {},
    createElement("summary", {}, `${name}: exercises`),
    createElement("ul", { class: "states" }, ...entries),
    createElement("p", {}, createElement("a", { href: address(chapter.workbook) }, "Go to them")),
  );
  return [...(begun ? [fold] : []), ...(earlier ? [earlier] : [])];
}

/**
 * @param {Store} store
 * @param {Element} said
 */
function controls(store, said) {
  const file = createInput({
    type: "file",
    accept: ".json,application/json",
    class: "visually-hidden",
  });
  file.setAttribute("aria-label", "Bring in a file");
  file.tabIndex = -1;
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (chosen) said.textContent = await bringIn(store, chosen);
    file.value = "";
  });
  const save = createButton("Save as a file", () => {
    download("progress.json", `${JSON.stringify(store.read(), null, 1)}\n`);
    said.textContent = "Saved as progress.json.";
  });
  const bring = createButton("Bring in a file", () => file.click());
  const erase = createButton("Erase", async () => {
    if (!confirm(ERASE)) return;
    await store.erase();
    said.textContent = "Erased. This browser keeps nothing of your progress any more.";
  });
  return [createElement("p", { class: "progress-controls" }, save, " ", bring, file, " ", erase)];
}

/**
 * @param {Store} store
 * @param {File} file
 * @returns {Promise<string>} what to tell the reader
 */
async function bringIn(store, file) {
  try {
    const kept = parse(await file.text());
    if (kept.version > VERSION) return `${file.name} is from a newer version of the course.`;
    await store.update(kept);
    return `${file.name} has been added to what this browser keeps. Nothing was overwritten.`;
  } catch (problem) {
    const why = problem instanceof Error ? problem.message : String(problem);
    return `${file.name} is not a record of progress (${why}). Nothing has changed.`;
  }
}
