// A setting with a value at each of T steps, drawn by hand or set step by step. It is written as one
// letter a step, 0 … 9 a … k for 0, 0.05, … 1, so that a whole course is a word of the address.

import { axis, Plot } from "./plot.js";
import { slider } from "./settings.js";

const LEVELS = 20;

export const levels = (word) => Array.from(word, (letter) => parseInt(letter, LEVELS + 1) / LEVELS);
const letter = (value) => Math.round(value * LEVELS).toString(LEVELS + 1);

/** The word with these values, { step: value }, steps from 1. */
export function redrawn(word, values) {
  return Array.from(word, (old, k) => (k + 1 in values ? letter(values[k + 1]) : old)).join("");
}

/** The values at the steps that a stroke from one point [step, value] to another crosses. */
export function stroke([x1, y1], [x0, y0]) {
  const [first, last] = [Math.round(x0), Math.round(x1)];
  const count = Math.abs(last - first);
  const at = (share) => [Math.round(x0 + share * (x1 - x0)), y0 + share * (y1 - y0)];
  const crossed = Array.from({ length: count }, (_, n) => at(n / count));
  return Object.fromEntries([...crossed, [last, y1]]);
}

/** A course; its control sets the value at the step that the setting `chosen` names. */
export function course(label, word, chosen) {
  const steps = word.length;
  const one = slider(label, 0, 1, 1, 1 / LEVELS);
  const read = (text) => (/^[0-9a-k]+$/.test(text) && text.length === steps ? text : undefined);

  function control(set) {
    let now;
    let step;
    const inner = one.control((text) => {
      const value = one.read(text);
      if (value !== undefined) set(redrawn(now, { [step]: value }));
    });
    const show = (word, all) => {
      [now, step] = [word, all[chosen]];
      inner.show(levels(now)[step - 1]);
    };
    return { element: inner.element, show };
  }

  return { value: word, read, control };
}

// What is drawn over steps 1 … T

const TICKS = [1, 5, 10, 15, 20];
export const time = (T, label) => axis(0.51, T + 0.49, label, { ticks: TICKS });
export const chosen = (marks, { k }) => marks.band(k - 0.5, k + 0.5);

/** A gate over time, a stem at each step, to be drawn by hand: values.draw(symbol)(to, from). */
export const drawing = (symbol, name, steps) =>
  new Plot({
    label: `The ${name} at every step, from 0 to 1: to be drawn with a finger or the mouse`,
    x: steps,
    y: axis(0, 1, `${name} $${symbol}_t$`, { ticks: [0, 0.5, 1] }),
    height: () => 124,
    draw(marks, values) {
      chosen(marks, values);
      values[symbol].forEach((level, n) => {
        marks.line([[n + 1, 0], [n + 1, level]], { colour: symbol, width: 3 });
        marks.dot(n + 1, level, { colour: symbol });
      });
      marks.surface(values.draw(symbol));
    },
  });
