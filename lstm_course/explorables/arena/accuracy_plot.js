// Accuracy against length for two readers, beyond the lengths in training.

import { UNSEEN } from "../training/streams.js";
import { axis } from "../ui/axis.js";
import { Plot } from "../ui/plot.js";

/** @import { Panel, Point } from "../types.d.ts" */
/** @import { Marks } from "../ui/marks.js" */
/** @import { Side, Values } from "./arena.js" */

const ROOM = 1.15; // a factor on the axis, beyond the shortest and the longest length
const TOP = 1.15; // of the axis, with room for a label above a curve at 1
const LOW = 0.15; // a curve that ends here or below has its label left of its end
const ASIDE = 64; // pixels from there
const LINE = 17; // height of a label, in pixels

/** The second one is drawn first, and wider, so that both are seen where they agree. */
const STYLES = [
  { colour: "ink", width: 2, radius: 4 },
  { colour: "muted", width: 5, radius: 6.5 },
];

/**
 * The points of a reader's curve; none before its first test.
 * @param {Values} values
 * @param {Side} side
 * @returns {Point[]}
 */
const pointsOf = ({ task }, { now }) =>
  now.tested?.correct.map((correct, k) => [task.asked[k], correct / UNSEEN]) ?? [];

/**
 * The names of both at the ends of their curves: the upper one above its curve, the lower one below,
 * or left of it where the axis is near.
 * @param {Marks} marks
 * @param {Values} values
 * @param {Point[][]} curves
 */
function drawNames(marks, { sides }, curves) {
  const ends = curves.map((points) => points[points.length - 1]);
  const [first, second] = ends.map((end) => end?.[1] ?? -1);
  const upper = second > first ? 1 : 0;
  sides.forEach(({ name }, k) => {
    if (!ends[k]) return;
    const [x, y] = ends[k];
    const stacked = k === upper && ends[1 - k]?.[1] < LOW;
    /** @type {Point} */
    const move = y < LOW ? [-ASIDE, stacked ? -LINE : 0] : [0, k === upper ? -10 : LINE + 3];
    const style = { colour: STYLES[k].colour, anchor: "end", move };
    marks.text(x, y < LOW ? 0 : y, name, style);
  });
}

/** @returns {Panel<Values>} */
export const accuracyPlot = () =>
  new Plot({
    label: "The fraction of unseen sequences that each reader gets right, against their length",
    x: (/** @type {Values} */ { task: { asked, unit } }) => {
      const ends = /** @type {const} */ ([asked[0] / ROOM, asked[asked.length - 1] * ROOM]);
      return axis(...ends, `length in ${unit}`, { scale: "log", ticks: asked });
    },
    y: axis(-0.03, TOP, "correct", { ticks: [0, 0.25, 0.5, 0.75, 1] }),
    height: (width) => Math.min(Math.max(0.55 * width, 240), 340),
    draw(marks, /** @type {Values} */ values) {
      const { task, sides } = values;
      const { from, to } = marks.plot.x;
      marks.band(from, task.train[1]);
      marks.line([[task.train[1], 0], [task.train[1], TOP]], { colour: "muted", width: 1 });
      if (task.chance) {
        const style = { colour: "muted", width: 1.5, dashed: true };
        marks.line([[from, task.chance], [to, task.chance]], style);
      }
      const curves = sides.map((side) => pointsOf(values, side));
      for (const k of [1, 0]) {
        const { colour, width, radius } = STYLES[k];
        if (curves[k].length) marks.line(curves[k], { colour, width });
        for (const point of curves[k]) marks.dot(...point, { colour, radius });
      }
      drawNames(marks, values, curves);
    },
  });
