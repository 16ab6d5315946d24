// minLSTM, an LSTM whose gates see the input alone: h_t = f_t h_{t−1} + i_t g_t, with
// i = s_i / (s_i + s_f), f = 1 − i and g = W_g [1; x_t]. Equal to lstm_lib.variants.min_lstm.

import { DEFAULT_FORGET_BIAS } from "./defaults.js";
import { inputsWithOnes, product, productBackward, withOnes } from "./flat.js";
import { sigmoid } from "./lstm.js";
import { randomMatrix } from "./random.js";

/** @import { Core } from "./reader.js" */

/** @typedef {{ seen: Float64Array, z: Float64Array, i: Float64Array, top: Float64Array }} MinCache */

/** @type {Core} */
export const minLSTM = {
  weights(D, H, rng) {
    const W = randomMatrix(3 * H, D, rng);
    const forgets = (/** @type {number} */ row) => H <= row && row < 2 * H;
    return { W: W.map(([, ...w], row) => [forgets(row) ? DEFAULT_FORGET_BIAS : 0, ...w]) };
  },
  forward({ H, D, parameters: { W } }, x) {
    const seen = inputsWithOnes(x);
    const z = product(W, seen, 1 + D);
    const [i, h] = [new Float64Array(x.length * H), new Float64Array(x.length * H)];
    for (let t = 0; t < x.length; t++) {
      for (let k = 0; k < H; k++) {
        const at = 3 * t * H + k; // of z_i; z_f and g follow
        const [si, sf] = [sigmoid(z[at]), sigmoid(z[at + H])];
        i[t * H + k] = si / (si + sf);
        const before = t ? h[(t - 1) * H + k] : 0;
        h[t * H + k] = (sf / (si + sf)) * before + i[t * H + k] * z[at + 2 * H];
      }
    }
    return { seen, z, i, top: withOnes(h, H) };
  },
  backward({ H, D, parameters: { W } }, /** @type {MinCache} */ core, arriving, gradients) {
    const { seen, z, i, top } = core;
    const delta = new Float64Array(z.length);
    const dh = new Float64Array(H);
    for (let t = i.length / H - 1; t >= 0; t--) {
      for (let k = 0; k < H; k++) {
        const at = 3 * t * H + k; // of z_i; z_f and g follow
        const [write, keep] = [i[t * H + k], 1 - i[t * H + k]];
        const before = t ? top[(t - 1) * (1 + H) + 1 + k] : 0;
        dh[k] += arriving[t * (1 + H) + 1 + k];
        const moved = dh[k] * (z[at + 2 * H] - before) * write * keep;
        delta[at] = moved * sigmoid(-z[at]);
        delta[at + H] = -moved * sigmoid(-z[at + H]);
        delta[at + 2 * H] = dh[k] * write;
        dh[k] *= keep;
      }
    }
    productBackward(W, seen, 1 + D, delta, gradients.W);
  },
};
