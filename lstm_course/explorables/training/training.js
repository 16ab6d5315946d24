// A run of training, step by step, in a worker: clipped gradients, the curve of the loss, and tests
// now and then.

import { clipByNorm } from "../model/optimizers.js";

/** @import { Arrays, UpdateRule } from "../types.d.ts" */

/**
 * @template Correct
 * @typedef {object} Plan
 * @property {Arrays} parameters all of the model
 * @property {string[]} [trained] the names of those that are trained, if not all are
 * @property {() => { loss: number, gradients: Arrays }} next for the next batch
 * @property {UpdateRule} update
 * @property {number} maxNorm of a gradient, where it is clipped
 * @property {() => Correct} [test]
 * @property {number} testEvery steps
 */

/**
 * @template Correct
 * @template {Arrays} [Parameters=Arrays]
 * @typedef {object} Report
 * @property {number} done training steps
 * @property {number} [loss] of the latest step
 * @property {number[]} curve mean losses, each of `wide` steps
 * @property {number} wide
 * @property {{ correct: Correct, at: number }} [tested]
 * @property {number} [latest] step of the run, if it has been rewound
 * @property {boolean} [diverged]
 * @property {boolean} [forbidden] no worker is allowed
 * @property {Parameters} parameters
 */

export const MAX_NORM = 1;
const POINTS = 400; // of the curve of the loss, at most

/** @template Correct */
export class Training {
  /** @param {Plan<Correct>} plan */
  constructor(plan) {
    this.plan = plan;
    this.trained = plan.trained ?? Object.keys(plan.parameters);
    this.done = 0;
    this.wide = 1;
    this.diverged = false;
    /** @type {number | undefined} */
    this.loss = undefined;
    /** @type {number[]} */
    this.curve = [];
    /** @type {number[]} */
    this.part = []; // losses since the latest point of the curve
    /** @type {{ correct: Correct, at: number } | undefined} */
    this.tested = undefined;
  }

  /**
   * The arrays that are trained, or their gradients.
   * @param {Arrays} all
   * @returns {Arrays}
   */
  select(all) {
    return Object.fromEntries(this.trained.map((name) => [name, all[name]]));
  }

  /** Take one step; if a number on the way is not finite, the weights stay. */
  step() {
    const { parameters, next, update, maxNorm, test, testEvery } = this.plan;
    const { loss, gradients } = next();
    const clipped = this.select(gradients);
    const norm = clipByNorm(clipped, maxNorm);
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) {
      this.diverged = true;
      return;
    }
    update(this.select(parameters), clipped);
    this.done += 1;
    this.loss = loss;
    this.record(loss);
    if (test && this.done % testEvery === 0) this.tested = { correct: test(), at: this.done };
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

  /** @returns {Report<Correct>} */
  report() {
    const { done, loss, curve, wide, tested, diverged } = this;
    return { done, loss, curve, wide, tested, diverged, parameters: this.plan.parameters };
  }
}

/**
 * Train in this worker when asked, for some steps or some time, and report. A request with
 * { begin: recipe, figure, … } starts a run; { steps, time } continues it, for this many steps at
 * most, and begins none after this many milliseconds. The worker answers and waits.
 * @param {Record<string, (recipe: any) => Plan<any>>} plans by figure
 */
export function answerRequests(plans) {
  /** @type {Training<any>} */
  let training;
  /** @param {MessageEvent<{ begin?: any, figure: string, steps: number, time: number }>} event */
  globalThis.onmessage = ({ data: { begin, figure, steps, time } }) => {
    if (begin) training = new Training(plans[figure](begin));
    const end = performance.now() + time;
    for (let left = steps; left > 0 && !training.diverged; left -= 1) {
      training.step();
      if (performance.now() > end) break;
    }
    globalThis.postMessage(training.report());
  };
}
