// One layer of causal self-attention: h_t = e_t + what e_t reads from e_1 … e_t, with
// e_t = E [1; x_t], plus the position of t or without. Equal to lstm_lib.attention.

import { dot, inputsWithOnes, product, productBackward, withOnes, withoutOnes } from "./flat.js";
import { scale } from "./linalg.js";
import { randomMatrix } from "./random.js";

/** @import { Core } from "./reader.js" */

const WAVE = 100; // the slowest wave of the positions is nearly this number times the fastest

/** @type {Map<string, Float64Array>} */
const known = new Map();

/**
 * Sines and cosines that tell a step from the others, (T, d).
 * @param {number} T
 * @param {number} d
 */
export function positions(T, d) {
  const found = known.get(`${T}, ${d}`) ?? waves(T, d);
  known.set(`${T}, ${d}`, found);
  return found;
}

/** @type {(T: number, d: number) => Float64Array} */
function waves(T, d) {
  return Float64Array.from({ length: T * d }, (_, n) => {
    const [t, k] = [Math.floor(n / d), n % d];
    const angle = t / WAVE ** ((k - (k % 2)) / d);
    return k % 2 ? Math.cos(angle) : Math.sin(angle);
  });
}

/**
 * Queries, keys and values side by side, (T, 3H); A (T, T) has the weights, 0 for later steps.
 * @typedef {{ seen: Float64Array, e: Float64Array, qkv: Float64Array, A: Float64Array,
 *   top: Float64Array }} AttentionCache
 */

/** @param {Float64Array} scores */
function softmaxInPlace(scores) {
  const n = scores.length;
  let [largest, total] = [scores[0], 0];
  for (let s = 1; s < n; s++) largest = Math.max(largest, scores[s]);
  for (let s = 0; s < n; s++) total += scores[s] = Math.exp(scores[s] - largest);
  for (let s = 0; s < n; s++) scores[s] /= total;
}

/** @type {(placed: boolean) => Core} */
export const attention = (placed) => ({
  weights(D, H, rng) {
    return { E: scale(randomMatrix(H, D, rng), Math.sqrt(D)), QKV: randomMatrix(3 * H, H, rng) };
  },
  forward({ H, D, parameters: { E, QKV } }, x) {
    const T = x.length;
    const seen = inputsWithOnes(x);
    const embedded = product(E, seen, 1 + D);
    if (placed) positions(T, H).forEach((wave, n) => (embedded[n] += wave));
    const e = withOnes(embedded, H);
    const qkv = product(QKV, e, 1 + H);
    const A = new Float64Array(T * T);
    const h = embedded.slice();
    const divisor = Math.sqrt(H);
    for (let t = 0; t < T; t++) {
      const row = A.subarray(t * T, t * T + t + 1);
      for (let s = 0; s <= t; s++) row[s] = dot(qkv, 3 * t, qkv, 3 * s + 1, H) / divisor;
      softmaxInPlace(row);
      for (let s = 0; s <= t; s++) {
        const [weight, value] = [row[s], (3 * s + 2) * H];
        for (let k = 0; k < H; k++) h[t * H + k] += weight * qkv[value + k];
      }
    }
    return { seen, e, qkv, A, top: withOnes(h, H) };
  },
  backward({ H, D, parameters: { E, QKV } }, core, arriving, gradients) {
    const { seen, e, qkv, A } = /** @type {AttentionCache} */ (core);
    const dh = withoutOnes(arriving, H);
    const T = dh.length / H;
    const dqkv = new Float64Array(qkv.length);
    const dA = new Float64Array(T);
    for (let t = 0; t < T; t++) {
      let mean = 0;
      for (let s = 0; s <= t; s++) {
        dA[s] = dot(qkv, 3 * s + 2, dh, t, H);
        mean += A[t * T + s] * dA[s];
      }
      for (let s = 0; s <= t; s++) {
        const weight = A[t * T + s];
        const dS = (weight * (dA[s] - mean)) / Math.sqrt(H);
        const [q, key, value] = [3 * t * H, (3 * s + 1) * H, (3 * s + 2) * H];
        for (let k = 0; k < H; k++) {
          dqkv[q + k] += dS * qkv[key + k];
          dqkv[key + k] += dS * qkv[q + k];
          dqkv[value + k] += weight * dh[t * H + k];
        }
      }
    }
    const de = withoutOnes(productBackward(QKV, e, 1 + H, dqkv, gradients.QKV), H);
    de.forEach((_, n) => (de[n] += dh[n]));
    productBackward(E, seen, 1 + D, de, gradients.E);
  },
});
