// A picture with two axes, drawn again at every change: data in, SVG out. All sizes are CSS
// pixels, so that letters keep their size on a phone.

import { axis, fraction, ticksOf, valueAt } from "./axis.js";
import { onDrag, Surface } from "./drag.js";
import { formatTick } from "./format.js";
import { createLabel, createShape, Marks } from "./marks.js";

/** @import { Axis, Panel, Point } from "../types.d.ts" */

const MARGIN = { left: 46, right: 16, top: 28, bottom: 46 };
const TOUCH = 22; // how far from its middle a handle can be touched

/** @type {(value: number, low: number, high: number) => number} */
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/**
 * A dot that can be dragged.
 * @typedef {SVGGraphicsElement & { move(event: MouseEvent): void }} Handle
 */

/** @template Values @typedef {Axis | ((values: Values) => Axis)} AxisOf */

/**
 * @template Values
 * @implements {Panel<Values>}
 */
export class Plot {
  /**
   * The height depends on the width; without `height` one unit is as long upwards as sideways.
   * @param {object} about
   * @param {string} about.label a description of the picture
   * @param {AxisOf<Values>} about.x
   * @param {AxisOf<Values>} about.y
   * @param {(marks: Marks, values: Values) => void} about.draw
   * @param {(width: number) => number} [about.height]
   */
  constructor({ label, x, y, draw, height = (width) => this.square(width) }) {
    this.axesOf = [x, y];
    this.draw = draw;
    this.height = height;
    this.x = this.y = axis(0, 1, "");
    this.left =
      this.right =
      this.top =
      this.bottom =
        NaN;
    this.element = document.createElement("div");
    this.element.className = "lx-plot";
    this.ruler = this.element.appendChild(document.createElement("div"));
    this.svg = this.element.appendChild(createShape("svg", { role: "img", "aria-label": label }));
    this.marks = new Marks(this);
    this.frame = this.svg.appendChild(createShape("g"));
    this.handles = this.svg.appendChild(createShape("g"));
    /** @type {Values | undefined} */
    this.values = undefined;
    /** @type {Surface | undefined} */
    this.sheet = undefined;
    this.svg.addEventListener("click", (event) => this.pick(event));
    new ResizeObserver(() => this.resize()).observe(this.ruler);
  }

  /** @param {number} width */
  square(width) {
    const units = (this.y.to - this.y.from) / (this.x.to - this.x.from);
    return (width - MARGIN.left - MARGIN.right) * units + MARGIN.top + MARGIN.bottom;
  }

  resize() {
    const width = this.ruler.clientWidth;
    if (!width) return; // not shown yet
    const height = Math.round(this.height(width));
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.style.height = `${height}px`;
    this.left = MARGIN.left;
    this.right = width - MARGIN.right;
    this.top = this.y.label ? MARGIN.top : 8;
    this.bottom = height - (this.x.label ? MARGIN.bottom : 26);
    this.marks.resize();
    this.drawAxes();
    this.paint();
  }

  /** @param {Values} values */
  update(values) {
    this.values = values;
    const before = JSON.stringify([this.x, this.y]);
    [this.x, this.y] = this.axesOf.map((
      axis,
    ) => (typeof axis === "function" ? axis(values) : axis));
    if (Number.isNaN(this.left)) this.resize(); // at once, so that nothing on the page moves later
    else {
      if (JSON.stringify([this.x, this.y]) !== before) this.drawAxes();
      this.paint();
    }
  }

  paint() {
    if (this.values === undefined) return;
    this.marks.begin();
    this.draw(this.marks, this.values);
    this.marks.end();
  }

  // From data to pixels, and back

  /** @param {number} x */
  px(x) {
    return this.left + fraction(this.x, x) * (this.right - this.left);
  }

  /** @param {number} y */
  py(y) {
    return this.bottom - fraction(this.y, y) * (this.bottom - this.top);
  }

  /**
   * The point of the plane under the pointer; outside the axes the nearest one on them.
   * @param {MouseEvent} event
   * @returns {Point}
   */
  under({ clientX, clientY }) {
    const box = this.svg.getBoundingClientRect();
    const x = (clientX - box.left - this.left) / (this.right - this.left);
    const y = (box.top + this.bottom - clientY) / (this.bottom - this.top);
    return [valueAt(this.x, clamp(x, 0, 1)), valueAt(this.y, clamp(y, 0, 1))];
  }

  /**
   * Put handle number k at (x, y); `move(x, y)` is called where it is dragged.
   * @param {number} k
   * @param {number} x
   * @param {number} y
   * @param {(x: number, y: number) => void} move
   */
  handle(k, x, y, move) {
    const handle = /** @type {Handle | undefined} */ (this.handles.children[k]) ?? this.newHandle();
    handle.setAttribute("transform", `translate(${this.px(x)} ${this.py(y)})`);
    handle.move = (event) => move(...this.under(event));
  }

  newHandle() {
    const handle = /** @type {Handle} */ (createShape("g", { class: "lx-handle" }));
    this.handles.append(handle);
    handle.append(createShape("circle", { r: TOUCH }), createShape("circle", { r: 8 }));
    onDrag(handle, () => {}, (event) => handle.move(event));
    return handle;
  }

  /**
   * The whole ground follows a finger or the mouse: `move(to, from)` is called with the stroke
   * since the picture was last painted.
   * @param {(to: Point, from: Point) => void} move
   */
  surface(move) {
    this.sheet ??= new Surface(this);
    this.sheet.place(move);
  }

  /**
   * A tap on the plane moves the nearest handle there.
   * @param {MouseEvent} event
   */
  pick(event) {
    /** @param {Handle} handle */
    const distance = (handle) => {
      const box = handle.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      return Math.hypot(event.clientX - x, event.clientY - y);
    };
    const handles = /** @type {Handle[]} */ ([...this.handles.children]);
    const [nearest] = handles.sort((a, b) => distance(a) - distance(b));
    if (nearest && distance(nearest) > TOUCH) nearest.move(event);
  }

  drawAxes() {
    const { left, right, top, bottom, x, y } = this;
    /** @type {(x1: number, y1: number, x2: number, y2: number) => SVGElement} */
    const line = (x1, y1, x2, y2) =>
      createShape("path", { d: `M${x1} ${y1}L${x2} ${y2}`, class: "lx-axis" });
    const parts = [line(left, bottom, right, bottom)];
    for (const value of ticksOf(x, (right - left) / 60)) {
      const at = this.px(value);
      parts.push(line(at, bottom, at, bottom + 4));
      parts.push(createLabel(at, bottom + 18, formatTick(value), { small: true }));
    }
    parts.push(createLabel(right, bottom + 37, x.label, { anchor: "end" }));
    const marked = ticksOf(y, (bottom - top) / 40);
    if (marked.length) parts.push(line(left, bottom, left, this.py(Math.max(...marked))));
    for (const value of marked) {
      const at = this.py(value);
      parts.push(line(left - 4, at, left, at));
      parts.push(createLabel(left - 7, at + 4, formatTick(value), { anchor: "end", small: true }));
    }
    parts.push(createLabel(2, 15, y.label, { anchor: "start" }));
    this.frame.replaceChildren(...parts);
  }
}
