// The tasks that the playground can learn, which outputs count as correct, and the losses of
// models that know too little. A task without `head` predicts the sum of the hidden states,
// y = h_1 + … + h_H. The outputs of a sequence are a vector of K numbers for each step.

import { softmax } from "../model/losses.js";
import {
  adding,
  ORDER_CLASSES,
  ORDER_SYMBOLS,
  REBER,
  reber,
  REBER_SYMBOLS,
  remember,
  temporalOrder,
  twoCompanies,
} from "../model/tasks.js";

/** @import { AnyState, Matrix, Rng, Sequence, Vector } from "../types.d.ts" */

/**
 * @typedef {object} PlaygroundTask
 * @property {string} name
 * @property {string} what what the network has to do
 * @property {{ inputs: number, outputs: number }} sizes
 * @property {AnyState} usual settings that suit it
 * @property {boolean} [head] whether it has a trained head
 * @property {(rng: Rng, count: number, steps: number) => Sequence[]} draw
 * @property {boolean} [long] whether the length of its sequences can be chosen
 * @property {(ys: Matrix, sequence: Sequence) => boolean} [isCorrect]
 * @property {(input: Vector) => boolean} [marked] inputs that are drawn large
 * @property {string} [letters] the symbols, where inputs are symbols
 * @property {string} [idle] symbols without meaning
 * @property {string[]} [classes] where the output is a class
 * @property {(sequence: Sequence) => string[][]} [may] at each step, the symbols that may follow
 * @property {Record<string, (steps: number) => number>} known losses, and what has them
 */

/**
 * The number asked for at the final step.
 * @param {Sequence} sequence
 */
export const finalNumber = ({ target }) => /** @type {Vector} */ (target[target.length - 1])[0];

/** @type {(tolerance: number) => (ys: Matrix, sequence: Sequence) => boolean} */
const within = (tolerance) => (ys, sequence) =>
  Math.abs(ys[ys.length - 1][0] - finalNumber(sequence)) < tolerance;

/**
 * The mean squared error of always ½: (2 − P) / 48, P being the chance that step 1 is marked.
 * @param {number} steps
 */
export function addingBaseline(steps) {
  const half = Math.floor(steps / 2);
  const first = 1 / Math.min(10, half);
  return (2 - first - (1 - first) / (half - 1)) / 48;
}

/**
 * True if at the end each of the four probabilities is within 0.3 of its target, 1 or 0.
 * @param {Matrix} ys
 * @param {Sequence} sequence
 */
export function orderIsCorrect(ys, { target }) {
  const wanted = target[target.length - 1];
  const off = softmax(ys[ys.length - 1]).map((p, k) => Math.abs(p - Number(k === wanted)));
  return off.every((distance) => distance < 0.3);
}

/**
 * For each symbol of a string but the final one: the symbols that may follow it.
 * @param {Sequence} sequence
 */
export function mayFollow({ x }) {
  const read = x.map((symbol) => symbol.indexOf(1));
  const end = REBER.length;
  let state = 0; // in the inner grammar, from the third symbol on
  return read.map((symbol, t) => {
    if (t === 0) return ["T", "P"];
    if (t > 1 && state < end) state = REBER[state][REBER_SYMBOLS[symbol]];
    if (state < end) return Object.keys(REBER[state]);
    return t === read.length - 1 ? ["E"] : [REBER_SYMBOLS[read[1]]];
  });
}

/**
 * True if at every step each symbol that may follow gets more than each that may not.
 * @param {Matrix} ys
 * @param {Sequence} sequence
 */
export function reberIsCorrect(ys, sequence) {
  return mayFollow(sequence).every((letters, t) => {
    /** @type {(y: number, k: number) => boolean} */
    const may = (_, k) => letters.includes(REBER_SYMBOLS[k]);
    /** @type {(y: number, k: number) => boolean} */
    const mayNot = (y, k) => !may(y, k);
    return Math.min(...ys[t].filter(may)) > Math.max(...ys[t].filter(mayNot));
  });
}

// A string has 12 symbols on average. Of the 11 that are predicted, 7 have two possibilities, and
// one more is known from the second symbol alone.
const REBER_BEST = (7 / 11) * Math.LN2;
const REBER_FORGETFUL = (8 / 11) * Math.LN2;

/** @type {Record<string, PlaygroundTask>} */
export const TASKS = {
  remember: {
    name: "remember",
    what: "First comes +1 or −1 (large dot), then noise. At the final step, the network should " +
      "give half of that first value. Its output is the sum of the hidden states $h$.",
    sizes: { inputs: 2, outputs: 1 },
    usual: { length: 10, units: 4 },
    draw: remember,
    long: true,
    isCorrect: within(0.1),
    marked: ([, flag]) => flag === 1,
    known: { "always predicting 0": () => 1 / 4 },
  },
  adding: {
    name: "adding",
    what: "Two values in the first half are marked (large dots). At the final step, the network " +
      "should give one half plus a quarter of their sum.",
    sizes: { inputs: 2, outputs: 1 },
    usual: { length: 20, units: 8 },
    head: true,
    draw: adding,
    long: true,
    isCorrect: within(0.04),
    marked: ([, mark]) => mark === 1,
    known: { "always predicting ½": addingBaseline },
  },
  order: {
    name: "temporal order",
    what: "Among letters without meaning, two are X or Y. At the final step, the network should " +
      "say which ones, in their order: XX, XY, YX or YY.",
    sizes: { inputs: ORDER_SYMBOLS.length, outputs: ORDER_CLASSES.length },
    usual: { length: 20, units: 8 },
    head: true,
    letters: ORDER_SYMBOLS,
    idle: "abcd",
    classes: ORDER_CLASSES,
    draw: temporalOrder,
    long: true,
    isCorrect: orderIsCorrect,
    known: { "giving each order a quarter": () => Math.log(4) },
  },
  reber: {
    name: "embedded Reber",
    what: "At every step, the network should predict the next symbol. Often two may come, and ½ " +
      "each is best. The symbol before the final E repeats the second one, which has to be " +
      "remembered.",
    sizes: { inputs: REBER_SYMBOLS.length, outputs: REBER_SYMBOLS.length },
    usual: { units: 16 },
    head: true,
    letters: REBER_SYMBOLS,
    classes: [...REBER_SYMBOLS],
    may: mayFollow,
    draw: reber,
    isCorrect: reberIsCorrect,
    known: {
      "forgetting the second symbol and knowing all else": () => REBER_FORGETFUL,
      "the best possible, on average": () => REBER_BEST,
    },
  },
  company: {
    name: "two companies",
    what:
      "The prices of companies A and B on days 1 to 4 differ only on day 1. The network should " +
      "give the price of day 5: 0 for A, 1 for B. Its output is the sum of the hidden states $h$.",
    sizes: { inputs: 1, outputs: 1 },
    usual: { units: 1 },
    draw: twoCompanies,
    marked: () => true,
    known: { "always predicting ½": () => 1 / 4 },
  },
};
