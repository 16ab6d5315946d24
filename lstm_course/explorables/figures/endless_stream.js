// The cell of 1997 on a stream without end, with resets and without them, beside a cell with a forget
// gate: the memories, their squashing function, and what the network predicts.

import {
  BLOCKS,
  CELLS,
  follow,
  LENGTH,
  streamOf,
  SYMBOLS,
  TOLERANCE,
  UNITS,
} from "../model/endless_stream.js";
import { squash, squashDerivative } from "../model/memory_blocks.js";
import { axis, roundAbove } from "../ui/axis.js";
import { choice, slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { formatFixed, formatNumber, formatOutput } from "../ui/format.js";
import { look } from "../ui/marks.js";
import { line, stickyGroup, table } from "../ui/panels.js";
import { Plot } from "../ui/plot.js";
import { SvgCanvas } from "../ui/svg_canvas.js";
import { LetteredStrip } from "./lettered_strip.js";

/** @import { Explorable, Panel, Point, SetState, State } from "../types.d.ts" */
/** @import { Reading, Way } from "../model/endless_stream.js" */

const WAYS = {
  resets: "1997, reset after each string",
  never: "1997, never reset",
  forget: "2000, with forget gates",
};
const SATURATED = 0.001; // of the slope, which is ½ for an empty memory
const SHOWN = 24; // symbols in the strip
const STREAMS = 20;

const settings = {
  way: choice("network", WAYS, "resets"),
  at: slider("symbol of the stream", 1, LENGTH, 19, 1),
  cell: slider("cell", 1, UNITS, 1, 1),
  stream: slider("stream (0 is the chapter’s)", 0, STREAMS, 0, 1),
};

const examples = {
  "the second string": { way: "resets", at: 19, stream: 0 },
  "with the old memory": { way: "never", at: 19, stream: 0 },
  "much later": { way: "never", at: 220, stream: 0 },
  "with forget gates": { way: "forget", at: 220, stream: 0 },
};

/** Remembers the readings of the latest stream: most settings leave them as they are. */
function reader() {
  let known = "";
  /** @type {Reading[]} */
  let readings = [];
  /**
   * @param {Way} way
   * @param {number} stream
   */
  return (way, stream) => {
    if (known !== `${way} ${stream}`) readings = follow(way, streamOf(stream));
    known = `${way} ${stream}`;
    return readings;
  };
}

/**
 * @param {Reading[]} readings
 * @param {State<typeof settings>} state
 * @param {SetState} set
 */
function values(readings, { way, at, cell, stream }, set) {
  const now = readings[at - 1];
  const first = Math.max(0, Math.min(at - SHOWN / 2, LENGTH - SHOWN));
  const window = readings.slice(first, first + SHOWN);
  return {
    readings,
    way: WAYS[/** @type {Way} */ (way)],
    gated: way === "forget",
    at,
    cell,
    stream,
    now,
    block: Math.floor((cell - 1) / CELLS),
    saturated: now.c.filter((c) => squashDerivative(c) < SATURATED).length,
    mistakes: readings.slice(0, at).filter(({ wrong }) => wrong).length,
    go: (/** @type {number} */ step) => set({ at: step }),
    strip: {
      letters: window.map(({ symbol, wrong }) => symbol + (wrong ? "✗" : "")),
      bars: window.map(({ c }) => squash(c[cell - 1])),
      signed: true,
      colour: "c",
      at: at - 1 - first,
      pick: (/** @type {number} */ k) => set({ at: first + k + 1 }),
    },
  };
}
/** @typedef {ReturnType<typeof values>} Values */

/** @param {Values} values */
const verdict = ({ now, at, saturated, mistakes }) =>
  `Symbol ${at}, ${now.symbol}, in string ${now.string}. The prediction is ` +
  `${now.wrong ? "wrong" : "correct"}; so far ${mistakes} were wrong. ` +
  `Saturated: ${saturated} of ${UNITS} cells.`;

/** @param {Values} values */
const reach = ({ readings }) => roundAbove(readings.flatMap(({ c }) => c));

/** @returns {Panel<Values>} */
const memories = () =>
  new Plot({
    label:
      "The memories of the eight cells along the stream, the chosen one in front; ticks below " +
      "are wrong predictions",
    x: axis(0, LENGTH, "symbol of the stream"),
    y: (/** @type {Values} */ values) => {
      const end = reach(values);
      return axis(-end, end, "memories $c_t$; ticks: wrong", { ticks: [-end, 0, end] });
    },
    height: (width) => Math.max(0.5 * width, 220),
    draw(marks, /** @type {Values} */ { readings, cell, at, now, go }) {
      /** @type {(unit: number) => Point[]} */
      const points = (unit) => readings.map(({ c }, t) => [t + 1, c[unit]]);
      marks.line([[0, 0], [LENGTH, 0]], { colour: "muted", width: 1 });
      for (let unit = 0; unit < UNITS; unit += 1) {
        if (unit !== cell - 1) marks.line(points(unit), { colour: "muted", width: 0.7 });
      }
      marks.line(points(cell - 1), { colour: "c", width: 2 });
      const { plot } = marks;
      const ticks = readings.map(({ wrong }, t) =>
        wrong ? `M${plot.px(t + 1).toFixed(2)} ${plot.bottom}v-8` : ""
      );
      if (ticks.some(Boolean)) {
        marks.add("path", { d: ticks.join(""), ...look("line", "output"), "stroke-width": 1 });
      }
      plot.handle(0, at, now.c[cell - 1], go);
    },
  });

/** @extends {LetteredStrip<Values["strip"]>} */
class Text extends LetteredStrip {
  constructor() {
    super(
      "Symbols of the stream, with a cross where the prediction after them was wrong; each has a " +
        "bar for the squashed memory of the chosen cell, from −1 to 1",
    );
  }
}

/** @returns {Panel<Values>} */
function text() {
  const strip = new Text();
  return { element: strip.element, update: (values) => strip.update(values.strip) };
}

const [LEFT, RIGHT, ROW] = [24, 130, 23]; // pixels, of the list of outputs

/** @extends {SvgCanvas<Values>} */
class Outputs extends SvgCanvas {
  constructor() {
    super(
      "The seven outputs, each a bar from 0 to 1; a line shows where it should be",
      SYMBOLS.length * ROW + 30,
    );
  }

  /**
   * @override
   * @param {number} width
   * @param {Values} values
   */
  draw(width, { now }) {
    this.label(0, 16, "outputs: may this symbol come next?", { anchor: "start" });
    const full = width - LEFT - RIGHT;
    now.y.forEach((y, k) => {
      const middle = 40 + ROW * k;
      const legal = now.legal[k];
      const wrong = Math.abs(y - legal) >= TOLERANCE;
      this.label(LEFT - 12, middle + 5, SYMBOLS[k]);
      this.wire(`M${LEFT} ${middle}h${Math.max(1, y * full)}`, "output", 12);
      this.wire(`M${LEFT + legal * full} ${middle - 10}v20`, "ink", 2);
      const words = `${formatFixed(y, 2)}, ${legal ? "yes" : "no"}${wrong ? " ✗ wrong" : ""}`;
      this.label(LEFT + full + 8, middle + 5, words, { anchor: "start" });
    });
  }
}

/** @returns {Panel<Values>} */
const numbers = () =>
  table("The chosen cell at this symbol", ["the chosen cell", ""], (values) => {
    const { now, cell, block, gated } = values;
    const c = now.c[cell - 1];
    return [
      ["$i_t$", formatNumber(now.i[block])],
      ["$f_t$", gated ? formatNumber(now.f[block]) : "1 (no gate)"],
      ["$g_t$", formatNumber(now.g[cell - 1])],
      ["$c_t$", formatNumber(c)],
      ["tanh($c_t$/2)", formatOutput(squash(c))],
      ["its slope", formatNumber(squashDerivative(c))],
      ["$o_t$", formatNumber(now.o[block])],
      ["$h_t$", formatNumber(now.h[cell - 1])],
    ];
  });

/** @param {Values} values */
const say = (values) =>
  `${values.way}, stream ${values.stream}. ${verdict(values)} ` +
  `Cell ${values.cell} of block ${values.block + 1} of ${BLOCKS}: memory ` +
  `${formatNumber(values.now.c[values.cell - 1], 3)}.`;

/** @type {Explorable} */
export default {
  render(host) {
    const read = reader();
    explore(host, {
      name: "endless_stream",
      title: "A memory on a stream without end",
      settings,
      examples,
      values: (state, set) =>
        values(read(/** @type {Way} */ (state.way), state.stream), state, set),
      panels: [stickyGroup(line(verdict, 3), memories(), text()), new Outputs(), numbers()],
      say,
      tasks: [
        "Never reset: where is the first wrong prediction? Try other streams. To which symbol of a " +
        "string does it always belong?",
        "Never reset: go far along the stream, and from cell to cell. What do the first six show " +
        "whatever is written, and what is their slope?",
        "With forget gates: at which symbols is $f_t$ of cell 1 nearly 0, so that the old memory " +
        "goes? Why is $c_t$ not 0 there? And in which of the streams 15 to 20 is a prediction in " +
        "the first string wrong?",
      ],
    });
  },
};
