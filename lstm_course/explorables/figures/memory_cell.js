// The memory of one unit over time: draw the gates, and see what is left of each thing written.

import { memory, survivingFractions } from "../model/lstm.js";
import { choice, slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { formatNumber } from "../ui/format.js";
import { axis } from "../ui/axis.js";
import { line, stickyGroup } from "../ui/panels.js";
import { Plot } from "../ui/plot.js";
import { listen } from "../ui/sound.js";
import {
  drawableGate,
  levels,
  markChosen,
  replaceLevels,
  stepsAxis,
  stroke,
  timeSeries,
} from "../ui/time_series.js";

/** @import { Explorable, LabelStyle, Panel, Point, SetState, State, Vector } from "../types.d.ts" */

const T = 20;
const STEPS = stepsAxis(T, "");
/** @param {string} letter */
const all = (letter) => letter.repeat(T);
/** @param {number[]} steps */
const openAt = (...steps) =>
  replaceLevels(all("0"), Object.fromEntries(steps.map((step) => [step, 1])));

/** @type {Record<string, Vector>} */
const CANDIDATES = {
  // deno-fmt-ignore
  noise: [0.8, -0.5, 0.3, -0.7, 0.6, 0.2, -0.4, -0.9, 0.5, 0.1,
          -0.6, 0.7, -0.2, 0.4, -0.8, 0.9, -0.3, 0.6, -0.1, 0.5],
  one: Array(T).fill(1),
  news: [...Array(12).fill(1), ...Array(8).fill(-1)],
};

const CANDIDATE_NAMES = {
  noise: "noise",
  one: "always 1",
  news: "good news 12 times, bad news 8 times",
};

const LEAK = { g: "noise", k: 8, f: all("i"), i: openAt(1, 8) };

const settings = {
  k: slider("step $k$", 1, T, LEAK.k, 1),
  f: timeSeries("forget gate $f_k$", LEAK.f, "k"),
  i: timeSeries("input gate $i_k$", LEAK.i, "k"),
  g: choice("potential memory $g$", CANDIDATE_NAMES, LEAK.g),
};

const examples = {
  hold: { g: "noise", k: 1, f: all("k"), i: openAt(1) },
  leak: LEAK,
  replace: { g: "noise", k: 12, f: replaceLevels(all("k"), { 12: 0 }), i: openAt(1, 12) },
  count: { g: "one", k: 10, f: all("k"), i: "0k".repeat(T / 2) },
  "1997: can only add": { g: "news", k: 13, f: all("k"), i: all("k") },
};

/**
 * @param {State<typeof settings>} state
 * @param {SetState} set
 */
function values(state, set) {
  const { k } = state;
  const [f, i] = [levels(state.f), levels(state.i)];
  const g = CANDIDATES[state.g];
  const onlyStep = i.map((level, n) => (n === k - 1 ? level : 0));
  const written = i.map((level, n) => level * g[n]);
  const left = survivingFractions(f);
  const kept = left.map((fraction, n) => fraction * written[n]);
  /** @param {string} gate */
  const draw = (gate) => (/** @type {Point} */ to, /** @type {Point} */ from) =>
    set({
      [gate]: replaceLevels(gate === "f" ? state.f : state.i, stroke(to, from)),
      k: Math.round(to[0]),
    });
  const [c, ofStep] = [i, onlyStep].map((gate) => memory(f, gate, g));
  return { k, f, i, g, c, ofStep, written, left, kept, draw };
}
/** @typedef {ReturnType<typeof values>} Values */

const ENDS = [0, 1, 2, 5, 10, 20];
/**
 * The end of an axis for numbers up to this one.
 * @param {number} largest
 */
const roundUp = (largest) => ENDS.find((end) => end >= largest) ?? T;

/** @param {Values} values */
function reach({ k, c, ofStep }) {
  const lowest = Math.min(0, ...c, ...ofStep);
  const highest = Math.max(1, ...c, ...ofStep);
  return axis(-roundUp(-lowest), roundUp(highest), `cell state $c_t$ (dashed: from step ${k})`);
}

/**
 * @param {Vector} series
 * @returns {Point[]}
 */
const points = (series) => series.map((value, n) => [n + 1, value]);

/** @returns {Panel<Values>} */
const cell = () =>
  new Plot({
    label: "The cell state at each step, and what is left of what the chosen step wrote",
    x: stepsAxis(T, "step $t$"),
    y: reach,
    height: () => 200,
    draw(marks, /** @type {Values} */ values) {
      const { k, c, ofStep } = values;
      markChosen(marks, values);
      marks.line([[0, 0], [T + 1, 0]], { colour: "muted", width: 1 });
      marks.line(points(c), { colour: "c" });
      for (const [step, value] of points(c)) marks.dot(step, value, { colour: "c", radius: 3.5 });
      marks.line(points(ofStep).slice(k - 1), { colour: "c", dashed: true });
    },
  });

/** Both gates and the memory, on one axis of time. */
const overTime = () =>
  stickyGroup(
    drawableGate("f", "forget gate", STEPS),
    drawableGate("i", "input gate", STEPS),
    cell(),
    melodies(),
  );

/** @returns {Panel<Values>} */
const melodies = () => listen({ "forget gate": ({ f }) => f, "input gate": ({ i }) => i });

const FRAME = { colour: "muted", width: 1.5 };

/**
 * For each step a dot, what was offered; a frame, what was written; a filled bar, what is left.
 * @returns {Panel<Values>}
 */
const writings = () =>
  new Plot({
    label: "For every step what was offered, what was written, and what is left of it at the end",
    x: stepsAxis(T, "written at step $k$"),
    y: axis(-1, 1.4, "", { ticks: [-1, 0, 1] }),
    height: () => 210,
    draw(marks, /** @type {Values} */ values) {
      const { g, written, kept } = values;
      markChosen(marks, values);
      marks.line([[0, 0], [T + 1, 0]], { colour: "muted", width: 1 });
      const half = 0.3;
      const width = marks.plot.px(2 * half) - marks.plot.px(0);
      g.forEach((offered, n) => {
        const [left, right] = [n + 1 - half, n + 1 + half];
        marks.line([[n + 1, 0], [n + 1, kept[n]]], { colour: "c", width });
        const top = written[n];
        if (top) marks.line([[left, 0], [left, top], [right, top], [right, 0]], FRAME);
        marks.dot(n + 1, offered, { colour: "g", radius: 3.5 });
      });
      /** @type {(x: number, text: string, style?: LabelStyle & { move?: Point }) => void} */
      const label = (x, text, style) => marks.text(x, 1.25, text, { small: true, ...style });
      label(0, "● offered", { colour: "g", anchor: "start", move: [-40, 0] });
      label(0.45 * T, "□ written");
      label(T + 0.49, "■ left in $c_{20}$", { anchor: "end", move: [14, 0] });
    },
  });

/** @param {number} k */
function laterForgetGates(k) {
  if (k === T) return "no forget gate comes after it";
  return `$f_{${k + 1}}$${k + 1 < T ? ` … $f_{${T}}$` : ""} after it`;
}

/** @returns {Panel<Values>} */
const inNumbers = () =>
  line(({ k, i, g, c, written, left, kept }) => {
    /** @param {Vector} series */
    const at = (series) => formatNumber(series[k - 1]);
    return (
      `Step ${k} wrote $i_{${k}}$ $g_{${k}}$ = ${at(i)} × ${at(g)} = ${at(written)}. ` +
      `The fraction ${at(left)} of it survives (${laterForgetGates(k)}): ` +
      `it adds ${at(kept)} to $c_{${T}}$ = ${formatNumber(c[T - 1])}.`
    );
  });

/** @param {Values} values */
function say({ k, f, i, g, c, written, kept }) {
  /** @param {Vector} series */
  const at = (series) => formatNumber(series[k - 1]);
  const gates = `forget gate ${at(f)}, input gate ${at(i)}`;
  const parts = `offered ${at(g)}, written ${at(written)}, left of it at the end ${at(kept)}`;
  return `Step ${k}: ${gates}, ${parts}; cell state ${at(c)}, at the end ${
    formatNumber(c[T - 1])
  }.`;
}

/** @type {Explorable} */
export default {
  render(host) {
    explore(host, {
      name: "memory_cell",
      title: "Draw the gates, and see what survives in memory",
      settings,
      examples,
      values,
      panels: [overTime(), writings(), inNumbers()],
      say,
      tasks: [
        "Lower $f$ at a step that writes, then before it, then after it. Which one loses what it wrote?",
        "Replace everything in memory in one step. Which gates must move? What if only one does?",
        "The memory of 1997 stays positive when the news turns bad. At how many steps must $f$ change?",
      ],
    });
  },
};
