// The plan of a run in the arena, for the worker. It trains one reader.

import { crossEntropy } from "../model/losses.js";
import { lossAndGradients } from "../model/network.js";
import { adam, cosine } from "../model/optimizers.js";
import { READER_PASSES, readerForward } from "../model/reader.js";
import { MAX_NORM } from "../training/training.js";
import { batches, unseen, untrained } from "./init.js";
import { isCorrect, TASKS, testEvery } from "./tasks.js";

/** @import { Recipe } from "./init.js" */

/**
 * @param {Recipe} recipe
 * @returns {import("../training/training.js").Plan<number[]>}
 */
export function arenaPlan(recipe) {
  const task = TASKS[recipe.task];
  const reader = untrained(recipe);
  const draw = batches(recipe);
  const tests = unseen(recipe);
  /** @type {(one: import("../types.d.ts").Sequence) => boolean} */
  const passes = (one) => isCorrect(task, readerForward(reader, one.x).y, one);
  return {
    parameters: reader.parameters,
    next: () => lossAndGradients(reader, draw(), crossEntropy, READER_PASSES),
    update: adam(cosine(task.rates[recipe.reader], task.steps)),
    maxNorm: MAX_NORM,
    test: () => tests.map((all) => all.filter(passes).length),
    testEvery: testEvery(task),
  };
}
