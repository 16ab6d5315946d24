// The playground's curve: the loss after each step of training.

import { axis, Plot } from "./plot.js";

/** 1, 2 and 5 times the powers of ten from 10^from to below 10^to, and that. */
export function ladder(from, to) {
  const powers = Array.from({ length: to - from }, (_, n) => Number(`1e${from + n}`));
  return [...powers.flatMap((power) => [power, 2 * power, 5 * power]), Number(`1e${to}`)];
}

const RUNGS = ladder(-12, 308); // where a loss can be that is a number
const STEPS_SHOWN = ladder(2, 12);

/** From a rung to a rung, with all between them as ticks, or powers of ten if they are many. */
function rungsBetween(from, to) {
  const ticks = to / from > 99 ? undefined : RUNGS.filter((rung) => from <= rung && rung <= to);
  return axis(from, to, "loss", { scale: "log", ticks });
}

/** An axis for the curves of both runs, and for what is known beforehand. */
function lossAxis({ now, before, known }) {
  const levels = known.map(([, level]) => level);
  const losses = [...now.curve, ...(before?.curve ?? [])];
  const low = Math.min(...losses, ...levels.map((level) => 0.6 * level));
  const high = Math.max(...losses, ...levels.map((level) => 4 * level));
  const below = RUNGS.findLast((rung) => rung <= low) ?? RUNGS[0];
  return rungsBetween(below, RUNGS.find((rung) => rung >= high) ?? RUNGS.at(-1));
}

/** The points of a curve, each in the middle of the steps that it is the mean of. */
const pointsOf = ({ curve, wide }) => curve.map((loss, k) => [wide * k + (wide + 1) / 2, loss]);

/** For how many steps there is room. */
function room({ now, before }) {
  const done = Math.max(now.done, before?.done ?? 0);
  return STEPS_SHOWN.find((steps) => steps >= done);
}

/** The plot of the loss, with room for what is to come. */
export const lossPicture = () =>
  new Plot({
    label: "The loss after each step of training, on a logarithmic scale, and what is known of it",
    x: (values) => axis(0, room(values), "training step"),
    y: lossAxis,
    height: (width) => Math.max(0.42 * width, 220),
    draw(marks, { now, before, known }) {
      const end = marks.plot.x.to;
      for (const [, level] of known) {
        marks.line([[0, level], [end, level]], { colour: "muted", width: 1.5, dashed: true });
      }
      if (before) marks.line(pointsOf(before), { colour: "muted", width: 1.5 });
      const points = pointsOf(now);
      if (!points.length) return;
      marks.line(points);
      const { from, to } = marks.plot.y;
      const [step, loss] = points.at(-1);
      if (from <= loss && loss <= to) marks.dot(step, loss, { radius: 4 });
    },
  });
