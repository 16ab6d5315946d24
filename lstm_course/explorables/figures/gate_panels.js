// The pictures and tables of a population of gates in training.

import { BLOCK_NAMES, sigmoid, sigmoidDerivative } from "../model/lstm.js";
import { formatCount, formatNumber } from "../ui/format.js";
import { axis } from "../ui/axis.js";
import { line, table } from "../ui/panels.js";
import { Plot } from "../ui/plot.js";

/** @import { Gate, Snapshot } from "../model/remember_model.js" */
/** @import { BlockName, Panel, Point, Vector } from "../types.d.ts" */

/**
 * A snapshot, and the state of the gates in view.
 * @typedef {Snapshot & { z: Vector, shut: number, stuckOpen: number, slope: number }} GateState
 */
/**
 * @typedef {object} Values
 * @property {Gate} look the gates in view
 * @property {Point[][][]} lines for each first value and each unit: the opening over the steps
 * @property {number} span
 * @property {number | undefined} solvedAt
 * @property {GateState} start
 * @property {GateState} now
 * @property {Record<BlockName, number>} moves
 */

export const NEARLY = 0.05; // so close to 0 or to 1
const SHOWN = 20; // the largest sum in the picture of slopes

/** @returns {Panel<Values>} */
export const gateOpenings = () =>
  new Plot({
    label: "How far each gate opens when +1 or −1 arrives, training step after training step",
    x: (/** @type {Values} */ { span }) => axis(0, span, "training step"),
    y: axis(-0.06, 1.14, "how far open", { ticks: [0, 0.5, 1] }),
    height: (width) => Math.max(0.58 * width, 240),
    draw(marks, /** @type {Values} */ { look, lines, span, solvedAt }) {
      for (const edge of [NEARLY, 1 - NEARLY]) {
        marks.line([[0, edge], [span, edge]], { colour: "muted", width: 1, dashed: true });
      }
      lines.forEach((units, value) => {
        for (const points of units) {
          marks.line(points, { colour: look, width: 1.5, dashed: value > 0 });
          marks.dot(...points[points.length - 1], { colour: look, radius: 3.5 });
        }
      });
      if (solvedAt === undefined) return;
      const late = solvedAt > span / 2;
      marks.line([[solvedAt, -0.06], [solvedAt, 1.14]], { width: 1.5 });
      marks.text(solvedAt, 1.14, `solved at step ${formatCount(solvedAt)}`, {
        anchor: late ? "end" : "start",
        move: [late ? -6 : 6, 13],
      });
    },
  });

/** @returns {Panel<Values>} */
const legend = () =>
  line(
    () =>
      "Eight gates, each when +1 arrives (solid) and when −1 arrives (dashed): sixteen openings. " +
      "Within 5 % of 0 counts as shut, within 5 % of 1 as stuck open. The task counts as solved when " +
      "the mean distance from the target is below a tenth.",
  );

/** @returns {Panel<Values>} */
const slopePlot = () =>
  new Plot({
    label:
      "The slope of the sigmoid on a logarithmic scale, a tent, and the place of each gate on it",
    x: axis(-SHOWN, SHOWN, "sum $z$ of a gate"),
    y: axis(1e-9, 1, "slope $a$ (1 − $a$) of a gate $a$ = $σ$($z$)", {
      scale: "log",
      ticks: [1e-9, 1e-6, 1e-3, 1],
    }),
    height: () => 210,
    draw(marks, /** @type {Values} */ { look, now }) {
      marks.curve((z) => sigmoidDerivative(sigmoid(z)), { colour: "muted", width: 1.5 });
      for (const z of now.z.filter((z) => Math.abs(z) <= SHOWN)) {
        marks.dot(z, sigmoidDerivative(sigmoid(z)), { colour: look });
      }
      for (const side of [-1, 1]) {
        const outside = now.z.filter((z) => side * z > SHOWN).length;
        const label = side < 0 ? `← ${outside} more` : `${outside} more →`;
        const anchor = side < 0 ? "start" : "end";
        if (outside) marks.text(side * SHOWN, 0.15, label, { anchor, colour: look });
      }
    },
  });

/** @type {(count: number, all: Vector) => string} */
const outOf = (count, { length }) => `${count}\u00a0of\u00a0${length}`; // on one line

/** @type {[string, (state: GateState) => string][]} */
const ROWS = [
  ["training step", ({ step }) => formatCount(step)],
  ["shut", ({ shut, z }) => outOf(shut, z)],
  ["stuck open", ({ stuckOpen, z }) => outOf(stuckOpen, z)],
  ["median slope", ({ slope }) => formatNumber(slope)],
  ["distance from target", ({ distance }) => formatNumber(distance)],
];

/** @returns {Panel<Values>} */
const counts = () =>
  table(
    "The gates, at the start and now",
    ["", "start", "now"],
    ({ start, now }) => ROWS.map(([label, of]) => [label, of(start), of(now)]),
  );

/** @returns {Panel<Values>} */
const norms = () =>
  table(
    "Norms of gradients and moves",
    ["weights", "gradient", "next move"],
    ({ now, moves }) =>
      /** @type {BlockName[]} */ (["i", "f", "g", "o"]).map((symbol) => [
        `${BLOCK_NAMES[symbol]} $${symbol}$`,
        formatNumber(now.norms[symbol]),
        formatNumber(moves[symbol]),
      ]),
  );

/** @returns {Panel<Values>} */
const normsExplained = () =>
  line(
    () =>
      "Gradients and moves are those of the 88 weights of each block, given as norms; " +
      "a move is $η$ times the gradient.",
  );

/** The panels below the picture of the openings. */
export const gatePanels = () => [legend(), slopePlot(), counts(), norms(), normsExplained()];
