// The whole cell with a number on every wire, as wide as its place on the page. It draws what
// lstm_course/figures/cell.json describes, as Diagram("output_gate") does, on a grid of its own.

import cell from "../../figures/cell.json" with { type: "json" };
import { formatNumber } from "../ui/format.js";
import { look } from "../ui/marks.js";
import { SvgCanvas } from "../ui/svg_canvas.js";
import { isThere } from "./cell_operations.js";
import { along, CELL_ORDER, cellGrid, direction, path, towards } from "./cell_geometry.js";

/** @import { BlockName, Blocks, Point } from "../types.d.ts" */

/**
 * One shape of the description; its first key says what it is.
 * @typedef {{ wire?: string[], arrow?: boolean, round?: boolean, joint?: string, operation?: string,
 *   pill?: string, block?: string, function?: string, name?: string, words?: string[],
 *   cells?: string[], y?: string, label?: string, shows?: string, number?: string, on?: string,
 *   at?: string, anchor?: string, colour?: string, carries?: string }} Shape
 */

/**
 * @typedef {object} Values
 * @property {Record<string, number>} wires the numbers, by their names in cell.json
 * @property {Blocks} weights
 * @property {number} done operations of the step
 * @property {[string, string]} chosen the block and the column of the weight that is framed
 * @property {(block: string, column: string) => void} choose
 */

/**
 * The columns of a block's weights, and their labels.
 * @type {Record<string, string>}
 */
export const CELL_COLUMNS = { b: "$b$", h: "·$h$", x: "·$x$" };

const HEIGHT = 542;
const WEIGHT = { first: 68, height: 22 }; // of a row of weights in its block
const WAITING = 1; // the width of a wire that still carries nothing
const TIP = 6; // a wire ends this far before the tip of its head

/** @extends {SvgCanvas<Values>} */
export class CellDiagram extends SvgCanvas {
  constructor() {
    super(Object.values(cell.parts).map((part) => part.says).join(" "), HEIGHT);
    this.grid = cellGrid(NaN);
    this.half = NaN; // of a block's width
  }

  /**
   * @override
   * @param {number} width
   * @param {Values} values
   */
  draw(width, values) {
    this.grid = cellGrid(width);
    this.half = Math.min(this.grid.column / 2 - 1.5, 40);
    for (const part of Object.values(cell.parts)) {
      for (const shape of /** @type {Shape[]} */ (part.shapes)) this.shape(shape, values);
    }
  }

  /**
   * @param {Shape} shape
   * @param {Values} values
   */
  shape(shape, values) {
    const { wire, joint, operation, pill, block, name, words = [], cells, label, number } = shape;
    const there = isThere(shape.carries ?? number ?? shape.shows, values.done);
    const colour = there ? shape.colour ?? "ink" : "muted";
    const at = this.place(shape.at ?? joint ?? "start h");
    const width = there ? undefined : WAITING;
    if (wire) this.drawWire(wire.map((point) => this.place(point)), shape, colour, width);
    else if (joint) this.joint(...at, colour);
    else if (operation) operation === "⊙" ? this.times(...at) : this.plus(...at);
    else if (pill) this.drawPill(pill, ...at, colour);
    else if (block) this.drawBlock(block, shape.function ?? "", values);
    else if (name) this.drawName(words, this.grid.x[name]);
    else if (cells) this.drawCells(cells.map((x) => this.grid.x[x]), this.grid.y[shape.y ?? ""]);
    else if (label) this.drawLabel(label, ...at, { ...shape, colour }, there ? values.wires : {});
    else if (number && there) this.drawNumber(values.wires[number], ...at, shape);
  }

  /**
   * Position of a point "x y" of the description.
   * @param {string} point
   * @returns {Point}
   */
  place(point) {
    const [x, y] = point.split(" ");
    return [along(this.grid.x, x), along(this.grid.y, y)];
  }

  /**
   * @param {Point[]} points
   * @param {Shape} shape
   * @param {string} colour
   * @param {number} [width]
   */
  drawWire(points, { arrow, round = false }, colour, width) {
    const [before, tip] = points.slice(-2);
    if (!arrow) return this.wire(path(points, round), colour, width);
    const shaft = [...points.slice(0, -1), towards(tip, before, TIP)];
    this.arrow(path(shaft, round), ...tip, direction(before, tip), colour, width);
  }

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {string} colour
   */
  drawPill(text, x, y, colour) {
    this.box(x - 25, y - 13, 50, 26, colour, 13);
    this.inside(x, y + 5, text);
  }

  /**
   * A layer: its branch of the bus, and its weights.
   * @param {string} block
   * @param {string} activation
   * @param {Values} values
   */
  drawBlock(block, activation, values) {
    const { x, y } = this.grid;
    const branch = `M${x.entry} ${y.bus}H${x[block]}V${y.bottom + TIP}`;
    this.arrow(branch, x[block], y.bottom, "up", "ink");
    this.box(x[block] - this.half, y.top, 2 * this.half, y.bottom - y.top, block);
    this.inside(x[block], y.top + 20, activation.length > 1 ? activation : `$${activation}$`);
    Object.keys(CELL_COLUMNS).forEach((column, n) => {
      this.drawWeight(block, column, n, y.top + WEIGHT.first + n * WEIGHT.height, values);
    });
  }

  /**
   * @param {string} block
   * @param {string} column
   * @param {number} n
   * @param {number} y
   * @param {Values} values
   */
  drawWeight(block, column, n, y, { weights, chosen, choose }) {
    const middle = this.grid.x[block];
    const [left, width] = [middle - this.half + 3, 2 * this.half - 6];
    const value = weights[/** @type {BlockName} */ (block)][0][n];
    this.inside(middle, y + 15, formatNumber(value), { small: true });
    if (block === CELL_ORDER[0]) {
      this.label(15, y + 15, CELL_COLUMNS[column], { anchor: "end", small: true });
    }
    if (chosen[0] === block && chosen[1] === column) {
      const frame = { x: left, y, width, height: WEIGHT.height - 2, rx: 4, ...look("line", "ink") };
      this.add("rect", { ...frame, "stroke-width": 2 });
    }
    this.pickable({ x: left, y, width, height: WEIGHT.height }, () => choose(block, column));
  }

  /**
   * @param {string[]} words
   * @param {number} x
   */
  drawName(words, x) {
    words.forEach((word, n) =>
      this.inside(x, this.grid.y.top + 40 + 16 * n, word, { small: true })
    );
  }

  /**
   * A box, and the lines that divide it.
   * @param {number[]} edges
   * @param {number} y
   */
  drawCells(edges, y) {
    const [first, ...between] = edges;
    const end = between.pop() ?? first;
    this.box(first, y, end - first, 28, "ink", 4);
    this.wire(between.map((x) => `M${x} ${y}v28`).join(""), "ink");
  }

  /**
   * @param {string} label
   * @param {number} x
   * @param {number} y
   * @param {Shape} shape
   * @param {Record<string, number>} wires nothing while the operation is still to come
   */
  drawLabel(label, x, y, { shows, anchor, colour }, wires) {
    const text = shows && shows in wires
      ? `$${label}$ = ${formatNumber(wires[shows])}`
      : `$${label}$`;
    this.label(x, y, text, { colour, anchor });
  }

  /**
   * @param {number} value
   * @param {number} x
   * @param {number} y
   * @param {Shape} shape
   */
  drawNumber(value, x, y, { on, anchor, colour }) {
    const text = formatNumber(value);
    if (on === "wire") this.cover(x, y - 5, text.length);
    this.label(x, y, text, { colour, anchor });
  }
}
