// A picture with two axes, drawn anew at every change. Data in, SVG out; all sizes are CSS pixels,
// so that letters keep their size on a phone.

import { Marks, shape, writing } from "./marks.js";
import { tick } from "./numbers.js";

const MARGIN = { left: 46, right: 16, top: 28, bottom: 46 };
const EDGE = 8; // how far beyond the ends of an axis a surface can be touched
const TOUCH = 22; // how far from its middle a handle can be touched

/** An axis: where it begins and ends, its label, its scale, "linear" or "log", and its ticks. */
export function axis(from, to, label, { scale = "linear", ticks } = {}) {
  return { from, to, label, scale, ticks };
}

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** Round numbers from `from` to `to`, at most about `count` of them. */
function linearTicks(from, to, count) {
  const rough = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const first = Math.ceil(from / size - 1e-9);
  const last = Math.floor(to / size + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => (first + k) * size);
}

function ticks({ from, to, scale, ticks }, count) {
  if (ticks) return ticks;
  if (scale === "linear") return linearTicks(from, to, count);
  const exponents = linearTicks(Math.log10(from), Math.log10(to), count);
  return exponents.filter(Number.isInteger).map((n) => 10 ** n);
}

export class Plot {
  /**
   * `label` says what the picture shows, `draw(marks, values)` draws it, and `height(width)` is
   * its height; without it one unit is as long upwards as sideways. Axes may depend on what is
   * drawn: x(values), y(values).
   */
  constructor({ label, x, y, draw, height = (width) => this.square(width) }) {
    this.axesOf = [x, y].map((axis) => (typeof axis === "function" ? axis : () => axis));
    Object.assign(this, { draw, height });
    this.element = document.createElement("div");
    this.element.className = "lx-plot";
    this.ruler = this.element.appendChild(document.createElement("div"));
    this.svg = this.element.appendChild(shape("svg", { role: "img", "aria-label": label }));
    this.marks = new Marks(this);
    this.frame = this.svg.appendChild(shape("g"));
    this.handles = this.svg.appendChild(shape("g"));
    this.svg.addEventListener("click", (event) => this.pick(event));
    new ResizeObserver(() => this.resize()).observe(this.ruler);
  }

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
    this.axes();
    this.paint();
  }

  update(values) {
    this.values = values;
    const before = JSON.stringify([this.x, this.y]);
    [this.x, this.y] = this.axesOf.map((axisOf) => axisOf(values));
    if (this.left === undefined) this.resize(); // at once, so that nothing on the page moves later
    else {
      if (JSON.stringify([this.x, this.y]) !== before) this.axes();
      this.paint();
    }
  }

  paint() {
    this.marks.begin();
    this.draw(this.marks, this.values);
    this.marks.end();
  }

  // From data to pixels, and back

  px(x) {
    return this.left + share(this.x, x) * (this.right - this.left);
  }

  py(y) {
    return this.bottom - share(this.y, y) * (this.bottom - this.top);
  }

  /** The point of the plane under the pointer; outside the axes the nearest one on them. */
  under({ clientX, clientY }) {
    const box = this.svg.getBoundingClientRect();
    const x = (clientX - box.left - this.left) / (this.right - this.left);
    const y = (box.top + this.bottom - clientY) / (this.bottom - this.top);
    return [
      this.x.from + clamp(x, 0, 1) * (this.x.to - this.x.from),
      this.y.from + clamp(y, 0, 1) * (this.y.to - this.y.from),
    ];
  }

  // Handles: dots that follow a finger or the mouse. (The keyboard has the sliders.)

  /** Puts handle number k at (x, y); `move(x, y)` is told where it is dragged. */
  handle(k, x, y, move) {
    const handle = this.handles.children[k] ?? this.newHandle();
    handle.setAttribute("transform", `translate(${this.px(x)} ${this.py(y)})`);
    handle.move = (event) => move(...this.under(event));
  }

  newHandle() {
    const handle = this.handles.appendChild(shape("g", { class: "lx-handle" }));
    handle.append(shape("circle", { r: TOUCH }), shape("circle", { r: 8 }));
    handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId));
    handle.addEventListener("pointermove", (event) => {
      if (handle.hasPointerCapture(event.pointerId)) handle.move(event);
    });
    return handle;
  }

  /** The whole ground follows a finger or the mouse: `move(to, from)` is told of a stroke from where
   *  the pointer was when the picture was last painted, [x, y], to where it is. */
  surface(move) {
    this.sheet ??= this.newSurface();
    const { left, right, top, bottom } = this;
    const ground = { x: left, y: top - EDGE, width: right - left, height: bottom - top + 2 * EDGE };
    for (const [name, value] of Object.entries(ground)) this.sheet.setAttribute(name, value);
    Object.assign(this.sheet, { move, from: this.sheet.to });
  }

  newSurface() {
    const sheet = this.svg.insertBefore(shape("rect", { class: "lx-surface" }), this.handles);
    const follow = (event) => {
      sheet.to = this.under(event);
      sheet.move(sheet.to, sheet.from);
    };
    sheet.addEventListener("pointerdown", (event) => {
      sheet.setPointerCapture(event.pointerId);
      sheet.from = this.under(event);
      follow(event);
    });
    sheet.addEventListener("pointermove", (event) => {
      if (sheet.hasPointerCapture(event.pointerId)) follow(event);
    });
    return sheet;
  }

  /** A tap on the plane calls the nearest handle. */
  pick(event) {
    const distance = (handle) => {
      const box = handle.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      return Math.hypot(event.clientX - x, event.clientY - y);
    };
    const [nearest] = [...this.handles.children].sort((a, b) => distance(a) - distance(b));
    if (nearest && distance(nearest) > TOUCH) nearest.move(event);
  }

  axes() {
    const { left, right, top, bottom, x, y } = this;
    const line = (x1, y1, x2, y2) => shape("path", { d: `M${x1} ${y1}L${x2} ${y2}`, class: "lx-axis" });
    const parts = [line(left, bottom, right, bottom)];
    for (const value of ticks(x, (right - left) / 60)) {
      const at = this.px(value);
      parts.push(line(at, bottom, at, bottom + 4));
      parts.push(writing(at, bottom + 18, tick(value), { small: true }));
    }
    parts.push(writing(right, bottom + 37, x.label, { anchor: "end" }));
    const marked = ticks(y, (bottom - top) / 40);
    if (marked.length) parts.push(line(left, bottom, left, this.py(Math.max(...marked))));
    for (const value of marked) {
      const at = this.py(value);
      parts.push(line(left - 4, at, left, at));
      parts.push(writing(left - 7, at + 4, tick(value), { anchor: "end", small: true }));
    }
    parts.push(writing(2, 15, y.label, { anchor: "start" }));
    this.frame.replaceChildren(...parts);
  }
}

function share({ from, to, scale }, value) {
  const on = scale === "log" ? Math.log : (v) => v;
  return (on(value) - on(from)) / (on(to) - on(from));
}
