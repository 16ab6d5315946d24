// How a run begins: everything follows from the settings and the seed.

import { network } from "../model/network.js";
import { generator, randomHead, randomWeights } from "../model/random.js";
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

export const UNSEEN = 200; // sequences that are never trained on
const BATCH = 32; // sequences drawn for each step of training

/**
 * One of three streams of random numbers, each undisturbed by how the others are used.
 * @type {(seed: number, purpose: 0 | 1 | 2) => import("../types.d.ts").Rng}
 */
const stream = (seed, purpose) => generator(3 * seed + purpose);

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
