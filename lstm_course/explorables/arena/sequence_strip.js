// One unseen sequence, symbol by symbol: what is read, the right answers, and those of both readers.

import { axis } from "../ui/axis.js";
import { Plot } from "../ui/plot.js";

/** @import { Panel } from "../types.d.ts" */
/** @import { Values } from "./arena.js" */

const ROWS = 4;
const ROW = 42; // pixels, with the row's title
const CIRCLE = 8.5; // radius in pixels, where there is room

/** @returns {Panel<Values>} */
export const sequenceStrip = () =>
  new Plot({
    label: "One sequence: what is read, the right answers, and the answers of both readers",
    x: (/** @type {Values} */ { sequence: { x } }) => {
      const ticks = x.map((_, t) => t + 1).filter((t) => t === 1 || t % 4 === 0);
      return axis(0.5, x.length + 0.5, "step $t$", { ticks });
    },
    y: axis(0, ROWS, "", { ticks: [] }),
    height: () => ROWS * ROW + 54,
    draw(marks, /** @type {Values} */ { task, sequence: { x, target }, sides }) {
      const { right, left } = marks.plot;
      const radius = Math.min(CIRCLE, (right - left) / x.length / 2);
      /** @type {(row: number, title: string, symbols: string[]) => void} */
      const write = (row, title, symbols) => {
        const y = ROWS - 1 - row;
        marks.text(0.5, y, title, {
          anchor: "start",
          colour: "muted",
          small: true,
          move: [0, -26],
        });
        symbols.forEach((symbol, t) =>
          marks.text(t + 1, y, symbol, { small: true, move: [0, -7] })
        );
      };
      /** @param {number | null | undefined} k */
      const written = (k) => (k === null || k === undefined ? "" : task.output(k));
      write(0, "read", x.map(task.letter));
      write(1, "right answer", target.map((k) => written(/** @type {number | null} */ (k))));
      sides.forEach(({ name, answers }, side) => {
        write(2 + side, `${name} (circled: wrong)`, answers.map(written));
        answers.forEach((answer, t) => {
          if (answer === undefined || answer === target[t]) return;
          marks.add("circle", {
            cx: marks.plot.px(t + 1),
            cy: marks.plot.py(1 - side) - 11.5,
            r: radius,
            class: "lx-line lx-ink",
            "stroke-width": 1.5,
          });
        });
      });
    },
  });
