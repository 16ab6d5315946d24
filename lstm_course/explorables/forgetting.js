// A plain recurrent layer: how much of a gradient at its last state reaches each earlier one.

import {
  largestSingularValue,
  norm,
  plainBackward,
  plainForward,
  spectralRadius,
  sum,
  tanhSlope,
} from "./core.js";
import { explore, table } from "./kit.js";
import { number } from "./numbers.js";
import { axis, Plot } from "./plot.js";
import { generator } from "./random.js";
import { slider } from "./settings.js";

const LONGEST = 100;
const UNITS = 16;
const [LEAST, MOST] = [1e-12, 1e6]; // of what is shown

const settings = {
  radius: slider("spectral radius", 0.5, 1.15, 0.9, 0.05),
  T: slider("steps $T$", 1, LONGEST, 50, 1),
  inputs: slider("spread of the inputs $x_t$", 0, 1, 0, 0.01),
  seed: slider("random weights, number", 1, 20, 3, 1),
};

const examples = {
  vanishing: { radius: 0.9, inputs: 0 },
  "on the edge": { radius: 1, inputs: 0 },
  exploding: { radius: 1.1, inputs: 0 },
  "large inputs": { radius: 1.1, inputs: 0.5 },
};

const scaled = (A, factor) => A.map((row) => row.map((a) => factor * a));

/** Random recurrent weights of spectral radius 1, weights of two inputs, and inputs of spread 1. */
function draws(seed) {
  const rng = generator(seed);
  const any = rng.matrix(UNITS, UNITS, 1);
  const recurrent = scaled(any, 1 / spectralRadius(any));
  const fromInputs = rng.matrix(UNITS, 2, 1);
  const xs = rng.matrix(LONGEST, 2, 1);
  return { seed, recurrent, longest: largestSingularValue(recurrent), fromInputs, xs };
}

/** values(state), which draws weights only when their number changes: that takes longest. */
function remembering() {
  let drawn = {};
  return ({ radius, T, inputs, seed }, set) => {
    if (drawn.seed !== seed) drawn = draws(seed);
    const { recurrent, longest, fromInputs, xs } = drawn;
    const W = scaled(recurrent, radius).map((row, unit) => [0, ...row, ...fromInputs[unit]]);
    const hs = plainForward(W, scaled(xs.slice(0, T), inputs));
    const gradients = plainBackward(W, hs, Array(UNITS).fill(1 / Math.sqrt(UNITS)));
    const arrives = [1, ...gradients.map(norm)];
    const slopes = hs.toReversed().map((h) => sum(h.map(tanhSlope)) / UNITS);
    return { radius, T, inputs, arrives, slopes, left: arrives[T], bound: radius * longest, set };
  };
}

const inside = (value) => Math.min(Math.max(value, LEAST), MOST);
const power = (base) => `${number(base)}ᵏ`;

/** The line of base^k, dashed, and its name near where it leaves the picture, at most at `last`. */
function reference(marks, base, name, last, style) {
  marks.line([[0, 1], [LONGEST, base ** LONGEST]], { colour: "muted", width: 1.5, dashed: true });
  const k = Math.min(Math.log(base < 1 ? 1e-10 : 1e5) / Math.log(base), last);
  marks.text(k, base ** k, name, { colour: "muted", ...style });
}

const above = (base) => ({ anchor: base < 1 ? "start" : "end", move: [0, -11] });
const below = { anchor: "start", move: [8, 16] };

const gradient = () =>
  new Plot({
    label: "How much of a gradient of size 1 arrives, against the steps back, logarithmic",
    x: axis(0, LONGEST, "steps back $k$"),
    y: axis(LEAST, MOST, "arrives at $h_{T−k}$", { scale: "log" }),
    height: (width) => Math.max(0.7 * width, 250),
    draw(marks, { radius, T, arrives, left, bound, set }) {
      reference(marks, bound, `≤ ${power(bound)}`, 60, bound < 1 ? above(bound) : below);
      reference(marks, radius, power(radius), 76, above(radius));
      marks.line(arrives.map((share, k) => [k, share]), { width: 2.5 });
      marks.text(LONGEST, MOST, `at $h_0$: ${number(left, 3)}`, {
        colour: "answer",
        anchor: "end",
        move: [0, -13],
      });
      marks.handle(0, T, inside(left), (k) => set({ T: k }));
    },
  });

const flatness = () =>
  new Plot({
    label: "The slope of tanh at each step, the mean of all units, against the steps back",
    x: axis(0, LONGEST, "steps back $k$"),
    y: axis(0, 1.1, "slope of tanh, mean of all units", { ticks: [0, 0.5, 1] }),
    height: () => 160,
    draw(marks, { slopes }) {
      marks.line(slopes.flatMap((slope, k) => [[k, slope], [k + 1, slope]]));
    },
  });

const shares = () =>
  table("What arrives", ["", "at $h_0$", "factor a step"], ({ radius, T, left, bound }) => [
    ["arrives", number(left), number(left ** (1 / T))],
    ["radius alone", number(radius ** T), number(radius)],
    ["at most ($σ_{max}$)", number(bound ** T), number(bound)],
  ]);

function say({ radius, T, inputs, left }) {
  const factor = number(left ** (1 / T));
  const arrives = `${T} steps back ${number(left)} arrives, a factor of ${factor} a step`;
  return `Radius ${number(radius)}, inputs ${number(inputs)}: ${arrives}.`;
}

export default {
  render(host) {
    explore(host, {
      name: "forgetting",
      title: "How much of a gradient arrives, and how far back",
      settings,
      examples,
      values: remembering(),
      panels: [gradient(), flatness(), shares()],
      say,
      tasks: [
        "Set the radius to 1, then one notch to either side. What arrives after 100 steps, each time?",
        "“Vanishing”: read what arrives after 50 steps, guess it for 100, and drag the end there.",
        "“Exploding”: enlarge the inputs. What becomes of the slopes of tanh, and of the explosion?",
      ],
    });
  },
};
