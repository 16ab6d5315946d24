// What is written to memory: the potential memory, scaled by the input gate.

import { sigmoid, tanh } from "../model/lstm.js";
import { slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { formatNumber, formatOutput } from "../ui/format.js";
import { look } from "../ui/marks.js";
import { axis } from "../ui/axis.js";
import { table } from "../ui/panels.js";
import { Plot } from "../ui/plot.js";

/** @import { Explorable, Panel, Point, SetState, State } from "../types.d.ts" */

const FAR = { zi: 15, zg: 10 }; // the largest sums

const settings = {
  zi: slider("sum of the input gate $i_t$", -FAR.zi, FAR.zi, 4.27, 0.01),
  zg: slider("sum of the potential memory $g_t$", -FAR.zg, FAR.zg, 2.03, 0.01),
};

const examples = {
  "4.27 and 2.03": { zi: 4.27, zg: 2.03 },
  "half open, down": { zi: 0, zg: -2.03 },
  "gate’s sum −10": { zi: -10, zg: 2.03 },
  "input −10": { zi: -13.88, zg: -8.31 },
};

/**
 * @param {State<typeof settings>} state
 * @param {SetState} set
 */
function values({ zi, zg }, set) {
  const [i, g] = [sigmoid(zi), tanh(zg)];
  return { zi, zg, i, g, written: i * g, set };
}
/** @typedef {ReturnType<typeof values>} Values */

/**
 * The sums that give a gate i and a potential memory g, as far as they can be set.
 * @param {number} i
 * @param {number} g
 */
function sumsFor(i, g) {
  /** @type {(z: number, far: number) => number} */
  const within = (z, far) => Math.min(Math.max(z, -far), far);
  return { zi: within(Math.log(i / (1 - i)), FAR.zi), zg: within(Math.atanh(g), FAR.zg) };
}

/** @returns {Panel<Values>} */
const area = () =>
  new Plot({
    label:
      "A rectangle as wide as the gate is open and as high as the potential memory: the product",
    x: axis(0, 1, "input gate $i_t$"),
    y: axis(-1, 1, "potential memory $g_t$"),
    height: (width) => Math.max(0.8 * width, 240),
    draw(marks, /** @type {Values} */ { i, g, written, set }) {
      const { plot } = marks;
      const [y, height] = [plot.py(Math.max(g, 0)), Math.abs(plot.py(g) - plot.py(0))];
      const box = { x: plot.left, y, width: plot.px(i) - plot.left, height };
      marks.add("rect", { ...box, ...look("box", "ink") });
      marks.line([[0, 0], [1, 0]], { colour: "muted", width: 1 });
      marks.line([[0, g], [1, g], [1, 0]], { colour: "g", dashed: true, width: 1.5 });
      marks.line([[0, 0], [0, g]], { colour: "g", width: 7 });
      marks.line([[0, 0], [i, 0]], { colour: "i", width: 4 });
      const free = g < 0 ? 0.5 : -0.5; // the half without the rectangle
      /** @type {(row: number, text: string, colour?: string) => void} */
      const label = (row, text, colour) =>
        marks.text(0, free, text, { colour, anchor: "start", move: [12, 5 + 21 * row] });
      label(-1, `$i_t$ = ${formatOutput(i)}`, "i");
      label(0, `$g_t$ = ${formatOutput(g)}`, "g");
      label(1, `$i_t$ ⊙ $g_t$ = ${formatOutput(written)}`);
      plot.handle(0, i, g, (i, g) => set(sumsFor(i, g)));
    },
  });

/** @returns {Panel<Values>} */
const added = () =>
  new Plot({
    label: "What is offered, and what is written of it, as arrows from zero, down or up",
    x: axis(-1, 1, "offered, and added to the memory"),
    y: axis(0, 2.6, "", { ticks: [] }),
    height: () => 130,
    draw(marks, /** @type {Values} */ { g, written }) {
      marks.line([[0, 0], [0, 2.6]], { colour: "muted", width: 1 });
      marks.arrow(0, 1.8, g, 1.8, { colour: "g", width: 3 });
      marks.arrow(0, 0.7, written, 0.7, { width: 4 });
      /** @type {{ anchor: string, move: Point }} */
      const free = g < 0 ? { anchor: "start", move: [10, 5] } : { anchor: "end", move: [-10, 5] };
      marks.text(0, 1.8, "offered $g_t$", { colour: "g", ...free });
      marks.text(0, 0.7, "written $i_t$ ⊙ $g_t$", free);
    },
  });

/** @returns {Panel<Values>} */
const numbers = () =>
  table("From the sums to what is written", ["", "sum", "value"], ({ zi, zg, i, g, written }) => [
    ["input gate $i_t$", formatNumber(zi), formatOutput(i)],
    ["potential memory $g_t$", formatNumber(zg), formatOutput(g)],
    ["written $i_t$ ⊙ $g_t$", "", formatOutput(written)],
  ]);

/** @param {Values} values */
function say({ zi, zg, i, g, written }) {
  const gate = `Sum of the input gate ${formatNumber(zi)}, gate ${formatOutput(i)}`;
  const offer = `sum of the potential memory ${formatNumber(zg)}, potential memory ${
    formatOutput(g)
  }`;
  return `${gate}; ${offer}; written ${formatOutput(written)}.`;
}

/** @type {Explorable} */
export default {
  render(host) {
    explore(host, {
      name: "potential_memory",
      title: "What is offered, and how much of it is written",
      settings,
      examples,
      values,
      panels: [area(), added(), numbers()],
      say,
      tasks: [
        "Make the step write down instead of up. Which of the two can do that, and why not the other?",
        "Write exactly nothing. Which of the two can do that, and how close does the other come?",
        "Push both sums to their ends. Can one step add more than 1 to the memory?",
      ],
    });
  },
};
