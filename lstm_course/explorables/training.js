// An LSTM layer with a head, y_t = V [1; h_t], trained: forward, backpropagation through time,
// losses, and what changes the weights. Equal to lstm_lib.network; for speed all numbers of a run
// lie in flat arrays, step after step.
//
// A sequence is { x, target }: for each step the inputs, and what is asked for (null: nothing).

import { sigmoid, sigmoidSlope, tanh, tanhSlope } from "./core.js";

/** A network of the blocks { i, f, g, o } and the head V. */
export function network({ i, f, g, o }, V) {
  const [H, N] = [i.length, i[0].length];
  const W = Float64Array.from([i, f, g, o].flat(2));
  return { H, N, D: N - 1 - H, K: V.length, parameters: { W, V: Float64Array.from(V.flat()) } };
}

const dot = (W, row, z, at, n) => {
  let total = 0;
  for (let k = 0; k < n; k++) total += W[row * n + k] * z[at * n + k];
  return total;
};

/** One sequence through the network: gates (T, 4H), c and tanh(c) (T, H), answers y (T, K), and
 *  what the layer and the head saw, hx = [1; h_{t−1}; x_t] (T, N) and seen = [1; h_t] (T, 1+H). */
export function forward({ H, N, K, parameters: { W, V } }, x) {
  const T = x.length;
  const make = (n) => new Float64Array(T * n);
  const run = { T, hx: make(N), gates: make(4 * H), c: make(H), tanhC: make(H) };
  Object.assign(run, { seen: make(1 + H), y: make(K) });
  const { hx, gates, c, tanhC, seen, y } = run;
  for (let t = 0; t < T; t++) {
    hx[t * N] = seen[t * (1 + H)] = 1;
    if (t) hx.set(seen.subarray((t - 1) * (1 + H) + 1, t * (1 + H)), t * N + 1);
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
      seen[t * (1 + H) + 1 + k] = gates[o + k] * tanhC[t * H + k];
    }
    for (let k = 0; k < K; k++) y[t * K + k] = dot(V, k, seen, t, 1 + H);
  }
  return run;
}

const outer = (dW, row, delta, z, at, n) => {
  for (let k = 0; k < n; k++) dW[row * n + k] += delta * z[at * n + k];
};

/** Backpropagation through time: adds the gradients of one sequence to { W, V }, from dy (T, K). */
export function backward({ H, N, K, parameters: { W, V } }, run, dy, gradients) {
  const { T, hx, gates, c, tanhC, seen } = run;
  const [dh, dc, delta] = [new Float64Array(H), new Float64Array(H), new Float64Array(4 * H)];
  for (let t = T - 1; t >= 0; t--) {
    for (let k = 0; k < K; k++) {
      const d = dy[t * K + k];
      if (d === 0) continue;
      outer(gradients.V, k, d, seen, t, 1 + H);
      for (let unit = 0; unit < H; unit++) dh[unit] += d * V[k * (1 + H) + 1 + unit];
    }
    for (let k = 0; k < H; k++) {
      const [i, f, g, o] = [0, 1, 2, 3].map((block) => gates[(4 * t + block) * H + k]);
      dc[k] += dh[k] * o * tanhSlope(tanhC[t * H + k]);
      delta[k] = dc[k] * g * sigmoidSlope(i);
      delta[H + k] = t ? dc[k] * c[(t - 1) * H + k] * sigmoidSlope(f) : 0;
      delta[2 * H + k] = dc[k] * i * tanhSlope(g);
      delta[3 * H + k] = dh[k] * tanhC[t * H + k] * sigmoidSlope(o);
      dc[k] *= f;
    }
    dh.fill(0);
    for (let row = 0; row < 4 * H; row++) {
      outer(gradients.W, row, delta[row], hx, t, N);
      for (let unit = 0; unit < H; unit++) dh[unit] += delta[row] * W[row * N + 1 + unit];
    }
  }
}

// Losses of one answer, a vector of K numbers: L and dL/dy

/** The mean of (y − y*)². */
export function squaredError(y, target) {
  const off = Array.from(y, (value, k) => value - target[k]);
  return {
    loss: off.reduce((total, d) => total + d * d, 0) / off.length,
    dy: off.map((d) => (2 * d) / off.length),
  };
}

export function softmax(y) {
  const largest = Math.max(...y);
  const shares = Array.from(y, (value) => Math.exp(value - largest));
  const total = shares.reduce((a, b) => a + b);
  return shares.map((share) => share / total);
}

/** −ln softmax(y)[y*], y* being a class, 0 … K−1. */
export function crossEntropy(y, target) {
  const largest = Math.max(...y);
  const total = y.reduce((a, b) => a + Math.exp(b - largest), 0);
  return {
    loss: Math.log(total) - (y[target] - largest),
    dy: softmax(y).map((share, k) => share - (k === target)),
  };
}

/** Mean loss over all answers that are asked for, its gradients { W, V }, and the runs. */
export function gradients(network, batch, lossOf) {
  const { K, parameters } = network;
  const asked = batch.flatMap(({ target }) => target).filter((target) => target !== null).length;
  const zeros = (array) => new Float64Array(array.length);
  const found = { loss: 0, gradients: { W: zeros(parameters.W), V: zeros(parameters.V) }, runs: [] };
  for (const { x, target } of batch) {
    const run = forward(network, x);
    const slopes = new Float64Array(run.T * K);
    target.forEach((wanted, t) => {
      if (wanted === null) return;
      const { loss, dy } = lossOf(run.y.subarray(t * K, (t + 1) * K), wanted);
      found.loss += loss / asked;
      slopes.set(dy.map((d) => d / asked), t * K);
    });
    backward(network, run, slopes, found.gradients);
    found.runs.push(run);
  }
  return found;
}

// From gradients to changes of the weights

/** Shortens the gradient, all arrays by one factor, to a norm of at most `limit`; returns ‖d‖. */
export function clipByNorm(gradients, limit) {
  const arrays = Object.values(gradients);
  const squares = arrays.map((d) => d.reduce((total, value) => total + value * value, 0));
  const norm = Math.sqrt(squares.reduce((a, b) => a + b));
  if (norm > limit) for (const d of arrays) d.forEach((value, k) => (d[k] = (value * limit) / norm));
  return norm;
}

/** w ← w − η d */
export function sgd(rate) {
  return (parameters, gradients) => {
    for (const [name, w] of Object.entries(parameters)) {
      gradients[name].forEach((d, k) => (w[k] -= rate * d));
    }
  };
}

/** Adam (Kingma & Ba 2015), as lstm_lib.training.optimizers.Adam. */
export function adam(rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8) {
  const means = {};
  let steps = 0;
  return (parameters, gradients) => {
    steps += 1;
    const [unbiasM, unbiasV] = [1 - beta1 ** steps, 1 - beta2 ** steps];
    for (const [name, w] of Object.entries(parameters)) {
      const zeros = () => new Float64Array(w.length);
      const { m, v } = (means[name] ??= { m: zeros(), v: zeros() });
      gradients[name].forEach((d, k) => {
        m[k] = beta1 * m[k] + (1 - beta1) * d;
        v[k] = beta2 * v[k] + (1 - beta2) * d * d;
        w[k] -= ((rate / unbiasM) * m[k]) / (Math.sqrt(v[k] / unbiasV) + epsilon);
      });
    }
  };
}
