// The network of chapter 12b that has read a small grammar: its weights, and how it reads a sentence
// while one of its units is left alone, swapped or silenced.

import data from "./grammarian.json" with { type: "json" };
import { sum } from "./linalg.js";
import { softmax } from "./losses.js";
import { step } from "./lstm.js";

/** @import { Blocks, CellState, Matrix, Vector } from "../types.d.ts" */

/** @typedef {"leave" | "swap" | "silence"} Change */

/**
 * A matrix from its whole numbers, one byte each, and the scale of each row.
 * @param {{ columns: number, scale: Vector, whole: string }} stored
 * @returns {Matrix}
 */
function decode({ columns, scale, whole }) {
  const bytes = Int8Array.from(atob(whole), (letter) => letter.charCodeAt(0));
  return scale.map((one, row) =>
    Array.from(bytes.subarray(row * columns, (row + 1) * columns), (value) => value * one)
  );
}

const W = decode(data.W);
const V = decode(data.V);

/** The number of units. */
export const UNITS = W.length / 4;
const SUBJECT = 3; // inputs until the subject has been read: the full stop, "the", the noun

/**
 * The matrix without one of its columns.
 * @param {Matrix} matrix
 * @param {number} column
 */
const without = (matrix, column) =>
  matrix.map((row) => row.map((value, k) => (k === column ? 0 : value)));

/**
 * @param {Matrix} W
 * @returns {Blocks}
 */
function blocks(W) {
  const [i, f, g, o] = [0, 1, 2, 3].map((k) => W.slice(k * UNITS, (k + 1) * UNITS));
  return { i, f, g, o };
}

/** @param {string} word */
const oneHot = (word) => data.words.map((other) => Number(other === word));

/**
 * @param {CellState} state
 * @param {CellState} other
 * @param {number} unit
 * @returns {CellState}
 */
function exchanged(state, other, unit) {
  /** @type {(a: Vector, b: Vector) => Vector} */
  const one = (a, b) => a.map((value, k) => (k === unit ? b[k] : value));
  return { h: one(state.h, other.h), c: one(state.c, other.c) };
}

/**
 * Read a sentence up to its verb. A swap gives the unit, once the subject has been read, the state
 * that it has in the mirror, the same sentence with a subject of the other number.
 * @param {string[]} words
 * @param {string[]} mirror
 * @param {number} unit
 * @param {Change} change
 * @returns {{ c: Vector, singular: number, plural: number, p: Vector }} the unit's cell state after
 *   each word; the probability of verbs in each number, and of all words
 */
export function read(words, mirror, unit, change) {
  const silent = change === "silence";
  const weights = blocks(silent ? without(W, 1 + unit) : W);
  const head = silent ? without(V, 1 + unit) : V;
  const zeros = Array(UNITS).fill(0);
  /** @type {[CellState, CellState]} */
  let [own, other] = [{ h: zeros, c: zeros }, { h: zeros, c: zeros }];
  const c = [];
  for (const [t, word] of [".", ...words].entries()) {
    own = step(weights, oneHot(word), own);
    if (t < SUBJECT) other = step(weights, oneHot([".", ...mirror][t]), other);
    if (t === SUBJECT - 1 && change === "swap") own = exchanged(own, other, unit);
    if (t) c.push(own.c[unit]);
  }
  const p = softmax(head.map(([b, ...v]) => b + sum(v.map((value, k) => value * own.h[k]))));
  const [singular, plural] = data.verbs.map((row) => sum(row.map((verb) => p[verb])));
  return { c, singular, plural, p };
}
