// What a plot is made of: lines, dots, bars, arrows, words, in the plot's data coordinates.
// A colour is a quantity's letter (i, f, g, o, c, h), "answer" (of a unit that is no gate), "ink" or
// "muted". On the page a quantity's marks light up with the symbol in the equations.

import { pieces } from "./numbers.js";

const SVG = "http://www.w3.org/2000/svg";
let drawings = 0;

export function shape(tag, attributes = {}) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** How a mark looks: its kind ("line", "fill", "box" or "text") and its colour. */
export function look(kind, colour) {
  const look = { class: `lx-${kind} lx-${colour}` };
  return "ifgoch".includes(colour) ? { ...look, "data-symbol": colour } : look;
}

/** A label at a pixel. */
export function writing(x, y, label, { colour = "ink", anchor = "middle", small = false } = {}) {
  const text = shape("text", { x, y, ...look("text", colour), "text-anchor": anchor });
  if (small) text.classList.add("lx-small");
  let down = 0;
  for (const piece of pieces(label)) {
    const drop = piece.sub ? 4 : 0;
    const span = shape("tspan", drop === down ? {} : { dy: drop - down });
    if (piece.variable) span.classList.add("lx-variable");
    if (piece.sub) span.classList.add("lx-sub");
    span.textContent = piece.text;
    text.append(span);
    down = drop;
  }
  return text;
}

export class Marks {
  constructor(plot) {
    this.plot = plot;
    this.id = `lx-${(drawings += 1)}`;
    const clip = shape("clipPath", { id: `${this.id}-inside` });
    this.inside = clip.appendChild(shape("rect"));
    this.gradient = shape("linearGradient", { id: `${this.id}-stripes`, gradientUnits: "userSpaceOnUse" });
    this.group = shape("g");
    plot.svg.append(shape("defs"), this.group);
    plot.svg.firstChild.append(clip, this.gradient);
  }

  resize() {
    for (const [name, value] of Object.entries(this.ground())) this.inside.setAttribute(name, value);
  }

  /** The rectangle between the axes. */
  ground() {
    const { left, right, top, bottom } = this.plot;
    return { x: left, y: top, width: right - left, height: bottom - top };
  }

  begin() {
    this.drawn = [];
  }

  end() {
    this.group.replaceChildren(...this.drawn);
  }

  add(tag, attributes) {
    this.drawn.push(shape(tag, attributes));
  }

  /** A line through points [x, y]; what leaves the axes is cut off. */
  line(points, { colour = "ink", width = 2, dashed = false } = {}) {
    const { plot } = this;
    const d = points.map(([x, y]) => `${plot.px(x).toFixed(2)} ${plot.py(y).toFixed(2)}`);
    this.add("path", {
      d: `M${d.join("L")}`,
      ...look("line", colour),
      "stroke-width": width,
      "stroke-dasharray": dashed ? "5 4" : "none",
      "clip-path": `url(#${this.id}-inside)`,
    });
  }

  /** y = f(x) along the whole axis. */
  curve(f, style) {
    const { from, to } = this.plot.x;
    const xs = Array.from({ length: 201 }, (_, k) => from + ((to - from) * k) / 200);
    this.line(xs.map((x) => [x, f(x)]), style);
  }

  dot(x, y, { colour = "ink", radius = 4.5 } = {}) {
    const { plot } = this;
    this.add("circle", { cx: plot.px(x), cy: plot.py(y), r: radius, ...look("fill", colour) });
  }

  arrow(x0, y0, x1, y1, { colour = "ink", width = 2 } = {}) {
    const { plot } = this;
    const [a, b, c, d] = [plot.px(x0), plot.py(y0), plot.px(x1), plot.py(y1)];
    const length = Math.hypot(c - a, d - b);
    if (length < 0.5) return;
    const tip = Math.min(4 + 2 * width, length);
    const [u, v] = [(tip * (c - a)) / length, (tip * (d - b)) / length];
    const wing = (side) => `${c - u + side * v * 0.5} ${d - v - side * u * 0.5}`;
    const shaft = `M${a} ${b}L${c - u} ${d - v}`;
    this.add("path", { d: shaft, ...look("line", colour), "stroke-width": width });
    this.add("path", { d: `M${c} ${d}L${wing(1)}L${wing(-1)}Z`, ...look("fill", colour) });
  }

  /** A shaded band from x0 to x1, the whole height. */
  band(x0, x1) {
    const { x, ...rest } = this.ground();
    const left = Math.max(this.plot.px(x0), x);
    this.add("rect", { ...rest, x: left, width: this.plot.px(x1) - left, class: "lx-band" });
  }

  /** A label near (x, y), moved by [dx, dy] pixels, kept within the picture. */
  text(x, y, label, { colour, anchor, small, move: [dx, dy] = [0, 0] } = {}) {
    const { plot } = this;
    this.drawn.push(writing(plot.px(x) + dx, plot.py(y) + dy, label, { colour, anchor, small }));
  }

  /** The ground between the axes, the more coloured the larger a(z), from 0 to 1, where
   *  z = b + w_1 x + w_2 y: it changes in one direction only, and so is one gradient. */
  stripes([b, w1, w2], a, colour) {
    const { plot } = this;
    const [x0, y0] = [plot.px(0), plot.py(0)];
    const [u, v] = [w1 / (plot.px(1) - x0), w2 / (plot.py(1) - y0)]; // the slope of z, per pixel
    const steep = u * u + v * v;
    const level = steep < 1e-12;
    const [from, to] = level ? [b, b] : [-8, 8];
    for (const [end, z] of [["1", from], ["2", to]]) {
      this.gradient.setAttribute(`x${end}`, level ? z : x0 + ((z - b) * u) / steep);
      this.gradient.setAttribute(`y${end}`, level ? z : y0 + ((z - b) * v) / steep);
    }
    const stops = Array.from({ length: 65 }, (_, k) => {
      const opacity = 0.75 * a(from + ((to - from) * k) / 64); // words on it stay readable
      return shape("stop", { offset: k / 64, class: `lx-${colour}`, "stop-opacity": opacity });
    });
    this.gradient.replaceChildren(...stops);
    this.add("rect", { ...this.ground(), fill: `url(#${this.id}-stripes)` });
  }

  /** A handle: see Plot. */
  handle(k, x, y, move) {
    this.plot.handle(k, x, y, move);
  }

  /** The ground as something to draw on: see Plot. */
  surface(move) {
    this.plot.surface(move);
  }
}
