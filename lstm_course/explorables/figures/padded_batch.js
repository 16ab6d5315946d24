// A batch of padded sequences: for each the steps in a row, with what is read and what comes out.

import { formatFixed, formatNumber } from "../ui/format.js";
import { look } from "../ui/marks.js";
import { SvgCanvas } from "../ui/svg_canvas.js";

/** @import { Vector } from "../types.d.ts" */

/**
 * One sequence. `order` has the steps in the order in which they are read, counted from 0.
 * @typedef {{ name: string, x: Vector, h: Vector, length: number, order: number[],
 *   chosen: boolean }} Row
 */
/**
 * @typedef {object} Values
 * @property {Row[]} rows
 * @property {(row: number, length: number) => void} cut
 */

const ROW = { name: 15, cell: 22, height: 40, all: 74 };
const TOP = 26; // for the numbers of the steps
const PLACES = 20; // for where they stand in the array
const DAYS = 7;

/** @extends {SvgCanvas<Values>} */
export class PaddedBatch extends SvgCanvas {
  /** @param {number} rows */
  constructor(rows) {
    super(
      `${rows} sequences one below the other, padded to ${DAYS} steps, with the input and the ` +
        "hidden state of every step; the final state that the layer returns is framed",
      TOP + rows * ROW.all + PLACES,
    );
    this.column = NaN;
  }

  /**
   * @override
   * @param {number} width
   * @param {Values} values
   */
  draw(width, { rows, cut }) {
    this.column = (width - 2) / DAYS;
    for (let t = 0; t < DAYS; t++) {
      const name = t ? String(t + 1) : "$t$ = 1";
      this.label(this.x(t), 14, name, { small: true, colour: "muted" });
    }
    rows.forEach((row, n) => this.drawRow(row, TOP + n * ROW.all, (length) => cut(n, length)));
    const y = this.height - 4;
    for (const [t, place] of /** @type {[number, string][]} */ ([[0, "h[0]"], [6, "h[−1]"]])) {
      this.label(this.x(t), y, place, { small: true, colour: "muted" });
    }
  }

  /** @param {number} t counted from 0 */
  x(t) {
    return 1 + (t + 0.5) * this.column;
  }

  /**
   * @param {Row} row
   * @param {number} y
   * @param {(length: number) => void} cut
   */
  drawRow({ name, x, h, length, order, chosen }, y, cut) {
    const [first, final] = [order[0], order[order.length - 1]];
    const way = first === final ? `$x_${first + 1}$` : `$x_${first + 1}$ to $x_${final + 1}$`;
    if (chosen) {
      const place = { x: 0, y: y - 2, width: DAYS * this.column + 2, height: ROW.all - 4, rx: 6 };
      this.add("rect", { ...place, class: "lx-band" });
    }
    const style = { anchor: "start", small: true };
    this.label(5, y + ROW.name - 2, `${name}, length ${length}: reads ${way}`, style);
    x.forEach((input, t) => {
      const left = 1 + t * this.column;
      const place = { x: left, y: y + ROW.cell, width: this.column, height: ROW.height };
      this.drawCell(place, input, h[t], t < length, order.includes(t));
      if (t === final) {
        this.add("rect", { ...place, rx: 3, ...look("line", "ink"), "stroke-width": 3 });
      }
      this.pickable(place, () => cut(t + 1));
    });
  }

  /**
   * @param {{ x: number, y: number, width: number, height: number }} place
   * @param {number} input
   * @param {number} h
   * @param {boolean} real
   * @param {boolean} read
   */
  drawCell(place, input, h, real, read) {
    const dashes = { "stroke-width": 1, "stroke-dasharray": "3 3" };
    if (real) this.add("rect", { ...place, ...look("box", "h") });
    else this.add("rect", { ...place, ...look("line", "muted"), ...dashes });
    const middle = place.x + place.width / 2;
    const colour = real ? "ink" : "muted";
    this.inside(middle, place.y + 16, formatNumber(input, 2), { small: true, colour });
    const state = read ? formatFixed(h, 2) : "0";
    this.inside(middle, place.y + 33, state, { small: true, colour: read ? "h" : "muted" });
  }
}
