// The settings of the playground: those that decide a run, and those of the view. Beside what
// other settings have, these have a label and names for their values.

import { DEFAULT_FORGET_BIAS } from "../model/defaults.js";
import { choice, slider } from "../ui/controls.js";
import { formatNumber } from "../ui/format.js";
import { TASKS } from "./tasks.js";

/** @import { AnyState, Setting, Value } from "../types.d.ts" */

/** @typedef {{ label: string, nameOf: (value: Value) => string }} Named */

/**
 * @param {string} label
 * @param {number} from
 * @param {number} to
 * @param {number} value
 * @param {number} step
 */
const namedSlider = (label, from, to, value, step) => ({
  ...slider(label, from, to, value, step),
  label,
  nameOf: (/** @type {Value} */ value) => formatNumber(Number(value)),
});

/**
 * @param {string} label
 * @param {Record<string, string>} options
 * @param {string} value
 * @param {Record<string, AnyState>} [implies]
 */
const namedChoice = (label, options, value, implies) => ({
  ...choice(label, options, value, implies),
  label,
  nameOf: (/** @type {Value} */ value) => options[value],
});

/**
 * @template T
 * @param {(task: import("./tasks.js").PlaygroundTask) => T} of
 */
const ofTasks = (of) =>
  Object.fromEntries(Object.entries(TASKS).map(([key, task]) => [key, of(task)]));

const OPTIMIZERS = { adam: "Adam, clipped", sgd: "SGD, clipped", raw: "SGD, no clipping" };

// JavaScript would put keys that are whole numbers first: 1.0
const RATES = ["0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1.0", "3.0"];
const RATE_NAMES = Object.fromEntries(RATES.map((rate) => [rate, formatNumber(Number(rate))]));

const rate = {
  ...namedChoice("learning rate $η$", RATE_NAMES, "0.01"),
  read: (/** @type {string} */ text) => RATES.find((known) => Number(known) === parseFloat(text)),
};

const anyLength = namedSlider("steps of a sequence $T$", 10, 60, 10, 1);

/** A slider that rests where the task itself decides how long its sequences are. */
const length = {
  ...anyLength,
  /** @type {Setting["control"]} */
  control(set) {
    const { element, show } = anyLength.control(set);
    return {
      element,
      show(value, state) {
        show(value, state);
        for (const input of element.querySelectorAll("input")) {
          input.disabled = !TASKS[state.task].long;
        }
      },
    };
  },
};

export const recipe = {
  task: namedChoice("task", ofTasks(({ name }) => name), "remember", ofTasks(({ usual }) => usual)),
  length,
  units: namedSlider("units $H$", 1, 32, 4, 1),
  forget: namedSlider("bias of the forget gates", -3, 5, DEFAULT_FORGET_BIAS, 0.5),
  input: namedSlider("bias of the input gates", -10, 2, 0, 0.5),
  scale: namedSlider("weight scale", 0.1, 3, 1, 0.1),
  rule: namedChoice("optimizer", OPTIMIZERS, "adam"),
  rate,
  seed: namedSlider("seed", 1, 50, 1, 1),
};

export const view = {
  sequence: namedSlider("sequence shown", 1, 20, 1, 1),
  unit: namedSlider("unit shown", 1, 32, 1, 1),
  at: namedSlider("step read off", 1, 66, 1, 1),
};
