// Verdicts on exercises that run in the page: the best one so far is kept.

import { now } from "./words.js";

/** @import { Store } from "./types.d.ts" */

const STATES = ["wrong", "partly", "written", "passed"];

/**
 * @typedef {object} Verdict
 * @property {string} exercise its number, such as "04.2"
 * @property {boolean} passed
 * @property {number} points
 * @property {string} [state] as lstm_course names it; without it, what `passed` and `points` say
 */

/** @param {Verdict} verdict */
function stateOf({ passed, points, state = "" }) {
  if (STATES.includes(state)) return state;
  if (passed) return "passed";
  return points > 0 ? "partly" : "wrong";
}

/**
 * Listen to the cells of the page.
 * @param {Store} store
 */
export function startVerdicts(store) {
  document.addEventListener("lstm:verdict", (event) => {
    const { detail } = /** @type {CustomEvent<Verdict>} */ (event);
    if (!/^\d\d\.\d+$/.test(detail?.exercise)) return;
    const task = { state: stateOf(detail), points: Number(detail.points) || 0, since: now() };
    store.update({ tasks: { [detail.exercise]: task } });
  });
}
