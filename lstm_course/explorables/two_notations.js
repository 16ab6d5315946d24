// One row of weights in both notations, with its numbers: W [1; h; x] above, W_i · [h, x] + b_i
// below, and lines from each weight to the place where it stands in the other.

import { number, output } from "./numbers.js";
import { Strokes } from "./strokes.js";

export const UPPER = "$W$ [1; $h_{t−1}$; $x_t$]";
export const LOWER = "$W_i$ · [$h_{t−1}$, $x_t$] + $b_i$";

const HEIGHT = 240;
const NARROW = 250; // pixels, for which these places are; where there is more room they spread
const ABOVE = { b: 22, h: 63, x: 104, end: 126, column: 153, half: 22, sum: 181 };
const BELOW = { h: 22, x: 63, end: 85, column: 112, half: 22, b: 161, sum: 190 };
const NAMES = { b: "$b_i$", h: "$w_h$", x: "$w_x$" };
const Y = { above: 62, below: 158, row: 22 };

/** Of the weights { b, wh, wx } and what they meet, { h, x }: the sum z, and i = σ(z). */
export class TwoNotations extends Strokes {
  constructor(label) {
    super(label, HEIGHT);
  }

  draw(width) {
    this.spread = Math.min(width / NARROW, 1.5);
    const { b, wh, wx, h, x, z, i } = this.values;
    this.words(0, 16, UPPER, { anchor: "start" });
    for (const [key, name] of Object.entries(NAMES)) {
      this.words(ABOVE[key], Y.above - 18, name, { small: true, colour: "muted" });
    }
    this.row(ABOVE, Y.above, { b, h: wh, x: wx });
    this.column(ABOVE, Y.above, { 1: 1, h, x });
    this.words(ABOVE.sum, Y.above + 5, `= ${number(z)}`, { anchor: "start" });
    for (const key of ["h", "x", "b"]) this.tie(ABOVE[key], BELOW[key], key === "b");
    this.row(BELOW, Y.below, { h: wh, x: wx });
    this.column(BELOW, Y.below, { h, x });
    this.words(BELOW.b, Y.below + 5, `${b < 0 ? "−" : "+"} ${number(Math.abs(b))}`);
    this.words(BELOW.sum, Y.below + 5, `= ${number(z)}`, { anchor: "start" });
    this.words(0, Y.below + 44, LOWER, { anchor: "start" });
    const answer = `$i_t$ = $σ$(${number(z)}) = ${output(i)}`;
    this.words(0, HEIGHT - 8, answer, { anchor: "start", colour: "i" });
  }

  words(x, y, label, style) {
    return super.words(x * this.spread, y, label, style);
  }

  /** Weights beside each other. */
  row(places, y, weights) {
    for (const [key, weight] of Object.entries(weights)) {
      this.words(places[key], y + 5, number(weight), { small: true });
    }
    this.brackets(0, places.end, y, 1);
  }

  /** What they meet, one below the other. */
  column({ column, half }, y, met) {
    const all = Object.entries(met);
    all.forEach(([key, value], k) => {
      const at = y + Y.row * (k - (all.length - 1) / 2) + 5;
      this.words(column, at, number(value), { small: true, colour: key === "h" ? "h" : "ink" });
    });
    this.brackets(column - half, column + half, y, all.length);
  }

  brackets(left, right, y, rows) {
    const high = (rows * Y.row) / 2 + 1;
    const bracket = (x, foot) =>
      this.wire(`M${x + foot} ${y - high}H${x}V${y + high}H${x + foot}`, "ink", 1.3);
    bracket(left * this.spread + 1, 4);
    bracket(right * this.spread, -4);
  }

  /** A line from a weight above to the same below. */
  tie(from, to, strong) {
    const [x0, x1] = [from * this.spread, to * this.spread];
    const [y0, y1] = [Y.above + 14, Y.below - 14];
    const d = `M${x0} ${y0}C${x0} ${y1 - 22} ${x1} ${y0 + 34} ${x1} ${y1}`;
    this.wire(d, strong ? "i" : "muted", strong ? 2.5 : 1.3);
  }
}
