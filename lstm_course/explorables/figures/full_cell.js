// The whole cell at work: it tells two companies apart, day by day, and one weight can be broken.

import { sum } from "../model/linalg.js";
import { BLOCK_NAMES, steps, tanh, terms, zeroState } from "../model/lstm.js";
import { DAY_5, PRICES, PUBLISHED_UNIT } from "../model/tasks.js";
import { choice, slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { formatNumber, formatOutput, plainLabel } from "../ui/format.js";
import { line, stickyGroup, table } from "../ui/panels.js";
import { axis } from "../ui/axis.js";
import { Plot } from "../ui/plot.js";
import { CELL_COLUMNS, CellDiagram } from "./cell_diagram.js";
import { CELL_ORDER } from "./cell_geometry.js";
import { dayPlayer } from "./day_player.js";

/** @import { BlockName, Blocks, CellStep, Explorable, Matrix, Panel } from "../types.d.ts" */
/** @import { Point, SetState, State } from "../types.d.ts" */

/** @param {Matrix} block */
const rounded = (block) => block.map((row) => row.map((w) => Number(w.toFixed(2))));
/**
 * The published unit with two decimals, as the chapter has it.
 * @type {Blocks}
 */
const UNIT = {
  i: rounded(PUBLISHED_UNIT.i),
  f: rounded(PUBLISHED_UNIT.f),
  g: rounded(PUBLISHED_UNIT.g),
  o: rounded(PUBLISHED_UNIT.o),
};
const DAYS = 4;
const LAYERS = Object.fromEntries(CELL_ORDER.map((key) => [key, BLOCK_NAMES[key]]));
/** @type {Record<string, string>} */
const WHICH = { b: "bias", h: "weight for $h_{t−1}$", x: "weight for $x_t$" };
const HEAD = ["", "intact", "changed"];

const settings = {
  company: choice("company", { A: "A", B: "B" }, "A"),
  day: slider("day $t$", 1, DAYS, 2, 1),
  gate: choice("break a weight of the", LAYERS, "f"),
  weight: choice("which weight", WHICH, "b"),
  times: slider("multiply it by (0 cuts it out)", -2, 2, 1),
};

const examples = {
  "nothing broken": { times: 1 },
  "A: $g$ without bias": { company: "A", day: 4, gate: "g", weight: "b", times: 0 },
  "B: $g$ without $x$": { company: "B", day: 4, gate: "g", weight: "x", times: 0 },
  "B: $o$ without $h$": { company: "B", day: 4, gate: "o", weight: "h", times: 0 },
};

/** @typedef {Record<string, CellStep[]>} Days the steps of each company */

/**
 * @param {Blocks} weights
 * @returns {Days}
 */
const ofPrices = (weights) =>
  Object.fromEntries(
    Object.entries(PRICES).map(([name, prices]) => [name, steps(weights, prices.map((x) => [x]))]),
  );

/**
 * @param {State<typeof settings>} state
 * @param {SetState} set
 */
function values({ company, day, gate, weight, times }, set) {
  const block = /** @type {BlockName} */ (gate);
  const changed = Object.keys(CELL_COLUMNS).indexOf(weight);
  const row = UNIT[block][0].map((w, n) => (n === changed ? times * w : w));
  const weights = { ...UNIT, [block]: [row] };
  const [intact, broken] = [UNIT, weights].map(ofPrices);
  const step = broken[company][day - 1];
  const before = day > 1 ? broken[company][day - 2] : zeroState(weights);
  const [h, c, x] = [before.h[0], before.c[0], PRICES[company][day - 1]];
  const wires = {
    ...{ x, h_prev: h, c_prev: c, i: step.i[0], f: step.f[0], g: step.g[0], o: step.o[0] },
    ...{ kept: step.f[0] * c, product: step.i[0] * step.g[0], c: step.c[0] },
    ...{ shown: tanh(step.c[0]), h: step.h[0] },
  };
  return {
    ...{ company, day, gate: block, weight, weights, intact, broken, row, wires },
    z: sum(terms(row, [h, x])),
    was: UNIT[block][0][changed],
    is: row[changed],
    chosen: /** @type {[string, string]} */ ([gate, weight]),
    choose: (/** @type {string} */ gate, /** @type {string} */ weight) => set({ gate, weight }),
  };
}
/** @typedef {ReturnType<typeof values>} Values */

/**
 * The sum by which the layer with the chosen weight arrives at its output.
 * @returns {Panel<Values>}
 */
const addition = () =>
  line(({ gate, day, row, wires, z }) => {
    const [bias, ...products] = [
      formatNumber(row[0]),
      product(row[1], wires.h_prev),
      product(row[2], wires.x),
    ];
    const curve = gate === "g" ? "tanh" : "$σ$";
    const output = `$${gate}_{${day}}$ = ${curve}(${formatNumber(z)}) = ${
      formatOutput(wires[gate])
    }`;
    return `The ${LAYERS[gate]} adds ${bias} + ${products.join(" + ")} = ${
      formatNumber(z)
    }, and ${output}.`;
  });

/** @param {number} value */
const inBrackets = (value) => (value < 0 ? `(${formatNumber(value)})` : formatNumber(value));
/** @type {(weight: number, value: number) => string} */
const product = (weight, value) => `${inBrackets(weight)} × ${inBrackets(value)}`;

/** @type {(keyof CellStep)[]} */
const ROWS = ["f", "i", "g", "c", "o", "h"];

/** @returns {Panel<Values>} */
const comparison = () =>
  table("This day, and the predictions: intact and changed", HEAD, (values) => {
    const { company, day, intact, broken } = values;
    /** @type {(name: string, day: number, key: keyof CellStep) => string[]} */
    const both = (name, day, key) =>
      [intact, broken].map((days) => formatOutput(days[name][day - 1][key][0]));
    const wires = ROWS.map((key) => [`$${key}_{${day}}$`, ...both(company, day, key)]);
    const predictions = Object.keys(PRICES).map((name) => [
      `$h_{${DAYS}}$ for ${name} (correct: ${DAY_5[name]})`,
      ...both(name, DAYS, "h"),
    ]);
    return [...wires, ...predictions];
  });

/**
 * @param {CellStep[]} steps
 * @param {"c" | "h"} key
 * @returns {Point[]}
 */
const overTime = (steps, key) => [[0, 0], ...steps.map((step, n) => pointOf(n + 1, step[key][0]))];
/** @type {(x: number, y: number) => Point} */
const pointOf = (x, y) => [x, y];

/** @param {Values} values */
function reach({ company, intact, broken }) {
  const all = [...intact[company], ...broken[company]].flatMap(({ c, h }) => [c[0], h[0]]);
  const lowest = Math.floor(2 * Math.min(...all)) / 2;
  return axis(Math.min(-0.5, lowest), Math.max(1, Math.ceil(Math.max(...all))), "");
}

/** @returns {Panel<Values>} */
const days = () =>
  new Plot({
    label: "Cell state and hidden state over the four days; dashed, those of the intact cell",
    x: axis(0, DAYS + 0.4, "day $t$ (dashed: intact)", { ticks: [0, 1, 2, 3, 4] }),
    y: reach,
    height: () => 200,
    draw(marks, /** @type {Values} */ { company, day, intact, broken }) {
      marks.band(day - 0.2, day + 0.2);
      marks.line([[0, 0], [DAYS, 0]], { colour: "muted", width: 1 });
      for (const key of /** @type {const} */ (["c", "h"])) {
        marks.line(overTime(intact[company], key), { colour: key, dashed: true, width: 1.5 });
        marks.line(overTime(broken[company], key), { colour: key, width: 2.5 });
        const end = broken[company][DAYS - 1];
        const above = (key === "c") === end.c[0] > 0; // of the two c is further from 0
        marks.text(DAYS, end[key][0], `$${key}_t$`, {
          colour: key,
          anchor: "start",
          move: [8, above ? -3 : 15],
        });
      }
    },
  });

/** @param {Values} values */
function say({ company, day, gate, weight, was, is, broken, wires }) {
  const layers = CELL_ORDER.map((key) => `${LAYERS[key]} ${formatNumber(wires[key])}`);
  const state = `cell state ${formatNumber(wires.c)}, hidden state ${formatNumber(wires.h)}`;
  const ends = Object.keys(PRICES).map((name) => {
    return `${formatNumber(broken[name][DAYS - 1].h[0])} for ${name}`;
  });
  const weightNow = `${plainLabel(WHICH[weight])} ${formatNumber(is)}, intact ${formatNumber(was)}`;
  return (
    `Company ${company}, day ${day}: ${layers.join(", ")}; ${state}. ` +
    `In the ${LAYERS[gate]}: ${weightNow}. Predictions: ${ends.join(", ")}.`
  );
}

/** @type {Explorable} */
export default {
  render(host) {
    let day = 1;
    const buttons = dayPlayer(DAYS, () => day, (day) => page.set({ day }));

    const page = explore(host, {
      name: "full_cell",
      title: "The full cell, with a number on every wire",
      settings,
      examples,
      values(state, set) {
        day = state.day;
        return values(state, set);
      },
      panels: [
        stickyGroup(buttons, new CellDiagram()),
        addition(),
        comparison(),
        days(),
      ],
      say,
      tasks: [
        "On day 2 the prices are the same. Which two wires tell the cell which company it sees?",
        "Cut one weight at a time. Which does A miss most, and which B? Which two gates hardly matter?",
        "Press the last example. On day 4, has day 1 been forgotten, or is it kept but not shown?",
      ],
    });
  },
};
