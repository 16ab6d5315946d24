// Losses of one output vector y of K numbers: L and dL/dy.

/** @import { Vector } from "../types.d.ts" */

/**
 * The mean of (y − y*)².
 * @param {ArrayLike<number>} y
 * @param {Vector} target
 */
export function squaredError(y, target) {
  const off = Array.from(y, (value, k) => value - target[k]);
  return {
    loss: off.reduce((total, d) => total + d * d, 0) / off.length,
    dy: off.map((d) => (2 * d) / off.length),
  };
}

/** @param {ArrayLike<number>} y */
export function softmax(y) {
  const largest = Math.max(...Array.from(y));
  const exponentials = Array.from(y, (value) => Math.exp(value - largest));
  const total = exponentials.reduce((a, b) => a + b);
  return exponentials.map((value) => value / total);
}

/**
 * −ln softmax(y)[y*]; y* is a class, 0 … K−1.
 * @param {ArrayLike<number>} y
 * @param {number} target
 */
export function crossEntropy(y, target) {
  const numbers = Array.from(y);
  const largest = Math.max(...numbers);
  const total = numbers.reduce((a, b) => a + Math.exp(b - largest), 0);
  return {
    loss: Math.log(total) - (numbers[target] - largest),
    dy: softmax(numbers).map((probability, k) => probability - Number(k === target)),
  };
}
