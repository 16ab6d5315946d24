// The worker of the arena. It trains one reader; a second one has a worker of its own.

import { crossEntropy } from "../model/losses.js";
import { lossAndGradients } from "../model/network.js";
import { adam, cosine } from "../model/optimizers.js";
import { READER_PASSES, readerForward } from "../model/reader.js";
import { answerRequests, MAX_NORM } from "../training/training.js";
import { batches, unseen, untrained } from "./init.js";
import { isCorrect, TASKS, testEvery } from "./tasks.js";

/** @import { Recipe } from "./init.js" */

answerRequests((/** @type {Recipe} */ recipe) => {
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
});
