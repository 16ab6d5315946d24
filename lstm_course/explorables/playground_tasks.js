// What the playground can be set to learn: the small tasks, which answers are right, and what
// answers cost that know too little. How `long` sequences are can be chosen, or is the task's own.
// Without a `head` the answer is the sum of the outputs, y = h_1 + … + h_H. The numbers of an
// answer are ys, a vector of K for each step.

import {
  adding,
  company,
  ORDER_CLASSES,
  ORDER_SYMBOLS,
  REBER,
  REBER_SYMBOLS,
  reber,
  remember,
  temporalOrder,
} from "./tasks.js";
import { softmax } from "./training.js";

/** Whether the last answer is off by less than this. */
const near = (tolerance) => (ys, { target }) =>
  Math.abs(ys.at(-1)[0] - target.at(-1)[0]) < tolerance;

/** The mean square by which ½ misses: (2 − P) / 48, P being the chance that step 1 is marked. */
export function addingBaseline(steps) {
  const half = Math.floor(steps / 2);
  const first = 1 / Math.min(10, half);
  return (2 - first - (1 - first) / (half - 1)) / 48;
}

/** Whether at the end each of the four shares is less than 0.3 from 1 or 0. */
export function orderIsRight(ys, { target }) {
  const off = softmax(ys.at(-1)).map((share, k) => Math.abs(share - (k === target.at(-1))));
  return off.every((distance) => distance < 0.3);
}

/** For each symbol of a string but the last: the symbols that may follow it. */
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

/** Whether at every step each symbol that may follow got more than each that may not. */
export function reberIsRight(ys, sequence) {
  return mayFollow(sequence).every((letters, t) => {
    const may = (_, k) => letters.includes(REBER_SYMBOLS[k]);
    const mayNot = (y, k) => !may(y, k);
    return Math.min(...ys[t].filter(may)) > Math.max(...ys[t].filter(mayNot));
  });
}

// A string has 12 symbols on average: 11 are asked for, at 7 of them two may come, and one more is
// known from the second symbol alone.
const REBER_BEST = (7 / 11) * Math.LN2;
const REBER_FORGETFUL = (8 / 11) * Math.LN2;

export const PLAYED = {
  remember: {
    name: "remember",
    what:
      "First comes +1 or −1 (large dot), then noise. At the last step half of what came first " +
      "is asked for. The answer is the sum of the outputs $h$.",
    sizes: { inputs: 2, outputs: 1 },
    draw: remember,
    long: true,
    right: near(0.1),
    marked: ([, flag]) => flag === 1,
    known: { "always answering 0": () => 1 / 4 },
  },
  adding: {
    name: "adding",
    what:
      "Two values of the first half are marked (large dots). At the last step one half plus a " +
      "quarter of their sum is asked for.",
    sizes: { inputs: 2, outputs: 1 },
    head: true,
    draw: adding,
    long: true,
    right: near(0.04),
    marked: ([, mark]) => mark === 1,
    known: { "always answering ½": addingBaseline },
  },
  order: {
    name: "temporal order",
    what:
      "Among letters that mean nothing, two are X or Y. At the last step it is asked which " +
      "they were, in their order: XX, XY, YX or YY.",
    sizes: { inputs: ORDER_SYMBOLS.length, outputs: ORDER_CLASSES.length },
    head: true,
    letters: ORDER_SYMBOLS,
    idle: "abcd", // letters that mean nothing
    classes: ORDER_CLASSES,
    draw: temporalOrder,
    long: true,
    right: orderIsRight,
    known: { "a quarter to each answer": () => Math.log(4) },
  },
  reber: {
    name: "embedded Reber",
    what:
      "At every step the next symbol is asked for. Often two may come, and ½ each is best. The " +
      "symbol before the last repeats the second one: that has to be remembered.",
    sizes: { inputs: REBER_SYMBOLS.length, outputs: REBER_SYMBOLS.length },
    head: true,
    letters: REBER_SYMBOLS,
    classes: [...REBER_SYMBOLS],
    may: mayFollow,
    draw: reber,
    right: reberIsRight,
    known: {
      "knows all but the second symbol": () => REBER_FORGETFUL,
      "the best that can be, on average": () => REBER_BEST,
    },
  },
  company: {
    name: "two companies",
    what:
      "The prices of companies A and B on days 1 to 4 differ on day 1 only. Day 5 is asked for: " +
      "0 for A, 1 for B. The answer is the sum of the outputs $h$.",
    sizes: { inputs: 1, outputs: 1 },
    draw: company,
    marked: () => true,
    known: { "always answering ½": () => 1 / 4 },
  },
};
