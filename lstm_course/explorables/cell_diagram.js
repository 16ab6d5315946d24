// The whole cell with a number on every wire, as wide as there is room: what lstm_course/figures/cell.json
// describes, and Diagram("output_gate") draws, on a grid of its own.

import cell from "../figures/cell.json" with { type: "json" };
import { look } from "./marks.js";
import { number } from "./numbers.js";
import { Strokes } from "./strokes.js";

export const CELL_ORDER = [..."figo"]; // of the layers, from left to right
export const CELL_COLUMNS = { b: "$b$", h: "·$h$", x: "·$x$" }; // of a block's weights

const CELL_HEIGHT = 542;
const WEIGHT = { first: 68, height: 22 }; // of a row of weights in its block
const TIP = 6; // a wire ends this far before the tip of its head
const CURVE = 8; // radius of a rounded corner
const LABEL = { size: 8.2, height: 20 }; // of a number that covers its wire, in pixels

/** The places of cell.json in a picture of this width: those of Python's grid, by the same names. */
export function cellGrid(width) {
  const [left, right] = [18, 14];
  const column = (width - left - right) / 4;
  const x = Object.fromEntries(CELL_ORDER.map((key, n) => [key, left + column * (n + 0.5)]));
  const [cells, end] = [4, width - 22];
  const cellsH = cells + 18;
  const cellsX = cellsH + 0.6 * (end - cellsH);
  const [top, low] = [276, 276 - (column < 80 ? 50 : 14)]; // so that numbers have room
  return {
    column,
    x: {
      ...{ ...x, start: 0, end: width, out: width - 14 },
      ...{ kept: (x.f + x.i) / 2, entry: (x.i + x.g) / 2 },
      ...{ cells, cells_h: cellsH, cells_x: cellsX, cells_end: end },
      ...{ one: (cells + cellsH) / 2, h: (cellsH + cellsX) / 2, x: (cellsX + end) / 2 },
    },
    y: {
      ...{ ends: 16, c: 60, tanh: 103, product: 104, times: 168 },
      ...{ number_f: low, number_i: top - 14, number_g: low, number_o: top - 14 },
      ...{ top, bottom: top + 136, bus: top + 164, inputs: top + 186, h: top + 240 },
    },
  };
}

/** Of the numbers by the names in cell.json; of the rows of `weights` the one that is `chosen`, and
 *  choose(block, column). */
export class CellDiagram extends Strokes {
  constructor() {
    const says = Object.values(cell.parts).map((part) => part.says);
    super(says.join(" "), CELL_HEIGHT);
  }

  draw(width) {
    this.grid = cellGrid(width);
    this.half = Math.min(this.grid.column / 2 - 1.5, 40); // of a block
    for (const { shapes } of Object.values(cell.parts)) {
      for (const shape of shapes) this[`draw_${Object.keys(shape)[0]}`](shape, shape.colour ?? "ink");
    }
  }

  /** Where a point "x y" of the description lies. */
  place(point) {
    return point.split(" ").map((place, axis) => {
      const [, name, offset] = place.match(/^([a-z_]+)([+-]\d+)?$/);
      return this.grid["xy"[axis]][name] + Number(offset ?? 0);
    });
  }

  draw_wire({ wire, arrow, round }, colour) {
    const points = wire.map((point) => this.place(point));
    if (!arrow) return this.wire(path(points, round), colour);
    const [before, tip] = points.slice(-2);
    const shaft = [...points.slice(0, -1), towards(tip, before, TIP)];
    this.arrow(path(shaft, round), ...tip, way(before, tip), colour);
  }

  draw_joint({ joint }, colour) {
    this.joint(...this.place(joint), colour);
  }

  draw_operation({ operation, at }) {
    const [x, y] = this.place(at);
    if (operation === "⊙") return this.times(x, y);
    this.ring(x, y);
    this.wire(`M${x - 6} ${y}h12M${x} ${y - 6}v12`, "ink");
  }

