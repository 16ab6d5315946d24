// One sequence on its way through the playground's network: lanes below each other, each with a
// scale of its own, over the same steps.

import { tick } from "./numbers.js";
import { ladder } from "./playground_loss.js";
import { axis, Plot } from "./plot.js";

const LANE = 46; // pixels high
const HEADING = 28; // and above it
const LANE_GAP = HEADING / LANE;
const LANE_COUNT = 7; // lanes
const FEW = 12; // steps, and fewer, have room for dots
const CROWDED = 11; // pixels a step, and fewer, have no room for letters side by side
const SIZES = ladder(-1, 9); // of memories and answers

const roundAbove = (sizes) => SIZES.find((size) => size >= Math.max(...sizes)) ?? SIZES.at(-1);

/** A lane: what it shows, its scale, its title and colour. */
const lane = (shows, low, high, title, colour) => ({ shows, low, high, title, colour });

/** The lanes from above. */
function lanesOf({ about, run, answers, sequence }) {
  const memory = roundAbove(run.c.map(Math.abs));
  const numbers = [...answers, sequence.target.at(-1)].flat();
  const reach = roundAbove(numbers.map(Math.abs));
  return [
    lane("x", -1, 1, about.letters ? "what is read" : "input $x_t$", "ink"),
    lane("i", 0, 1, "input gate $i_t$: share written", "i"),
    lane("f", 0, 1, "forget gate $f_t$: share kept", "f"),
    lane("o", 0, 1, "output gate $o_t$: share shown", "o"),
    lane("g", -1, 1, "potential memory $g_t$", "g"),
    lane("c", -memory, memory, "memory cell $c_t$", "c"),
    about.classes
      ? lane("y", 0, 1, "share given to what is asked for", "ink")
      : lane("y", Math.min(...numbers) < 0 ? -reach : 0, reach, "answer; ring: asked for", "ink"),
  ];
}

/** The steps of a sequence of T. */
function stepsAxis(T) {
  const stride = [1, 2, 5, 10, 20].find((one) => T / one <= 8);
  const ticks = Array.from({ length: Math.floor(T / stride) }, (_, k) => (k + 1) * stride);
  return axis(0.5, T + 0.5, "step $t$", { ticks });
}

/** The lanes, over as many steps as the sequence has. */
export const scorePicture = () =>
  new Plot({
    label: "One sequence, step by step: what is read, gates, potential memory, memory cell, answer",
    x: ({ T }) => stepsAxis(T),
    y: axis(0, LANE_COUNT * (1 + LANE_GAP), "", { ticks: [] }),
    height: () => LANE_COUNT * (LANE + HEADING) + 54,
    draw(marks, values) {
      lanesOf(values).forEach((lane, k) => {
        const base = (LANE_COUNT - 1 - k) * (1 + LANE_GAP);
        const share = (value) => (value - lane.low) / (lane.high - lane.low);
        const at = (value) => base + Math.min(Math.max(share(value), 0), 1); // never in other lanes
        marks.text(0.5, base + 1, lane.title, {
          anchor: "start",
          colour: lane.colour,
          small: true,
          move: [0, -11],
        });
        if (lane.shows === "x" && values.about.letters) return letters(marks, values, at(0));
        edges(marks, values, lane, at);
        const inside = { x: inputs, y: values.about.classes ? sharesGiven : answer }[lane.shows];
        (inside ?? courses)(marks, values, at, lane);
      });
    },
  });

/** The ends of a lane's scale, and 0. */
function edges(marks, { T }, { low, high }, at) {
  for (const level of new Set([low, 0, high])) {
    marks.line([[0.5, at(level)], [T + 0.5, at(level)]], { colour: "muted", width: 0.5 });
    const label = { anchor: "end", small: true, move: [-6, level === high ? 9 : 1] };
    if (level !== 0 || low === 0) marks.text(0.5, at(level), tick(level), label);
  }
}

function letters(marks, { about, sequence: { x }, T }, y) {
  const narrow = (marks.plot.right - marks.plot.left) / T < CROWDED;
  x.forEach((input, t) => {
    const letter = about.letters[input.indexOf(1)];
    const idle = about.idle?.includes(letter);
    const colour = idle ? "muted" : "ink";
    const move = [0, narrow && t % 2 ? 16 : 2];
    if (narrow && idle) marks.dot(t + 1, y, { colour, radius: 1.5 });
    else marks.text(t + 1, y, letter, { colour, small: true, move });
  });
}

function inputs(marks, { about, sequence: { x } }, at) {
  x.forEach((input, t) => {
    const look = about.marked(input) ? { radius: 5 } : { radius: 2.5, colour: "muted" };
    marks.dot(t + 1, at(input[0]), look);
  });
}

/** What all units do, in one path for the sake of speed, and in colour the one that is looked at. */
function courses(marks, { T, H, unit, level }, at, { shows, low, high, colour }) {
  const { plot } = marks;
  const [bottom, top] = [plot.py(at(low)), plot.py(at(high))];
  const columns = Array.from({ length: T }, (_, t) => plot.px(t + 1).toFixed(1));
  const course = (k) =>
    columns.map((x, t) => {
      const share = (level(shows, t, k) - low) / (high - low);
      return `${x} ${Math.round(10 * (bottom + share * (top - bottom))) / 10}`;
    });
  const others = Array.from({ length: H }, (_, k) => (k === unit ? "" : `M${course(k).join("L")}`));
  marks.add("path", { d: others.join(""), class: "lx-line lx-muted", "stroke-width": 0.6 });
  const points = columns.map((_, t) => [t + 1, at(level(shows, t, unit))]);
  marks.line(points, { colour, width: 2.5 });
  if (T <= FEW) for (const point of points) marks.dot(...point, { colour, radius: 3.5 });
}

function answer(marks, { answers, sequence: { target }, T }, at) {
  const { plot } = marks;
  marks.line(answers.map(([y], t) => [t + 1, at(y)]), { width: 1.5 });
  marks.add("circle", {
    cx: plot.px(T),
    cy: plot.py(at(target.at(-1)[0])),
    r: 8,
    class: "lx-line lx-ink",
    "stroke-width": 1.5,
  });
  marks.dot(T, at(answers.at(-1)[0]));
}

/** Bars; a stroke across each shows the largest share that makes sense. */
function sharesGiven(marks, { shares, best }, at) {
  shares.forEach((share, t) => {
    if (share === undefined) return;
    marks.line([[t + 1, at(0)], [t + 1, at(share)]], { width: 5 });
    marks.line([[t + 0.6, at(best[t])], [t + 1.4, at(best[t])]], { colour: "muted" });
  });
}
