// The sigmoid and tanh, their slopes, and the product of the slopes along a chain of units.

import { sigmoid, sigmoidDerivative, tanh, tanhDerivative } from "../model/lstm.js";
import { choice, slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { formatNumber, formatOutput } from "../ui/format.js";
import { axis } from "../ui/axis.js";
import { line, table } from "../ui/panels.js";
import { Plot } from "../ui/plot.js";

/** @import { LabelStyle, Panel, Point, State } from "../types.d.ts" */

const Z = 12; // the sums that are shown
const SMALLEST = 1e-10; // of the slopes

/** @typedef {{ f: (z: number) => number, slope: (a: number) => number }} Curve */
const CURVES = {
  sigmoid: { f: sigmoid, slope: sigmoidDerivative, low: 0, saturated: Math.log(19) },
  tanh: { f: tanh, slope: tanhDerivative, low: -1, saturated: Math.log(19) / 2 },
};

const settings = {
  z: slider("sum $z$", -Z, Z, 2, 0.01),
  curve: choice("curve", { sigmoid: "$σ$", tanh: "tanh" }, "sigmoid"),
  units: slider("units in a chain", 1, 10, 1, 1),
};

const examples = {
  "0": { z: 0 },
  "4.27": { z: 4.27 },
  "−10": { z: -10 },
};

/** @param {State<typeof settings>} state */
function values({ z, curve, units }) {
  /** @param {Curve} curve */
  const at = ({ f, slope }) => {
    const a = f(z);
    return { a, slope: slope(a), chain: slope(a) ** units };
  };
  const name = /** @type {keyof typeof CURVES} */ (curve);
  return { z, curve: name, units, sigmoid: at(CURVES.sigmoid), tanh: at(CURVES.tanh) };
}
/** @typedef {ReturnType<typeof values>} Values */

/** @returns {Panel<Values>} */
const curves = () =>
  new Plot({
    label: "The sigmoid and tanh; the saturated ends of one are shaded, and its tangent is drawn",
    x: axis(-Z, Z, "sum $z$"),
    y: axis(-1.4, 1.15, "output $a$", { ticks: [-1, -0.5, 0, 0.5, 1] }),
    height: (width) => Math.max(0.5 * width, 230),
    draw(marks, /** @type {Values} */ values) {
      const { z, curve } = values;
      const { low, saturated } = CURVES[curve];
      const other = curve === "tanh" ? "sigmoid" : "tanh";
      marks.band(-Z, -saturated);
      marks.band(saturated, Z);
      for (const side of [-1, 1]) {
        const anchor = side < 0 ? "start" : "end";
        /** @type {Point} */
        const move = [-6 * side, 4];
        marks.text(side * Z, -0.5, "saturated", { anchor, move, colour: "muted", small: true });
      }
      marks.line([[-Z, low], [Z, low]], { colour: "muted", width: 1, dashed: true });
      marks.line([[-Z, 1], [Z, 1]], { colour: "muted", width: 1, dashed: true });
      marks.curve(CURVES[other].f, { colour: "muted", width: 1.5 });
      marks.curve(CURVES[curve].f, { width: 2.5 });
      const { a, slope } = values[curve];
      const run = 2.4 / Math.hypot(1, 4 * slope); // a tangent of about the same length everywhere
      /** @type {Point[]} */
      const tangent = [[z - run, a - run * slope], [z + run, a + run * slope]];
      marks.line(tangent, { colour: "output", width: 4 });
      marks.dot(z, a, { colour: "output", radius: 6 });
      marks.text(z, a, formatOutput(a), {
        colour: "output",
        anchor: z > 6 ? "end" : "start",
        move: [z > 6 ? 6 : 8, 22],
      });
      marks.text(-Z, 0, "$σ$", { anchor: "start", move: [8, -8] });
      marks.text(-Z, -1, "tanh", { anchor: "start", move: [8, -8] });
    },
  });

/** @returns {Panel<Values>} */
const slopes = () =>
  new Plot({
    label: "The slopes of both on a logarithmic scale: two tents, that of tanh twice as steep",
    x: axis(-Z, Z, "sum $z$"),
    y: axis(SMALLEST, 1, "slope", { scale: "log" }),
    height: () => 210,
    draw(marks, /** @type {Values} */ values) {
      const { z, curve, units } = values;
      for (const [name, { f, slope }] of Object.entries(CURVES)) {
        const style = name === curve ? { width: 2.5 } : { colour: "muted", width: 1.5 };
        marks.curve((z) => slope(f(z)), style);
        if (name === curve && units > 1) {
          marks.curve((z) => slope(f(z)) ** units, { colour: "output", dashed: true });
        }
      }
      /** @type {LabelStyle & { move?: Point }} */
      const outside = z > 0 ? { anchor: "start", move: [4, 0] } : { anchor: "end" };
      marks.text(z > 0 ? -Z : Z, 3e-3, "$σ$", outside);
      marks.text(z > 0 ? -Z : Z, 1e-7, "tanh", outside);
      const { chain } = values[curve];
      const place = { colour: "output", anchor: z > 0 ? "end" : "start" };
      if (chain < SMALLEST) {
        marks.text(z, SMALLEST, `↓ ${formatNumber(chain)}`, { ...place, move: [0, -8] });
      } else {
        marks.dot(z, chain, { colour: "output", radius: 6 });
        marks.text(z, chain, formatNumber(chain), { ...place, move: [z > 0 ? -12 : 12, 14] });
      }
    },
  });

/** @returns {Panel<Values>} */
const numbers = () =>
  table("Outputs and slopes", ["", "$σ$", "tanh"], ({ units, sigmoid, tanh }) => [
    ["output", formatOutput(sigmoid.a), formatOutput(tanh.a)],
    ["slope", formatNumber(sigmoid.slope), formatNumber(tanh.slope)],
    [`slope of a chain of ${units}`, formatNumber(sigmoid.chain), formatNumber(tanh.chain)],
  ]);

/** @returns {Panel<Values>} */
const odds = () =>
  line(({ z }) =>
    `$σ$($z$) stands for odds of $e^z$ to 1: here ${formatNumber(Math.exp(z))} to 1.`
  );

/** @param {Values} values */
function say({ z, units, sigmoid, tanh }) {
  /** @type {(name: string, found: Values["tanh"]) => string} */
  const words = (name, { a, slope, chain }) =>
    `${name} ${formatOutput(a)}, slope ${formatNumber(slope)}, ` +
    `slope of a chain of ${units} ${formatNumber(chain)}`;
  return `Sum ${formatNumber(z)}: ${words("sigmoid", sigmoid)}; ${words("tanh", tanh)}.`;
}

/** @type {import("../types.d.ts").Explorable} */
export default {
  render(host) {
    explore(host, {
      name: "activations",
      title: "Two activation functions, and where they go flat",
      settings,
      examples,
      values,
      panels: [curves(), slopes(), odds(), numbers()],
      say,
      tasks: [
        "Find where each slope has fallen to half of its maximum. Which curve gets there first?",
        "Go from 5 to 6, then from 9 to 10. By what factor does each slope fall, both times?",
        "Chain ten units at their best, at 0. How much slope is left with $σ$, and how much with tanh?",
      ],
    });
  },
};
