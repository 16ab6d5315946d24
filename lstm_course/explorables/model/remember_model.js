// A layer of eight units that learns to remember, as in chapter 6: plain gradient descent on one
// batch, on half the squared distance between the sum of the outputs and half of the first value.

import { norm } from "./linalg.js";
import { layer } from "./lstm.js";
import { squaredError } from "./losses.js";
import { lossAndGradients, network } from "./network.js";
import { sgd } from "./optimizers.js";
import { generator, randomWeights } from "./random.js";
import { remember } from "./tasks.js";

/** @import { Matrix, Vector } from "../types.d.ts" */

/**
 * The state of training at one step: the sums z of each gate's units (for both first values), the
 * mean distance from the target, and the norm of each block's gradient.
 * @typedef {{ step: number, distance: number, norms: Record<string, number>,
 *   i: Matrix, f: Matrix, o: Matrix }} Snapshot
 */

const UNITS = 8;
const SPAN = 300; // training steps in the picture, before every second one is dropped
const SOLVED = 0.1; // mean distance from the target
const FIRST_VALUES = [1, -1]; // with a flag, at a time when nothing is in memory

/** @typedef {"i" | "f" | "o"} Gate */
/** Place of each gate among the blocks. */
const GATE_PLACES = { i: 0, f: 1, o: 3 };
/** @type {Gate[]} */
export const GATES = ["i", "f", "o"];

export class RememberModel {
  /**
   * @param {{ seed: number, rate: number, scale?: number, inputBias?: number,
   *   forgetBias?: number }} options
   */
  constructor({ seed, rate, ...start }) {
    const rng = generator(seed);
    this.batch = remember(rng, 64, 10);
    const weights = randomWeights({ units: UNITS, inputs: 2, ...start }, rng);
    this.network = network(weights, [[0, ...Array(UNITS).fill(1)]]);
    this.rate = rate;
    this.update = sgd(rate / 2); // the loss is half the square
    this.step = 0;
    this.stride = 1; // of the snapshots that are kept
    /** @type {Snapshot[]} */
    this.history = [];
    this.gradient = new Float64Array();
    /** @type {number | undefined} */
    this.solvedAt = undefined;
    this.now = this.measure();
  }

  /**
   * Compute the gradient and a snapshot for the present weights.
   * @returns {Snapshot}
   */
  measure() {
    const { network, batch, step } = this;
    const { caches, gradients } = lossAndGradients(network, batch, squaredError);
    const off = caches.map(({ y, T }, b) => {
      const wanted = /** @type {Vector} */ (batch[b].target[T - 1]);
      return Math.abs(y[T - 1] - wanted[0]);
    });
    const distance = off.reduce((a, b) => a + b) / off.length;
    if (distance < SOLVED) this.solvedAt ??= step;
    this.gradient = gradients.W;
    const [i, f, o] = GATES.map((gate) => this.sums(gate));
    const snapshot = { step, distance, norms: this.gradientNorms(), i, f, o };
    if (step % this.stride === 0) this.history.push(snapshot);
    return snapshot;
  }

  /** Take one step of training; false when the picture is full. */
  trainStep() {
    if (this.step === this.span) {
      this.stride *= 2;
      this.history = this.history.filter(({ step }) => step % this.stride === 0);
    }
    this.update({ W: this.network.parameters.W }, { W: this.gradient });
    this.step += 1;
    this.now = this.measure();
    return this.step < this.span;
  }

  /** The number of steps that the picture has room for. */
  get span() {
    return SPAN * this.stride;
  }

  /**
   * The sums z of a gate's eight units, for each first value.
   * @param {Gate} gate
   */
  sums(gate) {
    const { H, N, parameters } = this.network;
    const rows = Array.from({ length: H }, (_, unit) => {
      const from = (GATE_PLACES[gate] * H + unit) * N;
      return [parameters.W[from], ...parameters.W.subarray(from + 1 + H, from + N)];
    });
    return FIRST_VALUES.map((value) => layer(rows, [value, 1], (z) => z));
  }

  /** The norm of the gradient of each block. */
  gradientNorms() {
    const size = this.gradient.length / 4;
    /** @param {number} k */
    const of = (k) => norm([...this.gradient.subarray(k * size, (k + 1) * size)]) / 2;
    return { i: of(0), f: of(1), g: of(2), o: of(3) };
  }
}
