// The curves of the loss over the steps of training: a run, and another one in grey.

import { axis, niceTicks } from "../ui/axis.js";
import { Plot } from "../ui/plot.js";

/** @import { Panel, Point } from "../types.d.ts" */
/** @import { Report } from "./training.js" */

/**
 * A run, another one in grey, and losses known beforehand, by what has them.
 * @typedef {{ now: Report<any>, before?: Report<any>, known: [string, number][] }} Values
 */

const LOSSES = niceTicks(-12, 308); // any finite loss lies among them
const STEPS = niceTicks(2, 12);

/**
 * An axis from one tick to another, with all between them, or powers of ten if they are many.
 * @param {number} from
 * @param {number} to
 */
function axisBetween(from, to) {
  const ticks = to / from > 99 ? undefined : LOSSES.filter((tick) => from <= tick && tick <= to);
  return axis(from, to, "loss", { scale: "log", ticks });
}

/**
 * An axis for the curves of both runs and for the known losses.
 * @param {Values} values
 */
function lossAxis({ now, before, known }) {
  const levels = known.map(([, level]) => level);
  const losses = [...now.curve, ...(before?.curve ?? [])];
  const low = Math.min(...losses, ...levels.map((level) => 0.6 * level));
  const high = Math.max(...losses, ...levels.map((level) => 4 * level));
  const below = LOSSES.findLast((tick) => tick <= low) ?? LOSSES[0];
  return axisBetween(below, LOSSES.find((tick) => tick >= high) ?? LOSSES[LOSSES.length - 1]);
}

/**
 * The points of a curve, each in the middle of the steps it averages.
 * @param {Report<any>} report
 * @returns {Point[]}
 */
const pointsOf = ({ curve, wide }) => curve.map((loss, k) => [wide * k + (wide + 1) / 2, loss]);

/**
 * The number of steps that the picture has room for.
 * @param {Values} values
 */
function room({ now, before }) {
  const done = Math.max(now.done, before?.done ?? 0);
  return STEPS.find((steps) => steps >= done) ?? done;
}

/**
 * @template {Values} All
 * @returns {Panel<All>}
 */
export const lossCurve = () =>
  new Plot({
    label: "The loss after each training step on a logarithmic scale, and losses known beforehand",
    x: (/** @type {Values} */ values) => axis(0, room(values), "training step"),
    y: lossAxis,
    height: (width) => Math.max(0.42 * width, 220),
    draw(marks, /** @type {Values} */ { now, before, known }) {
      const end = marks.plot.x.to;
      for (const [, level] of known) {
        marks.line([[0, level], [end, level]], { colour: "muted", width: 1.5, dashed: true });
      }
      if (before?.curve.length) marks.line(pointsOf(before), { colour: "muted", width: 1.5 });
      const points = pointsOf(now);
      if (!points.length) return;
      marks.line(points);
      const { from, to } = marks.plot.y;
      const [step, loss] = points[points.length - 1];
      if (from <= loss && loss <= to) marks.dot(step, loss, { radius: 4 });
    },
  });
