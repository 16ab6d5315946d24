// One unit of a layer: its sum, its output, and the line of inputs where the output is one half.

import { sum } from "../model/linalg.js";
import { layer, sigmoid, terms } from "../model/lstm.js";
import { slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { formatNumber, formatOutput } from "../ui/format.js";
import { axis } from "../ui/axis.js";
import { Plot } from "../ui/plot.js";

/** @import { Explorable, Panel, Point, SetState, State, Vector } from "../types.d.ts" */

const REACH = 3; // of both inputs

const settings = {
  x1: slider("clouds $x_1$", -REACH, REACH, 1),
  x2: slider("fall of pressure $x_2$", -REACH, REACH, 1),
  b: slider("bias $b$", -4, 4, -1),
  w1: slider("weight of clouds $w_1$", -4, 4, 1),
  w2: slider("weight of pressure $w_2$", -4, 4, 2),
};

const examples = {
  "take an umbrella?": { b: -1, w1: 1, w2: 2 },
  "no bias": { b: 0, w1: 1, w2: 2 },
  "twice as loud": { b: -2, w1: 2, w2: 4 },
  "deaf to clouds": { b: -1, w1: 0, w2: 2 },
};

/**
 * @param {State<typeof settings>} state
 * @param {SetState} set
 */
function values({ b, w1, w2, x1, x2 }, set) {
  const W = [[b, w1, w2]];
  const x = [x1, x2];
  const parts = terms(W[0], x);
  return { b, w: [w1, w2], x, parts, z: sum(parts), a: layer(W, x)[0], set };
}
/** @typedef {ReturnType<typeof values>} Values */

/**
 * The points where b + w · x = 0 meets the edges of the plane: two, or none.
 * @param {number} b
 * @param {Vector} w
 */
function undecided(b, [w1, w2]) {
  /** @param {number} value */
  const inside = (value) => Math.abs(value) <= REACH;
  /** @type {Point[]} */
  const ends = [-REACH, REACH].flatMap((edge) => [
    [edge, -(b + w1 * edge) / w2],
    [-(b + w2 * edge) / w1, edge],
  ]);
  return ends.filter(([x1, x2]) => inside(x1) && inside(x2)).sort(([p], [q]) => p - q);
}

/** @returns {Panel<Values>} */
const plane = () =>
  new Plot({
    label: "All inputs, coloured by the output for each, and the line where the output is one half",
    x: axis(-REACH, REACH, "clouds $x_1$"),
    y: axis(-REACH, REACH, "fall of pressure $x_2$"),
    draw(marks, /** @type {Values} */ { b, w, x: [x1, x2], a, set }) {
      marks.stripes([b, ...w], sigmoid, "output");
      const ends = undecided(b, w);
      if (ends.length > 1) {
        const [[x0, y0], [x3, y3]] = [ends[0], ends[ends.length - 1]];
        const [mx, my] = [(x0 + x3) / 2, (y0 + y3) / 2];
        const [u, v] = w.map((weight) => weight / Math.hypot(...w));
        marks.line(ends);
        marks.arrow(mx, my, mx + 0.8 * u, my + 0.8 * v);
        marks.text(mx - 0.3 * u, my - 0.3 * v, "½", { move: [0, 5] });
      } else {
        marks.text(0, 0, sigmoid(b) < 0.5 ? "no, everywhere" : "yes, everywhere");
      }
      marks.text(x1, x2, `$a$ = ${formatOutput(a)}`, {
        anchor: x1 > 1 ? "end" : x1 < -1 ? "start" : "middle",
        move: x2 > 2.3 ? [0, 26] : [0, -15],
      });
      marks.plot.handle(0, x1, x2, (x1, x2) => set({ x1, x2 }));
    },
  });

const Z = 10; // the sums that are shown
/** @param {number} z */
const within = (z) => Math.min(Math.max(z, -Z), Z);

/** @returns {Panel<Values>} */
const addition = () =>
  new Plot({
    label: "The sum, term after term, and its sigmoid",
    x: axis(-Z, Z, "sum $z$"),
    y: axis(0, 2.3, "", { ticks: [0, 0.5, 1] }),
    height: (width) => Math.max(0.5 * width, 200) + 110,
    draw(marks, /** @type {Values} */ { parts: [b, clouds], z, a }) {
      marks.line([[0, 0], [0, 2.3]], { colour: "muted", width: 1 });
      marks.curve(sigmoid);
      marks.text(-Z, 0.75, "$a$ = $σ$($z$)", { anchor: "start", move: [6, 5] });
      const left = Math.min(b, b + clouds, z) > -4; // there is room for labels
      /** @type {(y: number, from: number, to: number, label: string, width: number) => void} */
      const row = (y, from, to, label, width) => {
        marks.arrow(within(from), y, within(to), y, { width });
        /** @type {{ anchor: string, move: Point }} */
        const place = left ? { anchor: "start", move: [6, 5] } : { anchor: "end", move: [0, 5] };
        marks.text(left ? -Z : Z, y, `${label} = ${formatNumber(to - from)}`, place);
      };
      row(2.2, 0, b, "$b$", 2);
      row(1.95, b, b + clouds, "$w_1$ $x_1$", 2);
      row(1.7, b + clouds, z, "$w_2$ $x_2$", 2);
      row(1.42, 0, z, "$z$", 4);
      marks.line([[within(z), 1.42], [within(z), a]], { dashed: true, width: 1 });
      marks.dot(within(z), a, { colour: "output", radius: 6 });
      marks.text(within(z), a, formatOutput(a), { colour: "output", ...beside(z) });
    },
  });

/**
 * A place for a label where it does not cover the curve at z.
 * @param {number} z
 * @returns {{ anchor: string, move: Point }}
 */
function beside(z) {
  if (z > 0) return z > 4 ? { anchor: "end", move: [6, 24] } : { anchor: "start", move: [12, 12] };
  return z < -4 ? { anchor: "start", move: [-6, -14] } : { anchor: "end", move: [-12, -4] };
}

/** @param {Values} values */
function say({ parts, z, a }) {
  const [bias, clouds, pressure] = parts.map((part) => formatNumber(part));
  return (
    `Bias ${bias}, clouds ${clouds}, pressure ${pressure}: ` +
    `sum ${formatNumber(z)}, output ${formatOutput(a)}.`
  );
}

/** @type {Explorable} */
export default {
  render(host) {
    explore(host, {
      name: "layer",
      title: "One unit, and the line where it cannot decide",
      settings,
      examples,
      values,
      panels: [plane(), addition()],
      say,
      tasks: [
        "Using the bias alone, make the unit undecided on an ordinary day, when both inputs are 0.",
        "Set the bias to 0 and change the weights. Which point does the line always pass through?",
        "Make the unit twice as loud. Which days change from no to yes, and what else changes?",
      ],
    });
  },
};
