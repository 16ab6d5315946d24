// The random numbers of a run: everything follows from its seed.

import { generator } from "../model/random.js";

export const UNSEEN = 200; // sequences that are never trained on
export const BATCH = 32; // sequences drawn for each step of training

/**
 * A stream of random numbers for each purpose, undisturbed by how the others are used: 0 for the
 * first weights, 1 for the sequences that are never trained on, 2 for those of training.
 * @type {(seed: number, purpose: 0 | 1 | 2) => import("../types.d.ts").Rng}
 */
export const stream = (seed, purpose) => generator(3 * seed + purpose);
