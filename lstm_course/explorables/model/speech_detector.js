// The speech detector of chapter 14: four spectra, four convolutions, one LSTM, one output, equal to
// lstm_course.speech.detector. A gate can be held by hand.

import { transform } from "./fourier.js";
import { sigmoid } from "./lstm.js";
import { expectArray } from "./npz.js";

/** @import { Stored } from "./npz.js" */

export const RATE = 16_000;
export const CHUNK = 512; // new samples in each step
export const CONTEXT = 64; // samples of the chunk before it
export const UNITS = 128;
const [WINDOW, HOP, MIRRORED, FREQUENCIES] = [256, 128, 64, 129];
const CONVOLUTIONS = [[128, 129, 1], [64, 128, 2], [64, 64, 2], [128, 64, 1]]; // to, from, stride
const LOW_BITS = 3;

/** @typedef {{ kernels: Float64Array, bias: Float64Array, from: number, stride: number }} Convolution */
/**
 * @typedef {object} Detector
 * @property {Convolution[]} convolutions
 * @property {Float64Array} W (512, 1 + 128 + 128): columns 1, h, x; blocks i, f, g, o
 * @property {Float64Array} w of the output
 * @property {number} b
 */
/** @typedef {{ gate: string, value: number }} Hold a gate, or "none", and its value for all units */
/**
 * @typedef {object} Heard
 * @property {number} probability that somebody is speaking
 * @property {Float64Array} gates i, f, g, o of all units
 * @property {Float64Array} h
 * @property {Float64Array} c
 */

/**
 * The detector from its file, whose numbers of 11 bits are stored in 8 and 3.
 * @param {Record<string, Stored>} arrays
 * @returns {Detector}
 */
export function decodeDetector(arrays) {
  /** @type {(name: string, shape: number[]) => Float64Array} */
  const numbers = (name, shape) => {
    const size = shape.reduce((a, b) => a * b);
    const whole = expectArray(arrays, name, shape);
    const scale = expectArray(arrays, `${name}.scale`, shape.slice(0, 1));
    const low = expectArray(arrays, `${name}.low`, [Math.ceil(size * LOW_BITS / 8)]);
    const perRow = size / shape[0];
    return Float64Array.from(whole, (high, k) => {
      let bits = 0;
      for (let bit = LOW_BITS * k; bit < LOW_BITS * (k + 1); bit++) {
        bits = 2 * bits + ((low[bit >> 3] >> (7 - (bit & 7))) & 1);
      }
      return (2 ** LOW_BITS * high + bits) * scale[Math.floor(k / perRow)];
    });
  };
  /** @type {(name: string, size: number) => Float64Array} */
  const biases = (name, size) => Float64Array.from(expectArray(arrays, name, [size]));
  const convolutions = CONVOLUTIONS.map(([to, from, stride], k) => ({
    kernels: numbers(`conv${k + 1}.weight`, [to, from, 3]),
    bias: biases(`conv${k + 1}.bias`, to),
    from,
    stride,
  }));
  const rows = 4 * UNITS;
  const [x, h] = ["ih", "hh"].map((name) => numbers(`weight_${name}_l0`, [rows, UNITS]));
  const [b1, b2] = ["ih", "hh"].map((name) => biases(`bias_${name}_l0`, rows));
  const N = 1 + 2 * UNITS;
  const W = new Float64Array(rows * N);
  for (let row = 0; row < rows; row++) {
    W[row * N] = b1[row] + b2[row];
    W.set(h.subarray(row * UNITS, (row + 1) * UNITS), row * N + 1);
    W.set(x.subarray(row * UNITS, (row + 1) * UNITS), row * N + 1 + UNITS);
  }
  const [b] = biases("output.bias", 1);
  return { convolutions, W, w: numbers("output.weight", [1, UNITS]), b };
}

/** Half of a period of a cosine, upside down: 0 at its start, 1 in the middle. */
const HANN = Float64Array.from(
  { length: WINDOW },
  (_, n) => (1 - Math.cos(2 * Math.PI * n / WINDOW)) / 2,
);

/**
 * Inputs of the LSTM for one chunk: 128 numbers.
 * @param {Detector} detector
 * @param {Float64Array} samples the 64 before the chunk, and its 512
 */
