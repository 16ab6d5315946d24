// What is seen of a population of gates in training.

import { BLOCK_NAMES, sigmoid, sigmoidSlope } from "./core.js";
import { make } from "./dom.js";
import { line, table } from "./kit.js";
import { number } from "./numbers.js";
import { axis, Plot } from "./plot.js";

export const NEARLY = 0.05; // so near to 0 or to 1
const TENT = 20; // that are shown

const gateOpenings = () =>
  new Plot({
    label: "How far each gate is open when +1 or −1 arrives, training step after step",
    x: ({ span }) => axis(0, span, "training step"),
    y: axis(-0.06, 1.14, "how far open", { ticks: [0, 0.5, 1] }),
    height: (width) => Math.max(0.58 * width, 240),
    draw(marks, { look, lines, span, solved }) {
      for (const edge of [NEARLY, 1 - NEARLY]) {
        marks.line([[0, edge], [span, edge]], { colour: "muted", width: 1, dashed: true });
      }
      lines.forEach((units, value) => {
        for (const points of units) {
          marks.line(points, { colour: look, width: 1.5, dashed: value > 0 });
          marks.dot(...points.at(-1), { colour: look, radius: 3.5 });
        }
      });
      if (solved === undefined) return;
      const anchor = solved > span / 2 ? "end" : "start";
      marks.line([[solved, -0.06], [solved, 1.14]], { width: 1.5 });
      marks.text(solved, 1.14, `solved at step ${solved.toLocaleString("en")}`, {
        anchor,
        move: [anchor === "end" ? -6 : 6, 13],
      });
    },
  });

/** The picture that grows, and the buttons that let it run. */
export function gateFilm(controls) {
  const plot = gateOpenings();
  const element = make("div", { class: "lx-film" }, plot.element, controls);
  return { element, update: (values) => plot.update(values) };
}

const gateWords = () =>
  line(
    () =>
      "Eight gates, each when +1 arrives (line) and when −1 does (dashes): sixteen openings. " +
      "Within 5 % of 0 counts as shut, within 5 % of 1 as stuck open. Solved: less than a tenth " +
      "from the target, on average.",
  );

const gateTent = () =>
  new Plot({
    label: "The slope of the sigmoid on a logarithmic scale, a tent, and each gate's place on it",
    x: axis(-TENT, TENT, "sum $z$ of a gate"),
    y: axis(1e-9, 1, "slope $a$ (1 − $a$) of a gate $a$ = $σ$($z$)", {
      scale: "log",
      ticks: [1e-9, 1e-6, 1e-3, 1],
    }),
    height: () => 210,
    draw(marks, { look, now }) {
      marks.curve((z) => sigmoidSlope(sigmoid(z)), { colour: "muted", width: 1.5 });
      for (const z of now.z.filter((z) => Math.abs(z) <= TENT)) {
        marks.dot(z, sigmoidSlope(sigmoid(z)), { colour: look });
      }
      for (const [side, anchor] of [[-1, "start"], [1, "end"]]) {
        const out = now.z.filter((z) => side * z > TENT).length;
        const label = side < 0 ? `← ${out} more` : `${out} more →`;
        if (out) marks.text(side * TENT, 0.15, label, { anchor, colour: look });
      }
    },
  });

const outOf = (count, { length }) => `${count}\u00a0of\u00a0${length}`; // on one line

const GATE_COUNTS = [
  ["training step", ({ step }) => step.toLocaleString("en")],
  ["shut", ({ shut, z }) => outOf(shut, z)],
  ["stuck open", ({ stuckOpen, z }) => outOf(stuckOpen, z)],
  ["median slope", ({ slope }) => number(slope)],
  ["distance from target", ({ distance }) => number(distance)],
];

const gateCounts = () =>
  table("The gates, at the start and now", ["", "start", "now"], ({ start, now }) =>
    GATE_COUNTS.map(([label, of]) => [label, of(start), of(now)]),
  );

const gateGradients = () =>
  table("Lengths of gradients and moves", ["weights", "gradient", "next move"], ({ now, moves }) =>
    Object.entries(BLOCK_NAMES).map(([symbol, name]) => [
      `${name} $${symbol}$`,
      number(now.norms[symbol]),
      number(moves[symbol]),
    ]),
  );

const gateNorms = () =>
  line(
    () =>
      "Gradients and moves are of the 88 weights of each block, as lengths (norms); " +
      "a move is $η$ times the gradient.",
  );

/** All that is seen below the film. */
export const gatePanels = () =>
  [gateWords, gateTent, gateCounts, gateGradients, gateNorms].map((panel) => panel());
