// Cell state and hidden state of the full cell over its days, intact and changed.

import { axis } from "../ui/axis.js";
import { Plot } from "../ui/plot.js";
import { DAYS } from "./company_cell.js";

/** @import { CellStep, Panel, Point } from "../types.d.ts" */
/** @import { Values } from "./full_cell.js" */

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
export const days = () =>
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
