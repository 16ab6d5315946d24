// One row of weights in both notations, with its numbers: W [1; h; x] above, W_i · [h, x] + b_i
// below, and a line from each weight to its place in the other notation.

import { formatNumber, formatOutput } from "../ui/format.js";
import { SvgCanvas } from "../ui/svg_canvas.js";

/** @import { LabelStyle } from "../types.d.ts" */

export const JAEGER = "$W$ [1; $h_{t−1}$; $x_t$]";
export const T_NOTATION = "$W_i$ · [$h_{t−1}$, $x_t$] + $b_i$";

/** @typedef {"b" | "h" | "x"} Place */
/** @typedef {{ b: number, wh: number, wx: number, h: number, x: number, z: number, i: number }} Values */

const HEIGHT = 240;
const NARROW = 250; // pixels; the places below are for this width, and stretched where there is more
const ABOVE = { b: 22, h: 63, x: 104, end: 126, column: 153, half: 22, sum: 181 };
const BELOW = { h: 22, x: 63, end: 85, column: 112, half: 22, b: 161, sum: 190 };
/** @type {Record<Place, string>} */
const NAMES = { b: "$b_i$", h: "$w_h$", x: "$w_x$" };
/** @type {Place[]} */
const PLACES = ["b", "h", "x"];
const Y = { above: 62, below: 158, row: 22 };

/** @extends {SvgCanvas<Values>} */
export class InputGateDiagram extends SvgCanvas {
  /** @param {string} label */
  constructor(label) {
    super(label, HEIGHT);
    this.stretch = 1;
  }

  /**
   * @override
   * @param {number} width
   * @param {Values} values
   */
  draw(width, { b, wh, wx, h, x, z, i }) {
    this.stretch = Math.min(width / NARROW, 1.5);
    this.label(0, 16, JAEGER, { anchor: "start" });
    for (const key of PLACES) {
      this.label(ABOVE[key], Y.above - 18, NAMES[key], { small: true, colour: "muted" });
    }
    this.row(Y.above, ABOVE.end, [[ABOVE.b, b], [ABOVE.h, wh], [ABOVE.x, wx]]);
    this.column(Y.above, ABOVE, [["1", 1], ["h", h], ["x", x]]);
    this.label(ABOVE.sum, Y.above + 5, `= ${formatNumber(z)}`, { anchor: "start" });
    for (const key of PLACES) this.tie(ABOVE[key], BELOW[key], key === "b");
    this.row(Y.below, BELOW.end, [[BELOW.h, wh], [BELOW.x, wx]]);
    this.column(Y.below, BELOW, [["h", h], ["x", x]]);
    this.label(BELOW.b, Y.below + 5, `${b < 0 ? "−" : "+"} ${formatNumber(Math.abs(b))}`);
    this.label(BELOW.sum, Y.below + 5, `= ${formatNumber(z)}`, { anchor: "start" });
    this.label(0, Y.below + 44, T_NOTATION, { anchor: "start" });
    const gate = `$i_t$ = $σ$(${formatNumber(z)}) = ${formatOutput(i)}`;
    this.label(0, HEIGHT - 8, gate, { anchor: "start", colour: "i" });
  }

  /**
   * @override
   * @param {number} x
   * @param {number} y
   * @param {string} text
   * @param {LabelStyle} [style]
   */
  label(x, y, text, style) {
    return super.label(x * this.stretch, y, text, style);
  }

  /**
   * Weights beside each other.
   * @param {number} y
   * @param {number} end
   * @param {[number, number][]} weights
   */
  row(y, end, weights) {
    for (const [x, weight] of weights) {
      this.label(x, y + 5, formatNumber(weight), { small: true });
    }
    this.brackets(0, end, y, 1);
  }

  /**
   * The numbers that they are multiplied by, one below the other.
   * @param {number} y
   * @param {{ column: number, half: number }} place
   * @param {[string, number][]} factors
   */
  column(y, { column, half }, factors) {
    factors.forEach(([key, value], k) => {
      const at = y + Y.row * (k - (factors.length - 1) / 2) + 5;
      const colour = key === "h" ? "h" : "ink";
      this.label(column, at, formatNumber(value), { small: true, colour });
    });
    this.brackets(column - half, column + half, y, factors.length);
  }

  /**
   * @param {number} left
   * @param {number} right
   * @param {number} y
   * @param {number} rows
   */
  brackets(left, right, y, rows) {
    const high = (rows * Y.row) / 2 + 1;
    /** @type {(x: number, foot: number) => void} */
    const bracket = (x, foot) =>
      this.wire(`M${x + foot} ${y - high}H${x}V${y + high}H${x + foot}`, "ink", 1.3);
    bracket(left * this.stretch + 1, 4);
    bracket(right * this.stretch, -4);
  }

  /**
   * A line from a weight above to the same weight below.
   * @param {number} from
   * @param {number} to
   * @param {boolean} strong
   */
  tie(from, to, strong) {
    const [x0, x1] = [from * this.stretch, to * this.stretch];
    const [y0, y1] = [Y.above + 14, Y.below - 14];
    const d = `M${x0} ${y0}C${x0} ${y1 - 22} ${x1} ${y0 + 34} ${x1} ${y1}`;
    this.wire(d, strong ? "i" : "muted", strong ? 2.5 : 1.3);
  }
}
