// The network of 1997 and 2000, with the names and orders of lstm_lib.memory_blocks: cells in blocks
// that share their gates; outputs that also read the inputs.

import { layer } from "./lstm.js";

/** @import { CellState, Matrix, Vector } from "../types.d.ts" */

/**
 * Rows of W: all input gates, all output gates, all forget gates if there are any, all cells block by
 * block; columns 1, h, x, as in V.
 * @typedef {{ W: Matrix, V: Matrix, blocks: number, cells: number }} BlockNetwork
 */
/**
 * Gates for each block; candidates, memories and hidden states for each cell.
 * @typedef {{ i: Vector, f: Vector, o: Vector, g: Vector, c: Vector, h: Vector, y: Vector }} BlockStep
 */

/** @param {number} c */
export const squash = (c) => Math.tanh(c / 2); // 2σ(c) − 1

/** @param {number} c */
export const squashDerivative = (c) => (1 - squash(c) ** 2) / 2;

/**
 * @param {BlockNetwork} net
 * @returns {CellState}
 */
export function emptyMemory({ blocks, cells }) {
  const zeros = Array(blocks * cells).fill(0);
  return { h: zeros, c: zeros };
}

/**
 * @param {BlockNetwork} net
 * @param {Vector} x
 * @param {CellState} state
 * @returns {BlockStep}
 */
export function blockStep({ W, V, blocks, cells }, x, state) {
  const a = layer(W, [...state.h, ...x]);
  const gates = a.splice(0, a.length - blocks * cells);
  const [i, o] = [gates.slice(0, blocks), gates.slice(blocks, 2 * blocks)];
  const f = gates.length > 2 * blocks ? gates.slice(2 * blocks) : i.map(() => 1);
  const g = a.map((value) => 4 * value - 2);
  /** @param {number} cell */
  const block = (cell) => Math.floor(cell / cells);
  const c = state.c.map((old, k) => f[block(k)] * old + i[block(k)] * g[k]);
  const h = c.map((now, k) => o[block(k)] * squash(now));
  return { i, f, o, g, c, h, y: layer(V, [...h, ...x]) };
}
