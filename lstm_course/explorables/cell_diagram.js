// The diagram of the cell (lstm_course.figures.Diagram, "output_gate") with a number on every wire, as
// wide as there is room: time runs from left to right, the memory along the top.

import { BLOCK_NAMES } from "./core.js";
import { look } from "./marks.js";
import { number } from "./numbers.js";
import { Strokes } from "./strokes.js";

export const CELL_ORDER = [..."figo"]; // of the layers, from left to right
export const CELL_COLUMNS = { b: "$b$", h: "·$h$", x: "·$x$" }; // of a block's weights

// How far down each thing stands
const HIGH = { c: 58, tanh: 86, products: 164, blocks: 272, weights: 336, row: 22, ends: 402 };
const LOW = { bus: 432, inputs: 454, h: 508, end: 534 };

/** Of the step { i, f, g, o, c, h } with { x, hBefore, cBefore, kept, product, shown } on its other
 *  wires; of the rows of `weights` the one that is `chosen`, and choose(block, column). */
export class CellDiagram extends Strokes {
  constructor(label) {
    super(label, LOW.end);
  }

  draw(width) {
    const [left, right] = [18, 14];
    const column = (width - left - right) / 4;
    this.width = width;
    this.narrow = column < 80;
    this.half = Math.min(column / 2 - 1.5, 40); // of a block
    const middles = CELL_ORDER.map((key, n) => [key, left + column * (n + 0.5)]);
    this.at = Object.fromEntries(middles);
    this.inputs();
    for (const key of CELL_ORDER) this.block(key);
    this.memory();
    this.hidden();
  }

  inputs() {
    const { width, at, values } = this;
    const [left, right] = [4, width - 22];
    const first = left + 18; // where the cell of h begins
    const second = first + 0.6 * (right - first);
    const [h, x] = [(first + second) / 2, (second + right) / 2];
    const bus = (at.i + at.g) / 2;
    this.wire(`M${bus} ${LOW.inputs}V${LOW.bus}`, "ink");
    for (const place of [bus, at.i, at.g]) this.joint(place, LOW.bus, "ink");
    this.box(left, LOW.inputs, right - left, 28, "ink", 4);
    this.wire(`M${first} ${LOW.inputs}v28M${second} ${LOW.inputs}v28`, "ink");
    this.inside((left + first) / 2, LOW.inputs + 19, "1");
    this.inside(h, LOW.inputs + 19, `$h_{t−1}$ = ${number(values.hBefore)}`);
    this.inside(x, LOW.inputs + 19, `$x_t$ = ${number(values.x)}`);
    const [tip, up] = [LOW.inputs + 28, `V${LOW.inputs + 36}`];
    this.arrow(`M0 ${LOW.h}H${h - 8}Q${h} ${LOW.h} ${h} ${LOW.h - 8}${up}`, h, tip, "up", "h");
    this.arrow(`M${x} ${LOW.h + 4}${up}`, x, tip, "up", "ink");
  }

  /** A layer: its share of the bus, its weights, and what leaves it upwards. */
  block(key) {
    const { at, half, narrow, values } = this;
    const x = at[key];
    this.arrow(`M${(at.i + at.g) / 2} ${LOW.bus}H${x}V${HIGH.ends + 6}`, x, HIGH.ends, "up", "ink");
    this.box(x - half, HIGH.blocks, 2 * half, HIGH.ends - HIGH.blocks, key);
    this.inside(x, HIGH.blocks + 20, key === "g" ? "tanh" : "$σ$");
    const small = { small: true };
    const words = BLOCK_NAMES[key].split(" ");
    words.forEach((word, n) => this.inside(x, HIGH.blocks + 38 + 16 * n, word, small));
    const columns = Object.keys(CELL_COLUMNS);
    columns.forEach((column, n) => this.weight(key, column, HIGH.weights + n * HIGH.row));

    const y = HIGH.blocks - (narrow && "fg".includes(key) ? 50 : 14); // so that numbers have room
    this.words(x - 8, y - 18, `$${key}_t$`, { colour: key, anchor: "end" });
    this.words(x, y, number(values[key][0]), { colour: key });
    this.wire(`M${x} ${HIGH.blocks}V${y + 5}`, key);
    const from = `M${x} ${y - 15}`;
    if (key !== "g") {
      const end = (key === "f" ? HIGH.c : HIGH.products) + 12;
      this.arrow(`${from}V${end + 6}`, x, end, "up", key);
    } else {
      const turn = `V${HIGH.products + 8}Q${x} ${HIGH.products} ${x - 8} ${HIGH.products}`;
      this.arrow(`${from}${turn}H${at.i + 18}`, at.i + 12, HIGH.products, "left", key);
    }
  }

