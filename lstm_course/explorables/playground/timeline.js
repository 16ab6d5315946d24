// One sequence on its way through the network: lanes one below the other, each with a scale of its
// own, over the same steps; and the step that is read off, as code.

import { CODE } from "../figures/cell_operations.js";
import { codeLines } from "../ui/code_lines.js";
import { formatNumber, formatTick } from "../ui/format.js";
import { axis, roundAbove } from "../ui/axis.js";
import { Crosshair } from "../ui/crosshair.js";
import { createElement } from "../ui/dom.js";
import { look } from "../ui/marks.js";
import { Plot } from "../ui/plot.js";
import { finalNumber } from "./tasks.js";

/** @import { Panel, Point } from "../types.d.ts" */
/** @import { Marks } from "../ui/marks.js" */
/** @import { Level, Values } from "./playground.js" */

/** @typedef {(value: number) => number} Scale where a value of a lane stands in the picture */
/** @typedef {{ shows: string, low: number, high: number, title: string, colour: string }} Lane */

const WIDE = 500; // pixels; a wider picture has higher lanes
const HEIGHTS = { narrow: 33, wide: 46 }; // of a lane, in pixels
const GAP = 0.61; // above it, for its title, in heights of a lane
const COUNT = 7; // lanes
const FEW = 12; // steps, and fewer, have room for dots
const CROWDED = 11; // pixels a step, and fewer, have no room for letters side by side
const LEAST = 0.1; // the end of the scales of memories and outputs, or more

/** @type {(shows: string, low: number, high: number, title: string, colour: string) => Lane} */
const lane = (shows, low, high, title, colour) => ({ shows, low, high, title, colour });

/**
 * The lanes from above.
 * @param {Values} values
 * @returns {Lane[]}
 */
function lanesOf({ task, cache, outputs, sequence }) {
  const memory = roundAbove([LEAST, ...cache.c]);
  const numbers = outputs.flat();
  if (!task.classes) numbers.push(finalNumber(sequence));
  const reach = roundAbove([LEAST, ...numbers]);
  const low = Math.min(...numbers) < 0 ? -reach : 0;
  return [
    lane("x", -1, 1, task.letters ? "symbol read" : "input $x_t$", "ink"),
    lane("f", 0, 1, "forget gate $f_t$", "f"),
    lane("i", 0, 1, "input gate $i_t$", "i"),
    lane("g", -1, 1, "potential memory $g_t$", "g"),
    lane("c", -memory, memory, "cell state $c_t$", "c"),
    lane("o", 0, 1, "output gate $o_t$", "o"),
    task.classes
      ? lane("y", 0, 1, "probability given to the target", "ink")
      : lane("y", low, reach, "output", "ink"),
  ];
}

/**
 * The steps of a sequence of T.
 * @param {number} T
 */
function stepsAxis(T) {
  const stride = [1, 2, 5, 10].find((one) => T / one <= 8) ?? 20;
  const ticks = Array.from({ length: Math.floor(T / stride) }, (_, k) => (k + 1) * stride);
  return axis(0.5, T + 0.5, "step $t$", { ticks });
}

/**
 * The lanes, and the numbers of the step that is read off, above each and beside the code.
 * @returns {Panel<Values>}
 */
export function timeline() {
  /** @type {Panel<{ values: Values, step: number }>} */
  const code = codeLines(
    "The step read off as code, line by line, with the numbers of the unit shown",
    CODE,
    ({ values, step }, symbol) => readOff(values, symbol, step - 1),
  );
  const plot = new Plot({
    label: "One sequence, step by step: what is read, forget gate, input gate, potential memory, " +
      "cell state, output gate, output",
    x: (/** @type {Values} */ { cache }) => stepsAxis(cache.T),
    y: axis(0, COUNT * (1 + GAP), "", { ticks: [] }),
    height: (width) => COUNT * (1 + GAP) * HEIGHTS[width < WIDE ? "narrow" : "wide"] + 54,
    draw(marks, /** @type {Values} */ values) {
      const { T } = values.cache;
      const step = crosshair.draw(values.at, T, values.read);
      code.update({ values, step });
      lanesOf(values).forEach((lane, k) => {
        const base = (COUNT - 1 - k) * (1 + GAP);
        const { low, high, title, colour } = lane;
        /** @type {Scale} */
        const at = (value) => base + Math.min(Math.max((value - low) / (high - low), 0), 1);
        const named = `${title}: ${readOff(values, lane.shows, step - 1)}`;
        marks.text(0.5, base + 1, named, { anchor: "start", colour, small: true, move: [0, -6] });
        if (lane.shows === "x" && values.task.letters) return drawLetters(marks, values, at(0));
        if (colour !== "ink") drawGround(marks, at(low), at(high), colour);
        drawScale(marks, values, lane, at);
        if (lane.shows === "x") drawInputs(marks, values, at);
        else if (lane.shows !== "y") drawUnits(marks, values, at, lane);
        else if (values.task.classes) drawProbabilities(marks, values, at);
        else drawOutput(marks, values, at);
      });
    },
  });
  const crosshair = new Crosshair(plot);
  const element = createElement("div", { class: "lx-group" }, plot.element, code.element);
  return { element, update: (values) => plot.update(values) };
}

/**
 * The ground of a lane, on which its quantity can be pointed at.
 * @param {Marks} marks
 * @param {number} low
 * @param {number} high
 * @param {string} colour
 */
