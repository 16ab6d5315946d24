// The tasks of the arena, with the sizes, budgets and learning rates of chapter 18, and its readers.

import {
  FLIP_FLOP_SYMBOLS,
  flipFlop,
  parity,
  recall,
  RECALL_KEYS,
  RECALL_VALUES,
} from "../model/tasks.js";

/** @import { Rng, Sequence, Vector } from "../types.d.ts" */
/** @import { Kind } from "../model/reader.js" */

/** @type {Record<Kind, string>} */
export const READERS = {
  lstm: "LSTM",
  min_lstm: "minLSTM",
  attention: "attention",
  unplaced_attention: "attention without positions",
};

/**
 * @typedef {object} ArenaTask
 * @property {string} name
 * @property {string} what what has to be done, and what counts as correct
 * @property {string} unit of a length
 * @property {(rng: Rng, count: number, length: number) => Sequence[]} draw
 * @property {{ inputs: number, outputs: number, units: number }} sizes
 * @property {number} steps of training
 * @property {[number, number]} train the lengths in training, from and to
 * @property {number[]} asked the lengths that are asked
 * @property {number} shown the length of the sequence that is shown
 * @property {boolean} whole true if every step of a sequence has to be right, false if the final one
 * @property {number} chance the fraction that guessing gets right
 * @property {Record<Kind, number>} rates learning rates, the best of three for each reader
 * @property {(x: Vector) => string} letter what is read at a step, in a letter or two
 * @property {(k: number) => string} output how an output is written
 */

const KEYS = "abcdefghijklmnop";

/** @type {Record<string, ArenaTask>} */
export const TASKS = {
  flip_flop: {
    name: "flip-flop",
    what: "Say after each step which bit, 0 or 1, was read most recently. Most steps (·) bring " +
      "none. A sequence counts if every step of it is right.",
    unit: "steps",
    draw: flipFlop,
    sizes: { inputs: FLIP_FLOP_SYMBOLS, outputs: 2, units: 16 },
    steps: 300,
    train: [32, 32],
    asked: [16, 32, 64, 128],
    shown: 16,
    whole: true,
    chance: 0,
    rates: { lstm: 0.03, min_lstm: 0.03, attention: 0.03, unplaced_attention: 0.03 },
    letter: (x) => "01····"[x.indexOf(1)],
    output: String,
  },
  parity: {
    name: "parity",
    what:
      "Say after each step whether the number of ones so far is odd (1) or even (0). A sequence " +
      "counts if the final step is right; guessing gets one half.",
    unit: "steps",
    draw: parity,
    sizes: { inputs: 2, outputs: 2, units: 16 },
    steps: 500,
    train: [1, 16],
    asked: [4, 8, 16, 32, 64, 128],
    shown: 16,
    whole: false,
    chance: 1 / 2,
    rates: { lstm: 0.03, min_lstm: 0.03, attention: 0.03, unplaced_attention: 0.01 },
    letter: (x) => String(x.indexOf(1)),
    output: String,
  },
  recall: {
    name: "recall",
    what: "Read pairs of a letter and a number; then comes one of the letters alone, and its " +
      "number is asked for. Guessing gets one eighth.",
    unit: "pairs",
    draw: recall,
    sizes: { inputs: RECALL_KEYS + RECALL_VALUES, outputs: RECALL_VALUES, units: 32 },
    steps: 1000,
    train: [1, 8],
    asked: [1, 2, 4, 8, 12, 16],
    shown: 8,
    whole: false,
    chance: 1 / RECALL_VALUES,
    rates: { lstm: 0.03, min_lstm: 0.03, attention: 0.01, unplaced_attention: 0.01 },
    letter(x) {
      const value = x.indexOf(1, RECALL_KEYS);
      return KEYS[x.indexOf(1)] + (value < 0 ? "?" : value - RECALL_KEYS + 1);
    },
    output: (k) => String(k + 1),
  },
};

const TESTS = 10; // of a run

/**
 * The steps of training from one test to the next.
 * @param {ArenaTask} task
 */
export const testEvery = ({ steps }) => steps / TESTS;

/**
 * The class with the largest output at step t, of K.
 * @param {ArrayLike<number>} y outputs of all steps, one after another
 * @param {number} t
 * @param {number} K
 */
export function largest(y, t, K) {
  let best = 0;
  for (let k = 1; k < K; k += 1) if (y[t * K + k] > y[t * K + best]) best = k;
  return best;
}

/**
 * True if a sequence counts as correct.
 * @param {ArenaTask} task
 * @param {ArrayLike<number>} y outputs of all steps, one after another
 * @param {Sequence} sequence
 */
export function isCorrect({ whole, sizes: { outputs } }, y, { target }) {
  /** @param {number} t */
  const hit = (t) => largest(y, t, outputs) === target[t];
  return whole ? target.every((_, t) => hit(t)) : hit(target.length - 1);
}
