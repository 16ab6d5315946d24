// The plan of a run in the playground, for the worker.

import { crossEntropy, squaredError } from "../model/losses.js";
import { forward, lossAndGradients, outputsOf } from "../model/network.js";
import { adam, sgd } from "../model/optimizers.js";
import { MAX_NORM } from "../training/training.js";
import { batches, unseen, untrained } from "./init.js";
import { TASKS } from "./tasks.js";

/** @import { Recipe } from "./init.js" */

const TEST_EVERY = 20; // steps

/** @type {Record<string, { update: typeof sgd, clip: boolean }>} */
const OPTIMIZERS = {
  adam: { update: adam, clip: true },
  sgd: { update: sgd, clip: true },
  raw: { update: sgd, clip: false },
};

/**
 * @param {Recipe} recipe
 * @returns {import("../training/training.js").Plan<number | undefined>}
 */
export function playgroundPlan(recipe) {
  const { update, clip } = OPTIMIZERS[recipe.rule];
  const task = TASKS[recipe.task];
  const network = untrained(recipe);
  const draw = batches(recipe);
  const lossOf = task.classes ? crossEntropy : squaredError;
  const { isCorrect } = task;
  const tests = isCorrect ? unseen(recipe) : [];
  /** @type {(one: import("../types.d.ts").Sequence) => boolean | undefined} */
  const passes = (one) => isCorrect?.(outputsOf(network, forward(network, one.x)), one);
  return {
    parameters: network.parameters,
    trained: task.head ? ["W", "V"] : ["W"],
    next: () => lossAndGradients(network, draw(), lossOf),
    update: update(Number(recipe.rate)),
    maxNorm: clip ? MAX_NORM : Infinity,
    test: isCorrect && (() => tests.filter(passes).length),
    testEvery: TEST_EVERY,
  };
}
