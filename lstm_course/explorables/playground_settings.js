// What can be set in the playground: what decides a run, and what of it is looked at. Beside what
// other settings are, these know their label, and what their values are called.

import { number } from "./numbers.js";
import { PLAYED } from "./playground_tasks.js";
import { choice, slider } from "./settings.js";

const sliding = (label, ...range) => ({ ...slider(label, ...range), label, words: number });

const choosing = (label, options, value) => ({
  ...choice(label, options, value),
  label,
  words: (key) => options[key],
});

const TASK_NAMES = Object.fromEntries(Object.entries(PLAYED).map(([key, { name }]) => [key, name]));
const UPDATES = { adam: "Adam, clipped", sgd: "SGD, clipped", raw: "SGD, not clipped" };

// Keys that are whole numbers would be put in front by JavaScript: 1.0
const POWERS = ["0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1.0", "3.0"];
const RATE_NAMES = Object.fromEntries(POWERS.map((rate) => [rate, number(Number(rate))]));
const rates = {
  ...choosing("learning rate $η$", RATE_NAMES, "0.01"),
  read: (text) => POWERS.find((known) => Number(known) === parseFloat(text)),
};

const longer = sliding("steps of a sequence $T$", 10, 60, 10, 1);

/** As a slider, but at rest where the task itself says how long sequences are. */
const howLong = {
  ...longer,
  control(set) {
    const { element, show } = longer.control(set);
    const follow = (value, { task }) => {
      show(value);
      for (const input of element.querySelectorAll("input")) input.disabled = !PLAYED[task].long;
    };
    return { element, show: follow };
  },
};

export const recipe = {
  task: choosing("task", TASK_NAMES, "remember"),
  length: howLong,
  units: sliding("units $H$", 1, 32, 4, 1),
  forget: sliding("bias of the forget gates", -3, 5, 1, 0.5),
  input: sliding("bias of the input gates", -10, 2, 0, 0.5),
  spread: sliding("other weights, so many times larger", 0.1, 3, 1, 0.1),
  rule: choosing("what changes the weights", UPDATES, "adam"),
  rate: rates,
  seed: sliding("seed: other weights, other sequences", 1, 50, 1, 1),
};

export const looks = {
  sequence: sliding("look at sequence", 1, 20, 1, 1),
  unit: sliding("look at unit", 1, 32, 1, 1),
};
