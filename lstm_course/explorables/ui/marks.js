// The marks of a plot: lines, dots, arrows and labels, in the plot's data coordinates.
// A colour is a quantity's letter (i, f, g, o, c, h), "output" (of a unit that is not a gate), "ink"
// or "muted". On the page a quantity's marks light up with its symbol in the equations.

import { parseLabel } from "./format.js";

/** @import { LabelStyle, LineStyle, Point } from "../types.d.ts" */
/** @import { Plot } from "./plot.js" */

const SVG = "http://www.w3.org/2000/svg";
const STRIPES = 8; // sums from −8 to 8 are told apart by the ground
let drawings = 0;

/**
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 */
export function createShape(tag, attributes = {}) {
  const made = /** @type {SVGGraphicsElement} */ (document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/**
 * The attributes that give a mark its kind ("line", "fill", "box", "ring" or "text") and colour.
 * @param {string} kind
 * @param {string} colour
 * @returns {Record<string, string>}
 */
export function look(kind, colour) {
  const look = { class: `lx-${kind} lx-${colour}` };
  return "ifgoch".includes(colour) ? { ...look, "data-symbol": colour } : look;
}

/**
 * A label at a pixel.
 * @param {number} x
 * @param {number} y
 * @param {string} label
 * @param {LabelStyle} [style]
 */
export function createLabel(x, y, label, { colour = "ink", anchor = "middle", small } = {}) {
  const text = createShape("text", { x, y, ...look("text", colour), "text-anchor": anchor });
  if (small) text.classList.add("lx-small");
  let down = 0;
  for (const piece of parseLabel(label)) {
    const drop = piece.sub ? 4 : 0;
    const span = createShape("tspan", drop === down ? {} : { dy: drop - down });
    if (piece.variable) span.classList.add("lx-variable");
    if (piece.sub) span.classList.add("lx-sub");
    span.textContent = piece.text;
    text.append(span);
    down = drop;
  }
  return text;
}

export class Marks {
  /** @param {Plot<any>} plot */
  constructor(plot) {
    this.plot = plot;
    this.id = `lx-${(drawings += 1)}`;
    const clip = createShape("clipPath", { id: `${this.id}-inside` });
    this.inside = clip.appendChild(createShape("rect"));
    const stripes = { id: `${this.id}-stripes`, gradientUnits: "userSpaceOnUse" };
    this.gradient = createShape("linearGradient", stripes);
    this.group = createShape("g");
    const definitions = createShape("defs");
    definitions.append(clip, this.gradient);
    plot.svg.append(definitions, this.group);
    /** @type {SVGElement[]} */
    this.drawn = [];
  }

  resize() {
    for (const [name, value] of Object.entries(this.ground())) {
      this.inside.setAttribute(name, String(value));
    }
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

  /**
   * @param {string} tag
   * @param {Record<string, string | number>} attributes
   */
  add(tag, attributes) {
    this.drawn.push(createShape(tag, attributes));
  }

  /**
   * A line through points; what leaves the axes is cut off.
   * @param {Point[]} points
   * @param {LineStyle} [style]
   */
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

  /**
   * y = f(x) along the whole axis.
   * @param {(x: number) => number} f
   * @param {LineStyle} [style]
   */
  curve(f, style) {
    const { from, to } = this.plot.x;
    const xs = Array.from({ length: 201 }, (_, k) => from + ((to - from) * k) / 200);
    this.line(xs.map((x) => [x, f(x)]), style);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {{ colour?: string, radius?: number }} [style]
   */
  dot(x, y, { colour = "ink", radius = 4.5 } = {}) {
    const { plot } = this;
    this.add("circle", { cx: plot.px(x), cy: plot.py(y), r: radius, ...look("fill", colour) });
  }

  /**
   * @param {number} x0
   * @param {number} y0
   * @param {number} x1
   * @param {number} y1
   * @param {LineStyle} [style]
   */
  arrow(x0, y0, x1, y1, { colour = "ink", width = 2 } = {}) {
    const { plot } = this;
    const [a, b, c, d] = [plot.px(x0), plot.py(y0), plot.px(x1), plot.py(y1)];
    const length = Math.hypot(c - a, d - b);
    if (length < 0.5) return;
    const tip = Math.min(4 + 2 * width, length);
    const [u, v] = [(tip * (c - a)) / length, (tip * (d - b)) / length];
    /** @param {number} side */
    const wing = (side) => `${c - u + side * v * 0.5} ${d - v - side * u * 0.5}`;
    const shaft = `M${a} ${b}L${c - u} ${d - v}`;
    this.add("path", { d: shaft, ...look("line", colour), "stroke-width": width });
    this.add("path", { d: `M${c} ${d}L${wing(1)}L${wing(-1)}Z`, ...look("fill", colour) });
  }

  /**
   * A shaded band from x0 to x1 over the whole height.
   * @param {number} x0
   * @param {number} x1
   */
  band(x0, x1) {
    const { x, ...rest } = this.ground();
    const left = Math.max(this.plot.px(x0), x);
    this.add("rect", { ...rest, x: left, width: this.plot.px(x1) - left, class: "lx-band" });
  }

  /**
   * A label near (x, y), moved by [dx, dy] pixels.
   * @param {number} x
   * @param {number} y
   * @param {string} label
   * @param {LabelStyle & { move?: Point }} [style]
   */
  text(x, y, label, { move: [dx, dy] = [0, 0], ...style } = {}) {
    const { plot } = this;
    this.drawn.push(createLabel(plot.px(x) + dx, plot.py(y) + dy, label, style));
  }

  /**
   * Colour the ground between the axes by a(z), a number from 0 to 1, where z = b + w_1 x + w_2 y.
   * It changes along one direction only, so that one gradient is enough.
   * @param {import("../types.d.ts").Vector} weights
   * @param {(z: number) => number} a
   * @param {string} colour
   */
  stripes([b, w1, w2], a, colour) {
    const { plot } = this;
    const [x0, y0] = [plot.px(0), plot.py(0)];
    const [u, v] = [w1 / (plot.px(1) - x0), w2 / (plot.py(1) - y0)]; // dz per pixel
    const steep = u * u + v * v;
    const level = steep < 1e-12;
    const [from, to] = level ? [b, b] : [-STRIPES, STRIPES];
    for (const [end, z] of /** @type {[string, number][]} */ ([["1", from], ["2", to]])) {
      this.gradient.setAttribute(`x${end}`, String(level ? z : x0 + ((z - b) * u) / steep));
      this.gradient.setAttribute(`y${end}`, String(level ? z : y0 + ((z - b) * v) / steep));
    }
    const stops = Array.from({ length: 65 }, (_, k) => {
      const opacity = 0.75 * a(from + ((to - from) * k) / 64); // labels on it stay readable
      return createShape("stop", {
        offset: k / 64,
        class: `lx-${colour}`,
        "stop-opacity": opacity,
      });
    });
    this.gradient.replaceChildren(...stops);
    this.add("rect", { ...this.ground(), fill: `url(#${this.id}-stripes)` });
  }
}
