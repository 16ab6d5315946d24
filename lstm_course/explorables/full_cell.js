// The whole cell at work: two companies told apart, day by day, with one weight to be broken.

import { CELL_COLUMNS, CELL_ORDER, CellDiagram } from "./cell_diagram.js";
import { BLOCK_NAMES, steps, sum, tanh, terms, zeroState } from "./core.js";
import { explore, line, table } from "./kit.js";
import { number, output, plain } from "./numbers.js";
import { axis, Plot } from "./plot.js";
import { choice, slider } from "./settings.js";
import { ANSWERS, COMPANY, PRICES } from "./tasks.js";

const UNIT = Object.fromEntries( // as the chapter has it, with two decimals
  Object.entries(COMPANY).map(([key, [row]]) => [key, [row.map((w) => Number(w.toFixed(2)))]]),
);
const DAYS = 4;
const LAYERS = Object.fromEntries(CELL_ORDER.map((key) => [key, BLOCK_NAMES[key]]));
const WHICH = { b: "bias", h: "weight for $h_{t−1}$", x: "weight for $x_t$" };
const HEAD = ["", "unbroken", "changed"];
const settings = {
  company: choice("Company", { A: "A", B: "B" }, "A"),
  day: slider("day $t$", 1, DAYS, 2, 1),
  gate: choice("Break a weight of the", LAYERS, "f"),
  weight: choice("namely the", WHICH, "b"),
  times: slider("multiply it by (0 cuts it out)", -2, 2, 1),
};

const examples = {
  "company A": { company: "A", times: 1 },
  "company B": { company: "B", times: 1 },
  "A: $g$ without bias": { company: "A", day: 4, gate: "g", weight: "b", times: 0 },
  "B: $g$ without $x$": { company: "B", day: 4, gate: "g", weight: "x", times: 0 },
  "B: $o$ without $h$": { company: "B", day: 4, gate: "o", weight: "h", times: 0 },
};

const ofPrices = (weights) =>
  Object.fromEntries(
    Object.entries(PRICES).map(([name, prices]) => [name, steps(weights, prices.map((x) => [x]))]),
  );

function values({ company, day, gate, weight, times }, set) {
  const changed = Object.keys(CELL_COLUMNS).indexOf(weight);
  const row = UNIT[gate][0].map((w, n) => (n === changed ? times * w : w));
  const weights = { ...UNIT, [gate]: [row] };
  const unbroken = ofPrices(UNIT);
  const broken = ofPrices(weights);
  const step = broken[company][day - 1];
  const before = broken[company][day - 2] ?? zeroState(weights);
  const x = PRICES[company][day - 1];
  const inputs = [before.h[0], x];
  return {
    ...{ ...only(step), company, day, gate, weight, weights, unbroken, broken, row, x, inputs },
    h_prev: before.h[0],
    c_prev: before.c[0],
    kept: step.f[0] * before.c[0],
    product: step.i[0] * step.g[0],
    shown: tanh(step.c[0]),
    z: sum(terms(row, inputs)),
    was: UNIT[gate][0][changed],
    is: row[changed],
    chosen: [gate, weight],
    choose: (gate, weight) => set({ gate, weight }),
  };
}

/** The values of a step of one unit. */
const only = (step) => Object.fromEntries(Object.entries(step).map(([key, [value]]) => [key, value]));

/** How the layer with the chosen weight comes to its answer. */
const addition = () =>
  line(({ gate, day, row, inputs: [h, x], z, ...step }) => {
    const products = `${number(row[0])} + ${factors(row[1], h)} + ${factors(row[2], x)}`;
    const curve = gate === "g" ? "tanh" : "$σ$";
    const answer = `$${gate}_{${day}}$ = ${curve}(${number(z)}) = ${output(step[gate])}`;
    return `The ${LAYERS[gate]} adds ${products} = ${number(z)}, and ${answer}.`;
  });

const inBrackets = (value) => (value < 0 ? `(${number(value)})` : number(value));
const factors = (weight, value) => `${inBrackets(weight)} × ${inBrackets(value)}`;

const comparison = () =>
  table("This day and the answers, unbroken and changed", HEAD, (values) => {
    const { company, day, unbroken, broken } = values;
    const both = (name, day, key) =>
      [unbroken, broken].map((run) => output(run[name][day - 1][key][0]));
    const wires = [..."figcoh"].map((key) => [`$${key}_{${day}}$`, ...both(company, day, key)]);
    const answers = Object.keys(PRICES).map((name) => [
      `${name}’s answer $h_{${DAYS}}$ (right: ${ANSWERS[name]})`,
      ...both(name, DAYS, "h"),
    ]);
    return [...wires, ...answers];
  });

const overTime = (run, key) => [[0, 0], ...run.map((step, n) => [n + 1, step[key][0]])];

function reach({ company, unbroken, broken }) {
  const all = [...unbroken[company], ...broken[company]].flatMap(({ c, h }) => [c[0], h[0]]);
  const lowest = Math.floor(2 * Math.min(...all)) / 2;
  return axis(Math.min(-0.5, lowest), Math.max(1, Math.ceil(Math.max(...all))), "");
}

const days = () =>
  new Plot({
    label: "Memory and hidden state over the four days, and dashed those of the unbroken cell",
    x: axis(0, DAYS + 0.4, "day $t$ (dashed: unbroken)", { ticks: [0, 1, 2, 3, 4] }),
    y: reach,
    height: () => 200,
    draw(marks, { company, day, unbroken, broken }) {
      marks.band(day - 0.2, day + 0.2);
      marks.line([[0, 0], [DAYS, 0]], { colour: "muted", width: 1 });
      for (const key of "ch") {
        marks.line(overTime(unbroken[company], key), { colour: key, dashed: true, width: 1.5 });
        marks.line(overTime(broken[company], key), { colour: key, width: 2.5 });
        const { c, [key]: ends } = broken[company].at(-1);
        const above = (key === "c") === c[0] > 0; // of the two c is further from 0
        const place = { anchor: "start", move: [8, above ? -3 : 15] };
        marks.text(DAYS, ends[0], `$${key}_t$`, { colour: key, ...place });
      }
    },
  });

function say({ company, day, gate, weight, was, is, broken, ...step }) {
  const wires = Object.keys(LAYERS).map((key) => `${LAYERS[key]} ${number(step[key])}`);
  const state = `memory ${number(step.c)}, hidden state ${number(step.h)}`;
  const ends = Object.keys(PRICES).map((name) => `${name} ${number(broken[name].at(-1).h[0])}`);
  const now = `Company ${company}, day ${day}: ${wires.join(", ")}; ${state}.`;
  const weightNow = `${plain(WHICH[weight])} ${number(is)}, unbroken ${number(was)}`;
  return `${now} In the ${LAYERS[gate]}: ${weightNow}. Answers: ${ends.join(", ")}.`;
}

export default {
  render(host) {
    explore(host, {
      name: "full_cell",
      title: "The full cell, a number on every wire",
      settings,
      examples,
      values,
      panels: [new CellDiagram(), addition(), comparison(), days()],
      say,
      tasks: [
        "On day 2 the prices are the same. Which two wires tell the cell which company it sees?",
        "Cut one weight at a time. Which does A miss most, which B? Which two gates hardly care?",
        "Press the last example. On day 4, is day 1 forgotten, or is it kept and not shown?",
      ],
    });
  },
};
