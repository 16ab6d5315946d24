// Random numbers that are the same in every browser, and weights drawn from them.

import { DEFAULT_FORGET_BIAS } from "./defaults.js";

/** @import { Rng } from "../types.d.ts" */

/**
 * A stream of random numbers: mulberry32 by Tommy Ettinger, 32 bits at a time.
 * @param {number} seed
 * @returns {Rng}
 */
export function generator(seed) {
  let state = seed >>> 0;

  function uniform() {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Box and Muller (1958). */
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

  return {
    uniform,
    integer: (n) => Math.floor(n * uniform()),
    normal,
    matrix: (rows, columns, deviation) =>
      Array.from(
        { length: rows },
        () => Array.from({ length: columns }, () => deviation * normal()),
      ),
  };
}

/**
 * The four blocks, drawn as LSTMWeights.random draws them, with a standard deviation of
 * `scale`/√(H+D).
 * @param {{ units: number, inputs: number, scale?: number, inputBias?: number,
 *   forgetBias?: number }} options
 * @param {Rng} rng
 */
export function randomWeights(
  { units, inputs, scale = 1, inputBias = 0, forgetBias = DEFAULT_FORGET_BIAS },
  rng,
) {
  /** @param {number} bias */
  const block = (bias) =>
    rng
      .matrix(units, 1 + units + inputs, scale / Math.sqrt(units + inputs))
      .map(([, ...row]) => [bias, ...row]);
  return { i: block(inputBias), f: block(forgetBias), g: block(0), o: block(0) };
}

/**
 * [0 | normal numbers], with standard deviation 1/√columns.
 * @param {number} rows
 * @param {number} columns
 * @param {Rng} rng
 */
export function randomMatrix(rows, columns, rng) {
  return rng.matrix(rows, 1 + columns, 1 / Math.sqrt(columns)).map(([, ...row]) => [0, ...row]);
}

/**
 * V, the weights of the head; its bias is 0.
 * @param {{ units: number, outputs: number }} options
 * @param {Rng} rng
 */
export function randomHead({ units, outputs }, rng) {
  return randomMatrix(outputs, units, rng);
}