export function features({ convolutions }, samples) {
  const size = samples.length;
  const count = 1 + (size + MIRRORED - WINDOW) / HOP;
  let [y, T] = [new Float64Array(FREQUENCIES * count), count];
  for (let t = 0; t < count; t++) {
    const frame = HANN.map((window, n) => {
      const at = t * HOP + n;
      return window * samples[at < size ? at : 2 * size - 2 - at];
    });
    const { re, im } = transform({ re: frame, im: new Float64Array(WINDOW) });
    for (let k = 0; k < FREQUENCIES; k++) y[k * T + t] = Math.hypot(re[k], im[k]);
  }
  for (const convolution of convolutions) {
    y = convolve(convolution, y, T);
    T = y.length / convolution.bias.length;
  }
  return Float64Array.from({ length: UNITS }, (_, k) => y[k * T]);
}

/**
 * max(0, …) of a convolution of (from, T), padded with a zero at both ends.
 * @param {Convolution} convolution
 * @param {Float64Array} y
 * @param {number} T
 */
function convolve({ kernels, bias, from, stride }, y, T) {
  const steps = Math.floor((T - 1) / stride) + 1;
  const out = new Float64Array(bias.length * steps);
  for (let to = 0; to < bias.length; to++) {
    for (let step = 0; step < steps; step++) {
      let total = bias[to];
      for (let k = 0; k < 3; k++) {
        const t = step * stride + k - 1;
        if (t < 0 || t >= T) continue;
        for (let c = 0; c < from; c++) total += kernels[(to * from + c) * 3 + k] * y[c * T + t];
      }
      out[to * steps + step] = Math.max(0, total);
    }
  }
  return out;
}

/** @returns {{ h: Float64Array, c: Float64Array }} */
export const silence = () => ({ h: new Float64Array(UNITS), c: new Float64Array(UNITS) });

/**
 * One step of the LSTM, and the probability of speech.
 * @param {Detector} detector
 * @param {Float64Array} x what `features` gives
 * @param {{ h: Float64Array, c: Float64Array }} state
 * @param {Hold} hold
 * @returns {Heard}
 */
export function hear({ W, w, b }, x, state, { gate, value }) {
  const N = 1 + 2 * UNITS;
  const gates = new Float64Array(4 * UNITS);
  for (let row = 0; row < 4 * UNITS; row++) {
    let z = W[row * N];
    for (let k = 0; k < UNITS; k++) {
      z += W[row * N + 1 + k] * state.h[k] + W[row * N + 1 + UNITS + k] * x[k];
    }
    gates[row] = 2 * UNITS <= row && row < 3 * UNITS ? Math.tanh(z) : sigmoid(z);
  }
  const held = "ifgo".indexOf(gate);
  if (held >= 0) gates.fill(value, held * UNITS, (held + 1) * UNITS);
  const [h, c] = [new Float64Array(UNITS), new Float64Array(UNITS)];
  let z = b;
  for (let k = 0; k < UNITS; k++) {
    const [i, f, g, o] = [0, 1, 2, 3].map((block) => gates[block * UNITS + k]);
    c[k] = f * state.c[k] + i * g;
    h[k] = o * Math.tanh(c[k]);
    z += w[k] * Math.max(0, h[k]);
  }
  return { probability: sigmoid(z), gates, h, c };
}

/**
 * The chunks of a recording, each with the samples before it; zeros before the first and behind the end.
 * @param {Float64Array} x
 */
export function chunks(x) {
  return Array.from(
    { length: Math.ceil(x.length / CHUNK) },
    (_, n) =>
      Float64Array.from({ length: CONTEXT + CHUNK }, (_, k) => x[n * CHUNK + k - CONTEXT] ?? 0),
  );
}

/**
 * Listen to what `features` gave for each chunk, from the beginning.
 * @param {Detector} detector
 * @param {Float64Array[]} seen
 * @param {Hold} hold
 */
export function listen(detector, seen, hold) {
  /** @type {Heard[]} */
  const heard = [];
  for (const x of seen) heard.push(hear(detector, x, heard.at(-1) ?? silence(), hold));
  return heard;
}
