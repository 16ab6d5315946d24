// The network of chapter 12 that has read 11,598 names: 128 units, 39 symbols. What it expects
// after each character, what its units do, and which characters mattered.

import { sum } from "./linalg.js";
import { sigmoidDerivative, tanhDerivative } from "./lstm.js";
import { softmax } from "./losses.js";
import { forward } from "./network.js";
import { expectArray } from "./npz.js";

/** @import { ForwardCache, Network, Vector } from "../types.d.ts" */
/** @import { Stored } from "./npz.js" */

/** The mark at both ends of a name, and the 38 characters, as in lstm_lib.tasks.unicode_names. */
export const SYMBOLS = "\n -0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const UNITS = 128;
const K = SYMBOLS.length;

/**
 * The network from its file: whole numbers from −127 to 127, and a scale for each row.
 * @param {Record<string, Stored>} arrays
 * @returns {Network}
 */
export function decodeSpeller(arrays) {
  /** @type {(name: string, rows: number, columns: number) => Float64Array} */
  const matrix = (name, rows, columns) => {
    const whole = expectArray(arrays, name, [rows, columns]);
    const scale = expectArray(arrays, `${name}_scale`, [rows, 1]);
    return Float64Array.from(whole, (value, k) => value * scale[Math.floor(k / columns)]);
  };
  const N = 1 + UNITS + K;
  const parameters = { W: matrix("W", 4 * UNITS, N), V: matrix("V", K, 1 + UNITS) };
  return { H: UNITS, N, D: K, K, parameters };
}

/**
 * The characters of a text that the network knows, as numbers, and those that it does not.
 * @param {string} text
 */
export function toNumbers(text) {
  const letters = Array.from(text);
  /** @param {string} letter */
  const known = (letter) => letter !== "\n" && SYMBOLS.includes(letter);
  const unknown = [...new Set(letters.filter((letter) => !known(letter)))];
  return { numbers: letters.filter(known).map((letter) => SYMBOLS.indexOf(letter)), unknown };
}

/**
 * Read a name: the mark, then its characters.
 * @param {Network} net
 * @param {Vector} numbers
 */
export function read(net, numbers) {
  const seen = [0, ...numbers];
  const cache = forward(net, seen.map((s) => SYMBOLS.split("").map((_, k) => Number(k === s))));
  const p = seen.map((_, t) => softmax(cache.y.subarray(t * K, (t + 1) * K)));
  const surprise = [...numbers, 0].map((came, t) => -Math.log2(p[t][came]));
  return { cache, p, surprise };
}

/**
 * One unit over the name: its cell state and its gates.
 * @param {ForwardCache} cache
 * @param {number} unit
 */
export function traces({ T, c, gates }, unit) {
  /** @param {number} block */
  const gate = (block) => range(T).map((t) => gates[(4 * t + block) * UNITS + unit]);
  return { c: range(T).map((t) => c[t * UNITS + unit]), i: gate(0), f: gate(1), o: gate(3) };
}

/** @param {number} n */
const range = (n) => Array.from({ length: n }, (_, k) => k);

/**
 * Sensitivity of the log probability of a symbol after step `at`: for each step up to it, the
 * length of its gradient with respect to the input of that step.
 * @param {Network} net
 * @param {ForwardCache} cache
 * @param {number} at
 * @param {number} symbol
 */
export function influenceOnSymbol(net, cache, at, symbol) {
  const p = softmax(cache.y.subarray(at * K, (at + 1) * K));
  const { V } = net.parameters;
  const dh = range(UNITS).map((unit) =>
    sum(p.map((q, k) => (Number(k === symbol) - q) * V[k * (1 + UNITS) + 1 + unit]))
  );
  return inputGradients(net, cache, at, dh, dh.map(() => 0));
}

/**
 * The same for the cell state of a unit after step `at`.
 * @param {Network} net
 * @param {ForwardCache} cache
 * @param {number} at
 * @param {number} unit
 */
export function influenceOnUnit(net, cache, at, unit) {
  const dc = range(UNITS).map((k) => Number(k === unit));
  return inputGradients(net, cache, at, dc.map(() => 0), dc);
}

/**
 * Carry gradients with respect to h and c after step `at` back to the inputs; their lengths.
 * @param {Network} net
 * @param {ForwardCache} cache
 * @param {number} at
 * @param {Vector} dh
 * @param {Vector} dc
 */
function inputGradients({ H, N, parameters: { W } }, { gates, c, tanhC }, at, dh, dc) {
  const lengths = Array(at + 1).fill(0);
  const delta = new Float64Array(4 * H);
  for (let t = at; t >= 0; t--) {
    for (let k = 0; k < H; k++) {
      const [i, f, g, o] = range(4).map((block) => gates[(4 * t + block) * H + k]);
      dc[k] += dh[k] * o * tanhDerivative(tanhC[t * H + k]);
      delta[k] = dc[k] * g * sigmoidDerivative(i);
      delta[H + k] = t ? dc[k] * c[(t - 1) * H + k] * sigmoidDerivative(f) : 0;
      delta[2 * H + k] = dc[k] * i * tanhDerivative(g);
      delta[3 * H + k] = dh[k] * tanhC[t * H + k] * sigmoidDerivative(o);
      dc[k] *= f;
    }
    /** @param {number} column */
    const through = (column) => {
      let total = 0;
      for (let row = 0; row < 4 * H; row++) total += delta[row] * W[row * N + column];
      return total;
    };
    lengths[t] = Math.hypot(...range(K).map((k) => through(1 + H + k)));
    dh = range(H).map((unit) => through(1 + unit));
  }
  return lengths;
}
