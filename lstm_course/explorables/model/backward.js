// Backpropagation through time, with everything that is met on the way: the step of
// lstm_lib.cell.step_backward, and the walk from the final step to the first.

import { add, multiply, sum } from "./linalg.js";
import { sigmoidDerivative, tanh, tanhDerivative } from "./lstm.js";

/** @import { BlockName, Blocks, CellState, CellStep, Matrix, Vector } from "../types.d.ts" */

/** @type {BlockName[]} */
const NAMES = ["i", "f", "g", "o"];

/**
 * A value for each of the four blocks.
 * @template V
 * @param {(name: BlockName) => V} value
 * @returns {Record<BlockName, V>}
 */
const eachBlock = (value) => ({ i: value("i"), f: value("f"), g: value("g"), o: value("o") });

/**
 * One step backwards.
 * @param {Blocks} weights
 * @param {Vector} x
 * @param {CellState} before the state before the step
 * @param {CellStep} step
 * @param {CellState} arriving the gradients that arrive at h_t, and along the memory at c_t
 */
export function stepBackward(weights, x, before, step, { h: dh, c: along }) {
  const shown = step.c.map(tanh);
  const ramp = multiply(step.o, shown.map(tanhDerivative));
  const around = multiply(dh, ramp);
  const dc = add(along, around);
  const partners = { i: step.g, f: before.c, g: step.i, o: shown };
  const gradients = eachBlock((name) => multiply(name === "o" ? dh : dc, partners[name]));
  const delta = eachBlock((name) => {
    const derivative = name === "g" ? tanhDerivative : sigmoidDerivative;
    return multiply(gradients[name], step[name].map(derivative));
  });
  const hx = [1, ...before.h, ...x];
  const dW = eachBlock((name) => delta[name].map((d) => hx.map((value) => d * value)));
  const dhBefore = before.h.map((_, k) =>
    sum(NAMES.flatMap((name) => multiply(delta[name], weights[name].map((row) => row[1 + k]))))
  );
  const next = { h: dhBefore, c: multiply(step.f, dc) };
  return { dh, along, around, ramp, dc, gradients, delta, dW, next };
}
/** @typedef {ReturnType<typeof stepBackward>} BackwardStep */

/**
 * From the gradient that arrives at h_T back to step 1; in the order of the steps.
 * @param {Blocks[]} weights of each step; in a recurrent layer they are all the same
 * @param {Matrix} xs
 * @param {CellStep[]} steps
 * @param {Vector} dh
 */
export function backThroughTime(weights, xs, steps, dh) {
  const zeros = dh.map(() => 0);
  const start = { h: zeros, c: zeros };
  let arriving = { h: dh, c: zeros };
  /** @type {BackwardStep[]} */
  const found = [];
  for (let t = steps.length - 1; t >= 0; t--) {
    const back = stepBackward(weights[t], xs[t], steps[t - 1] ?? start, steps[t], arriving);
    found.unshift(back);
    arriving = back.next;
  }
  return found;
}

/**
 * The gradient of each block of weights: the sum over these steps.
 * @param {BackwardStep[]} steps
 */
export const totalGradients = (steps) =>
  eachBlock((name) =>
    steps.map(({ dW }) => dW[name]).reduce((total, dW) => total.map((row, k) => add(row, dW[k])))
  );
