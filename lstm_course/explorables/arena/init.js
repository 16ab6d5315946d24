// How a run in the arena begins: everything follows from task, reader and seed.

import { randomReader } from "../model/reader.js";
import { BATCH, stream, UNSEEN } from "../training/streams.js";
import { TASKS } from "./tasks.js";

/** @import { Kind } from "../model/reader.js" */

/** @typedef {{ task: string, reader: Kind, seed: number }} Recipe */

/**
 * The reader before the first step.
 * @param {Recipe} recipe
 */
export const untrained = ({ task, reader, seed }) =>
  randomReader(reader, TASKS[task].sizes, stream(seed, 0));

/**
 * Sequences that are never trained on, a list for each length that is asked. They and those of
 * training are the same for all readers.
 * @param {{ task: string, seed: number }} recipe
 */
export function unseen({ task, seed }) {
  const rng = stream(seed, 1);
  const { asked, draw } = TASKS[task];
  return asked.map((length) => draw(rng, UNSEEN, length));
}

/**
 * The first of the sequences of one length that are never trained on.
 * @param {{ task: string, seed: number }} recipe
 */
export function firstUnseen({ task, seed }) {
  const { draw, shown } = TASKS[task];
  return draw(stream(seed, 1), 1, shown)[0];
}

/**
 * A function that draws the sequences of one step of training after another, all of one length.
 * @param {{ task: string, seed: number }} recipe
 */
export function batches({ task, seed }) {
  const rng = stream(seed, 2);
  const { draw, train: [from, to] } = TASKS[task];
  return () => draw(rng, BATCH, from + rng.integer(to - from + 1));
}
