// A switchboard of leaks: a forecast of a random walk as it is reported, and as it really is.

import { report, TEST } from "../model/forecast.js";
import { choice, slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { formatNumber } from "../ui/format.js";
import { axis } from "../ui/axis.js";
import { table } from "../ui/panels.js";
import { Plot } from "../ui/plot.js";

/** @import { Explorable, Panel, State, Vector } from "../types.d.ts" */

const settings = {
  level: choice("score the price against its mean", { off: "off", on: "on" }, "off"),
  smooth: choice("centred mean before the split", { 1: "off", 3: "3 days", 9: "9 days" }, "1"),
  tries: choice("best of several on the test", { 1: "off", 20: "of 20", 200: "of 200" }, "1"),
  all: choice("learn from the test, too", { off: "off", on: "on" }, "off"),
  seed: slider("seed of the random walk", 1, 20, 1, 1),
};

const HONEST = { level: "off", smooth: "1", tries: "1", all: "off" };
const examples = {
  honest: HONEST,
  "splendid chart": { ...HONEST, level: "on" },
  smoothed: { ...HONEST, smooth: "9" },
  "best of 200": { ...HONEST, tries: "200" },
  everything: { level: "on", smooth: "9", tries: "200", all: "on" },
};

/** @param {State<typeof settings>} state */
function values({ level, smooth, tries, all, seed }) {
  const leaks = { level: level === "on", smooth: +smooth, tries: +tries, all: all === "on" };
  const { level: atLevel } = leaks;
  const on = [atLevel, leaks.smooth > 1, leaks.tries > 1, leaks.all].filter(Boolean).length;
  return { ...report(seed, leaks), level: atLevel, on };
}
/** @typedef {ReturnType<typeof values>} Values */

/** @returns {Panel<Values>} */
const chart = () =>
  new Plot({
    label: "The price on the days of the test, from lowest to highest, and its forecast, dashed",
    x: axis(1, TEST, "day of the test"),
    y: axis(0, 1, "price; dashed, its forecast", { ticks: [0, 0.5, 1] }),
    height: (width) => Math.max(0.45 * width, 200),
    draw(marks, /** @type {Values} */ { price, forecast }) {
      const everything = [...price, ...forecast];
      const [least, most] = [Math.min(...everything), Math.max(...everything)];
      /** @type {(line: Vector) => [number, number][]} */
      const points = (line) => line.map((p, k) => [k + 1, (p - least) / (most - least)]);
      marks.line(points(price), { width: 2.5 });
      marks.line(points(forecast), { colour: "output", dashed: true });
    },
  });

/** @param {number} fraction */
const percent = (fraction) => `${formatNumber(100 * fraction, 2)} %`;

/** @returns {Panel<Values>} */
const numbers = () =>
  table(
    "What is reported, and the truth",
    ["", "score", "correct signs"],
    ({ score, signs, newSkill, newSigns, level }) => [
      [level ? "reported ($R²$)" : "reported (skill)", formatNumber(score, 3), percent(signs)],
      ["on 2,000 new days (skill)", formatNumber(newSkill, 2), percent(newSigns)],
    ],
  );

/** @param {Values} values */
function say({ score, signs, newSkill, newSigns, level, on }) {
  const name = level ? "R squared" : "skill";
  const reported = `${name} ${formatNumber(score, 3)}, ${percent(signs)} correct signs`;
  const truth = `skill ${formatNumber(newSkill, 2)}, ${percent(newSigns)} correct signs`;
  return `Leaks switched on: ${on}. Reported: ${reported}. On new days: ${truth}.`;
}

/** @type {Explorable} */
export default {
  render(host) {
    explore(host, {
      name: "leaks",
      title: "A forecast of pure chance, with leaks to switch on and off",
      settings,
      examples,
      values,
      panels: [chart(), numbers()],
      say,
      tasks: [
        "“Honest”: move the seed. How large does the skill get, if nothing can be forecast?",
        "Switch on one leak at a time. Which flatters the score most, and which the signs?",
        "“Everything”: switch the leaks off one by one. Does the second row of the table ever move above 0?",
      ],
    });
  },
};