  draw_pill({ pill, at }, colour) {
    const [x, y] = this.place(at);
    this.box(x - 25, y - 13, 50, 26, colour, 13);
    this.inside(x, y + 5, pill);
  }

  /** A layer: its branch of the bus, and its weights. */
  draw_block({ block, function: curve }) {
    const { x, y } = this.grid;
    const branch = `M${x.entry} ${y.bus}H${x[block]}V${y.bottom + TIP}`;
    this.arrow(branch, x[block], y.bottom, "up", "ink");
    this.box(x[block] - this.half, y.top, 2 * this.half, y.bottom - y.top, block);
    this.inside(x[block], y.top + 20, curve.length > 1 ? curve : `$${curve}$`);
    Object.keys(CELL_COLUMNS).forEach((column, n) => {
      this.weight(block, column, y.top + WEIGHT.first + n * WEIGHT.height);
    });
  }

  draw_name({ name, words }) {
    words.forEach((word, n) => {
      this.inside(this.grid.x[name], this.grid.y.top + 40 + 16 * n, word, { small: true });
    });
  }

  draw_cells({ cells, y }, colour) {
    const [first, ...others] = cells.map((name) => this.grid.x[name]);
    const last = others.pop();
    const top = this.grid.y[y];
    this.box(first, top, last - first, 28, colour, 4);
    this.wire(others.map((x) => `M${x} ${top}v28`).join(""), colour);
  }

  draw_label({ label, shows, at, anchor }, colour) {
    const text = shows ? `$${label}$ = ${number(this.values[shows])}` : `$${label}$`;
    this.words(...this.place(at), text, { colour, anchor });
  }

  draw_number({ number: name, at, on, anchor }, colour) {
    const [x, y] = this.place(at);
    const text = number(this.values[name]);
    if (on === "wire") {
      const width = LABEL.size * text.length + 4;
      const cover = { x: x - width / 2, y: y - 15, width, height: LABEL.height, rx: 4 };
      this.add("rect", { ...cover, class: "lx-cover" });
    }
    this.words(x, y, text, { colour, anchor });
  }

  weight(block, column, y) {
    const { x } = this.grid;
    const { weights, chosen, choose } = this.values;
    const [left, width] = [x[block] - this.half + 3, 2 * this.half - 6];
    const value = weights[block][0][Object.keys(CELL_COLUMNS).indexOf(column)];
    this.inside(x[block], y + 15, number(value), { small: true });
    if (block === CELL_ORDER[0]) {
      this.words(15, y + 15, CELL_COLUMNS[column], { anchor: "end", small: true });
    }
    if (chosen.join() === `${block},${column}`) {
      const frame = { x: left, y, width, height: WEIGHT.height - 2, rx: 4, ...look("line", "ink") };
      this.add("rect", { ...frame, "stroke-width": 2 });
    }
    const place = { x: left, y, width, height: WEIGHT.height, class: "lx-weight" };
    this.add("rect", place).addEventListener("click", () => choose(block, column));
  }
}

/** The point `distance` away from one, on a horizontal or vertical way to another. */
function towards([x0, y0], [x1, y1], distance) {
  return [x0 + distance * Math.sign(x1 - x0), y0 + distance * Math.sign(y1 - y0)];
}

/** Lines from point to point, with rounded corners or without. */
function path(points, round) {
  const steps = points.slice(1, -1).map((corner, n) => {
    if (!round) return `L${corner.join(" ")}`;
    const [near, far] = [points[n], points[n + 2]].map((other) => towards(corner, other, CURVE));
    return `L${near.join(" ")}Q${corner.join(" ")} ${far.join(" ")}`;
  });
  return `M${points[0].join(" ")}${steps.join("")}L${points.at(-1).join(" ")}`;
}

function way([x0, y0], [x1, y1]) {
  if (y0 === y1) return x0 < x1 ? "right" : "left";
  return y0 < y1 ? "down" : "up";
}
