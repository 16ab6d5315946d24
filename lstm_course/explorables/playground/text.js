// What the playground says.

import { formatCount, formatNumber, plainLabel } from "../ui/format.js";
import { obstacle } from "../training/status.js";
import { UNSEEN } from "../training/streams.js";
import { recipe, view } from "./settings.js";
import { finalNumber } from "./tasks.js";

/** @import { AnyState } from "../types.d.ts" */
/** @import { Report, Run, Values } from "./playground.js" */
/** @import { Named } from "./settings.js" */

/**
 * Progress of the run.
 * @param {{ now: Report }} values
 */
export function progressText({ now }) {
  const { done, loss = NaN, latest, tested } = now;
  const stopped = obstacle(now);
  if (stopped) return stopped;
  const rewound = latest ? `Rewound from step ${formatCount(latest)}. ` : "";
  if (!done && latest) return `${rewound}Step 0: not trained yet.`;
  if (!done) return "Not trained yet. Press Play, or go step by step.";
  const correct = tested ? `; correct: ${tested.correct} of ${UNSEEN} unseen sequences` : "";
  return `${rewound}Step ${formatCount(done)}: loss ${formatNumber(loss)}${correct}.`;
}

/**
 * The target of the sequence that is shown, and the prediction.
 * @param {Values} values
 */
export function predictionText({ task, sequence, outputs, probabilities, cache: { T } }) {
  if (!task.classes) {
    const target = formatNumber(finalNumber(sequence));
    return `Target at the end: ${target}. Predicted: ${formatNumber(outputs[T - 1][0])}.`;
  }
  const t = task.may ? T - 2 : T - 1; // in a string, the symbol before the final E: it needs memory
  const what = task.may ? "The symbol before the final E is" : "Target at the end:";
  const target = task.classes[/** @type {number} */ (sequence.target[t])];
  const probability = formatNumber(probabilities[t] ?? NaN);
  return `${what} ${target}. The network gives it a probability of ${probability}.`;
}

/**
 * The meaning of the lines beside the curve, or what to do if it leads nowhere.
 * @param {Values} values
 */
export function legendText({ known, before, ghost, now }) {
  if (now.diverged) return "Choose a smaller learning rate, or clip the gradient.";
  const dashed = known.map(([name]) => name).join("; lower: ");
  const lanes = ghost ? " Dashed in the lanes: the previous run, on the same sequence." : "";
  return `Dashed: the loss of ${dashed}.${before ? " Grey: the previous run." : ""}${lanes}`;
}

/**
 * The latest two runs, and the settings in which they differ.
 * @param {Values} values
 */
export function comparisonRows({ state, now, before, task }) {
  /** @type {(label: string, of: (run: Run) => string) => string[]} */
  const row = (label, of) => [label, of({ ...now, state }), before ? of(before) : "–"];
  const shown = Object.entries(/** @type {Record<string, Named>} */ (recipe)).filter(
    ([key]) => ["rule", "rate"].includes(key) || (before && before.state[key] !== state[key]),
  );
  return [
    row("training steps", ({ done }) => formatCount(done)),
    row("loss", ({ loss }) => (loss === undefined ? "–" : formatNumber(loss))),
    ...(task.isCorrect
      ? [row(`correct of ${UNSEEN}`, ({ tested }) => String(tested?.correct ?? "–"))]
      : []),
    ...shown.map(([key, { label, nameOf }]) => row(label, (run) => nameOf(run.state[key]))),
  ];
}

/**
 * The settings that have changed, how far the run has come, and the prediction.
 * @param {Values} values
 * @param {AnyState} previous the settings when something was last said
 */
export function spokenText(values, previous) {
  const changed = Object.entries(/** @type {Record<string, Named>} */ ({ ...recipe, ...view }))
    .filter(([key]) => previous[key] !== values.state[key])
    .map(([key, { label, nameOf }]) => `${plainLabel(label)} ${nameOf(values.state[key])}.`);
  const advice = values.now.diverged ? [legendText(values)] : [];
  return [...changed, progressText(values), ...advice, predictionText(values)].join(" ");
}
