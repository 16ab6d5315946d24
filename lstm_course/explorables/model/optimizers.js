// From gradients to changes of the weights, as lstm_lib.training has it.

/** @import { Arrays, UpdateRule } from "../types.d.ts" */

/**
 * Shorten the gradient, all arrays by one factor, to a norm of at most `maxNorm`.
 * @param {Arrays} gradients
 * @param {number} maxNorm
 * @returns the norm before
 */
export function clipByNorm(gradients, maxNorm) {
  const arrays = Object.values(gradients);
  const squares = arrays.map((d) => d.reduce((total, value) => total + value * value, 0));
  const norm = Math.sqrt(squares.reduce((a, b) => a + b));
  if (norm > maxNorm) {
    for (const d of arrays) d.forEach((value, k) => (d[k] = (value * maxNorm) / norm));
  }
  return norm;
}

/**
 * w ← w − η d
 * @param {number} rate
 * @returns {UpdateRule}
 */
export function sgd(rate) {
  return (parameters, gradients) => {
    for (const [name, w] of Object.entries(parameters)) {
      gradients[name].forEach((d, k) => (w[k] -= rate * d));
    }
  };
}

/**
 * A schedule: the rate of step 1, 2, …, which falls from `rate` to 0 along half a cosine.
 * @param {number} rate
 * @param {number} steps
 */
export const cosine = (rate, steps) => (/** @type {number} */ step) =>
  (rate * (1 + Math.cos((Math.PI * Math.min(step - 1, steps)) / steps))) / 2;

/**
 * Adam (Kingma & Ba 2015).
 * @param {number | ((step: number) => number)} rate or a schedule
 * @returns {UpdateRule}
 */
export function adam(rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8) {
  /** @type {Record<string, { m: Float64Array, v: Float64Array }>} */
  const means = {};
  let steps = 0;
  return (parameters, gradients) => {
    steps += 1;
    const now = typeof rate === "number" ? rate : rate(steps);
    const [unbiasM, unbiasV] = [1 - beta1 ** steps, 1 - beta2 ** steps];
    for (const [name, w] of Object.entries(parameters)) {
      const zeros = () => new Float64Array(w.length);
      const { m, v } = (means[name] ??= { m: zeros(), v: zeros() });
      gradients[name].forEach((d, k) => {
        m[k] = beta1 * m[k] + (1 - beta1) * d;
        v[k] = beta2 * v[k] + (1 - beta2) * d * d;
        w[k] -= ((now / unbiasM) * m[k]) / (Math.sqrt(v[k] / unbiasV) + epsilon);
      });
    }
  };
}
