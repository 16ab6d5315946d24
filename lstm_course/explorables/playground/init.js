// How a run begins: everything follows from the settings and the seed.

import { network } from "../model/network.js";
import { randomHead, randomWeights } from "../model/random.js";
import { BATCH, stream, UNSEEN } from "../training/streams.js";
import { TASKS } from "./tasks.js";

/**
 * @typedef {object} Recipe what decides a run
 * @property {string} task
 * @property {number} length
 * @property {number} units
 * @property {number} forget
 * @property {number} input
 * @property {number} scale
 * @property {string} rule
 * @property {string} rate
 * @property {number} seed
 */

/**
 * The network before the first step.
 * @param {Recipe} recipe
 */
export function untrained({ task, units, forget, input, scale, seed }) {
  const { sizes, head } = TASKS[task];
  const rng = stream(seed, 0);
  const start = { forgetBias: forget, inputBias: input, scale };
  const weights = randomWeights({ units, ...sizes, ...start }, rng);
  const sumOfAll = [[0, ...Array(units).fill(1)]];
  return network(weights, head ? randomHead({ units, ...sizes }, rng) : sumOfAll);
}

/**
 * The first of the sequences that are never trained on. (There are only two companies.)
 * @param {Recipe} recipe
 */
export function unseen({ task, length, seed }, count = UNSEEN) {
  return TASKS[task].draw(stream(seed, 1), count, length);
}

/**
 * A function that draws the sequences of one step of training after another.
 * @param {Recipe} recipe
 */
export function batches({ task, length, seed }) {
  const rng = stream(seed, 2);
  return () => TASKS[task].draw(rng, BATCH, length);
}
