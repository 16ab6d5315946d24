// The input gate of one unit: one row of weights in two notations, one sum, one output.

import { sum } from "../model/linalg.js";
import { layer, sigmoid, terms } from "../model/lstm.js";
import { codeLines } from "../ui/code_lines.js";
import { slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { formatNumber, formatOutput } from "../ui/format.js";
import { axis } from "../ui/axis.js";
import { Plot } from "../ui/plot.js";
import { InputGateDiagram, JAEGER, T_NOTATION } from "./input_gate_diagram.js";

/** @import { Explorable, LabelStyle, Panel, State } from "../types.d.ts" */
/** @import { Marks } from "../ui/marks.js" */

const settings = {
  b: slider("bias $b_i$", -10, 5, 0.62, 0.01),
  wh: slider("weight of the previous hidden state $w_h$", -3, 3, 2, 0.01),
  wx: slider("weight of the input $w_x$", -3, 3, 1.65, 0.01),
  h: slider("previous hidden state $h_{t−1}$", -1, 1, 1, 0.01),
  x: slider("input $x_t$", -3, 3, 1, 0.01),
};

const trained = { b: 0.62, wh: 2, wx: 1.65 };

const examples = {
  "$h$ = $x$ = 1": { ...trained, h: 1, x: 1 },
  "$h$ = $x$ = 0": { ...trained, h: 0, x: 0 },
  "$h$ = $x$ = −1": { ...trained, h: -1, x: -1 },
  "sum −10": { ...trained, b: -10, h: 0, x: 0 },
};

/**
 * The sum without its last bits, in which another order of adding may differ.
 * @param {number} z
 */
const tidy = (z) => Number(z.toFixed(10));

/** @param {State<typeof settings>} state */
function values({ b, wh, wx, h, x }) {
  const row = [b, wh, wx];
  const parts = terms(row, [h, x]);
  return { b, wh, wx, h, x, parts, z: tidy(sum(parts)), i: layer([row], [h, x])[0] };
}
/** @typedef {ReturnType<typeof values>} Values */

const [LEFT, LOWEST, HIGHEST] = [-17, -11, 8]; // of the sums; labels stand left of the lowest
/** @param {number} z */
const within = (z) => Math.min(Math.max(z, LOWEST), HIGHEST);

/**
 * A notation, and below it its terms as arrows, one after the other.
 * @param {Marks} marks
 * @param {number} y
 * @param {string} notation
 * @param {[string, number][]} terms labels and numbers
 */
function walk(marks, y, notation, terms) {
  /** @type {(y: number, label: string, style?: LabelStyle) => void} */
  const label = (y, label, style) =>
    marks.text(LEFT, y, label, { anchor: "start", move: [-44, 5], ...style });
  label(y, notation);
  let from = 0;
  for (const [name, term] of terms) {
    y -= 0.23;
    label(y, `${name} = ${formatNumber(term)}`, { small: true });
    marks.arrow(within(from), y, within(from + term), y);
    from += term;
  }
}

/** @returns {Panel<Values>} */
const walks = () =>
  new Plot({
    label: "The same three terms in the order of each notation, and the sigmoid of their sum",
    x: axis(LEFT, HIGHEST, "sum $z$"),
    y: axis(0, 3.6, "", { ticks: [0, 0.5, 1] }),
    height: () => 360,
    draw(marks, /** @type {Values} */ { parts: [b, h, x], z, i }) {
      /** @type {[string, number][]} */
      const [bias, state, input] = [["$b_i$ · 1", b], ["$w_h$ $h$", h], ["$w_x$ $x$", x]];
      marks.line([[0, 0], [0, 3.35]], { colour: "muted", width: 1 });
      walk(marks, 3.5, JAEGER, [bias, state, input]);
      walk(marks, 2.4, T_NOTATION, [state, input, bias]);
      marks.curve(sigmoid, { colour: "i" });
      const inside = z === within(z);
      if (inside) {
        marks.line([[z, 3.35], [z, i]], { dashed: true, width: 1 });
        marks.dot(z, i, { colour: "i", radius: 6 });
      }
      const label = inside ? "$i_t$" : z > 0 ? "$i_t$ →" : "← $i_t$";
      marks.text(within(z), i, label, {
        colour: "i",
        anchor: z > 0 === inside ? "start" : "end",
        move: [inside ? (z > 0 ? 8 : -8) : 0, z > 0 ? 20 : -10],
      });
    },
  });

/** @type {[string, string][]} */
const CODE = [["h", "hx = concat(h, x)"], ["i", "i = layer(weights.i, hx)"]];

/** @returns {Panel<Values>} */
const code = () =>
  codeLines(
    "The gate as code, and what it sees and computes",
    CODE,
    (values, name) => formatOutput(name === "h" ? values.h : values.i),
  );

/** @param {Values} values */
function say({ parts, z, i }) {
  const [b, h, x] = parts.map((part) => formatNumber(part));
  return (
    `In both notations: bias ${b}, hidden state ${h}, input ${x}, ` +
    `sum ${formatNumber(z)}, gate ${formatOutput(i)}.`
  );
}

/** @type {Explorable} */
export default {
  render(host) {
    const label = "The weights of one gate, with their numbers, in both notations";
    explore(host, {
      name: "input_gate",
      title: "One input gate, written in two ways",
      settings,
      examples,
      values,
      panels: [new InputGateDiagram(label), code(), walks()],
      say,
      tasks: [
        "Change the bias. Where is it in each notation, when is it added, and what stays the same?",
        "Let the gate see nothing, $h$ = $x$ = 0. Which number alone can open it? Set it half open.",
        "At $h$ = 1, which input leaves the trained gate half open? How far does $h$ = 0 move that point?",
      ],
    });
  },
};
