// Three ways to read a sequence, and the same readout for all: a core, a layer of tanh units as wide
// as the core, and a linear head. Cores are an LSTM, a minLSTM, whose gates see the input alone, and
// one layer of causal self-attention, with or without positions. Equal to lstm_lib.lstm,
// lstm_lib.variants.min_lstm and lstm_lib.attention.

import { attention } from "./attention.js";
import { product, productBackward, withOnes, withoutOnes } from "./flat.js";
import { tanhDerivative } from "./lstm.js";
import { minLSTM } from "./min_lstm.js";
import { layerBackward, layerForward } from "./network.js";
import { randomMatrix, randomWeights } from "./random.js";

/** @import { Arrays, LayerCache, Matrix, Outputs, Rng } from "../types.d.ts" */

/** @typedef {"lstm" | "min_lstm" | "attention" | "unplaced_attention"} Kind */
/** @typedef {{ kind: Kind, H: number, D: number, K: number, parameters: Arrays }} Reader */

/**
 * Outputs, and the needs of a backward pass: those of the core, and the inputs of M and of the head,
 * [1; h_t] and [1; hidden], (T, 1+H).
 * @typedef {Outputs & { core: any, top: Float64Array, hidden: Float64Array }} ReaderCache
 */

/**
 * @typedef {object} Core
 * @property {(D: number, H: number, rng: Rng) => Record<string, Matrix>} weights
 * @property {(reader: Reader, x: Matrix) => { top: Float64Array }} forward
 * @property {(reader: Reader, core: any, arriving: Float64Array, gradients: Arrays) => void}
 *   backward adds gradients; `arriving` are those of top
 */

/** @type {Core} */
const lstm = {
  weights(D, H, rng) {
    const { i, f, g, o } = randomWeights({ units: H, inputs: D }, rng);
    return { W: [...i, ...f, ...g, ...o] };
  },
  forward({ H, D, parameters: { W } }, x) {
    const layer = layerForward({ H, N: 1 + H + D }, W, x);
    return { ...layer, top: layer.headInput };
  },
  backward({ H, D, parameters: { W } }, /** @type {LayerCache} */ layer, arriving, gradients) {
    layerBackward({ H, N: 1 + H + D }, W, layer, arriving, gradients.W);
  },
};

/** @type {Record<Kind, Core>} */
const CORES = {
  lstm,
  min_lstm: minLSTM,
  attention: attention(true),
  unplaced_attention: attention(false),
};

/**
 * A reader with random weights. With the same generator two kinds draw different numbers.
 * @param {Kind} kind
 * @param {{ units: number, inputs: number, outputs: number }} sizes
 * @param {Rng} rng
 * @returns {Reader}
 */
export function randomReader(kind, { units: H, inputs: D, outputs: K }, rng) {
  const core = CORES[kind].weights(D, H, rng);
  const weights = { ...core, M: randomMatrix(H, H, rng), head: randomMatrix(K, H, rng) };
  const flat = Object.entries(weights).map(([name, W]) => [name, Float64Array.from(W.flat())]);
  return { kind, H, D, K, parameters: Object.fromEntries(flat) };
}

/**
 * One sequence through a reader.
 * @param {Reader} reader
 * @param {Matrix} x
 * @returns {ReaderCache}
 */
export function readerForward(reader, x) {
  const { kind, H, parameters: { M, head } } = reader;
  const core = CORES[kind].forward(reader, x);
  const hidden = withOnes(product(M, core.top, 1 + H).map(Math.tanh), H);
  return { T: x.length, core, top: core.top, hidden, y: product(head, hidden, 1 + H) };
}

/**
 * Add the gradients of one sequence, from dy (T, K).
 * @param {Reader} reader
 * @param {ReaderCache} cache
 * @param {Float64Array} dy
 * @param {Arrays} gradients
 */
export function readerBackward(reader, { core, top, hidden }, dy, gradients) {
  const { kind, H, parameters: { M, head } } = reader;
  const dHidden = productBackward(head, hidden, 1 + H, dy, gradients.head);
  const delta = withoutOnes(dHidden.map((d, n) => d * tanhDerivative(hidden[n])), H);
  const arriving = productBackward(M, top, 1 + H, delta, gradients.M);
  CORES[kind].backward(reader, core, arriving, gradients);
}

/** @type {import("../types.d.ts").Passes} */
export const READER_PASSES = { forward: readerForward, backward: readerBackward };
