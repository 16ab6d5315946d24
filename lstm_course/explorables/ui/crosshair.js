// The step of a picture that is read off: the one under the mouse, or the one chosen with a tap, a
// click or a setting.

/** @import { Plot } from "./plot.js" */

export class Crosshair {
  /** @param {Plot<any>} plot whose x axis counts steps */
  constructor(plot) {
    this.plot = plot;
    /** @type {number | undefined} */
    this.under = undefined; // the mouse
    /** @type {(step: number) => void} */
    this.choose = () => {};
    plot.svg.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse") this.point(this.stepAt(event));
    });
    plot.svg.addEventListener("pointerleave", () => this.point(undefined));
    plot.svg.addEventListener("click", (event) => this.choose(this.stepAt(event)));
  }

  /** @param {MouseEvent} event */
  stepAt(event) {
    return Math.round(this.plot.under(event)[0]);
  }

  /** @param {number | undefined} step */
  point(step) {
    if (step === this.under) return;
    this.under = step;
    this.plot.paint();
  }

  /**
   * Mark the step on the picture, over its whole height.
   * @param {number} chosen the step, if the mouse is elsewhere
   * @param {number} steps
   * @param {(step: number) => void} choose
   */
  draw(chosen, steps, choose) {
    this.choose = choose;
    const step = Math.min(Math.max(this.under ?? chosen, 1), steps);
    this.plot.marks.band(step - 0.5, step + 0.5);
    return step;
  }
}
