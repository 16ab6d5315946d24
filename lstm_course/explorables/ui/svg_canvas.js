// A picture without axes, as wide as its place on the page, and the shapes it is made of, in
// pixels: wires, boxes, operations and labels.

import { createLabel, createShape, look } from "./marks.js";

/** @import { LabelStyle } from "../types.d.ts" */

/** @typedef {"up" | "down" | "left" | "right"} Direction */

const ARROWHEADS = { up: "-4.5 9h9", down: "-4.5 -9h9", left: "9 -4.5v9", right: "-9 -4.5v9" };
const DIGIT = 8.2; // the width of one, in pixels

/** @template Values */
export class SvgCanvas {
  /**
   * @param {string} label a description of the picture
   * @param {number} height
   */
  constructor(label, height) {
    this.element = document.createElement("div");
    this.element.className = "lx-plot";
    this.svg = this.element.appendChild(createShape("svg", { role: "img", "aria-label": label }));
    this.svg.style.height = `${height}px`;
    this.height = height;
    /** @type {SVGElement[]} */
    this.drawn = [];
    /** @type {Values | undefined} */
    this.values = undefined;
    new ResizeObserver(() => this.paint()).observe(this.element);
  }

  /** @param {Values} values */
  update(values) {
    this.values = values;
    this.paint();
  }

  paint() {
    const width = this.element.clientWidth;
    if (!width || this.values === undefined) return; // not shown yet
    this.svg.setAttribute("viewBox", `0 0 ${width} ${this.height}`);
    this.drawn = [];
    this.draw(width, this.values);
    this.svg.replaceChildren(...this.drawn);
  }

  /**
   * Draw the values; sub-classes say how.
   * @param {number} _width
   * @param {Values} _values
   */
  draw(_width, _values) {
    throw new Error("draw: expected a sub-class to define it");
  }

  /**
   * @param {string} tag
   * @param {Record<string, string | number>} attributes
   */
  add(tag, attributes) {
    const made = createShape(tag, attributes);
    this.drawn.push(made);
    return made;
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {string} text
   * @param {LabelStyle} [style]
   */
  label(x, y, text, style) {
    const made = createLabel(x, y, text, style);
    this.drawn.push(made);
    return made;
  }

  /**
   * A place that answers to a tap or a click. (The keyboard has the settings.)
   * @param {{ x: number, y: number, width: number, height: number }} place
   * @param {() => void} pick
   */
  pickable(place, pick) {
    this.add("rect", { ...place, class: "lx-pick" }).addEventListener("click", pick);
  }

  /**
   * A label in a box: it needs no room around it.
   * @param {number} x
   * @param {number} y
   * @param {string} text
   * @param {LabelStyle} [style]
   */
  inside(x, y, text, style) {
    this.label(x, y, text, style).classList.add("lx-inside");
  }

  /**
   * @param {string} d
   * @param {string} colour
   */
  wire(d, colour, width = 2.5) {
    this.add("path", { d, ...look("line", colour), "stroke-width": width });
  }

  /**
   * A wire with a head whose tip is (x, y).
   * @param {string} d
   * @param {number} x
   * @param {number} y
   * @param {Direction} direction
   * @param {string} colour
   * @param {number} [width]
   */
  arrow(d, x, y, direction, colour, width) {
    this.wire(d, colour, width);
    this.head(x, y, direction, colour);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {Direction} direction
   * @param {string} colour
   */
  head(x, y, direction, colour) {
    this.add("path", { d: `M${x} ${y}l${ARROWHEADS[direction]}Z`, ...look("fill", colour) });
  }

  /**
   * Cover the wires below a number, whose middle is (x, y).
   * @param {number} x
   * @param {number} y
   * @param {number} digits
   */
  cover(x, y, digits) {
    const width = DIGIT * digits + 4;
    this.add("rect", { x: x - width / 2, y: y - 10, width, height: 20, rx: 4, class: "lx-cover" });
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {string} colour
   */
  joint(x, y, colour) {
    this.add("circle", { cx: x, cy: y, r: 4, ...look("fill", colour) });
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   * @param {string} colour
   */
  box(x, y, width, height, colour, rx = 8) {
    this.add("rect", { x, y, width, height, rx, ...look("box", colour) });
  }

  /**
   * @param {number} cx
   * @param {number} cy
   */
  ring(cx, cy) {
    this.add("circle", { cx, cy, r: 12, ...look("ring", "ink"), "stroke-width": 2 });
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  times(x, y) {
    this.ring(x, y);
    this.add("circle", { cx: x, cy: y, r: 3, ...look("fill", "ink") });
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  plus(x, y) {
    this.ring(x, y);
    this.wire(`M${x - 6} ${y}h12M${x} ${y - 6}v12`, "ink");
  }
}
