// Type a name: what the network of chapter 12 expects after each character, what one of its units
// does, and which characters mattered.

import { readNpz } from "../model/npz.js";
import {
  decodeSpeller,
  influenceOnSymbol,
  influenceOnUnit,
  read,
  SYMBOLS,
  toNumbers,
  traces,
  UNITS,
} from "../model/speller.js";
import { choice, slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { fetchFile, loader } from "../ui/files.js";
import { formatNumber } from "../ui/format.js";
import { line, stickyGroup } from "../ui/panels.js";
import { placeInText, textField } from "../ui/text_field.js";
import { cellState, expected, gates, nameOf, strip } from "./spelling_panels.js";

/** @import { Explorable, Network, SetState, State, Vector } from "../types.d.ts" */

const FILE = "records/spelling_network.npz";
const LONGEST = 80;
const FULL = 12; // bits of surprise that make a full bar

/** @type {Record<string, string>} */
const COLOURS = {
  surprise: "surprise",
  c: "cell state of the unit",
  i: "its input gate",
  f: "its forget gate",
  o: "its output gate",
  next: "influence on the next character",
  unit: "influence on the unit",
};

const settings = {
  text: textField("text", "MUSICAL SYMBOL RIGHT REPEAT SIGN", LONGEST),
  at: placeInText("characters read", "text", 15, LONGEST),
  colour: choice("colour by", COLOURS, "surprise"),
  unit: slider("unit", 0, UNITS - 1, 15, 1),
};

const examples = {
  "a name": { text: "MUSICAL SYMBOL RIGHT REPEAT SIGN", at: 15, colour: "surprise" },
  "an emoji": { text: "FACE WITH TEARS OF JOY", at: 4, colour: "surprise" },
  "one unit": { text: "CYRILLIC CAPITAL LETTER ZHE WITH DIAERESIS", at: 31, colour: "c", unit: 15 },
  "what mattered": { text: "LATIN SMALL LETTER A WITH ACUTE", at: 24, colour: "next" },
};

/**
 * @param {Network | undefined} net
 * @param {State<typeof settings>} state
 * @param {SetState} set
 */
function values(net, { text, at, colour, unit }, set) {
  const { numbers, unknown } = toNumbers(text);
  const place = Math.min(at, numbers.length);
  const letters = ["▸", ...numbers.map((s) => SYMBOLS[s].replace(" ", "␣")), "■"];
  const found = net && findings(net, numbers, place, unit, colour);
  const bars = letters.map((_, k) => found?.bars[k]);
  return {
    numbers,
    unknown,
    letters,
    found,
    number: unit,
    by: colour,
    at: place,
    bars,
    signed: bars.some((bar) => (bar ?? 0) < 0),
    colour: { surprise: "output", next: "ink", unit: "ink" }[colour] ?? colour,
    pick: (/** @type {number} */ k) => set({ at: Math.min(k, numbers.length) }),
  };
}
/** @typedef {ReturnType<typeof values>} Values */

/**
 * Outputs of the network for a name, and the values that colour it.
 * @param {Network} net
 * @param {Vector} numbers
 * @param {number} at
 * @param {number} number of the unit
 * @param {string} by
 */
function findings(net, numbers, at, number, by) {
  const { cache, p, surprise } = read(net, numbers);
  const unit = traces(cache, number);
  const came = numbers[at] ?? 0;
  const influence = by === "unit"
    ? influenceOnUnit(net, cache, at, number)
    : influenceOnSymbol(net, cache, at, came);
  /** @type {Record<string, (number | undefined)[]>} */
  const bars = {
    ...unit,
    surprise: [undefined, ...surprise.map((bits) => Math.min(bits / FULL, 1))],
    c: relative(unit.c),
    next: relative(influence),
    unit: relative(influence),
  };
  return { p: p[at], came, surprise, influence, unit, bars: bars[by] };
}

/** @param {Vector} row */
function relative(row) {
  const largest = Math.max(...row.map(Math.abs));
  return row.map((value) => value / (largest || 1));
}

/** @param {Values} values */
function remarks({ numbers, unknown }) {
  if (unknown.length) {
    const which = unknown.slice(0, 5).map((letter) => `“${letter}”`).join(", ");
    return `Left out: ${which}. The network knows A to Z, 0 to 9, space and hyphen only.`;
  }
  if (numbers.length) return "▸ begins a name and ■ ends it. Tap a character to read up to it.";
  return "Nothing is typed yet. This is how the network expects a name to begin.";
}

/** @param {Values} values */
function told({ found, at, by, numbers }) {
  if (!found) return "The network is not loaded yet.";
  const { surprise, came, influence } = found;
  const before = at
    ? `After “${numbers.slice(0, at).map((s) => SYMBOLS[s]).join("")}”`
    : "At the start";
  const what = `${before} came ${nameOf(came)}: ${formatNumber(surprise[at], 3)} bits of surprise.`;
  if (by === "next" || by === "unit") {
    const most = influence.indexOf(Math.max(...influence));
    const which = most ? `character ${most}, ${nameOf(numbers[most - 1])}` : "the beginning";
    return `${what} What mattered most for ${COLOURS[by].slice(13)}: ${which}.`;
  }
  const mean = surprise.reduce((a, b) => a + b) / surprise.length;
  return `${what} The whole name: ${formatNumber(mean, 3)} bits per character.`;
}

/** @param {Values} values */
function say(values) {
  const { found, at, by, number, unknown, numbers } = values;
  const place = `${at} of ${numbers.length} characters read, unit ${number}, by ${COLOURS[by]}.`;
  const left = unknown.length ? " Some characters are unknown and left out." : "";
  if (!found) return `${place}${left} The network is not loaded.`;
  const best = found.p.indexOf(Math.max(...found.p));
  const expects = `Most probable was ${nameOf(best)}, ${formatNumber(found.p[best], 2)}.`;
  const cell = `Cell state ${formatNumber(found.unit.c[at], 2)}.`;
  return `${place}${left} ${told(values)} ${expects} ${cell}`;
}

/** @type {Explorable} */
export default {
  render(host) {
    /** @type {Network | undefined} */
    let net;
    const load = loader({
      button: "Load the network (85 kB)",
      before: "It has 128 units, and its weights are rounded to 8 bits.",
      after: "The network is here. What you type stays in this page and its address.",
      async load() {
        net = decodeSpeller(await readNpz(await fetchFile(host.model, FILE)));
        figure.draw();
        figure.settle();
      },
    });
    const figure = explore(host, {
      name: "spelling",
      title: "What does the network expect, and why?",
      settings,
      examples,
      values: (state, set) => values(net, state, set),
      panels: [
        stickyGroup(load, line(remarks), strip(), line(told)),
        expected(),
        cellState(),
        gates(),
      ],
      say,
      tasks: [
        "Type the name of something that you know. Where is the network surprised, and where not?",
        "“What mattered”: move along the text. Does the network look at this word, or further back?",
        "Find a unit whose cell state follows something that you can name. Then write a text in which it does not.",
      ],
    });
  },
};
