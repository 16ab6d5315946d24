// A padded sequence through a cell, in either direction, as lstm_lib.network.forward reads it.

import { steps, zeroState } from "./lstm.js";

/** @import { Blocks, Matrix, Vector } from "../types.d.ts" */

/**
 * The hidden states at the steps of the array, zeros where nothing was read; the steps in the
 * order in which they were read; and the final state. Without its length the whole array is read,
 * the padding too, and backwards the padding comes first.
 * @param {Blocks} weights
 * @param {Matrix} x padded
 * @param {number} length
 * @param {{ told: boolean, backwards: boolean }} how
 */
export function readPadded(weights, x, length, { told, backwards }) {
  const inOrder = Array.from({ length: told ? length : x.length }, (_, t) => t);
  const order = backwards ? inOrder.reverse() : inOrder;
  const read = steps(weights, order.map((t) => x[t]));
  /** @type {Vector[]} */
  const h = x.map(() => zeroState(weights).h);
  order.forEach((t, n) => (h[t] = read[n].h));
  return { h, order, state: read[read.length - 1] };
}
