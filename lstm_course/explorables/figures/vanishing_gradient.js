// A plain recurrent layer: how much of a gradient at its final state reaches each earlier one.

import { largestSingularValue, norm, scale, spectralRadius, sum } from "../model/linalg.js";
import { rnnBackward, rnnForward, tanhDerivative } from "../model/lstm.js";
import { generator } from "../model/random.js";
import { slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { formatNumber } from "../ui/format.js";
import { axis } from "../ui/axis.js";
import { table } from "../ui/panels.js";
import { Plot } from "../ui/plot.js";

/** @import { Explorable, Panel, Point, SetState, State } from "../types.d.ts" */
/** @import { Marks } from "../ui/marks.js" */

const LONGEST = 100;
const UNITS = 16;
const [LEAST, MOST] = [1e-12, 1e6]; // of what is shown

const settings = {
  radius: slider("spectral radius", 0.5, 1.15, 0.9, 0.05),
  T: slider("steps $T$", 1, LONGEST, 50, 1),
  inputs: slider("standard deviation of the inputs $x_t$", 0, 1, 0, 0.01),
  seed: slider("seed of the random weights", 1, 20, 3, 1),
};

const examples = {
  vanishing: { radius: 0.9, inputs: 0 },
  "on the edge": { radius: 1, inputs: 0 },
  exploding: { radius: 1.1, inputs: 0 },
  "large inputs": { radius: 1.1, inputs: 0.5 },
};

/**
 * Random recurrent weights of spectral radius 1, weights of two inputs, and inputs of standard
 * deviation 1.
 * @param {number} seed
 */
function randomLayer(seed) {
  const rng = generator(seed);
  const any = rng.matrix(UNITS, UNITS, 1);
  const recurrent = scale(any, 1 / spectralRadius(any));
  const fromInputs = rng.matrix(UNITS, 2, 1);
  const xs = rng.matrix(LONGEST, 2, 1);
  return { seed, recurrent, stretch: largestSingularValue(recurrent), fromInputs, xs };
}

/** values(state, set), which draws new weights only when the seed changes: that takes longest. */
function valuesWithMemory() {
  let drawn = randomLayer(settings.seed.value);
  /**
   * @param {State<typeof settings>} state
   * @param {SetState} set
   */
  return ({ radius, T, inputs, seed }, set) => {
    if (drawn.seed !== seed) drawn = randomLayer(seed);
    const { recurrent, stretch, fromInputs, xs } = drawn;
    const W = scale(recurrent, radius).map((row, unit) => [0, ...row, ...fromInputs[unit]]);
    const hs = rnnForward(W, scale(xs.slice(0, T), inputs));
    const gradients = rnnBackward(W, hs, Array(UNITS).fill(1 / Math.sqrt(UNITS)));
    const arrives = [1, ...gradients.map(norm)];
    const slopes = hs.toReversed().map((h) => sum(h.map(tanhDerivative)) / UNITS);
    return { radius, T, inputs, arrives, slopes, left: arrives[T], bound: radius * stretch, set };
  };
}
/** @typedef {ReturnType<ReturnType<typeof valuesWithMemory>>} Values */

/** @param {number} value */
const inside = (value) => Math.min(Math.max(value, LEAST), MOST);
/** @param {number} base */
const power = (base) => `${formatNumber(base)}ᵏ`;

/**
 * The line of base^k, dashed, with its name near where it leaves the picture, at `latest` at most.
 * @param {Marks} marks
 * @param {number} base
 * @param {string} name
 * @param {number} latest
 * @param {{ anchor: string, move: Point }} style
 */
function reference(marks, base, name, latest, style) {
  marks.line([[0, 1], [LONGEST, base ** LONGEST]], { colour: "muted", width: 1.5, dashed: true });
  const k = Math.min(Math.log(base < 1 ? 1e-10 : 1e5) / Math.log(base), latest);
  marks.text(k, base ** k, name, { colour: "muted", ...style });
}

/** @type {(base: number) => { anchor: string, move: Point }} */
const above = (base) => ({ anchor: base < 1 ? "start" : "end", move: [0, -11] });
/** @type {{ anchor: string, move: Point }} */
const below = { anchor: "start", move: [8, 16] };

/** @returns {Panel<Values>} */
const gradient = () =>
  new Plot({
    label: "How much of a gradient of size 1 arrives, against the steps back, logarithmic",
    x: axis(0, LONGEST, "steps back $k$"),
    y: axis(LEAST, MOST, "arrives at $h_{T−k}$", { scale: "log" }),
    height: (width) => Math.max(0.7 * width, 250),
    draw(marks, /** @type {Values} */ { radius, T, arrives, left, bound, set }) {
      reference(marks, bound, `≤ ${power(bound)}`, 60, bound < 1 ? above(bound) : below);
      reference(marks, radius, power(radius), 76, above(radius));
      marks.line(arrives.map((size, k) => [k, size]), { width: 2.5 });
      marks.text(LONGEST, MOST, `at $h_0$: ${formatNumber(left, 3)}`, {
        colour: "output",
        anchor: "end",
        move: [0, -13],
      });
      marks.plot.handle(0, T, inside(left), (k) => set({ T: k }));
    },
  });

/** @returns {Panel<Values>} */
const flatness = () =>
  new Plot({
    label: "The slope of tanh at each step, averaged over the units, against the steps back",
    x: axis(0, LONGEST, "steps back $k$"),
    y: axis(0, 1.1, "slope of tanh, mean over units", { ticks: [0, 0.5, 1] }),
    height: () => 160,
    draw(marks, /** @type {Values} */ { slopes }) {
      marks.line(slopes.flatMap((slope, k) => [[k, slope], [k + 1, slope]]));
    },
  });

/** @returns {Panel<Values>} */
const numbers = () =>
  table("How much arrives", ["", "at $h_0$", "factor per step"], ({ radius, T, left, bound }) => [
    ["arrives", formatNumber(left), formatNumber(left ** (1 / T))],
    ["radius alone", formatNumber(radius ** T), formatNumber(radius)],
    ["at most ($σ_{max}$)", formatNumber(bound ** T), formatNumber(bound)],
  ]);

/** @param {Values} values */
function say({ radius, T, inputs, left }) {
  const factor = formatNumber(left ** (1 / T));
  const arrives = `${formatNumber(left)} arrives ${T} steps back, a factor of ${factor} per step`;
  return `Radius ${formatNumber(radius)}, inputs ${formatNumber(inputs)}: ${arrives}.`;
}

/** @type {Explorable} */
export default {
  render(host) {
    explore(host, {
      name: "forgetting", // saved links have it
      title: "How much of a gradient arrives, and how far back",
      settings,
      examples,
      values: valuesWithMemory(),
      panels: [gradient(), flatness(), numbers()],
      say,
      tasks: [
        "Set the radius to 1, then one notch to either side. How much arrives after 100 steps?",
        "“Vanishing”: read how much arrives after 50 steps, guess it for 100, then drag the end there.",
        "“Exploding”: make the inputs larger. What happens to the slopes of tanh, and to the explosion?",
      ],
    });
  },
};
