// The two curves of an LSTM, their slopes, and what is left of a slope in a chain of units.

import { sigmoid, sigmoidSlope, tanh, tanhSlope } from "./core.js";
import { explore, line, table } from "./kit.js";
import { number, output } from "./numbers.js";
import { axis, Plot } from "./plot.js";
import { choice, slider } from "./settings.js";

const Z = 12; // the sums that are shown
const SMALLEST = 1e-10; // of the slopes

const CURVES = {
  sigmoid: { f: sigmoid, slope: sigmoidSlope, low: 0, saturated: Math.log(19) },
  tanh: { f: tanh, slope: tanhSlope, low: -1, saturated: Math.log(19) / 2 },
};

const settings = {
  z: slider("sum $z$", -Z, Z, 2, 0.01),
  curve: choice("Look at", { sigmoid: "$σ$", tanh: "tanh" }, "sigmoid"),
  units: slider("units in a chain", 1, 10, 1, 1),
};

const examples = {
  "0": { z: 0 },
  "4.27": { z: 4.27 },
  "−10": { z: -10 },
};

function values({ z, curve, units }) {
  const found = Object.entries(CURVES).map(([name, { f, slope }]) => {
    const a = f(z);
    return [name, { a, slope: slope(a), chain: slope(a) ** units }];
  });
  return { z, curve, units, ...Object.fromEntries(found) };
}

const other = (curve) => (curve === "tanh" ? "sigmoid" : "tanh");

const curves = () =>
  new Plot({
    label: "The sigmoid and tanh; the saturated ends of one are shaded, and its slope is drawn",
    x: axis(-Z, Z, "sum $z$"),
    y: axis(-1.4, 1.15, "answer $a$", { ticks: [-1, -0.5, 0, 0.5, 1] }),
    height: (width) => Math.max(0.5 * width, 230),
    draw(marks, values) {
      const { z, curve } = values;
      const { low, saturated } = CURVES[curve];
      marks.band(-Z, -saturated);
      marks.band(saturated, Z);
      for (const [side, move] of [[-1, 6], [1, -6]]) {
        const anchor = side < 0 ? "start" : "end";
        marks.text(side * Z, -0.5, "saturated", { anchor, move: [move, 4], colour: "muted", small: true });
      }
      marks.line([[-Z, low], [Z, low]], { colour: "muted", width: 1, dashed: true });
      marks.line([[-Z, 1], [Z, 1]], { colour: "muted", width: 1, dashed: true });
      marks.curve(CURVES[other(curve)].f, { colour: "muted", width: 1.5 });
      marks.curve(CURVES[curve].f, { width: 2.5 });
      const { a, slope } = values[curve];
      const run = 2.4 / Math.hypot(1, 4 * slope); // a tangent of nearly the same length everywhere
      marks.line([[z - run, a - run * slope], [z + run, a + run * slope]], { colour: "answer", width: 4 });
      marks.dot(z, a, { colour: "answer", radius: 6 });
      marks.text(z, a, output(a), { colour: "answer", anchor: z > 6 ? "end" : "start", move: [z > 6 ? 6 : 8, 22] });
      marks.text(-Z, 0, "$σ$", { anchor: "start", move: [8, -8] });
      marks.text(-Z, -1, "tanh", { anchor: "start", move: [8, -8] });
    },
  });

const slopes = () =>
  new Plot({
    label: "The slopes of both, on a logarithmic scale: two tents, that of tanh twice as steep",
    x: axis(-Z, Z, "sum $z$"),
    y: axis(SMALLEST, 1, "slope", { scale: "log" }),
    height: () => 210,
    draw(marks, values) {
      const { z, curve, units } = values;
      for (const [name, { f, slope }] of Object.entries(CURVES)) {
        const style = name === curve ? { width: 2.5 } : { colour: "muted", width: 1.5 };
        marks.curve((z) => slope(f(z)), style);
        if (name === curve && units > 1) {
          marks.curve((z) => slope(f(z)) ** units, { colour: "answer", dashed: true });
        }
      }
      const free = z > 0 ? [-Z, { anchor: "start", move: [4, 0] }] : [Z, { anchor: "end" }];
      marks.text(free[0], 3e-3, "$σ$", free[1]);
      marks.text(free[0], 1e-7, "tanh", free[1]);
      const { chain } = values[curve];
      const place = z > 0 ? { anchor: "end", move: [-12, 14] } : { anchor: "start", move: [12, 14] };
      if (chain < SMALLEST) {
        marks.text(z, SMALLEST, `↓ ${number(chain)}`, { colour: "answer", ...place, move: [0, -8] });
      } else {
        marks.dot(z, chain, { colour: "answer", radius: 6 });
        marks.text(z, chain, number(chain), { colour: "answer", ...place });
      }
    },
  });

const answers = () =>
  table("Answers and slopes", ["", "$σ$", "tanh"], ({ units, sigmoid, tanh }) => [
    ["answer", output(sigmoid.a), output(tanh.a)],
    ["slope", number(sigmoid.slope), number(tanh.slope)],
    [`slope of ${units} in a chain`, number(sigmoid.chain), number(tanh.chain)],
  ]);

const odds = () => line(({ z }) => `At $z$ = ${number(z)} the odds of $σ$ are ${number(Math.exp(z))} to 1.`);

function say({ z, units, sigmoid, tanh }) {
  const words = (name, { a, slope, chain }) =>
    `${name} ${output(a)}, slope ${number(slope)}, chain of ${units} ${number(chain)}`;
  return `Sum ${number(z)}: ${words("sigmoid", sigmoid)}; ${words("tanh", tanh)}.`;
}

export default {
  render(host) {
    explore(host, {
      name: "activations",
      title: "Two curves, and where they go flat",
      settings,
      examples,
      values,
      panels: [curves(), slopes(), odds(), answers()],
      say,
      tasks: [
        "Find where each slope has fallen to half of its largest. Which curve is there first?",
        "Go from 5 to 6, then from 9 to 10. By which factor does each slope fall, both times?",
        "Chain ten units at their very best, at 0. What is left of $σ$’s slope, and of that of tanh?",
      ],
    });
  },
};
