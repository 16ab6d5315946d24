// The arithmetic of the explorables, in float64, with the names and orders of lstm_lib: columns
// 1, h, x; blocks i, f, g, o. A vector is an array of numbers, a matrix an array of its rows.

// Curves, and their slopes written in terms of their outputs

export function sigmoid(z) {
  const e = Math.exp(-Math.abs(z)); // never above 1: nothing overflows
  return (z >= 0 ? 1 : e) / (1 + e);
}

export const tanh = Math.tanh;
export const sigmoidSlope = (a) => a * (1 - a);
export const tanhSlope = (a) => 1 - a * a;

// One layer

export const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** What a row of weights adds up: b · 1, w_1 · x_1, … */
export const terms = ([b, ...w], x) => [b, ...w.map((weight, k) => weight * x[k])];

/** σ(W [1; x]) */
export function layer(W, x, activation = sigmoid) {
  return W.map((row) => activation(sum(terms(row, x))));
}

// The LSTM: weights are the four blocks { i, f, g, o }

export const BLOCK_NAMES = {
  i: "input gate",
  f: "forget gate",
  g: "potential memory",
  o: "output gate",
};

const times = (a, b) => a.map((value, k) => value * b[k]);
const plus = (a, b) => a.map((value, k) => value + b[k]);

export function step(weights, x, state) {
  const hx = [...state.h, ...x];
  const i = layer(weights.i, hx);
  const f = layer(weights.f, hx);
  const g = layer(weights.g, hx, tanh);
  const o = layer(weights.o, hx);
  const c = plus(times(f, state.c), times(i, g));
  const h = times(o, c.map(tanh));
  return { i, f, g, o, c, h };
}

export function zeroState(weights) {
  const zeros = weights.i.map(() => 0);
  return { h: zeros, c: zeros };
}

/** The steps for x_1 … x_T. */
export function steps(weights, xs, state = zeroState(weights)) {
  return xs.map((x) => (state = step(weights, x, state)));
}

// The memory of one unit whose gates are given, step by step

/** c_1 … c_T, from c_t = f_t c_{t−1} + i_t g_t. */
export function memory(f, i, g, c = 0) {
  return f.map((kept, t) => (c = kept * c + i[t] * g[t]));
}

/** What is left at the end of what each step wrote: the product of the forget gates after it. */
export function survivors(f) {
  let left = 1;
  return f.map((_, k) => (left *= k ? f[f.length - k] : 1)).reverse();
}

// A plain recurrent layer, h_t = tanh(W [1; h_{t−1}; x_t])

export function plainForward(W, xs, h = W.map(() => 0)) {
  return xs.map((x) => (h = layer(W, [...h, ...x], tanh)));
}

/** A gradient with respect to h_T on its way back: what arrives at h_{T−1}, h_{T−2}, …, h_0. */
export function plainBackward(W, hs, dh) {
  return hs.toReversed().map((h) => {
    const delta = times(dh, h.map(tanhSlope));
    dh = W.map((_, k) => sum(W.map((row, unit) => row[1 + k] * delta[unit])));
    return dh;
  });
}

export const norm = (numbers) => Math.sqrt(sum(times(numbers, numbers)));

const product = (A, B) => A.map((row) => B[0].map((_, k) => sum(row.map((a, n) => a * B[n][k]))));

/** The largest |eigenvalue| of A: the limit of ‖Aⁿ‖^(1/n), by squaring and rescaling A 50 times. */
export function spectralRadius(A) {
  let logarithm = 0;
  for (let power = 1; power <= 2 ** 50; power *= 2) {
    const size = norm(A.flat());
    if (size === 0) return 0;
    logarithm += Math.log(size) / power;
    A = A.map((row) => row.map((a) => a / size));
    A = product(A, A);
  }
  return Math.exp(logarithm);
}

const transposed = (A) => A[0].map((_, k) => A.map((row) => row[k]));

/** The largest singular value of A: by how much it can lengthen a vector. */
export const largestSingularValue = (A) => Math.sqrt(spectralRadius(product(transposed(A), A)));
