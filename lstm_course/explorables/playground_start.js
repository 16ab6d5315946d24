// How a run of the playground begins: all of it follows from the settings and the seed.

import { PLAYED } from "./playground_tasks.js";
import { generator, randomHead, randomWeights } from "./random.js";
import { network } from "./training.js";

export const UNSEEN = 200; // sequences that are never trained on
const BATCH = 32; // sequences that are drawn for each step of training

/** Three streams of random numbers, none disturbed by what the others are used for. */
const stream = (seed, purpose) => generator(3 * seed + purpose);

/** The network before the first step. */
export function untrained({ task, units, forget, input, spread, seed }) {
  const { sizes, head } = PLAYED[task];
  const rng = stream(seed, 0);
  const start = { forgetBias: forget, inputBias: input, spread };
  const weights = randomWeights({ units, ...sizes, ...start }, rng);
  const all = [[0, ...Array(units).fill(1)]];
  return network(weights, head ? randomHead({ units, ...sizes }, rng) : all);
}

/** The first sequences of those that are never trained on; of the companies there are but two. */
export function unseen({ task, length, seed }, count = UNSEEN) {
  return PLAYED[task].draw(stream(seed, 1), count, length);
}

/** A function that draws the sequences of one step of training after another. */
export function batches({ task, length, seed }) {
  const rng = stream(seed, 2);
  return () => PLAYED[task].draw(rng, BATCH, length);
}

/** What a network answers, step by step. */
export function answersOf({ K }, { T, y }) {
  return Array.from({ length: T }, (_, t) => Array.from(y.subarray(t * K, (t + 1) * K)));
}
