// A name, letter by letter, in rows as wide as the page: each letter has a bar and a tint for a
// number of its own, and can be tapped.

import { useFieldStyle } from "../ui/fields.js";
import { createShape } from "../ui/marks.js";
import { SvgCanvas } from "../ui/svg_canvas.js";

/** @import { Vector } from "../types.d.ts" */

const [CELL, ROW, BAR] = [26, 62, 26]; // pixels: width of a letter, height of a row and of a bar

/**
 * @typedef {object} Strip
 * @property {string[]} letters
 * @property {(number | undefined)[]} bars from −1 to 1; undefined without a number
 * @property {boolean} signed true if bars begin in the middle, and go up and down
 * @property {string} colour
 * @property {number} at the letter that is marked
 * @property {(at: number) => void} pick
 */

/** @template {Strip} Values @extends {SvgCanvas<Values>} */
export class LetteredStrip extends SvgCanvas {
  /** @param {string} label */
  constructor(label) {
    super(label, ROW);
    useFieldStyle();
  }

  /** @override */
  paint() {
    const width = this.element.clientWidth;
    if (width && this.values) {
      const rows = Math.ceil(this.values.letters.length / this.columns(width));
      this.height = rows * ROW;
      this.svg.style.height = `${this.height}px`;
    }
    super.paint();
  }

  /** @param {number} width */
  columns(width) {
    return Math.max(1, Math.floor(width / CELL));
  }

  /**
   * @override
   * @param {number} width
   * @param {Values} values
   */
  draw(width, { letters, bars, signed, colour, at, pick }) {
    const columns = this.columns(width);
    letters.forEach((letter, k) => {
      const [x, y] = [(k % columns) * CELL, Math.floor(k / columns) * ROW];
      const bar = bars[k];
      if (bar !== undefined) this.number(x, y, bar, signed, colour);
      this.label(x + CELL / 2, y + 18, letter);
      if (k === at) {
        this.add("rect", { x: x + 1, y: y + 1, width: CELL - 2, height: 24, class: "lx-chosen" });
      }
      const cell = { x, y, width: CELL, height: ROW - 4, fill: "transparent", class: "lx-cell" };
      this.add("rect", cell).addEventListener("click", () => pick(k));
    });
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} bar
   * @param {boolean} signed
   * @param {string} colour
   */
  number(x, y, bar, signed, colour) {
    const size = Math.abs(bar);
    const tint = createShape("rect", { x: x + 1, y: y + 1, width: CELL - 2, height: 24 });
    tint.setAttribute("class", `lx-tint lx-${colour}`);
    tint.style.fillOpacity = String(0.35 * size);
    this.drawn.push(tint);
    const [zero, full] = signed ? [y + 28 + BAR / 2, BAR / 2] : [y + 28 + BAR, BAR];
    const height = Math.max(size * full, 0.5);
    const top = bar < 0 ? zero : zero - height;
    const place = { x: x + 5, y: top, width: CELL - 10, height };
    this.add("rect", { ...place, class: `lx-fill lx-${colour}` });
    if (signed) this.wire(`M${x} ${zero}h${CELL}`, "muted", 1);
  }
}
