// The small tasks of lstm_lib.tasks, as sequences { x, target }.

/** @import { Rng, Sequence, Target, Vector } from "../types.d.ts" */

/** @type {(size: number, k: number) => Vector} */
const oneHot = (size, k) => Array.from({ length: size }, (_, n) => Number(n === k));

/** @type {(rng: Rng, low: number, high: number) => number} */
const between = (rng, low, high) => low + rng.integer(high - low + 1);

/** @type {(T: number, target: Target) => (Target | null)[]} */
const atTheEnd = (T, target) => [...Array(T - 1).fill(null), target];

// Two companies: prices differ on day 1 only; after days 1 to 4, predict day 5

/** @type {Record<string, Vector>} */
export const PRICES = { A: [0, 0.5, 0.25, 1], B: [1, 0.5, 0.25, 1] };
/** @type {Record<string, number>} */
export const DAY_5 = { A: 0, B: 1 };

/** The published unit (Starmer 2022) after training; columns bias, h, x. */
export const PUBLISHED_UNIT = {
  i: [[0.6204, 1.9983, 1.6525]],
  f: [[1.6234, 2.7043, 1.6307]],
  g: [[-0.3217, 1.4122, 0.9393]],
  o: [[0.5935, 4.3848, -0.1943]],
};

/** @returns {Sequence[]} */
export function twoCompanies() {
  return Object.keys(PRICES).map((name) => ({
    x: PRICES[name].map((price) => [price]),
    target: atTheEnd(4, [DAY_5[name]]),
  }));
}

/**
 * The adding problem: the sum of the two marked numbers, scaled to ½ + (X₁ + X₂)/4.
 * @param {Rng} rng
 * @param {number} count
 * @param {number} steps
 * @returns {Sequence[]}
 */
export function adding(rng, count, steps) {
  const half = Math.floor(steps / 2);
  return Array.from({ length: count }, () => {
    const T = between(rng, steps, steps + Math.floor(steps / 10));
    const first = rng.integer(Math.min(10, half));
    let second = rng.integer(half - 1);
    if (second >= first) second += 1;
    const x = Array.from({ length: T }, () => [2 * rng.uniform() - 1, 0]);
    x[0][1] = x[T - 1][1] = -1;
    x[first][1] = x[second][1] = 1;
    if (x[0][1] === 1) x[0][0] = 0;
    return { x, target: atTheEnd(T, [0.5 + (x[first][0] + x[second][0]) / 4]) };
  });
}

// Temporal order: which of X and Y came first, and which second?

export const ORDER_SYMBOLS = "EBabcdXY";
export const ORDER_CLASSES = ["XX", "XY", "YX", "YY"];

/**
 * @param {Rng} rng
 * @param {number} count
 * @param {number} steps
 * @returns {Sequence[]}
 */
export function temporalOrder(rng, count, steps) {
  /** @param {number} n */
  const tenths = (n) => Math.floor((n * steps) / 10);
  return Array.from({ length: count }, () => {
    const T = between(rng, steps, steps + tenths(1));
    const letters = Array.from({ length: T }, () => "abcd"[rng.integer(4)]);
    letters[0] = "E";
    letters[T - 1] = "B";
    const [one, two] = ["XY"[rng.integer(2)], "XY"[rng.integer(2)]];
    letters[between(rng, tenths(1), tenths(2))] = one;
    letters[between(rng, tenths(5), tenths(6))] = two;
    return {
      x: letters.map((letter) => oneHot(8, ORDER_SYMBOLS.indexOf(letter))),
      target: atTheEnd(T, ORDER_CLASSES.indexOf(one + two)),
    };
  });
}

// The embedded Reber grammar: the second symbol is repeated at the end, before the final E

export const REBER_SYMBOLS = "BTSXPVE";
/**
 * For each state, the symbols that may come and the states they lead to.
 * @type {Record<string, number>[]}
 */
export const REBER = [
  { B: 1 },
  { T: 2, P: 3 },
  { S: 2, X: 4 },
  { T: 3, V: 5 },
  { X: 3, S: 6 },
  { P: 4, V: 6 },
  { E: 7 },
];

