// A setting with a value at each of T steps, drawn with a pointer or set step by step. It is
// written as one letter a step, 0 … 9 a … k for 0, 0.05, … 1, so that a whole series is one word
// of the address.

import { slider } from "./controls.js";
import { axis } from "./axis.js";
import { Plot } from "./plot.js";

/** @import { AnyState, Axis, Point, Setting, Value, Vector } from "../types.d.ts" */
/** @import { Marks } from "./marks.js" */

const LEVELS = 20;

/** @param {string} word */
export const levels = (word) => Array.from(word, (letter) => parseInt(letter, LEVELS + 1) / LEVELS);

/** @param {number} value */
const letter = (value) => Math.round(value * LEVELS).toString(LEVELS + 1);

/**
 * The word with these values, { step: value }; steps count from 1.
 * @param {string} word
 * @param {Record<number, number>} values
 */
export function replaceLevels(word, values) {
  return Array.from(word, (old, k) => (k + 1 in values ? letter(values[k + 1]) : old)).join("");
}

/**
 * The values at the steps that a stroke between two points [step, value] crosses.
 * @param {Point} to
 * @param {Point} from
 * @returns {Record<number, number>}
 */
export function stroke([x1, y1], [x0, y0]) {
  const [first, final] = [Math.round(x0), Math.round(x1)];
  const count = Math.abs(final - first);
  /** @param {number} part */
  const at = (part) => [Math.round(x0 + part * (x1 - x0)), y0 + part * (y1 - y0)];
  const crossed = Array.from({ length: count }, (_, n) => at(n / count));
  return Object.fromEntries([...crossed, [final, y1]]);
}

/**
 * A series; its control sets the value at the step that the setting `chosen` names.
 * @param {string} label
 * @param {string} word
 * @param {string} chosen
 * @returns {Setting<string>}
 */
export function timeSeries(label, word, chosen) {
  const steps = word.length;
  const one = slider(label, 0, 1, 1, 1 / LEVELS);
  /** @param {string} text */
  const read = (text) => (/^[0-9a-k]+$/.test(text) && text.length === steps ? text : undefined);

  /** @param {(text: Value) => void} set */
  function control(set) {
    let now = word;
    let step = 1;
    const inner = one.control((text) => {
      const value = one.read(String(text));
      if (value !== undefined) set(replaceLevels(now, { [step]: value }));
    });
    /**
     * @param {Value} word
     * @param {AnyState} state
     */
    const show = (word, state) => {
      [now, step] = [String(word), Number(state[chosen])];
      inner.show(levels(now)[step - 1], state);
    };
    return { element: inner.element, show };
  }

  return { value: word, read, control };
}

// Pictures over steps 1 … T

const TICKS = [1, 5, 10, 15, 20];

/**
 * @param {number} T
 * @param {string} label
 */
export const stepsAxis = (T, label) => axis(0.51, T + 0.49, label, { ticks: TICKS });

/**
 * Mark the step that is chosen.
 * @param {Marks} marks
 * @param {{ k: number }} values
 */
export const markChosen = (marks, { k }) => marks.band(k - 0.5, k + 0.5);

/**
 * @typedef {{ k: number, draw: (gate: string) => (to: Point, from: Point) => void }
 *   & Record<"f" | "i", Vector>} Drawable
 */

/**
 * A gate over time, a stem at each step, to be drawn with a pointer.
 * @param {"f" | "i"} symbol
 * @param {string} name
 * @param {Axis} steps
 * @returns {Plot<any>}
 */
export const drawableGate = (symbol, name, steps) =>
  new Plot({
    label: `The ${name} at every step, from 0 to 1; draw it with a finger or the mouse`,
    x: steps,
    y: axis(0, 1, `${name} $${symbol}_t$`, { ticks: [0, 0.5, 1] }),
    height: () => 124,
    draw(marks, /** @type {Drawable} */ values) {
      markChosen(marks, values);
      values[symbol].forEach((level, n) => {
        marks.line([[n + 1, 0], [n + 1, level]], { colour: symbol, width: 3 });
        marks.dot(n + 1, level, { colour: symbol });
      });
      marks.plot.surface(values.draw(symbol));
    },
  });
