// A network that has read a small grammar: swap or silence one of its cells, and see the verb.

import { read, UNITS } from "../model/grammarian.js";
import { axis } from "../ui/axis.js";
import { choice, slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { formatNumber } from "../ui/format.js";
import { line } from "../ui/panels.js";
import { Plot } from "../ui/plot.js";

/** @import { Explorable, Panel, Point, State, Vector } from "../types.d.ts" */
/** @import { Change } from "../model/grammarian.js" */

const CHANGES = { leave: "change nothing", swap: "swap the unit", silence: "silence the unit" };
const CASES = { cat: "cat", cats: "cats" };
const OTHERS = { other: "the other number", same: "the same number" };
const FRAMES = { phrases: "two phrases", clause: "a clause", chain: "a phrase in a clause" };

const settings = {
  unit: slider("unit", 0, UNITS - 1, 29, 1),
  change: choice("after the subject", CHANGES, "leave"),
  subject: choice("subject", CASES, "cat"),
  others: choice("other nouns have", OTHERS, "other"),
  frame: choice("between subject and verb", FRAMES, "phrases"),
};

const examples = {
  "as it is": { unit: 29, change: "leave" },
  "swap the cell that decides": { unit: 29, change: "swap" },
  "silence it": { unit: 29, change: "silence" },
  "swap another cell": { unit: 23, change: "swap" },
};

const NOUNS = [["cat", "dog", "king"], ["cats", "dogs", "kings"]];
const SEES = ["sees", "see"];

/**
 * A sentence up to its verb; numbers are 0, singular, and 1, plural.
 * @param {string} frame
 * @param {number} subject
 * @param {number} others
 */
function sentence(frame, subject, others) {
  const [, dog, king] = NOUNS[others];
  const between = {
    phrases: `near the ${dog} behind the ${king}`,
    clause: `that the ${dog} ${SEES[others]}`,
    chain: `that the ${dog} near the ${king} ${SEES[others]}`,
  }[frame];
  return `the ${NOUNS[subject][0]} ${between}`.split(" ");
}

/** @param {State<typeof settings>} state */
function values({ unit, change, subject, others, frame }) {
  const number = Number(subject === "cats");
  const rest = others === "same" ? number : 1 - number;
  const words = sentence(frame, number, rest);
  const mirror = sentence(frame, 1 - number, rest);
  const how = /** @type {Change} */ (change);
  const found = read(words, mirror, unit, how);
  const untouched = read(words, mirror, unit, "leave").c;
  const wrong = number ? found.singular > found.plural : found.plural > found.singular;
  return { unit, words, ...found, untouched, wrong };
}
/** @typedef {ReturnType<typeof values>} Values */

const REACH = 5; // of the cell states that are shown

/** @returns {Panel<Values>} */
const trace = () =>
  new Plot({
    label: "The cell state of the chosen unit after each word, as it is now and unchanged",
    x: (/** @type {Values} */ { words }) => axis(0.4, words.length + 0.6, "", { ticks: [] }),
    y: axis(-REACH, REACH, "cell state $c_t$"),
    height: () => 230,
    draw(marks, /** @type {Values} */ { words, c, untouched }) {
      /** @type {(values: Vector) => Point[]} */
      const points = (values) => values.map((value, k) => [k + 1, value]);
      marks.line([[0.4, 0], [words.length + 0.6, 0]], { colour: "muted", width: 1 });
      marks.line([[2, -REACH], [2, REACH]], { colour: "muted", width: 1, dashed: true });
      marks.line(points(untouched), { colour: "muted", width: 2, dashed: true });
      marks.line(points(c), { colour: "c", width: 2.5 });
      c.forEach((value, k) => marks.dot(k + 1, value, { colour: "c" }));
      words.forEach((word, k) =>
        marks.text(k + 1, -REACH, word, { small: true, move: [0, k % 2 ? -8 : -24] })
      );
    },
  });

/** @returns {Panel<Values>} */
const verbs = () =>
  new Plot({
    label: "The probability that the network gives to verbs in the singular and in the plural",
    x: axis(0, 1, "probability of the next word", { ticks: [0, 0.5, 1] }),
    y: axis(0, 2, "", { ticks: [] }),
    height: () => 150,
    draw(marks, /** @type {Values} */ { singular, plural }) {
      const rows = /** @type {[string, number][]} */ ([
        ["sleeps, sees, … (singular)", singular],
        ["sleep, see, … (plural)", plural],
      ]);
      rows.forEach(([label, p], k) => {
        marks.line([[0, 1.3 - k], [p, 1.3 - k]], { colour: "output", width: 12 });
        marks.text(0, 1.3 - k, `${label}: ${formatNumber(p, 2)}`, {
          anchor: "start",
          move: [4, -12],
        });
      });
    },
  });

/** @param {Values} values */
const verdict = ({ words, wrong }) =>
  `${words.join(" ")} … The verb that follows would be ${wrong ? "wrong" : "right"}.`;

/** @param {Values} values */
function say({ unit, words, singular, plural, wrong }) {
  return (
    `After "${words.join(" ")}": singular verbs ${formatNumber(singular, 2)}, ` +
    `plural verbs ${formatNumber(plural, 2)}, ${wrong ? "wrong" : "right"}. Unit ${unit} is chosen.`
  );
}

/** @type {Explorable} */
export default {
  render(host) {
    explore(host, {
      name: "which_cell",
      title: "Which cell knows the number of the subject?",
      settings,
      examples,
      values,
      panels: [line(verdict), trace(), verbs()],
      say,
      tasks: [
        "Swap unit 29, then every other unit. Which of them turn the verb around?",
        "Silence unit 29 with other nouns of the same number. Is the verb still right? Why?",
        "Where in the sentence does unit 29 learn the number, and which words move it at all?",
      ],
    });
  },
};
