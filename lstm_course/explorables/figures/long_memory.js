// One bit in a memory cell: what is left after T steps, what has piled up beside it, and how much
// of a gradient the forget gate's bias gets.

import { DEFAULT_FORGET_BIAS } from "../model/defaults.js";
import { sigmoid } from "../model/lstm.js";
import { choice, slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { formatNumber } from "../ui/format.js";
import { axis } from "../ui/axis.js";
import { table } from "../ui/panels.js";
import { Plot } from "../ui/plot.js";

/** @import { Explorable, Panel, Point, SetState, State } from "../types.d.ts" */

const POWER = 6; // of 10: the most steps
const [LEAST, MOST] = [1e-4, 1e3]; // of what is shown
const PLACES = Array.from({ length: 40 * POWER + 1 }, (_, k) => 10 ** (k / 40));

const settings = {
  bias: slider("bias $b_f$ of the forget gate", 0, 20, DEFAULT_FORGET_BIAS, 0.1),
  power: slider("steps $T$, as a power of 10", 0, POWER, 2, 0.05),
  writing: choice("input gate meanwhile", {
    shut: "shut",
    tied: "$1 − f$",
    half: "½",
  }, "shut"),
};

const examples = {
  "a new layer": { bias: DEFAULT_FORGET_BIAS, power: 2, writing: "half" },
  "100 steps": { bias: 4.6, power: 2, writing: "tied" },
  "100,000 steps": { bias: 11.5, power: 5, writing: "tied" },
  "open, and noisy": { bias: 11.5, power: 5, writing: "half" },
};

/**
 * @param {State<typeof settings>} state
 * @param {SetState} set
 */
function values({ bias, power, writing }, set) {
  const short = sigmoid(-bias); // 1 − f, to its last digit
  const decay = Math.log1p(Math.exp(-bias)); // −ln f
  const written = { shut: 0, tied: short, half: 0.5 }[writing] ?? 0;
  /** @param {number} T */
  const left = (T) => Math.exp(-decay * T);
  /** @param {number} T */
  const noise = (T) => written * Math.sqrt(Math.expm1(-2 * decay * T) / Math.expm1(-2 * decay));
  /** @param {number} T */
  const gradient = (T) => T * short * left(T);
  return { bias, power, T: 10 ** power, left, noise, gradient, halfLife: Math.LN2 / decay, set };
}
/** @typedef {ReturnType<typeof values>} Values */

/** @param {number} value */
const inside = (value) => Math.min(Math.max(value, LEAST), MOST);

/** @returns {Panel<Values>} */
const memory = () =>
  new Plot({
    label: "What is left of a bit, and the noise beside it, against the steps; both logarithmic",
    x: axis(1, 10 ** POWER, "steps", { scale: "log" }),
    y: axis(LEAST, MOST, "in the cell", { scale: "log" }),
    height: (width) => Math.max(0.6 * width, 240),
    draw(marks, /** @type {Values} */ { T, left, noise, set }) {
      if (noise(T) > 0) {
        const piled = PLACES.map((t) => /** @type {Point} */ ([t, inside(noise(t))]));
        marks.line(piled, { colour: "muted", width: 2, dashed: true });
        marks.text(10 ** POWER, inside(noise(10 ** POWER)), "noise", {
          colour: "muted",
          anchor: "end",
          move: [-4, -10],
        });
      }
      marks.line(PLACES.map((t) => [t, inside(left(t))]), { width: 2.5 });
      marks.text(1, 1, "the bit", { anchor: "start", move: [8, -10] });
      marks.plot.handle(0, T, inside(left(T)), (steps) => set({ power: Math.log10(steps) }));
    },
  });

/** @returns {Panel<Values>} */
const learning = () =>
  new Plot({
    label: "The slope of what is left with respect to the bias, against the steps",
    x: axis(1, 10 ** POWER, "steps", { scale: "log" }),
    y: axis(0, 0.4, "gradient of $b_f$", { ticks: [0, 0.1, 0.2, 0.3, 0.4] }),
    height: () => 170,
    draw(marks, /** @type {Values} */ { T, gradient }) {
      marks.line(PLACES.map((t) => [t, gradient(t)]), { width: 2.5 });
      marks.dot(T, gradient(T), { colour: "output", radius: 6 });
    },
  });

/** @returns {Panel<Values>} */
const numbers = () =>
  table("After T steps", ["", ""], ({ T, left, noise, gradient, halfLife }) => [
    ["steps $T$", formatNumber(T)],
    ["left of the bit, $f$ᵀ", formatNumber(left(T))],
    ["noise beside it", formatNumber(noise(T))],
    ["gradient of $b_f$", formatNumber(gradient(T))],
    ["half-life in steps", formatNumber(halfLife)],
  ]);

/** @param {Values} values */
function say({ bias, T, left, noise }) {
  const beside = noise(T) > 0 ? `, beside noise of ${formatNumber(noise(T), 3)}` : "";
  return `Bias ${formatNumber(bias)}: ${formatNumber(left(T), 3)} of the bit is left after ${
    formatNumber(T, 3)
  } steps${beside}.`;
}

/** @type {Explorable} */
export default {
  render(host) {
    explore(host, {
      name: "long_memory",
      title: "One bit, a million steps",
      settings,
      examples,
      values,
      panels: [memory(), learning(), numbers()],
      say,
      tasks: [
        "Input gate shut: which bias leaves half of the bit after 100,000 steps?",
        "At which T is the gradient of the bias largest? Raise the bias by 2.3: where is it now?",
        "“Open, and noisy”: the bit is all there. Could an output gate still find it? Tie the input gate to 1 − f.",
      ],
    });
  },
};
