// What the arena says.

import { obstacle } from "../training/status.js";
import { UNSEEN } from "../training/streams.js";
import { formatCount, formatNumber } from "../ui/format.js";
import { READERS, TASKS, testEvery } from "./tasks.js";

/** @import { Kind } from "../model/reader.js" */
/** @import { Side, Values } from "./arena.js" */

/**
 * Progress of both readers.
 * @param {Values} values
 */
export function progressText({ sides, task: { steps } }) {
  const forbidden = sides.find(({ now }) => now.forbidden);
  if (forbidden) return obstacle(forbidden.now) ?? "";
  if (sides.every(({ now }) => !now.done)) {
    return `Not trained yet. Press Play: each reader takes ${formatCount(steps)} training steps.`;
  }
  return sides.map((side, k) => `${["First", "Second"][k]}: ${stateOf(side, steps)}`).join(" ");
}

/**
 * @param {Side} side
 * @param {number} steps
 */
function stateOf({ name, now }, steps) {
  const stopped = obstacle(now);
  if (stopped) return `${name}. ${stopped}`;
  const { done, loss } = now;
  if (loss === undefined) return `${name}, not trained yet.`;
  return `${name}, step ${formatCount(done)} of ${formatCount(steps)}, ` +
    `loss ${formatNumber(loss, 3)}.`;
}

/**
 * The meaning of the marks that are not labelled.
 * @param {Values} values
 */
export function legendText({ task }) {
  const dashed = task.chance ? "Dashed: guessing. " : "";
  return `Shaded: up to the longest sequences in training. ${dashed}` +
    `Both are tested every ${testEvery(task)} steps.`;
}

/**
 * The head of the table.
 * @param {Values} values
 */
export const headOf = ({ sides }) => [`correct of ${UNSEEN}`, ...sides.map(({ name }) => name)];

/**
 * A row for each length: the sequences that each reader gets right.
 * @param {Values} values
 */
export function accuracyRows({ task: { asked, train, unit }, sides }) {
  return asked.map((length, k) => [
    `${length} ${length === 1 ? unit.slice(0, -1) : unit}${
      length > train[1] ? ", beyond training" : ""
    }`,
    ...sides.map(({ now }) => String(now.tested?.correct[k] ?? "–")),
  ]);
}

/**
 * The settings that have changed, how far both have come, and what they get right.
 * @param {Values} values
 * @param {Values} previous when something was last said
 */
export function spokenText(values, previous) {
  const { state, task: { asked, unit }, sides } = values;
  const changed = [
    state.task !== previous.state.task && `Task ${TASKS[state.task].name}.`,
    state.first !== previous.state.first && `First ${READERS[/** @type {Kind} */ (state.first)]}.`,
    state.second !== previous.state.second &&
    `Second ${READERS[/** @type {Kind} */ (state.second)]}.`,
    state.seed !== previous.state.seed && `Seed ${state.seed}.`,
  ].filter(Boolean);
  const found = sides.filter(({ now }) => now.tested).map(({ name, now }) =>
    `${name} ${now.tested?.correct.join(", ")}`
  );
  const counted = `Correct of ${UNSEEN} at ${asked.join(", ")} ${unit}: ${found.join("; ")}.`;
  return [...changed, progressText(values), ...(found.length ? [counted] : [])].join(" ");
}
