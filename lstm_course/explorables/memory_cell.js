// The memory of one unit over time: gates drawn by hand, and what is left of each writing.

import { memory, survivors } from "./core.js";
import { chosen, course, drawing, levels, redrawn, stroke, time } from "./course.js";
import { make } from "./dom.js";
import { explore, line } from "./kit.js";
import { number } from "./numbers.js";
import { axis, Plot } from "./plot.js";
import { choice, slider } from "./settings.js";

const T = 20;
const STEPS = time(T, "");
const all = (letter) => letter.repeat(T);
const openAt = (...steps) => redrawn(all("0"), Object.fromEntries(steps.map((step) => [step, 1])));

const CANDIDATES = {
  noise: [0.8, -0.5, 0.3, -0.7, 0.6, 0.2, -0.4, -0.9, 0.5, 0.1,
          -0.6, 0.7, -0.2, 0.4, -0.8, 0.9, -0.3, 0.6, -0.1, 0.5],
  one: Array(T).fill(1),
  news: [...Array(12).fill(1), ...Array(8).fill(-1)],
};

const WORDS = { noise: "noise", one: "always 1", news: "12 good news, 8 bad" };

const LEAK = { g: "noise", k: 8, f: all("i"), i: openAt(1, 8) };

const settings = {
  k: slider("step $k$", 1, T, LEAK.k, 1),
  f: course("forget gate $f_k$", LEAK.f, "k"),
  i: course("input gate $i_k$", LEAK.i, "k"),
  g: choice("potential memory $g$", WORDS, LEAK.g),
};

const examples = {
  hold: { g: "noise", k: 1, f: all("k"), i: openAt(1) },
  leak: LEAK,
  replace: { g: "noise", k: 12, f: redrawn(all("k"), { 12: 0 }), i: openAt(1, 12) },
  count: { g: "one", k: 10, f: all("k"), i: "0k".repeat(T / 2) },
  "1997: only add": { g: "news", k: 13, f: all("k"), i: all("k") },
};

function values(state, set) {
  const { k } = state;
  const [f, i] = [levels(state.f), levels(state.i)];
  const g = CANDIDATES[state.g];
  const onlyStep = i.map((level, n) => (n === k - 1 ? level : 0));
  const written = i.map((level, n) => level * g[n]);
  const left = survivors(f);
  const kept = left.map((share, n) => share * written[n]);
  const draw = (gate) => (to, from) =>
    set({ [gate]: redrawn(state[gate], stroke(to, from)), k: Math.round(to[0]) });
  const [c, ofStep] = [i, onlyStep].map((gate) => memory(f, gate, g));
  return { k, f, i, g, c, ofStep, written, left, kept, draw };
}

/** The end of an axis for numbers up to this one. */
const roundUp = (largest) => [0, 1, 2, 5, 10, 20].find((end) => end >= largest);

function reach({ k, c, ofStep }) {
  const lowest = Math.min(0, ...c, ...ofStep);
  const highest = Math.max(1, ...c, ...ofStep);
  return axis(-roundUp(-lowest), roundUp(highest), `memory $c_t$ (dashed: from step ${k})`);
}

const points = (course) => course.map((value, n) => [n + 1, value]);

const cell = () =>
  new Plot({
    label: "The memory at each step, and what the chosen step wrote on its way to the end",
    x: time(T, "step $t$"),
    y: reach,
    height: () => 200,
    draw(marks, values) {
      const { k, c, ofStep } = values;
      chosen(marks, values);
      marks.line([[0, 0], [T + 1, 0]], { colour: "muted", width: 1 });
      marks.line(points(c), { colour: "c" });
      for (const [step, value] of points(c)) marks.dot(step, value, { colour: "c", radius: 3.5 });
      marks.line(points(ofStep).slice(k - 1), { colour: "c", dashed: true });
    },
  });

/** Both gates and the memory, on one axis of time. */
function overTime() {
  const plots = [drawing("f", "forget gate", STEPS), drawing("i", "input gate", STEPS), cell()];
  const element = make("div", {}, ...plots.map((plot) => plot.element));
  return { element, update: (values) => plots.forEach((plot) => plot.update(values)) };
}

const FRAME = { colour: "muted", width: 1.5 };

/** For each step a dot, what was offered; a frame, what was written; a filling, what is left. */
const writings = () =>
  new Plot({
    label: "For every step what was offered, what was written, and what is left of it at the end",
    x: time(T, "written at step $k$"),
    y: axis(-1, 1.4, "", { ticks: [-1, 0, 1] }),
    height: () => 210,
    draw(marks, values) {
      const { g, written, kept } = values;
      chosen(marks, values);
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
      const label = (x, text, style) => marks.text(x, 1.25, text, { small: true, ...style });
      label(0, "● offered", { colour: "g", anchor: "start", move: [-40, 0] });
      label(0.45 * T, "□ written", {});
      label(T + 0.49, "■ left in $c_{20}$", { anchor: "end", move: [14, 0] });
    },
  });

function after(k) {
  if (k === T) return "no forget gate comes after it";
  return `$f_{${k + 1}}$${k + 1 < T ? ` … $f_{${T}}$` : ""} after it`;
}

const inNumbers = () =>
  line(({ k, i, g, c, written, left, kept }) => {
    const at = (course) => number(course[k - 1]);
    return (
      `Step ${k} wrote $i_{${k}}$ $g_{${k}}$ = ${at(i)} × ${at(g)} = ${at(written)}. ` +
      `Of it ${at(left)} survives (${after(k)}): ${at(kept)}, ` +
      `a part of $c_{${T}}$ = ${number(c[T - 1])}.`
    );
  });

function say({ k, f, i, g, c, written, kept }) {
  const at = (course) => number(course[k - 1]);
  const gates = `forget gate ${at(f)}, input gate ${at(i)}`;
  const parts = `offered ${at(g)}, written ${at(written)}, left of it at the end ${at(kept)}`;
  return `Step ${k}: ${gates}, ${parts}; memory ${at(c)}, at the end ${number(c[T - 1])}.`;
}

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
        "Lower $f$ at a step that writes, then before it, then after it. Which costs what it wrote?",
        "Replace all that is in memory in one step. Which gates must move? What if only one does?",
        "1997’s memory stays above 0 when the news is bad. At how many steps must $f$ change?",
      ],
    });
  },
};
