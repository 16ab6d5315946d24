// What a reader sees of the speech detector: the sound, its decision, and one of its units, with a
// line where the sound is being played.

import { CHUNK, RATE, UNITS } from "../model/speech_detector.js";
import { axis } from "../ui/axis.js";
import { Plot } from "../ui/plot.js";

/** @import { Axis, Panel, Point, Vector } from "../types.d.ts" */
/** @import { Marks } from "../ui/marks.js" */
/** @import { Values } from "./speech_detector.js" */

/** Seconds in a chunk. */
export const STEP = CHUNK / RATE;
const LEAST = 0.5; // seconds that are shown of a shorter sound
const SHUT = 0.5; // probability from which on it is called speech

/**
 * A picture over time.
 * @param {string} label
 * @param {string} below
 * @param {Axis | ((values: Values) => Axis)} y
 * @param {number} height
 * @param {(marks: Marks, values: Values, points: (row: Vector) => Point[]) => void} draw
 * @returns {Panel<Values>}
 */
const overTime = (label, below, y, height, draw) =>
  new Plot({
    label,
    x: (/** @type {Values} */ { heard }) => axis(0, Math.max(LEAST, heard.length * STEP), below),
    y,
    height: () => height,
    draw(marks, /** @type {Values} */ values) {
      if (!values.heard.length) return; // not loaded, or nothing recorded
      draw(marks, values, (row) => row.map((value, t) => [(t + 1) * STEP, value]));
      if (values.playhead === undefined) return;
      const { from, to } = marks.plot.y;
      marks.line([[values.playhead, from], [values.playhead, to]], { width: 1.5 });
    },
  });

export const sound = () =>
  overTime(
    "The sound: how far its samples go up and down in each 32 milliseconds",
    "",
    axis(-1, 1, "sound", { ticks: [-1, 0, 1] }),
    110,
    (marks, { envelope }, points) => {
      marks.line(points(envelope), { colour: "muted", width: 1.5 });
      marks.line(points(envelope.map((value) => -value)), { colour: "muted", width: 1.5 });
    },
  );

export const probability = () =>
  overTime(
    "The probability that somebody is speaking; dashed, with all gates as they are",
    "seconds",
    axis(0, 1, "probability of speech", { ticks: [0, SHUT, 1] }),
    150,
    (marks, { heard, free }, points) => {
      marks.line([[0, SHUT], [1e3, SHUT]], { colour: "muted", width: 1 });
      const probabilities = (/** @type {Values["heard"]} */ all) =>
        points(all.map((one) => one.probability));
      if (free) marks.line(probabilities(free), { colour: "muted", width: 2, dashed: true });
      marks.line(probabilities(heard), { colour: "output", width: 2.5 });
    },
  );

export const gates = () =>
  overTime(
    "The three gates of the chosen unit over time, from 0 to 1; dashed, where a gate is held",
    "",
    axis(0, 1, "gates $i_t$, $f_t$, $o_t$", { ticks: [0, 0.5, 1] }),
    150,
    (marks, { heard, unit, value, gate }, points) => {
      const colour = gate === "none" ? "muted" : gate;
      marks.line([[0, value], [1e3, value]], { colour, width: 1, dashed: true });
      for (
        const [symbol, block] of /** @type {[string, number][]} */ ([["i", 0], ["f", 1], [
          "o",
          3,
        ]])
      ) {
        const row = points(heard.map((one) => one.gates[block * UNITS + unit]));
        marks.line(row, { colour: symbol });
        const [x, y] = row[row.length - 1];
        marks.text(x, y, `$${symbol}$`, { colour: symbol, anchor: "start", move: [3, 4] });
      }
    },
  );

/** @param {Values} values */
const cell = ({ heard, unit }) => heard.map((one) => one.c[unit]);

export const memory = () =>
  overTime(
    "The cell state of the chosen unit over time, and its output, the hidden state",
    "seconds",
    (values) => {
      const reach = Math.max(1, ...cell(values).map((c) => Math.ceil(Math.abs(c))));
      return axis(-reach, reach, "cell state $c_t$, $h_t$", { ticks: [-reach, 0, reach] });
    },
    150,
    (marks, values, points) => {
      marks.line(points(values.heard.map((one) => one.h[values.unit])), { colour: "h" });
      marks.line(points(cell(values)), { colour: "c", width: 2.5 });
    },
  );
