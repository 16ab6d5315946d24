// What a record says about a chapter: counts, and what is left of earlier versions of its page.

import { placeOf } from "./words.js";

/** @import { Answered, Kept, ListedChapter, ListedExercise } from "./types.d.ts" */

/**
 * The options that were chosen, in order of time.
 * @param {Answered | undefined} answered
 */
export function choices(answered) {
  return Object.entries(answered?.chosen ?? {})
    .filter(([, time]) => typeof time === "string")
    .sort(([, a], [, b]) => a < b ? -1 : 1)
    .map(([letter]) => letter);
}

/**
 * @param {Kept} kept
 * @param {ListedExercise} exercise
 */
export function stateOf(kept, { id, points }) {
  const { state = "unanswered", points: found } = kept.tasks[id] ?? {};
  const whole = state === "passed" ? points : 0; // version 0.1 kept no points: all or nothing
  return { state, points: Math.min(points, Math.max(0, Number(found ?? whole) || 0)) };
}

/**
 * @param {Kept} kept
 * @param {ListedChapter} chapter
 */
export function summarise(kept, chapter) {
  const answers = chapter.questions.map((key) => {
    const answered = kept.questions[key];
    return { answered, chosen: choices(answered) };
  });
  const correct = answers.filter(({ answered, chosen }) => chosen.includes(answered?.correct));
  const exercises = chapter.exercises.map((exercise) => stateOf(kept, exercise));
  const done = exercises.filter(({ state }) => state === "passed" || state === "written").length;
  const read = kept.chapters[chapter.page]?.read === true;
  const all = 1 + chapter.questions.length + chapter.exercises.length;
  return {
    read,
    questions: correct.length,
    atFirst: correct.filter(({ answered, chosen }) => chosen[0] === answered?.correct).length,
    predictions: chapter.predictions.filter((key) => kept.predictions[key]).length,
    exercises: done,
    points: exercises.reduce((sum, { points }) => sum + points, 0),
    /** The fraction of all that there is to do. */
    fraction: (Number(read) + correct.length + done) / all,
    begun: read || correct.length + done > 0 || answers.some(({ chosen }) => chosen.length > 0),
  };
}

/**
 * The answers on a page to questions that it does not ask any more, or asks in other words.
 * @param {Kept} kept
 * @param {string} page
 * @param {string[]} asked keys of the questions and predictions of the page as it is
 */
export function earlierAnswers(kept, page, asked) {
  /** @type {{ key: string, question: string, answer: string, time: string }[]} */
  const found = [];
  for (const [key, answered] of Object.entries(kept.questions)) {
    if (placeOf(key).page !== page || asked.includes(key)) continue;
    for (const letter of choices(answered)) {
      const option = answered.options?.[letter] ?? `(${letter})`;
      const verdict = letter === answered.correct ? "correct" : "not correct";
      const time = answered.chosen[letter];
      found.push({ key, question: answered.question, answer: `${option} – ${verdict}`, time });
    }
  }
  for (const [key, predicted] of Object.entries(kept.predictions)) {
    if (placeOf(key).page !== page || asked.includes(key)) continue;
    for (const [time, answer] of Object.entries(predicted.made ?? {})) {
      found.push({ key, question: predicted.question, answer: String(answer), time });
    }
  }
  return found.sort((a, b) => a.time < b.time ? -1 : 1);
}
