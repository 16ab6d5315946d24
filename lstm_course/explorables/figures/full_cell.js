// The whole cell at work: it tells two companies apart, day by day, and one weight can be broken.

import { sum } from "../model/linalg.js";
import { steps, tanh, terms, zeroState } from "../model/lstm.js";
import { DAY_5, PRICES } from "../model/tasks.js";
import { codeLines } from "../ui/code_lines.js";
import { choice, slider } from "../ui/controls.js";
import { createButton } from "../ui/dom.js";
import { explore } from "../ui/explorable.js";
import { formatNumber, formatOutput, formatProduct, plainLabel } from "../ui/format.js";
import { line, stickyGroup, table } from "../ui/panels.js";
import { levels, replaceLevels, timeSeries } from "../ui/time_series.js";
import { CellDiagram } from "./cell_diagram.js";
import { CELL_ORDER } from "./cell_geometry.js";
import { CODE, isThere, OPERATIONS } from "./cell_operations.js";
import { changeWeight, COLUMNS, DAYS, LAYERS, UNIT, weightSettings } from "./company_cell.js";
import { dayPlayer } from "./day_player.js";
import { days } from "./days_plot.js";

/** @import { BlockName, Blocks, CellStep, Explorable, Panel, Vector } from "../types.d.ts" */
/** @import { SetState, State } from "../types.d.ts" */

const OWN = { company: "own" };
const PRICES_OF_A = replaceLevels(
  "0".repeat(DAYS),
  Object.fromEntries(PRICES.A.map((price, n) => [n + 1, price])),
);
const HEAD = ["", "intact", "changed"];

const settings = {
  company: choice("company", { A: "A", B: "B", own: "your own prices" }, "A"),
  day: slider("day $t$", 1, DAYS, 2, 1),
  done: slider("operations of the step done", 1, OPERATIONS.length, OPERATIONS.length, 1),
  own: { ...timeSeries("your price on day $t$", PRICES_OF_A, "day"), implies: () => OWN },
  ...weightSettings("break a weight of the"),
};

const examples = {
  "nothing broken": { times: 1 },
  "A: $g$ without bias": { company: "A", day: 4, gate: "g", weight: "b", times: 0 },
  "B: $g$ without $x$": { company: "B", day: 4, gate: "g", weight: "x", times: 0 },
  "B: $o$ without $h$": { company: "B", day: 4, gate: "o", weight: "h", times: 0 },
};

/** @typedef {Record<string, CellStep[]>} Days the steps of each company */

/**
 * @param {Record<string, Vector>} prices of each company
 * @param {Blocks} weights
 * @returns {Days}
 */
const ofPrices = (prices, weights) =>
  Object.fromEntries(
    Object.entries(prices).map(([name, xs]) => [name, steps(weights, xs.map((x) => [x]))]),
  );

/**
 * @param {State<typeof settings>} state
 * @param {SetState} set
 */
function values({ company, day, done, own, gate, weight, times }, set) {
  const { block, column, row, weights } = changeWeight({ gate, weight, times });
  /** @type {Record<string, Vector>} */
  const prices = { ...PRICES, own: levels(own) };
  const [intact, broken] = [UNIT, weights].map((cell) => ofPrices(prices, cell));
  const step = broken[company][day - 1];
  const before = day > 1 ? broken[company][day - 2] : zeroState(weights);
  const [h, c, x] = [before.h[0], before.c[0], prices[company][day - 1]];
  /** @type {Record<string, number>} */
  const wires = {
    ...{ x, h_prev: h, c_prev: c, i: step.i[0], f: step.f[0], g: step.g[0], o: step.o[0] },
    ...{ kept: step.f[0] * c, product: step.i[0] * step.g[0], c: step.c[0] },
    ...{ shown: tanh(step.c[0]), h: step.h[0] },
  };
  /** @param {BlockName} name */
  const sumOf = (name) => sum(terms(weights[name][0], [h, x]));
  return {
    ...{ company, day, done, gate: block, weight, weights, intact, broken, row, wires },
    z: sumOf(block),
    sums: Object.fromEntries(CELL_ORDER.map((name) => [name, sumOf(name)])),
    was: UNIT[block][0][column],
    is: row[column],
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
      formatProduct(row[1], wires.h_prev),
      formatProduct(row[2], wires.x),
    ];
    const curve = gate === "g" ? "tanh" : "$σ$";
    const output = `$${gate}_{${day}}$ = ${curve}(${formatNumber(z)}) = ${
      formatOutput(wires[gate])
    }`;
    return `The ${LAYERS[gate]} adds ${bias} + ${products.join(" + ")} = ${
      formatNumber(z)
    }, and ${output}.`;
  });

/** @type {Record<string, string>} */
const NAMES = {
  A: `A (correct: ${DAY_5.A})`,
  B: `B (correct: ${DAY_5.B})`,
  own: "your prices",
};
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
    const predictions = Object.keys(broken).map((name) => [
      `$h_{${DAYS}}$ for ${NAMES[name]}`,
      ...both(name, DAYS, "h"),
    ]);
    return [...wires, ...predictions];
  });

/**
 * The latest operation in numbers.
 * @returns {Panel<Values>}
 */
const operation = () => line((values) => OPERATIONS[values.done - 1].text(values), 3);

/** @returns {Panel<Values>} */
const code = () =>
  codeLines(
    "The step as code, line by line",
    CODE,
    ({ wires, done }, name) => isThere(name, done) ? formatOutput(wires[name]) : "",
  );

/** @param {Values} values */
function say({ company, day, done, gate, weight, was, is, broken, wires }) {
  const layers = CELL_ORDER.map((key) => `${LAYERS[key]} ${formatNumber(wires[key])}`);
  const state = `cell state ${formatNumber(wires.c)}, hidden state ${formatNumber(wires.h)}`;
  const ends = Object.keys(broken).map((name) => {
    return `${formatNumber(broken[name][DAYS - 1].h[0])} for ${name === "own" ? NAMES.own : name}`;
  });
  const weightNow = `${plainLabel(COLUMNS[weight])} ${formatNumber(is)}, intact ${
    formatNumber(was)
  }`;
  return (
    `${company === "own" ? "Your prices" : `Company ${company}`}, day ${day}, after ` +
    `${OPERATIONS[done - 1].name}: ${layers.join(", ")}; ${state}. ` +
    `In the ${LAYERS[gate]}: ${weightNow}. Predictions: ${ends.join(", ")}.`
  );
}

/** @type {Explorable} */
export default {
  render(host) {
    let day = 1;
    let done = OPERATIONS.length;
    const buttons = dayPlayer(
      "Next day",
      [1, 2, 3, 4],
      () => day,
      (day) => page.set({ day, done: OPERATIONS.length }),
    );
    buttons.element.append(createButton("Next operation", () => {
      if (done < OPERATIONS.length) page.set({ done: done + 1 });
      else page.set({ day: (day % DAYS) + 1, done: 1 });
    }));

    const page = explore(host, {
      name: "full_cell",
      title: "The full cell, with a number on every wire",
      settings,
      examples,
      values(state, set) {
        ({ day, done } = state);
        return values(state, set);
      },
      panels: [
        stickyGroup(buttons, new CellDiagram(), operation(), code()),
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
