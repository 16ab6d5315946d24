// The cell of the two companies as the chapters have it, with two decimals, and the settings that
// change one of its weights.

import { BLOCK_NAMES } from "../model/lstm.js";
import { PUBLISHED_UNIT } from "../model/tasks.js";
import { choice, slider } from "../ui/controls.js";
import { CELL_ORDER } from "./cell_geometry.js";

/** @import { BlockName, Blocks, Matrix } from "../types.d.ts" */

/** @param {Matrix} block */
const rounded = (block) => block.map((row) => row.map((w) => Number(w.toFixed(2))));
/** @type {Blocks} */
export const UNIT = {
  i: rounded(PUBLISHED_UNIT.i),
  f: rounded(PUBLISHED_UNIT.f),
  g: rounded(PUBLISHED_UNIT.g),
  o: rounded(PUBLISHED_UNIT.o),
};
export const DAYS = 4;

/** The layers from left to right, by their letters. */
export const LAYERS = Object.fromEntries(CELL_ORDER.map((key) => [key, BLOCK_NAMES[key]]));
/**
 * The columns of a block's weights.
 * @type {Record<string, string>}
 */
export const COLUMNS = { b: "bias", h: "weight for $h_{t−1}$", x: "weight for $x_t$" };

/** @param {string} label */
export const weightSettings = (label) => ({
  gate: choice(label, LAYERS, "f"),
  weight: choice("which weight", COLUMNS, "b"),
  times: slider("multiply it by (0 cuts it out)", -2, 2, 1),
});

/**
 * The cell with one weight multiplied.
 * @param {{ gate: string, weight: string, times: number }} state
 */
export function changeWeight({ gate, weight, times }) {
  const block = /** @type {BlockName} */ (gate);
  const column = Object.keys(COLUMNS).indexOf(weight);
  const row = UNIT[block][0].map((w, n) => (n === column ? times * w : w));
  return { block, column, row, weights: { ...UNIT, [block]: [row] } };
}
