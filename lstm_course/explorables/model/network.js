// An LSTM layer with a linear head, y_t = V [1; h_t]: forward pass, and backpropagation through
// time. Equal to lstm_lib.network; for speed all numbers of a pass lie in flat arrays.

import { sigmoid, sigmoidDerivative, tanh, tanhDerivative } from "./lstm.js";

/** @import { Blocks, ForwardCache, LossFunction, Matrix, Network } from "../types.d.ts" */
/** @import { Parameters, Sequence } from "../types.d.ts" */

/**
 * A network with these blocks and the head V.
 * @param {Blocks} blocks
 * @param {Matrix} V
 * @returns {Network}
 */
export function network({ i, f, g, o }, V) {
  const [H, N] = [i.length, i[0].length];
  const W = Float64Array.from([i, f, g, o].flat(2));
  return { H, N, D: N - 1 - H, K: V.length, parameters: { W, V: Float64Array.from(V.flat()) } };
}

/**
 * Row `row` of W times vector `at` of z; both have n numbers.
 * @param {Float64Array} W
 * @param {number} row
 * @param {Float64Array} z
 * @param {number} at
 * @param {number} n
 */
function dot(W, row, z, at, n) {
  let total = 0;
  for (let k = 0; k < n; k++) total += W[row * n + k] * z[at * n + k];
  return total;
}

/**
 * One sequence through the network. In the cache: gates (T, 4H), c and tanh(c) (T, H), outputs y
 * (T, K), and what the layer and the head saw, hx = [1; h_{t−1}; x_t] (T, N) and headInput =
 * [1; h_t] (T, 1+H).
 * @param {Network} network
 * @param {Matrix} x
 * @returns {ForwardCache}
 */
export function forward({ H, N, K, parameters: { W, V } }, x) {
  const T = x.length;
  /** @param {number} n */
  const zeros = (n) => new Float64Array(T * n);
  const [hx, gates, c, tanhC] = [zeros(N), zeros(4 * H), zeros(H), zeros(H)];
  const [headInput, y] = [zeros(1 + H), zeros(K)];
  for (let t = 0; t < T; t++) {
    hx[t * N] = headInput[t * (1 + H)] = 1;
    if (t) hx.set(headInput.subarray((t - 1) * (1 + H) + 1, t * (1 + H)), t * N + 1);
    hx.set(x[t], t * N + 1 + H);
    const [i, f, g, o] = [0, 1, 2, 3].map((block) => (4 * t + block) * H);
    for (let row = 0; row < 4 * H; row++) {
      const z = dot(W, row, hx, t, N);
      gates[i + row] = 2 * H <= row && row < 3 * H ? tanh(z) : sigmoid(z);
    }
    for (let k = 0; k < H; k++) {
      const before = t ? c[(t - 1) * H + k] : 0;
      const now = gates[f + k] * before + gates[i + k] * gates[g + k];
      c[t * H + k] = now;
      tanhC[t * H + k] = tanh(now);
      headInput[t * (1 + H) + 1 + k] = gates[o + k] * tanhC[t * H + k];
    }
    for (let k = 0; k < K; k++) y[t * K + k] = dot(V, k, headInput, t, 1 + H);
  }
  return { T, hx, gates, c, tanhC, headInput, y };
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
function addOuter(dW, row, delta, z, at, n) {
  for (let k = 0; k < n; k++) dW[row * n + k] += delta * z[at * n + k];
}

/**
 * Backpropagation through time: add the gradients of one sequence, from dy (T, K).
 * @param {Network} network
 * @param {ForwardCache} cache
 * @param {Float64Array} dy
 * @param {Parameters} gradients
 */
export function backward({ H, N, K, parameters: { W, V } }, cache, dy, gradients) {
  const { T, hx, gates, c, tanhC, headInput } = cache;
  const [dh, dc, delta] = [new Float64Array(H), new Float64Array(H), new Float64Array(4 * H)];
  for (let t = T - 1; t >= 0; t--) {
    for (let k = 0; k < K; k++) {
      const d = dy[t * K + k];
      if (d === 0) continue;
      addOuter(gradients.V, k, d, headInput, t, 1 + H);
      for (let unit = 0; unit < H; unit++) dh[unit] += d * V[k * (1 + H) + 1 + unit];
    }
    for (let k = 0; k < H; k++) {
      const [i, f, g, o] = [0, 1, 2, 3].map((block) => gates[(4 * t + block) * H + k]);
      dc[k] += dh[k] * o * tanhDerivative(tanhC[t * H + k]);
      delta[k] = dc[k] * g * sigmoidDerivative(i);
      delta[H + k] = t ? dc[k] * c[(t - 1) * H + k] * sigmoidDerivative(f) : 0;
      delta[2 * H + k] = dc[k] * i * tanhDerivative(g);
      delta[3 * H + k] = dh[k] * tanhC[t * H + k] * sigmoidDerivative(o);
      dc[k] *= f;
    }
    dh.fill(0);
    for (let row = 0; row < 4 * H; row++) {
      addOuter(gradients.W, row, delta[row], hx, t, N);
      for (let unit = 0; unit < H; unit++) dh[unit] += delta[row] * W[row * N + 1 + unit];
    }
  }
}

/**
 * The mean loss over all steps that count, its gradients, and the forward passes.
 * @param {Network} network
 * @param {Sequence[]} batch
 * @param {LossFunction} lossOf
 */
export function lossAndGradients(network, batch, lossOf) {
  const { K, parameters } = network;
  const counted = batch.flatMap((one) => one.target.filter((target) => target !== null)).length;
  /** @param {Float64Array} array */
  const zeros = (array) => new Float64Array(array.length);
  const gradients = { W: zeros(parameters.W), V: zeros(parameters.V) };
  const caches = [];
  let total = 0;
  for (const { x, target } of batch) {
    const cache = forward(network, x);
    const dys = new Float64Array(cache.T * K);
    target.forEach((wanted, t) => {
      if (wanted === null) return;
      const { loss, dy } = lossOf(cache.y.subarray(t * K, (t + 1) * K), wanted);
      total += loss / counted;
      dys.set(dy.map((d) => d / counted), t * K);
    });
    backward(network, cache, dys, gradients);
    caches.push(cache);
  }
  return { loss: total, gradients, caches };
}

/**
 * The outputs of a forward pass, step by step.
 * @param {Network} network
 * @param {ForwardCache} cache
 */
export function outputsOf({ K }, { T, y }) {
  return Array.from({ length: T }, (_, t) => Array.from(y.subarray(t * K, (t + 1) * K)));
}
