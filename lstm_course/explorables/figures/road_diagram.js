// Two roads that a gradient takes from the final day to the first: above along the memory, through
// the forget gates, below along the hidden state, through the four layers. The thicker a wire, the
// more it carries.

import { formatNumber } from "../ui/format.js";
import { look } from "../ui/marks.js";
import { SvgCanvas } from "../ui/svg_canvas.js";
import { CELL_ORDER } from "./cell_geometry.js";

/** @import { CellStep, Point } from "../types.d.ts" */
/** @import { BackwardStep } from "../model/backward.js" */
/** @import { Direction } from "../ui/svg_canvas.js" */

/**
 * @typedef {object} Values
 * @property {CellStep[]} steps
 * @property {BackwardStep[]} backward
 * @property {number} day that the gradient has reached
 * @property {number} pushed the day whose forget gate is changed
 * @property {(day: number) => void} reach
 * @property {(day: number) => void} choose
 */

const HEIGHT = 306;
const Y = { top: 18, gate: 60, c: 92, h: 208, below: 236, state: 281 };
const ROW = 17; // pixels
const WIDE = 120; // pixels a day, with room for all digits
const LAYER = 8; // the width of one of the four layers, in pixels
const LEFT = 2 * LAYER + 2; // of the layers of day 1
const RING = 12;
const [THIN, THICK] = [1.5, 8]; // wires
const LABEL =
  "Four days side by side. The gradient comes in at the hidden state of day 4, at the " +
  "lower right. Each day it goes up to the cell state, times the output gate and the slope of " +
  "tanh. Along the top it goes from day to day to the left, times the forget gate. From there, " +
  "and along the bottom, it goes through the four layers to the hidden state of the day before.";

/** @extends {SvgCanvas<Values>} */
export class RoadDiagram extends SvgCanvas {
  constructor() {
    super(LABEL, HEIGHT);
    this.days = 0;
    this.column = NaN; // the width of a day
    this.largest = NaN; // of the gradients
  }

  /**
   * @override
   * @param {number} width
   * @param {Values} values
   */
  draw(width, values) {
    const { backward, day, reach, choose } = values;
    const days = this.days = backward.length;
    this.column = (width - LEFT - 4) / days;
    this.largest = Math.max(...backward.flatMap(({ dh, dc }) => [dh[0], dc[0]].map(Math.abs)));
    this.add("rect", { ...this.placeOf(day), class: "lx-band" });
    const end = this.x(days) + 5;
    this.arrow(`M${width} ${Y.h}H${end + 6}`, end, Y.h, "left", "ink");
    this.label(width - 2, Y.h - 12, "loss", { anchor: "end", small: true });
    for (let t = 1; t <= days; t++) {
      this.drawRoads(t, values);
      this.drawNumbers(t, values);
    }
    for (let t = 1; t <= days; t++) this.pickable(this.placeOf(t), () => reach(t));
    for (let t = 2; t <= days; t++) this.pickable(this.gateOf(t), () => choose(t));
  }

  /** @param {number} day */
  x(day) {
    return LEFT + (day - 0.5) * this.column;
  }

  /** @param {number} day */
  placeOf(day) {
    const x = this.x(day) - this.column / 2 - LEFT;
    return { x, y: 0, width: this.column + (day === this.days ? LEFT : 0), height: HEIGHT };
  }

  /** @param {number} day */
  gateOf(day) {
    return { x: this.x(day) - this.column / 2 - 24, y: Y.gate - 16, width: 48, height: 40 };
  }

  /**
   * A wire that carries a gradient; a thin grey one where nothing has arrived yet.
   * @param {string} d its beginning
   * @param {Point} tip
   * @param {Direction} direction
   * @param {string} colour
   * @param {number | undefined} carried
   */
  carry(d, [x, y], direction, colour, carried) {
    const shown = carried === undefined ? "muted" : colour;
    const part = Math.sqrt(Math.abs(carried ?? 0) / (this.largest || 1));
    this.wire(d, shown, carried === undefined ? 1 : THIN + part * (THICK - THIN));
    this.head(x, y, direction, shown);
  }

