// Matrices in flat arrays, row by row, for speed. A matrix has n columns; a series of T vectors is a
// matrix of T rows.

/** @import { Matrix } from "../types.d.ts" */

/**
 * Row `row` of W times vector `at` of z; both have n numbers.
 * @param {Float64Array} W
 * @param {number} row
 * @param {Float64Array} z
 * @param {number} at
 * @param {number} n
 */
export function dot(W, row, z, at, n) {
  const [w, v] = [row * n, at * n];
  let total = 0;
  for (let k = 0; k < n; k++) total += W[w + k] * z[v + k];
  return total;
}

/**
 * Add delta times vector `at` of z to row `row` of dW.
 * @param {Float64Array} dW
 * @param {number} row
 * @param {number} delta
 * @param {Float64Array} z
 * @param {number} at
 * @param {number} n
 */
export function addOuter(dW, row, delta, z, at, n) {
  const [w, v] = [row * n, at * n];
  for (let k = 0; k < n; k++) dW[w + k] += delta * z[v + k];
}

/**
 * W z_t for each of the vectors z.
 * @param {Float64Array} W
 * @param {Float64Array} z
 * @param {number} n
 */
export function product(W, z, n) {
  const [rows, T] = [W.length / n, z.length / n];
  const found = new Float64Array(T * rows);
  for (let t = 0; t < T; t++) {
    for (let row = 0; row < rows; row++) found[t * rows + row] = dot(W, row, z, t, n);
  }
  return found;
}

/**
 * The way back through `product`: add the gradients of W to dW, and return those of z.
 * @param {Float64Array} W
 * @param {Float64Array} z
 * @param {number} n
 * @param {Float64Array} delta the gradients of W z_t
 * @param {Float64Array} dW
 */
export function productBackward(W, z, n, delta, dW) {
  const [rows, T] = [W.length / n, z.length / n];
  const dz = new Float64Array(z.length);
  for (let t = 0; t < T; t++) {
    for (let row = 0; row < rows; row++) {
      const d = delta[t * rows + row];
      if (d === 0) continue;
      addOuter(dW, row, d, z, t, n);
      addOuter(dz, t, d, W, row, n);
    }
  }
  return dz;
}

/**
 * [1; z_t] for each of the vectors z, of m numbers.
 * @param {Float64Array} z
 * @param {number} m
 */
export function withOnes(z, m) {
  const T = z.length / m;
  const found = new Float64Array(T * (1 + m)).fill(1);
  for (let t = 0; t < T; t++) found.set(z.subarray(t * m, (t + 1) * m), t * (1 + m) + 1);
  return found;
}

/**
 * The same vectors without their first numbers: `withOnes`, the other way round.
 * @param {Float64Array} z
 * @param {number} m
 */
export function withoutOnes(z, m) {
  const T = z.length / (1 + m);
  const found = new Float64Array(T * m);
  for (let t = 0; t < T; t++) {
    found.set(z.subarray(t * (1 + m) + 1, (t + 1) * (1 + m)), t * m);
  }
  return found;
}

/**
 * [1; x_t] for each step of a sequence.
 * @param {Matrix} x
 */
export function inputsWithOnes(x) {
  const n = 1 + x[0].length;
  const found = new Float64Array(x.length * n).fill(1);
  x.forEach((input, t) => found.set(input, t * n + 1));
  return found;
}
