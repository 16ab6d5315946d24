// Vectors and matrices in float64. A vector is an array of numbers, a matrix an array of its rows.

/** @import { Matrix, Vector } from "../types.d.ts" */

/** @param {Vector} numbers */
export const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/**
 * Sum element by element.
 * @param {Vector} a
 * @param {Vector} b
 */
export const add = (a, b) => a.map((value, k) => value + b[k]);

/**
 * Product element by element.
 * @param {Vector} a
 * @param {Vector} b
 */
export const multiply = (a, b) => a.map((value, k) => value * b[k]);

/**
 * @param {Matrix} A
 * @param {number} factor
 */
export const scale = (A, factor) => A.map((row) => row.map((a) => factor * a));

/** @param {Vector} numbers */
export const norm = (numbers) => Math.sqrt(sum(multiply(numbers, numbers)));

/**
 * @param {Matrix} A
 * @param {Matrix} B
 */
const matmul = (A, B) => A.map((row) => B[0].map((_, k) => sum(row.map((a, n) => a * B[n][k]))));

/** @param {Matrix} A */
const transpose = (A) => A[0].map((_, k) => A.map((row) => row[k]));

/**
 * The largest |eigenvalue|: the limit of ‖Aⁿ‖^(1/n), found by squaring and rescaling A 50 times.
 * @param {Matrix} A
 */
export function spectralRadius(A) {
  let logarithm = 0;
  for (let power = 1; power <= 2 ** 50; power *= 2) {
    const size = norm(A.flat());
    if (size === 0) return 0;
    logarithm += Math.log(size) / power;
    A = scale(A, 1 / size);
    A = matmul(A, A);
  }
  return Math.exp(logarithm);
}

/**
 * The factor by which a matrix can lengthen a vector at most.
 * @param {Matrix} A
 */
export const largestSingularValue = (A) => Math.sqrt(spectralRadius(matmul(transpose(A), A)));
