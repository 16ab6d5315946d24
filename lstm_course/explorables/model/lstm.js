// Layers, the LSTM cell and the plain recurrent layer, with the names and orders of lstm_lib:
// columns 1, h, x; blocks i, f, g, o.

import palette from "../../figures/palette.json" with { type: "json" };
import { add, multiply, sum } from "./linalg.js";

/** @import { BlockName, Blocks, CellState, CellStep, Matrix, Vector } from "../types.d.ts" */

// Activations, and their derivatives written in terms of their outputs

/** @param {number} z */
export function sigmoid(z) {
  const e = Math.exp(-Math.abs(z)); // at most 1: nothing overflows
  return (z >= 0 ? 1 : e) / (1 + e);
}

export const tanh = Math.tanh;

/** @param {number} a */
export const sigmoidDerivative = (a) => a * (1 - a);

/** @param {number} a */
export const tanhDerivative = (a) => 1 - a * a;

// One layer

/**
 * The terms of one unit's sum: b · 1, w_1 · x_1, …
 * @param {Vector} row
 * @param {Vector} x
 */
export const terms = ([b, ...w], x) => [b, ...w.map((weight, k) => weight * x[k])];

/**
 * σ(W [1; x])
 * @param {Matrix} W
 * @param {Vector} x
 */
export function layer(W, x, activation = sigmoid) {
  return W.map((row) => activation(sum(terms(row, x))));
}

// The LSTM

/** @type {Record<BlockName, string>} */
export const BLOCK_NAMES = {
  i: palette.i.name,
  f: palette.f.name,
  g: palette.g.name,
  o: palette.o.name,
};

/**
 * @param {Blocks} weights
 * @param {Vector} x
 * @param {CellState} state
 * @returns {CellStep}
 */
export function step(weights, x, state) {
  const hx = [...state.h, ...x];
  const i = layer(weights.i, hx);
  const f = layer(weights.f, hx);
  const g = layer(weights.g, hx, tanh);
  const o = layer(weights.o, hx);
  const c = add(multiply(f, state.c), multiply(i, g));
  const h = multiply(o, c.map(tanh));
  return { i, f, g, o, c, h };
}

/** @param {Blocks} weights */
export function zeroState(weights) {
  const zeros = weights.i.map(() => 0);
  return { h: zeros, c: zeros };
}

/**
 * The steps for x_1 … x_T.
 * @param {Blocks} weights
 * @param {Matrix} xs
 * @param {CellState} [state]
 */
export function steps(weights, xs, state = zeroState(weights)) {
  /** @type {CellStep[]} */
  const found = [];
  for (const x of xs) found.push(step(weights, x, found.at(-1) ?? state));
  return found;
}

// The memory of one unit whose gates are given

/**
 * c_1 … c_T, from c_t = f_t c_{t−1} + i_t g_t.
 * @param {Vector} f
 * @param {Vector} i
 * @param {Vector} g
 */
export function memory(f, i, g, c = 0) {
  return f.map((kept, t) => (c = kept * c + i[t] * g[t]));
}

/**
 * The fraction of what each step wrote that is left at the end: the product of the forget gates
 * after it.
 * @param {Vector} f
 */
export function survivingFractions(f) {
  let left = 1;
  return f.map((_, k) => (left *= k ? f[f.length - k] : 1)).reverse();
}

// A plain recurrent layer, h_t = tanh(W [1; h_{t−1}; x_t])

/**
 * @param {Matrix} W
 * @param {Matrix} xs
 * @param {Vector} [h]
 */
export function rnnForward(W, xs, h = W.map(() => 0)) {
  return xs.map((x) => (h = layer(W, [...h, ...x], tanh)));
}

/**
 * Carry a gradient with respect to h_T back to h_{T−1}, h_{T−2}, …, h_0.
 * @param {Matrix} W
 * @param {Matrix} hs
 * @param {Vector} dh
 */
export function rnnBackward(W, hs, dh) {
  return hs.toReversed().map((h) => {
    const delta = multiply(dh, h.map(tanhDerivative));
    dh = W.map((_, k) => sum(W.map((row, unit) => row[1 + k] * delta[unit])));
    return dh;
  });
}
