// The tables of the way back: what arrives at a day, what its gates get, and every weight.

import { formatNumber, formatProduct } from "../ui/format.js";
import { line, table } from "../ui/panels.js";
import { CELL_ORDER } from "./cell_geometry.js";
import { COLUMNS, DAYS, LAYERS } from "./company_cell.js";

/** @import { Panel } from "../types.d.ts" */
/** @import { Values } from "./through_time.js" */

export const BACKWARDS = [4, 3, 2, 1];
const NOTHING = "–";

/** @returns {Panel<Values>} */
export const arrival = () =>
  table(
    "What arrives at the cell state of the day: along the memory, around it, and together",
    ["at $c_t$", "", "arrives"],
    ({ day, steps, backward, alone }) => {
      const { dh, ramp, along, around, dc } = backward[day - 1];
      const after = backward[day];
      const road = after ? formatProduct(steps[day].f[0], after.dc[0], 3) : "no day after it";
      const first = backward[DAYS - 1].dc[0];
      return [
        ["along the memory", road, formatNumber(along[0])],
        ["around it, from $h_t$", formatProduct(dh[0], ramp[0], 3), formatNumber(around[0])],
        [`$d$$c_${day}$`, "the sum", formatNumber(dc[0])],
        ["by the memory alone", "of $d$$c_4$", formatNumber(alone[day - 1], 3)],
        ["by all ways", "of $d$$c_4$", first ? formatNumber(dc[0] / first, 3) : NOTHING],
      ];
    },
  );

/** @returns {Panel<Values>} */
export const gates = () =>
  table(
    "The gates of the day the gradient has reached: value, gradient, gradient of the sum",
    ["", "value", "gradient", "$δ$, at the sum"],
    ({ day, steps, backward }) =>
      CELL_ORDER.map((name) => {
        const { gradients, delta } = backward[day - 1];
        const row = [steps[day - 1][name], gradients[name], delta[name]];
        return [`$${name}_${day}$`, ...row.map(([value]) => formatNumber(value, 3))];
      }),
  );

/** @returns {Panel<Values>} */
export const chosenWeight = () =>
  line(
    ({ block, weight }) =>
      `Every weight adds up what the days say. The ${COLUMNS[weight]} of the ${LAYERS[block]}:`,
    2,
  );

/** @returns {Panel<Values>} */
export const weightByDay = () =>
  table(
    "The gradient of the chosen weight: what each day says, and the sum of the days reached",
    ["", "$δ_t$", "times", "gradient"],
    ({ day, block, column, backward, seen, dW }) => {
      const days = BACKWARDS.map((t) => {
        const { delta, dW } = backward[t - 1];
        const numbers = [delta[block][0], seen[t - 1][column], dW[block][0][column]];
        return [`day\u00a0${t}`, ...numbers.map((n) => t < day ? NOTHING : formatNumber(n, 3))];
      });
      return [...days, ["sum", "", "", formatNumber(dW[block][0][column], 3)]];
    },
  );

/** @returns {Panel<Values>} */
export const weightTable = () =>
  table(
    "The gradients of all weights: the sums over the days reached",
    ["", "$b$", "·$h_{t−1}$", "·$x_t$"],
    ({ dW }) =>
      CELL_ORDER.map((name) => [`$${name}$`, ...dW[name][0].map((w) => formatNumber(w, 3))]),
  );