  weight(key, column, y) {
    const { at, half, values } = this;
    const { weights, chosen, choose } = values;
    const [left, width] = [at[key] - half + 3, 2 * half - 6];
    const value = weights[key][0][Object.keys(CELL_COLUMNS).indexOf(column)];
    this.inside(at[key], y + 15, number(value), { small: true });
    if (key === "f") this.words(15, y + 15, CELL_COLUMNS[column], { anchor: "end", small: true });
    const [gate, row] = chosen;
    if (gate === key && row === column) {
      const frame = { x: left, y, width, height: HIGH.row - 2, rx: 4, ...look("line", "ink") };
      this.add("rect", { ...frame, "stroke-width": 2 });
    }
    const ground = this.add("rect", { x: left, y, width, height: HIGH.row, class: "lx-weight" });
    ground.addEventListener("click", () => choose(key, column));
  }

  memory() {
    const { at, width, values } = this;
    this.words(0, 16, `$c_{t−1}$ = ${number(values.cBefore)}`, { colour: "c", anchor: "start" });
    this.words(width, 16, `$c_t$ = ${number(values.c[0])}`, { colour: "c", anchor: "end" });
    this.words((at.f + at.i) / 2, HIGH.c - 16, number(values.kept), { colour: "c" });
    this.arrow(`M0 ${HIGH.c}H${at.f - 18}`, at.f - 12, HIGH.c, "right", "c");
    this.arrow(`M${at.f + 12} ${HIGH.c}H${at.i - 18}`, at.i - 12, HIGH.c, "right", "c");
    this.arrow(`M${at.i + 12} ${HIGH.c}H${width - 6}`, width, HIGH.c, "right", "c");
    this.times(at.f, HIGH.c);
    this.ring(at.i, HIGH.c);
    this.wire(`M${at.i - 6} ${HIGH.c}h12M${at.i} ${HIGH.c - 6}v12`, "ink");
    this.times(at.i, HIGH.products);
    this.arrow(`M${at.i} ${HIGH.products - 12}V${HIGH.c + 18}`, at.i, HIGH.c + 12, "up", "c");
    this.words(at.i + 10, HIGH.c + 40, "$i_t$ ⊙ $g_t$", { colour: "c", anchor: "start" });
    this.words(at.i + 10, HIGH.c + 58, number(values.product), { colour: "c", anchor: "start" });
  }

  /** From the memory to what is shown of it. */
  hidden() {
    const { at, width, values } = this;
    const right = width - 10;
    this.joint(at.o, HIGH.c, "c");
    this.wire(`M${at.o} ${HIGH.c}V${HIGH.tanh}`, "c");
    this.box(at.o - 25, HIGH.tanh, 50, 26, "c", 13);
    this.inside(at.o, HIGH.tanh + 18, "tanh");
    const last = HIGH.products - 12;
    this.arrow(`M${at.o} ${HIGH.tanh + 26}V${last - 6}`, at.o, last, "down", "c");
    this.words(at.o - 8, HIGH.products - 28, number(values.shown), { colour: "c", anchor: "end" });
    this.times(at.o, HIGH.products);
    const { products } = HIGH;
    const down = `H${right - 8}Q${right} ${products} ${right} ${products + 8}V${LOW.h - 6}`;
    const out = `M${at.o + 12} ${products}${down}Q${right} ${LOW.h} ${right + 6} ${LOW.h}`;
    this.arrow(out, width + 4, LOW.h, "right", "h");
    this.words(width, LOW.h + 21, `$h_t$ = ${number(values.h[0])}`, { colour: "h", anchor: "end" });
  }
}