function drawGround(marks, low, high, colour) {
  const { left, right } = marks.plot;
  const [bottom, top] = [marks.plot.py(low), marks.plot.py(high)];
  const place = { x: left, y: top, width: right - left, height: bottom - top };
  marks.add("rect", { ...place, ...look("ground", colour) });
}

/**
 * The content of a lane at a step, or the hidden state, as a number or a letter.
 * @param {Values} values
 * @param {string} shows
 * @param {number} t counted from 0
 */
function readOff({ task, sequence, outputs, probabilities, level, unit }, shows, t) {
  const input = sequence.x[t];
  if (shows === "x") return task.letters?.[input.indexOf(1)] ?? formatNumber(input[0], 3);
  if (shows !== "y") return formatNumber(level(shows, t, unit), 3);
  const output = task.classes ? probabilities[t] : outputs[t][0];
  return output === undefined ? "–" : formatNumber(output, 3);
}

/**
 * The ends of a lane's scale, and 0.
 * @param {Marks} marks
 * @param {Values} values
 * @param {Lane} lane
 * @param {Scale} at
 */
function drawScale(marks, { cache: { T } }, { low, high }, at) {
  for (const level of new Set([low, 0, high])) {
    marks.line([[0.5, at(level)], [T + 0.5, at(level)]], { colour: "muted", width: 0.5 });
    if (level === 0 && low !== 0) continue;
    const move = /** @type {Point} */ ([-6, level === high ? 9 : 1]);
    marks.text(0.5, at(level), formatTick(level), { anchor: "end", small: true, move });
  }
}

/**
 * @param {Marks} marks
 * @param {Values} values
 * @param {number} y
 */
function drawLetters(marks, { task: { letters = "", idle }, sequence: { x }, cache: { T } }, y) {
  const narrow = (marks.plot.right - marks.plot.left) / T < CROWDED;
  x.forEach((input, t) => {
    const letter = letters[input.indexOf(1)];
    const meaningless = idle?.includes(letter);
    const colour = meaningless ? "muted" : "ink";
    const move = /** @type {Point} */ ([0, narrow && t % 2 ? 14 : 2]);
    if (narrow && meaningless) marks.dot(t + 1, y, { colour, radius: 1.5 });
    else marks.text(t + 1, y, letter, { colour, small: true, move });
  });
}

/**
 * @param {Marks} marks
 * @param {Values} values
 * @param {Scale} at
 */
function drawInputs(marks, { task, sequence: { x } }, at) {
  x.forEach((input, t) => {
    const style = task.marked?.(input) ? { radius: 5 } : { radius: 2.5, colour: "muted" };
    marks.dot(t + 1, at(input[0]), style);
  });
}

/**
 * All units, in one path for the sake of speed, and the unit shown in its colour.
 * @param {Marks} marks
 * @param {Values} values
 * @param {Scale} at
 * @param {Lane} lane
 */
function drawUnits(marks, values, at, { shows, low, high, colour }) {
  const { cache: { T }, H, unit, level, ghost } = values;
  const { plot } = marks;
  const [bottom, top] = [plot.py(at(low)), plot.py(at(high))];
  const columns = Array.from({ length: T }, (_, t) => plot.px(t + 1).toFixed(1));
  /** @param {number} k */
  const pathOf = (k) =>
    columns.map((x, t) => {
      const height = (level(shows, t, k) - low) / (high - low);
      return `${x} ${Math.round(10 * (bottom + height * (top - bottom))) / 10}`;
    });
  const others = Array.from({ length: H }, (_, k) => (k === unit ? "" : `M${pathOf(k).join("L")}`));
  marks.add("path", { d: others.join(""), class: "lx-line lx-muted", "stroke-width": 0.6 });
  /** @type {(of: Level) => Point[]} */
  const pointsOf = (of) => columns.map((_, t) => [t + 1, at(of(shows, t, unit))]);
  const points = pointsOf(level);
  if (ghost) marks.line(pointsOf(ghost), { colour, width: 1.5, dashed: true });
  marks.line(points, { colour, width: 2.5 });
  if (T <= FEW) { for (const point of points) marks.dot(...point, { colour, radius: 3.5 }); }
}

/**
 * @param {Marks} marks
 * @param {Values} values
 * @param {Scale} at
 */
function drawOutput(marks, { outputs, sequence, cache: { T } }, at) {
  const { plot } = marks;
  marks.line(outputs.map(([y], t) => [t + 1, at(y)]), { width: 1.5 });
  marks.add("circle", {
    cx: plot.px(T),
    cy: plot.py(at(finalNumber(sequence))),
    r: 8,
    class: "lx-line lx-ink",
    "stroke-width": 1.5,
  });
  marks.dot(T, at(outputs[T - 1][0]));
}

/**
 * Bars; the stroke across each is the largest probability that makes sense.
 * @param {Marks} marks
 * @param {Values} values
 * @param {Scale} at
 */
function drawProbabilities(marks, { probabilities, best }, at) {
  probabilities.forEach((probability, t) => {
    if (probability === undefined) return;
    marks.line([[t + 1, at(0)], [t + 1, at(probability)]], { width: 5 });
    marks.line([[t + 0.6, at(best[t])], [t + 1.4, at(best[t])]], { colour: "muted" });
  });
}
