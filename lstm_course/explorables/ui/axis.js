// An axis of a plot, and the ticks on it.

/** @import { Axis } from "../types.d.ts" */

/**
 * @param {number} from
 * @param {number} to
 * @param {string} label
 * @param {Partial<Axis>} [options]
 * @returns {Axis}
 */
export function axis(from, to, label, { scale = "linear", ticks } = {}) {
  return { from, to, label, scale, ticks };
}

/**
 * Round numbers from `from` to `to`, about `count` of them at most.
 * @param {number} from
 * @param {number} to
 * @param {number} count
 */
function linearTicks(from, to, count) {
  const rough = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = power * ([1, 2, 5].find((n) => n * power >= rough) ?? 10);
  const first = Math.ceil(from / size - 1e-9);
  const last = Math.floor(to / size + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => (first + k) * size);
}

/**
 * @param {Axis} axis
 * @param {number} count
 */
export function ticksOf({ from, to, scale, ticks }, count) {
  if (ticks) return ticks;
  if (scale === "linear") return linearTicks(from, to, count);
  const exponents = linearTicks(Math.log10(from), Math.log10(to), count);
  return exponents.filter(Number.isInteger).map((n) => 10 ** n);
}

/**
 * Position of a value along an axis, from 0 to 1.
 * @param {Axis} axis
 * @param {number} value
 */
export function fraction({ from, to, scale }, value) {
  const on = scale === "log" ? Math.log : (/** @type {number} */ v) => v;
  return (on(value) - on(from)) / (on(to) - on(from));
}

/**
 * 1, 2 and 5 times the powers of ten from 10^from to 10^to.
 * @param {number} from
 * @param {number} to
 */
export function niceTicks(from, to) {
  const powers = Array.from({ length: to - from }, (_, n) => Number(`1e${from + n}`));
  return [...powers.flatMap((power) => [power, 2 * power, 5 * power]), Number(`1e${to}`)];
}

const ENDS = niceTicks(-3, 9);

/**
 * The end of a scale with room for all of these, whatever their signs.
 * @param {number[]} values
 */
export const roundAbove = (values) => {
  const largest = Math.max(...values.map(Math.abs));
  return ENDS.find((end) => end >= largest) ?? ENDS[ENDS.length - 1];
};

/**
 * The value that stands so far along an axis: `fraction`, the other way round.
 * @param {Axis} axis
 * @param {number} part from 0 to 1
 */
export function valueAt({ from, to, scale }, part) {
  return scale === "log" ? from * (to / from) ** part : from + part * (to - from);
}
