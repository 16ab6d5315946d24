// A linear forecast of a random walk, with leaks that can be switched on, and the truth about it.

import { sum } from "./linalg.js";
import { generator } from "./random.js";

/** @import { Leaks, Matrix, Report, Vector } from "../types.d.ts" */

export const TRAINING = 150; // days
export const TEST = 100;
export const NEW = 2000;
export const LAGS = 10;
const MARGIN = 20; // days before the first window and after the last target, for the means

/**
 * Prices that go up or down by a normal number each day: nothing about the change can be forecast.
 * @param {number} seed
 */
export function randomWalk(seed) {
  const rng = generator(seed);
  let price = 0;
  return Array.from({ length: 2 * MARGIN + TRAINING + TEST + NEW }, () => (price += rng.normal()));
}

/**
 * The mean of k values, for each at which it exists; k = 1 changes nothing.
 * @param {Vector} x
 * @param {number} k
 */
export const means = (x, k) =>
  Array.from({ length: x.length - k + 1 }, (_, t) => sum(x.slice(t, t + k)) / k);

/** @param {Vector} x */
export const changes = (x) => x.slice(1).map((value, t) => value - x[t]);

/**
 * The w that minimises Σ (y − w · [1; x])², from the normal equations by Gaussian elimination.
 * @param {Matrix} rows one x for each y
 * @param {Vector} y
 */
export function leastSquares(rows, y) {
  const n = rows[0].length + 1;
  const A = Array.from({ length: n }, () => Array(n + 1).fill(0));
  rows.forEach((x, row) => {
    const z = [1, ...x, y[row]];
    for (let j = 0; j < n; j += 1) for (let k = j; k <= n; k += 1) A[j][k] += z[j] * z[k];
  });
  for (let j = 0; j < n; j += 1) for (let k = 0; k < j; k += 1) A[j][k] = A[k][j];
  for (let j = 0; j < n; j += 1) {
    for (let row = j + 1; row < n; row += 1) {
      const factor = A[row][j] / A[j][j];
      for (let k = j; k <= n; k += 1) A[row][k] -= factor * A[j][k];
    }
  }
  const w = Array(n).fill(0);
  for (let j = n - 1; j >= 0; j -= 1) {
    w[j] = (A[j][n] - sum(w.map((value, k) => (k > j ? value * A[j][k] : 0)))) / A[j][j];
  }
  return w;
}

/**
 * @param {Vector} w
 * @param {Matrix} rows
 */
export const predict = (w, rows) => rows.map((x) => w[0] + sum(x.map((v, k) => w[k + 1] * v)));

/**
 * 1 − Σ (y − forecast)² / Σ (y − baseline)².
 * @param {Vector} forecast
 * @param {Vector} y
 * @param {Vector} baseline
 */
export function skill(forecast, y, baseline) {
  /** @param {Vector} other */
  const squares = (other) => sum(y.map((value, k) => (value - other[k]) ** 2));
  return 1 - squares(forecast) / squares(baseline);
}

/**
 * The fraction of forecasts with the sign of the truth.
 * @param {Vector} forecast
 * @param {Vector} y
 */
export const signs = (forecast, y) =>
  forecast.filter((value, k) => value * y[k] > 0).length / y.length;

/**
 * The windows of LAGS values that end right before the days from `start`, one for each of `days`.
 * @param {Vector} x
 * @param {number} start
 * @param {number} days
 */
const windows = (x, start, days) =>
  Array.from({ length: days }, (_, k) => x.slice(start + k - LAGS, start + k));

/** @param {number} length */
const zeros = (length) => Array(length).fill(0);

/**
 * Reported score with these leaks, and the score of the same model on new days without any.
 * @param {number} seed
 * @param {Leaks} leaks
 * @returns {Report}
 */
export function report(seed, { smooth, all, tries, level }) {
  const prices = randomWalk(seed);
  const half = (smooth - 1) / 2;
  const shown = means(prices, smooth); // shown[t] is centred on day t + half
  const x = changes(shown);
  const start = MARGIN - half; // of the training part
  const rows = windows(x, start, TRAINING + TEST);
  const y = x.slice(start, start + TRAINING + TEST);
  const known = all ? TRAINING + TEST : TRAINING;
  const [test, truth] = [rows.slice(TRAINING), y.slice(TRAINING)];

  const rng = generator(1000 + seed);
  /** A model that has learned from a random half of the days: a seed, a setting, a moment. */
  const candidate = () => {
    const chosen = [...rows.keys()].filter((k) => k < known && rng.uniform() < 0.5);
    return leastSquares(chosen.map((k) => rows[k]), chosen.map((k) => y[k]));
  };
  const models = tries === 1
    ? [leastSquares(rows.slice(0, known), y.slice(0, known))]
    : Array.from({ length: tries }, candidate);
  const skills = models.map((w) => skill(predict(w, test), truth, zeros(TEST)));
  const w = models[skills.indexOf(Math.max(...skills))];

  const forecast = predict(w, test);
  const before = shown.slice(start + TRAINING, start + TRAINING + TEST);
  const price = before.map((value, k) => value + truth[k]);
  const drawn = before.map((value, k) => value + forecast[k]);
  const middle = sum(price) / TEST;

  // On new days a mean is known half a window later than the day that it is centred on.
  const first = MARGIN + TRAINING + TEST;
  const real = changes(prices).slice(first, first + NEW);
  const later = predict(w, windows(x, first - smooth + 1, NEW));
  return {
    price,
    forecast: drawn,
    score: level ? skill(drawn, price, Array(TEST).fill(middle)) : Math.max(...skills),
    signs: signs(forecast, truth),
    newSkill: skill(later, real, zeros(NEW)),
    newSigns: signs(later, real),
  };
}
