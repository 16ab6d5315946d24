// What a reader sees of a network that reads a name: the text, what is expected next, one unit.

import { SYMBOLS } from "../model/speller.js";
import { axis } from "../ui/axis.js";
import { formatNumber } from "../ui/format.js";
import { Plot } from "../ui/plot.js";
import { SvgCanvas } from "../ui/svg_canvas.js";
import { LetteredStrip } from "./lettered_strip.js";

/** @import { Panel, Point, Vector } from "../types.d.ts" */
/** @import { Values } from "./spelling.js" */

const SHOWN = 8; // symbols in the list of what is expected
const [LEFT, RIGHT, ROW] = [56, 100, 24]; // pixels, of that list

/**
 * A symbol as readers know it.
 * @param {number} symbol
 */
export const nameOf = (symbol) =>
  ({ "\n": "end", " ": "space" })[SYMBOLS[symbol]] ?? SYMBOLS[symbol];

/** @returns {Panel<Values>} */
export const strip = () =>
  new LetteredStrip("The text, character by character, each with a bar for what it is coloured by");

/** @extends {SvgCanvas<Values>} */
class Expected extends SvgCanvas {
  constructor() {
    super(`The ${SHOWN} symbols that the network finds most probable next`, SHOWN * ROW + 26);
  }

  /**
   * @override
   * @param {number} width
   * @param {Values} values
   */
  draw(width, { found }) {
    this.label(0, 16, "next character, probability", { anchor: "start" });
    const p = found?.p ?? Array(SYMBOLS.length).fill(0);
    const order = p.map((q, symbol) => ({ q, symbol })).sort((a, b) => b.q - a.q);
    order.slice(0, SHOWN).forEach(({ q, symbol }, row) => {
      const y = 44 + ROW * row;
      const length = q * (width - LEFT - RIGHT);
      this.wire(`M${LEFT} ${y - 5}h${Math.max(1, length)}`, "output", 12);
      if (!found) return;
      this.label(LEFT - 8, y, nameOf(symbol), { anchor: "end" });
      const came = symbol === found.came ? ", came" : "";
      this.label(LEFT + length + 8, y, `${formatNumber(q, 3)}${came}`, { anchor: "start" });
    });
  }
}

export const expected = () => new Expected();

/**
 * The axis of characters read: 0 is the beginning.
 * @param {Values} values
 * @param {string} label
 */
const characters = ({ numbers }, label) => axis(-0.5, Math.max(numbers.length, 1) + 0.5, label);

/** @type {(row: Vector) => Point[]} */
const points = (row) => row.map((value, t) => [t, value]);

/** @returns {Panel<Values>} */
export const cellState = () =>
  new Plot({
    label: "The cell state of the chosen unit after each character of the text",
    x: (/** @type {Values} */ values) => characters(values, ""),
    y: (/** @type {Values} */ { found }) => {
      const reach = Math.max(1, ...(found?.unit.c ?? []).map((c) => Math.ceil(Math.abs(c))));
      return axis(-reach, reach, "cell state $c_t$", { ticks: [-reach, 0, reach] });
    },
    height: () => 130,
    draw(marks, /** @type {Values} */ { found, at, numbers }) {
      marks.band(at - 0.5, at + 0.5);
      marks.line([[-0.5, 0], [numbers.length + 0.5, 0]], { colour: "muted", width: 1 });
      if (!found) return;
      marks.line(points(found.unit.c), { colour: "c", width: 2.5 });
      found.unit.c.forEach((c, t) => marks.dot(t, c, { colour: "c", radius: 2.5 }));
    },
  });

/** @returns {Panel<Values>} */
export const gates = () =>
  new Plot({
    label: "The three gates of the chosen unit, from 0 to 1, after each character of the text",
    x: (/** @type {Values} */ values) => characters(values, "characters read"),
    y: axis(0, 1, "gates $i_t$, $f_t$, $o_t$", { ticks: [0, 0.5, 1] }),
    height: () => 170,
    draw(marks, /** @type {Values} */ { found, at }) {
      marks.band(at - 0.5, at + 0.5);
      if (!found) return;
      for (const gate of /** @type {("i" | "f" | "o")[]} */ (["i", "f", "o"])) {
        const row = points(found.unit[gate]);
        marks.line(row, { colour: gate });
        const [x, y] = row[row.length - 1];
        marks.text(x, y, `$${gate}$`, { colour: gate, anchor: "start", move: [3, 4] });
      }
    },
  });
