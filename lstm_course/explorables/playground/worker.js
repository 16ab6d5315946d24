// The worker: it trains when asked, for some steps or some time, and reports.
//
// A request with { begin: recipe, … } starts a run; { steps, time } continues it, for this many steps
// at most, and begins none after this many milliseconds. The worker answers and waits.

import { crossEntropy, squaredError } from "../model/losses.js";
import { forward, lossAndGradients, outputsOf } from "../model/network.js";
import { adam, clipByNorm, sgd } from "../model/optimizers.js";
import { batches, unseen, untrained } from "./init.js";
import { TASKS } from "./tasks.js";

/** @import { Arrays, Parameters } from "../types.d.ts" */
/** @import { Recipe } from "./init.js" */

/**
 * @typedef {object} Report
 * @property {number} done training steps
 * @property {number} [loss] of the latest step
 * @property {number[]} curve mean losses, each of `wide` steps
 * @property {number} wide
 * @property {{ correct: number, at: number }} [tested]
 * @property {number} [latest] step of the run, if it has been rewound
 * @property {boolean} [diverged]
 * @property {boolean} [forbidden] no worker is allowed
 * @property {Parameters} parameters
 */
/** @typedef {{ begin?: Recipe, steps: number, time: number }} Request */

const MAX_NORM = 1; // of a gradient, where it is clipped
const POINTS = 400; // of the curve of the loss, at most
const TEST_EVERY = 20; // steps

/** @type {Record<string, { update: typeof sgd, clip: boolean }>} */
const OPTIMIZERS = {
  adam: { update: adam, clip: true },
  sgd: { update: sgd, clip: true },
  raw: { update: sgd, clip: false },
};

class Training {
  /** @param {Recipe} recipe */
  constructor(recipe) {
    const { update, clip } = OPTIMIZERS[recipe.rule];
    this.task = TASKS[recipe.task];
    this.network = untrained(recipe);
    this.draw = batches(recipe);
    this.tests = this.task.isCorrect ? unseen(recipe) : [];
    this.update = update(Number(recipe.rate));
    this.maxNorm = clip ? MAX_NORM : Infinity;
    this.lossOf = this.task.classes ? crossEntropy : squaredError;
    this.done = 0;
    this.wide = 1;
    this.diverged = false;
    /** @type {number | undefined} */
    this.loss = undefined;
    /** @type {number[]} */
    this.curve = [];
    /** @type {number[]} */
    this.part = []; // losses since the latest point of the curve
    /** @type {{ correct: number, at: number } | undefined} */
    this.tested = undefined;
  }

  /**
   * The arrays that are trained, or their gradients.
   * @param {Parameters} all
   * @returns {Arrays}
   */
  trained({ W, V }) {
    return this.task.head ? { W, V } : { W };
  }

  /** Take one step; if a number on the way is not finite, the weights stay. */
  step() {
    const { loss, gradients } = lossAndGradients(this.network, this.draw(), this.lossOf);
    const clipped = this.trained(gradients);
    const norm = clipByNorm(clipped, this.maxNorm);
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) {
      this.diverged = true;
      return;
    }
    this.update(this.trained(this.network.parameters), clipped);
    this.done += 1;
    this.loss = loss;
    this.record(loss);
    if (this.tests.length && this.done % TEST_EVERY === 0) this.test();
  }

  test() {
    const { network, task, tests, done } = this;
    const correct = tests.filter((one) =>
      task.isCorrect?.(outputsOf(network, forward(network, one.x)), one)
    );
    this.tested = { correct: correct.length, at: done };
  }

  /**
   * Add to the curve; when it is full, its points become means of twice as many losses.
   * @param {number} loss
   */
  record(loss) {
    this.part.push(loss);
    if (this.part.length < this.wide) return;
    this.curve.push(this.part.reduce((a, b) => a + b) / this.wide);
    this.part = [];
    if (this.curve.length < POINTS) return;
    this.curve = this.curve.flatMap((mean, k) => (k % 2 ? [(this.curve[k - 1] + mean) / 2] : []));
    this.wide *= 2;
  }

  /** @returns {Report} */
  report() {
    const { done, loss, curve, wide, tested, diverged } = this;
    return { done, loss, curve, wide, tested, diverged, parameters: this.network.parameters };
  }
}

/** @type {Training} */
let training;

/** @param {MessageEvent<Request>} event */
globalThis.onmessage = ({ data: { begin, steps, time } }) => {
  if (begin) training = new Training(begin);
  const end = performance.now() + time;
  for (let left = steps; left > 0 && !training.diverged; left -= 1) {
    training.step();
    if (performance.now() > end) break;
  }
  globalThis.postMessage(training.report());
};
