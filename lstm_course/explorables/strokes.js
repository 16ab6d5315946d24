// A picture without axes, as wide as there is room, and the strokes of which it is made, in pixels:
// wires, boxes, operations, words.

import { look, shape, writing } from "./marks.js";

const ARROWHEADS = { up: "-4.5 9h9", down: "-4.5 -9h9", left: "9 -4.5v9", right: "-9 -4.5v9" };

export class Strokes {
  /** `label` says what the picture shows; draw(width), of the class below, draws `this.values`. */
  constructor(label, height) {
    this.element = document.createElement("div");
    this.element.className = "lx-plot";
    this.svg = this.element.appendChild(shape("svg", { role: "img", "aria-label": label }));
    this.svg.style.height = `${height}px`;
    this.height = height;
    new ResizeObserver(() => this.paint()).observe(this.element);
  }

  update(values) {
    this.values = values;
    this.paint();
  }

  paint() {
    const width = this.element.clientWidth;
    if (!width) return; // not shown yet
    this.svg.setAttribute("viewBox", `0 0 ${width} ${this.height}`);
    this.drawn = [];
    this.draw(width);
    this.svg.replaceChildren(...this.drawn);
  }

  add(tag, attributes) {
    const made = shape(tag, attributes);
    this.drawn.push(made);
    return made;
  }

  words(x, y, label, style) {
    const made = writing(x, y, label, style);
    this.drawn.push(made);
    return made;
  }

  /** Words in a box: they need no room around them. */
  inside(x, y, label, style) {
    this.words(x, y, label, style).classList.add("lx-inside");
  }

  wire(d, colour, width = 2.5) {
    this.add("path", { d, ...look("line", colour), "stroke-width": width });
  }

  /** A wire with a head whose tip is (x, y). */
  arrow(d, x, y, way, colour) {
    this.wire(d, colour);
    this.add("path", { d: `M${x} ${y}l${ARROWHEADS[way]}Z`, ...look("fill", colour) });
  }

  joint(x, y, colour) {
    this.add("circle", { cx: x, cy: y, r: 4, ...look("fill", colour) });
  }

  box(x, y, width, height, colour, rx = 8) {
    this.add("rect", { x, y, width, height, rx, ...look("box", colour) });
  }

  ring(cx, cy) {
    this.add("circle", { cx, cy, r: 12, ...look("ring", "ink"), "stroke-width": 2 });
  }

  times(x, y) {
    this.ring(x, y);
    this.add("circle", { cx: x, cy: y, r: 3, ...look("fill", "ink") });
  }
}