  /**
   * @param {number} t
   * @param {Values} values
   */
  drawRoads(t, { backward, day }) {
    const { around, next, gradients } = backward[t - 1];
    const [x, layers, before] = [this.x(t), this.x(t) - this.column / 2, this.x(t - 1)];
    /** @param {number} carried */
    const here = (carried) => (day <= t ? carried : undefined);
    /** @param {number} carried */
    const onwards = (carried) => (day < t ? carried : undefined);
    const throughMemory = [gradients.i, gradients.f, gradients.g].map(([d]) => Math.abs(d));
    const bend = `M${x} ${Y.c}C${layers + 0.2 * this.column} ${Y.c} ${layers} ${Y.c + 50}`;
    const down = `${bend} ${layers} ${Y.h - 16}`;
    this.carry(down, [layers, Y.h - 9], "down", "c", here(Math.max(...throughMemory)));
    const box = layers + 2 * LAYER;
    this.carry(`M${x} ${Y.h}H${box + 6}`, [box, Y.h], "left", "h", here(gradients.o[0]));
    this.carry(`M${x} ${Y.h}V${Y.c + 18}`, [x, Y.c + RING], "up", "h", here(around[0]));
    if (t > 1) {
      const top = before + RING;
      this.carry(`M${x} ${Y.c}H${top + 6}`, [top, Y.c], "left", "c", onwards(next.c[0]));
      const low = before + 5;
      const out = layers - 2 * LAYER;
      this.carry(`M${out} ${Y.h}H${low + 6}`, [low, Y.h], "left", "h", onwards(next.h[0]));
    }
    CELL_ORDER.forEach((name, n) => {
      const place = { x: layers + (n - 2) * LAYER, y: Y.h - 9, width: LAYER, height: 18 };
      this.add("rect", { ...place, ...look("box", name) });
    });
    this.plus(x, Y.c);
    this.joint(x, Y.h, here(0) === undefined ? "muted" : "h");
  }

  /**
   * @param {number} t
   * @param {Values} values
   */
  drawNumbers(t, { steps, backward, day, pushed }) {
    const x = this.x(t);
    const [digits, few] = this.column < WIDE ? [2, 2] : [4, 3];
    const { dh, dc, ramp } = backward[t - 1];
    const { c, h, f } = steps[t - 1];
    const reached = day <= t;
    this.gradient(x, Y.top, `$d$$c_${t}$`, reached ? formatNumber(dc[0], digits) : "", "c");
    this.gradient(x, Y.below, `$d$$h_${t}$`, reached ? formatNumber(dh[0], digits) : "", "h");
    const slope = `× ${formatNumber(ramp[0], few)}`;
    const middle = (Y.c + Y.h) / 2;
    this.cover(x, middle, slope.length);
    this.label(x, middle + 5, slope, { small: true, colour: reached ? "ink" : "muted" });
    this.label(x, Y.state, `$c_${t}$ = ${formatNumber(c[0], few)}`, { small: true });
    this.label(x, Y.state + ROW, `$h_${t}$ = ${formatNumber(h[0], few)}`, { small: true });
    if (t === 1) return; // there is no memory before it
    const gate = x - this.column / 2;
    this.label(gate, Y.gate, `× $f_${t}$`, { small: true, colour: "f" });
    this.label(gate, Y.gate + 15, formatNumber(f[0], 3), { small: true, colour: "f" });
    if (t === pushed) this.add("rect", { ...this.gateOf(t), rx: 6, ...look("line", "f") });
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {string} name
   * @param {string} number nothing, if it has not arrived
   * @param {string} colour
   */
  gradient(x, y, name, number, colour) {
    this.label(x, y, name, { colour: number ? colour : "muted" });
    this.label(x, y + ROW, number, { small: true, colour });
  }
}
