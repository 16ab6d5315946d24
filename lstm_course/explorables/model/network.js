// An LSTM layer with a linear head, y_t = V [1; h_t]: forward pass, and backpropagation through
// time. Equal to lstm_lib.network; for speed all numbers of a pass lie in flat arrays.

import { addOuter, dot, product, productBackward } from "./flat.js";
import { sigmoid, sigmoidDerivative, tanh, tanhDerivative } from "./lstm.js";

/** @import { Arrays, Blocks, ForwardCache, LayerCache, LossFunction, Matrix } from "../types.d.ts" */
/** @import { Network, Outputs, Passes, Sequence, Trainable } from "../types.d.ts" */

/** @typedef {{ H: number, N: number }} Sizes units, and columns of W */

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
 * One sequence through the layer. In the cache: gates (T, 4H), c and tanh(c) (T, H), and what the
 * layer and the head see, hx = [1; h_{t−1}; x_t] (T, N) and headInput = [1; h_t] (T, 1+H).
 * @param {Sizes} sizes
 * @param {Float64Array} W
 * @param {Matrix} x
 * @returns {LayerCache}
 */
export function layerForward({ H, N }, W, x) {
  const T = x.length;
  /** @param {number} n */
  const zeros = (n) => new Float64Array(T * n);
  const [hx, gates, c, tanhC] = [zeros(N), zeros(4 * H), zeros(H), zeros(H)];
  const headInput = zeros(1 + H);
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
  }
  return { T, hx, gates, c, tanhC, headInput };
}

/**
 * One sequence through the network: the layer's cache, and the outputs y (T, K).
 * @param {Network} network
 * @param {Matrix} x
 * @returns {ForwardCache}
 */
export function forward({ H, N, parameters: { W, V } }, x) {
  const cache = layerForward({ H, N }, W, x);
  return { ...cache, y: product(V, cache.headInput, 1 + H) };
}

/**
 * Backpropagation through time: add the layer's gradients of one sequence to dW.
 * @param {Sizes} sizes
 * @param {Float64Array} W
 * @param {LayerCache} cache
 * @param {Float64Array} arriving the gradients of headInput, (T, 1+H)
 * @param {Float64Array} dW
 */
export function layerBackward({ H, N }, W, { T, hx, gates, c, tanhC }, arriving, dW) {
  const [dh, dc, delta] = [new Float64Array(H), new Float64Array(H), new Float64Array(4 * H)];
  for (let t = T - 1; t >= 0; t--) {
    for (let k = 0; k < H; k++) {
      dh[k] += arriving[t * (1 + H) + 1 + k];
      const at = 4 * t * H + k; // of i; f, g and o follow
      const [i, f, g, o] = [gates[at], gates[at + H], gates[at + 2 * H], gates[at + 3 * H]];
      dc[k] += dh[k] * o * tanhDerivative(tanhC[t * H + k]);
      delta[k] = dc[k] * g * sigmoidDerivative(i);
      delta[H + k] = t ? dc[k] * c[(t - 1) * H + k] * sigmoidDerivative(f) : 0;
      delta[2 * H + k] = dc[k] * i * tanhDerivative(g);
      delta[3 * H + k] = dh[k] * tanhC[t * H + k] * sigmoidDerivative(o);
      dc[k] *= f;
    }
    dh.fill(0);
    for (let row = 0; row < 4 * H; row++) {
      addOuter(dW, row, delta[row], hx, t, N);
      for (let unit = 0; unit < H; unit++) dh[unit] += delta[row] * W[row * N + 1 + unit];
    }
  }
}

/**
 * Add the gradients of one sequence, from dy (T, K).
 * @param {Network} network
 * @param {ForwardCache} cache
 * @param {Float64Array} dy
 * @param {Arrays} gradients
 */
export function backward({ H, N, parameters: { W, V } }, cache, dy, gradients) {
  const arriving = productBackward(V, cache.headInput, 1 + H, dy, gradients.V);
  layerBackward({ H, N }, W, cache, arriving, gradients.W);
}

/**
 * The mean loss over all steps that count, its gradients, and the forward passes.
 * @param {Trainable} model
 * @param {Sequence[]} batch
 * @param {LossFunction} lossOf
 * @param {Passes} passes of another model than a network
 */
export function lossAndGradients(model, batch, lossOf, passes = { forward, backward }) {
  const { K, parameters } = model;
  const counted = batch.flatMap((one) => one.target.filter((target) => target !== null)).length;
  const gradients = Object.fromEntries(
    Object.entries(parameters).map(([name, array]) => [name, new Float64Array(array.length)]),
  );
  const caches = [];
  let total = 0;
  for (const { x, target } of batch) {
    const cache = passes.forward(model, x);
    const dys = new Float64Array(cache.T * K);
    target.forEach((wanted, t) => {
      if (wanted === null) return;
      const { loss, dy } = lossOf(cache.y.subarray(t * K, (t + 1) * K), wanted);
      total += loss / counted;
      dys.set(dy.map((d) => d / counted), t * K);
    });
    passes.backward(model, cache, dys, gradients);
    caches.push(cache);
  }
  return { loss: total, gradients, caches };
}

/**
 * The outputs of a forward pass, step by step.
 * @param {Trainable} model
 * @param {Outputs} cache
 */
export function outputsOf({ K }, { T, y }) {
  return Array.from({ length: T }, (_, t) => Array.from(y.subarray(t * K, (t + 1) * K)));
}
