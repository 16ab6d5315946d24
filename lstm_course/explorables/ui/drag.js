// Shapes that follow a finger or the mouse. (The keyboard has the sliders.)

import { createShape } from "./marks.js";

/** @import { Point } from "../types.d.ts" */

const EDGE = 8; // how far beyond the ends of an axis a surface can be touched

/** The ground of a plot that can be drawn on. */
export class Surface {
  /** @param {import("./plot.js").Plot<any>} plot */
  constructor(plot) {
    this.plot = plot;
    this.rect = createShape("rect", { class: "lx-surface" });
    plot.svg.insertBefore(this.rect, plot.handles);
    /** @type {Point} */
    this.from = [0, 0];
    /** @type {Point} */
    this.to = [0, 0];
    /** @type {(to: Point, from: Point) => void} */
    this.move = () => {};
    onDrag(this.rect, (event) => this.start(event), (event) => this.follow(event));
  }

  /** @param {(to: Point, from: Point) => void} move */
  place(move) {
    const { left, right, top, bottom } = this.plot;
    const ground = { x: left, y: top - EDGE, width: right - left, height: bottom - top + 2 * EDGE };
    for (const [name, value] of Object.entries(ground)) this.rect.setAttribute(name, String(value));
    this.move = move;
    this.from = this.to;
  }

  /** @param {MouseEvent} event */
  start(event) {
    this.from = this.plot.under(event);
    this.follow(event);
  }

  /** @param {MouseEvent} event */
  follow(event) {
    this.to = this.plot.under(event);
    this.move(this.to, this.from);
  }
}

/**
 * Listen to a finger or the mouse while it is down, even when it leaves the shape.
 * @param {SVGElement} shape
 * @param {(event: PointerEvent) => void} start
 * @param {(event: PointerEvent) => void} move
 */
export function onDrag(shape, start, move) {
  shape.addEventListener("pointerdown", (event) => {
    shape.setPointerCapture(event.pointerId);
    start(event);
  });
  shape.addEventListener("pointermove", (event) => {
    if (shape.hasPointerCapture(event.pointerId)) move(event);
  });
}