/** @param {Rng} rng */
export function reberString(rng) {
  const outer = "TP"[rng.integer(2)];
  let inner = "";
  for (let state = 0; state < REBER.length;) {
    const letters = Object.keys(REBER[state]);
    const letter = letters[rng.integer(letters.length)];
    inner += letter;
    state = REBER[state][letter];
  }
  return `B${outer}${inner}${outer}E`;
}

/**
 * At each step, predict the next symbol.
 * @param {Rng} rng
 * @param {number} count
 * @returns {Sequence[]}
 */
export function reber(rng, count) {
  return Array.from({ length: count }, () => {
    const numbers = Array.from(reberString(rng), (letter) => REBER_SYMBOLS.indexOf(letter));
    return { x: numbers.slice(0, -1).map((k) => oneHot(7, k)), target: numbers.slice(1) };
  });
}

/**
 * Remember the first value: ±1 with a flag, then noise; at the end the sum of the outputs should
 * be half of it.
 * @param {Rng} rng
 * @param {number} count
 * @param {number} steps
 * @returns {Sequence[]}
 */
export function remember(rng, count, steps) {
  return Array.from({ length: count }, () => {
    const value = rng.integer(2) ? 1 : -1;
    const noise = Array.from({ length: steps - 1 }, () => [0.3 * rng.normal(), 0]);
    return { x: [[value, 1], ...noise], target: atTheEnd(steps, [value / 2]) };
  });
}

// State tracking, as lstm_lib.tasks.state_tracking has it: the target of a step is the state after it

/** Symbols 0 and 1 set the bit, the others say nothing. */
export const FLIP_FLOP_SYMBOLS = 6;
const CHANCE_TO_SET = 0.1;

/**
 * The bit that was set most recently; the first step always sets it.
 * @param {Rng} rng
 * @param {number} count
 * @param {number} steps
 * @returns {Sequence[]}
 */
export function flipFlop(rng, count, steps) {
  return Array.from({ length: count }, () => {
    let bit = 0;
    const symbols = Array.from({ length: steps }, (_, t) => {
      const sets = rng.uniform() < CHANCE_TO_SET || t === 0;
      return sets ? rng.integer(2) : between(rng, 2, FLIP_FLOP_SYMBOLS - 1);
    });
    return {
      x: symbols.map((symbol) => oneHot(FLIP_FLOP_SYMBOLS, symbol)),
      target: symbols.map((symbol) => (bit = symbol < 2 ? symbol : bit)),
    };
  });
}

/**
 * The parity of the ones so far: 1 if their number is odd.
 * @param {Rng} rng
 * @param {number} count
 * @param {number} steps
 * @returns {Sequence[]}
 */
export function parity(rng, count, steps) {
  return Array.from({ length: count }, () => {
    let odd = 0;
    const bits = Array.from({ length: steps }, () => rng.integer(2));
    return { x: bits.map((bit) => oneHot(2, bit)), target: bits.map((bit) => (odd ^= bit)) };
  });
}

// Associative recall, as lstm_lib.tasks.recall has it

export const RECALL_KEYS = 16;
export const RECALL_VALUES = 8;

/**
 * Pairs of a key and a value, with different keys, then one of the keys alone: what was its value?
 * @param {Rng} rng
 * @param {number} count
 * @param {number} pairs
 * @returns {Sequence[]}
 */
export function recall(rng, count, pairs) {
  return Array.from({ length: count }, () => {
    const keys = Array.from({ length: RECALL_KEYS }, (_, k) => k);
    for (let k = 0; k < pairs; k += 1) { // the beginning of a shuffle
      const other = between(rng, k, RECALL_KEYS - 1);
      [keys[k], keys[other]] = [keys[other], keys[k]];
    }
    const values = Array.from({ length: pairs }, () => rng.integer(RECALL_VALUES));
    const asked = rng.integer(pairs);
    const nothing = Array(RECALL_VALUES).fill(0);
    const read = values.map((value, k) => [
      ...oneHot(RECALL_KEYS, keys[k]),
      ...oneHot(RECALL_VALUES, value),
    ]);
    return {
      x: [...read, [...oneHot(RECALL_KEYS, keys[asked]), ...nothing]],
      target: atTheEnd(pairs + 1, values[asked]),
    };
  });
}
