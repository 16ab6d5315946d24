// The table of chapter 17, tasks and cells coloured by error, at the learning rate that a reader
// chooses; and every run of one of its cells on one task.

import {
  bestRate,
  CELLS,
  median,
  MEDIANS,
  rank,
  RATES,
  runs,
  SEEDS,
  TASKS,
} from "../model/variant_errors.js";
import { axis } from "../ui/axis.js";
import { choice, orderedChoice } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { formatFixed, formatNumber } from "../ui/format.js";
import { createShape } from "../ui/marks.js";
import { line, stickyGroup, table } from "../ui/panels.js";
import { Plot } from "../ui/plot.js";
import { SvgCanvas } from "../ui/svg_canvas.js";

/** @import { Explorable, Panel, Point, SetState, State } from "../types.d.ts" */

const NAMES = {
  lstm: "LSTM",
  peephole: "LSTM with peepholes",
  no_input_gate: "no input gate",
  no_forget_gate: "no forget gate",
  no_output_gate: "no output gate",
  no_input_activation: "no input activation (tanh)",
  no_output_activation: "no output activation (tanh)",
  cifg: "coupled gates (CIFG)",
  full_gate_recurrence: "full gate recurrence",
  gru: "GRU",
  janet: "JANET",
  min_lstm: "minLSTM",
  min_gru: "minGRU",
  layer_norm: "layer normalisation",
  rnn: "plain recurrent layer",
};
/** Names that fit beside a table on a phone. */
const SHORT = {
  ...NAMES,
  peephole: "peepholes",
  no_input_activation: "no input tanh",
  no_output_activation: "no output tanh",
  cifg: "coupled gates",
  full_gate_recurrence: "full recurrence",
  layer_norm: "layer norm",
  rnn: "plain",
};
/** @typedef {keyof typeof NAMES} Cell */

const BEST = "best";
const [LEAST, MOST] = [1e-3, 10]; // of what is drawn

const settings = {
  rate: orderedChoice(
    "learning rate:",
    {
      ...Object.fromEntries(RATES.map((rate) => [rate, String(rate)])),
      [BEST]: "each at its best",
    },
    "0.01",
  ),
  task: choice("task", Object.fromEntries(TASKS.map((task) => [task, task])), "news"),
  cell: orderedChoice("cell:", NAMES, "min_lstm"),
};

const examples = {
  "the usual rate": { rate: "0.01", task: "news", cell: "min_lstm" },
  "each at its best": { rate: BEST, task: "news", cell: "min_lstm" },
  "the LSTM on adding": { rate: "0.1", task: "adding", cell: "lstm" },
  "no input gate": { rate: BEST, task: "adding", cell: "no_input_gate" },
};

/**
 * @param {State<typeof settings>} state
 * @param {SetState} set
 */
function values({ rate, task, cell }, set) {
  const atBest = rate === BEST;
  const [t, k] = [TASKS.indexOf(task), CELLS.indexOf(cell)];
  /** @type {(medians: number[]) => number} */
  const rateOf = (medians) => (atBest ? bestRate(medians) : RATES.indexOf(Number(rate)));
  const grid = MEDIANS.map((cells) =>
    cells.map((medians) => {
      const r = rateOf(medians);
      return { error: medians[r], best: medians[r] === Math.min(...medians) };
    })
  );
  const medians = MEDIANS[t][k];
  const isBest = medians.map((error) => error === Math.min(...medians));
  return {
    atBest,
    grid,
    t,
    k,
    name: NAMES[/** @type {Cell} */ (cell)],
    rate: rateOf(medians),
    medians,
    isBest,
    runs: RATES.map((_, r) => runs(t, k, r)),
    place: rank(grid[t][k].error, grid[t].map(({ error }) => error)),
    placeAtBest: rank(Math.min(...medians), MEDIANS[t].map((others) => Math.min(...others))),
    pick: (/** @type {number} */ t, /** @type {number} */ k) =>
      set({ task: TASKS[t], cell: CELLS[k] }),
  };
}
/** @typedef {ReturnType<typeof values>} Values */

/** @param {Values} values */
function verdict({ name, t, rate, medians, isBest, place, placeAtBest, atBest }) {
  const own = `${name} on ${TASKS[t]} at ${RATES[rate]}: median error ${
    formatNumber(medians[rate])
  }`;
  if (atBest) return `${own}. Rank ${placeAtBest} of ${CELLS.length}, each at its best rate.`;
  const best = RATES.filter((_, r) => isBest[r]).join(" or ");
  return (
    `${own}, rank ${place} of ${CELLS.length}. ` +
    `Each at its best rate, rank ${placeAtBest}; its own is ${best}.`
  );
}

const [LEFT, HEAD, ROW] = [110, 36, 25]; // pixels, of the grid
const NARROW = 42; // pixels of a column: below, numbers lose their 0 and headings take turns

/**
 * @param {number} error
 * @param {boolean} narrow
 */
