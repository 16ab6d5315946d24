// Padding and the two ends of a sequence: which hidden state is the final one, in either direction.

import { readPadded } from "../model/padded.js";
import { PRICES } from "../model/tasks.js";
import { axis } from "../ui/axis.js";
import { choice, slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { formatNumber } from "../ui/format.js";
import { line, table } from "../ui/panels.js";
import { Plot } from "../ui/plot.js";
import { UNIT } from "./company_cell.js";
import { PaddedBatch } from "./padded_batch.js";

/** @import { Explorable, Panel, Point, SetState, State } from "../types.d.ts" */

const DAYS = 7;
const LATER = [1, 1, 1]; // prices on days 5 to 7

/** The records of the chapter; each could go on to day 7. */
const RECORDS = [
  { key: "A", name: "A", prices: [...PRICES.A, ...LATER], length: 4 },
  { key: "B", name: "B", prices: [...PRICES.B, ...LATER], length: 4 },
  { key: "short", name: "B, short", prices: [...PRICES.B, ...LATER], length: 2 },
  { key: "C", name: "C", prices: [...PRICES.A, ...LATER], length: 7 },
];
const NAMES = Object.fromEntries(RECORDS.map(({ key, name }) => [key, name]));
const LENGTHS = Object.fromEntries(RECORDS.map(({ key, length }) => [key, { length }]));

const settings = {
  record: choice("record", NAMES, "short", LENGTHS),
  length: slider("its length", 1, DAYS, 2, 1),
  direction: choice("the layer reads", { ahead: "forwards", back: "backwards" }, "ahead"),
  told: choice("the lengths are", { yes: "given", no: "left out" }, "yes"),
};

const short = { record: "short", length: 2 };
const examples = {
  "forwards": { ...short, direction: "ahead", told: "yes" },
  "forwards, no lengths": { ...short, direction: "ahead", told: "no" },
  "backwards": { ...short, direction: "back", told: "yes" },
  "backwards, no lengths": { ...short, direction: "back", told: "no" },
};

/**
 * @param {State<typeof settings>} state
 * @param {SetState} set
 */
function values({ record, length, direction, told }, set) {
  const backwards = direction === "back";
  const rows = RECORDS.map((one) => {
    const chosen = one.key === record;
    const long = chosen ? length : one.length;
    const x = one.prices.map((price, t) => (t < long ? price : 0));
    const input = x.map((price) => [price]);
    const { h, order, state } = readPadded(UNIT, input, long, { told: told === "yes", backwards });
    const correct = readPadded(UNIT, input, long, { told: true, backwards });
    return {
      ...{ name: one.name, chosen, length: long, x, order },
      ...{ h: h.map(([value]) => value), state: state.h[0], correct: correct.state.h[0] },
    };
  });
  return {
    ...{ rows, backwards, told: told === "yes" },
    cut: (/** @type {number} */ row, /** @type {number} */ length) =>
      set({ record: RECORDS[row].key, length }),
  };
}
/** @typedef {ReturnType<typeof values>} Values */

/** @param {Values} values */
const chosenRow = ({ rows }) => rows.find(({ chosen }) => chosen) ?? rows[0];

/** @returns {Panel<Values>} */
const story = () =>
  line((values) => {
    const { told, backwards } = values;
    const { length, state, correct } = chosenRow(values);
    const padding = DAYS - length;
    const zeros = padding === 1 ? "one zero" : `${padding} zeros`;
    const [now, wanted] = [state, correct].map((h) => formatNumber(h));
    if (told && backwards) {
      return `The layer starts at the record’s own end, step ${length}, and arrives at step 1: ` +
        `the final state, ${now}, stands at h[0].`;
    }
    if (told) {
      return `The layer stops at the record’s end, step ${length}: the final state, ${now}, ` +
        `stands at h[${length - 1}]${padding ? ", and beyond it there are zeros" : ""}.`;
    }
    if (
      !padding
    ) return `There is no padding in this record: its final state is ${now} all the same.`;
    if (backwards) {
      return `The layer reads ${zeros} of padding first, and carries what they wrote into the ` +
        `record: the final state is ${now} and should be ${wanted}.`;
    }
    return `After the record the layer reads ${zeros} of padding as inputs: the final state is ` +
      `${now} and should be ${wanted}.`;
  }, 3);

/** @returns {Panel<Values>} */
const readings = () =>
  table(
    "What is read off for each record: at both ends of the array, at the end of the record, as the " +
      "final state, and what is correct",
    ["", "A", "B", "short", "C"],
    ({ rows }) => {
      /** @type {(name: string, of: (row: Values["rows"][0]) => number) => string[]} */
      const row = (name, of) => [name, ...rows.map((one) => formatNumber(of(one), 3))];
      return [
        row("h[0]", ({ h }) => h[0]),
        row("h[n−1]", ({ h, length }) => h[length - 1]),
        row("h[−1]", ({ h }) => h[DAYS - 1]),
        row("state.h", ({ state }) => state),
        row("correct", ({ correct }) => correct),
      ];
    },
  );

/** @returns {Panel<Values>} */
const series = () =>
  new Plot({
    label:
      "The hidden state of the chosen record step by step, and the final state that is correct",
    x: axis(0.5, DAYS + 0.5, "step $t$ (dashed: correct final state)", {
      ticks: [1, 2, 3, 4, 5, 6, 7],
    }),
    y: axis(-1, 1, "$h_t$ of the chosen record", { ticks: [-1, 0, 1] }),
    height: () => 200,
    draw(marks, /** @type {Values} */ values) {
      const { h, order, length, correct } = chosenRow(values);
      const ends = [0.5, DAYS + 0.5];
      marks.band(0.5, length + 0.5);
      marks.line(ends.map((x) => pointOf(x, 0)), { colour: "muted", width: 1 });
      marks.line(ends.map((x) => pointOf(x, correct)), { dashed: true, width: 1.5 });
      marks.line(order.map((t) => pointOf(t + 1, h[t])), { colour: "h", width: 2.5 });
      for (const t of order) marks.dot(t + 1, h[t], { colour: "h" });
      const final = order[order.length - 1];
      marks.dot(final + 1, h[final], { radius: 7 });
    },
  });

/** @type {(x: number, y: number) => Point} */
const pointOf = (x, y) => [x, y];

/** @param {Values} values */
function say(values) {
  const { told, backwards } = values;
  const { name, length, order, state, correct, h } = chosenRow(values);
  const read = order.map((t) => t + 1).join(", ");
  return `${name}, length ${length}, ${backwards ? "backwards" : "forwards"}, lengths ` +
    `${told ? "given" : "left out"}: steps read in the order ${read}. Final state ` +
    `${formatNumber(state)}, correct ${formatNumber(correct)}, in the last row of the array ` +
    `${formatNumber(h[DAYS - 1])}.`;
}

/** @type {Explorable} */
export default {
  render(host) {
    explore(host, {
      name: "two_ends",
      title: "Padding, and the two ends of a sequence",
      settings,
      examples,
      values,
      panels: [new PaddedBatch(RECORDS.length), story(), readings(), series()],
      say,
      tasks: [
        "Forwards, with lengths: which row of the table, besides state.h, is correct for all four records?",
        "Now backwards. Which row is it now, and what has the layer read when it gets to h[n−1]?",
        "Leave the lengths out, forwards and backwards. Which way does the padding do more harm?",
      ],
    });
  },
};
