// A receipt: a short text that lists what was done. lstm_course.grading.receipt checks its form.

import { stateOf, summarise } from "./summary.js";
import { count, numberOf } from "./words.js";

/** @import { Kept, ListedChapter } from "./types.d.ts" */

const TITLE = "LSTM, Gate by Gate: receipt";
const NOTE =
  "Written by the learner's own browser. Anyone can write such a text: it is not evidence.";
const DONE = ["passed", "written"];

/**
 * The checksum of a text, as zlib computes it: it shows that nothing was lost on the way.
 * @param {string} text
 */
export function crc32(text) {
  let sum = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ((sum ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}

/**
 * @param {Kept} kept
 * @param {ListedChapter[]} chapters
 * @param {string} name the learner's, as they want it to stand there
 * @param {string} today such as 2026-11-28
 */
export function writeReceipt(kept, chapters, name, today) {
  const found = chapters.map((chapter) => ({ chapter, ...summarise(kept, chapter) }));
  /** @param {(entry: typeof found[number]) => number} value */
  const sum = (value) => found.reduce((total, entry) => total + value(entry), 0);
  const lines = [
    TITLE,
    NOTE,
    `Name: ${name.replaceAll(/\s+/g, " ").trim().slice(0, 100) || "not given"}`,
    `Date: ${today}`,
    `Chapters read: ${sum(({ read }) => Number(read))} of ${chapters.length}`,
    `Questions: ${sum(({ questions }) => questions)} of ${
      sum(({ chapter }) => chapter.questions.length)
    } correct, ${sum(({ atFirst }) => atFirst)} at the first attempt`,
    `Exercises: ${sum(({ exercises }) => exercises)} of ${
      sum(({ chapter }) => chapter.exercises.length)
    } done, ${count(sum(({ points }) => points), "point")}`,
  ];
  for (const { chapter, begun, read, questions, atFirst, points } of found) {
    if (!begun && !points) continue;
    lines.push(
      `Chapter ${numberOf(chapter.page)}: ${
        read ? "read" : "not read"
      }, ${questions} of ${chapter.questions.length} questions correct, ${atFirst} at the first attempt`,
    );
    for (const exercise of chapter.exercises) {
      const { state, points: worth } = stateOf(kept, exercise);
      if (!DONE.includes(state) && !worth) continue;
      const words = DONE.includes(state) ? state : "partly";
      lines.push(`- ${exercise.id} ${words}, ${worth} of ${count(exercise.points, "point")}`);
    }
  }
  const text = `${lines.join("\n")}\n`;
  return `${text}Checksum: ${crc32(text)}\n`;
}