function written(error, narrow) {
  if (!narrow) return formatFixed(error, 3);
  return error < 1 ? formatFixed(error, 3).slice(1) : formatFixed(error, 2);
}

/** @extends {SvgCanvas<Values>} */
class Grid extends SvgCanvas {
  constructor() {
    super(
      "Median errors of fifteen cells, in rows, on four tasks, in columns; the stronger the " +
        "colour, the smaller the error; underlined where this is the cell’s best rate",
      HEAD + ROW * CELLS.length,
    );
  }

  /**
   * @override
   * @param {number} width
   * @param {Values} values
   */
  draw(width, { grid, t: chosenTask, k: chosenCell, pick }) {
    const column = (width - LEFT) / TASKS.length;
    const narrow = column < NARROW;
    CELLS.forEach((cell, k) => {
      const name = SHORT[/** @type {Cell} */ (cell)];
      this.label(LEFT - 6, HEAD + ROW * k + 17, name, { anchor: "end", small: true });
    });
    grid.forEach((cells, t) => {
      const up = narrow && t % 2 ? 16 : 0;
      this.label(LEFT + column * (t + 0.5), HEAD - 8 - up, TASKS[t], { small: true });
      cells.forEach(({ error, best }, k) => {
        const place = { x: LEFT + column * t, y: HEAD + ROW * k, width: column, height: ROW };
        this.tint(place, error);
        const middle = place.x + column / 2;
        this.inside(middle, place.y + 17, written(error, narrow), { small: true });
        if (best) this.wire(`M${middle - 12} ${place.y + 21}h24`, "ink", 2);
        this.pickable(place, () => pick(t, k));
      });
    });
    const [x, y] = [LEFT + column * chosenTask + 1, HEAD + ROW * chosenCell + 1];
    this.wire(`M${x} ${y}h${column - 2}v${ROW - 2}h${2 - column}Z`, "ink", 2);
  }

  /**
   * @param {{ x: number, y: number, width: number, height: number }} place
   * @param {number} error
   */
  tint({ x, y, width, height }, error) {
    const shape = { x: x + 1, y: y + 1, width: width - 2, height: height - 2 };
    const tint = createShape("rect", { ...shape, class: "lx-fill lx-output" });
    const part = Math.log(Math.max(error, LEAST)) / Math.log(LEAST); // 1 for the least, 0 for 1
    tint.style.fillOpacity = String(0.5 * Math.max(part, 0));
    this.drawn.push(tint);
  }
}

/** @param {number} error */
const inside = (error) => Math.min(Math.max(error, LEAST), MOST);

/** @returns {Panel<Values>} */
const seeds = () =>
  new Plot({
    label: "Errors of the chosen cell at each learning rate: a dot for each seed, a bar for the " +
      "median; both axes are logarithmic",
    x: axis(0.002, 0.15, "learning rate", { scale: "log", ticks: RATES }),
    y: (/** @type {Values} */ { t }) =>
      axis(LEAST, MOST, `error on ${TASKS[t]}; dots: ${SEEDS} seeds`, { scale: "log" }),
    height: () => 250,
    draw(marks, /** @type {Values} */ { runs, medians, isBest, rate }) {
      marks.band(RATES[rate] / 1.4, RATES[rate] * 1.4);
      runs.forEach((errors, r) => {
        errors.forEach((error, seed) => {
          const aside = 1.06 ** (seed - (SEEDS - 1) / 2); // so that equal errors are seen
          marks.dot(RATES[r] * aside, inside(error), { colour: "output", radius: 3.5 });
        });
        const at = inside(medians[r]);
        marks.line([[RATES[r] / 1.32, at], [RATES[r] * 1.32, at]], { width: 3 });
        if (isBest[r]) marks.text(RATES[r], MOST, "best", { move: [0, 14] });
      });
    },
  });

/** @returns {Panel<Values>} */
const numbers = () =>
  table(
    "Errors of the chosen cell at each learning rate",
    ["rate", "smallest", "median", "largest"],
    ({ runs, isBest }) =>
      runs.map((errors, r) => [
        `${RATES[r]}${isBest[r] ? ", best" : ""}`,
        ...[Math.min(...errors), median(errors), Math.max(...errors)].map((e) =>
          formatNumber(e, 3)
        ),
      ]),
  );

/** @type {Explorable} */
export default {
  render(host) {
    explore(host, {
      name: "cells_by_rate",
      title: "Fifteen cells, four tasks, one learning rate",
      settings,
      examples,
      values,
      panels: [stickyGroup(line(verdict, 4), new Grid()), seeds(), numbers()],
      say: verdict,
      tasks: [
        "Move the rate from end to end. Which cells lead on news at 0.01, and which at 0.1?",
        "Find a cell that would be the worst of all at one rate, and among the best at another.",
        "Which numbers are underlined at the highest rate? What does that say about the choice of rates?",
      ],
    });
  },
};
