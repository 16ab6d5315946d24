// The page's side of a worker: it asks for some steps, shows the result, and asks for more.

import worker from "./worker.js" with { type: "text" };

/** @import { Arrays } from "../types.d.ts" */
/** @import { Report } from "./training.js" */

const TIME = 40; // milliseconds of training between two pictures

/** @type {string | undefined} */
let address; // of the worker's script
const script =
  () => (address ??= URL.createObjectURL(new Blob([worker], { type: "text/javascript" })));

/**
 * A run in a worker, which ends when its element is taken off the page.
 * @template Recipe
 * @template {{ parameters: Arrays }} Model
 */
export class WorkerClient {
  /**
   * @param {HTMLElement} element
   * @param {object} about
   * @param {"arena" | "playground"} about.figure whose plan the worker follows
   * @param {(recipe: Recipe) => Model} about.untrained the model before the first step
   * @param {() => void} about.show called when there is something new to see
   * @param {() => void} about.rest called when the run has come to rest
   */
  constructor(element, { figure, untrained, show, rest }) {
    this.figure = figure;
    this.untrained = untrained;
    this.show = show;
    this.rest = rest;
    this.left = 0; // steps still to take
    this.waiting = false; // for an answer
    this.frame = 0;
    /** @type {Worker | undefined} */
    this.worker = undefined;
    /** @type {Recipe | undefined} */
    this.recipe = undefined;
    /** @type {Model | undefined} */
    this.start = undefined;
    /** @type {Report<any, Model["parameters"]> | undefined} */
    this.progress = undefined;
    new ResizeObserver(() => element.isConnected || this.end()).observe(element);
  }

  /**
   * Prepare another run, without starting it.
   * @param {Recipe} recipe
   * @returns {Report<any, Model["parameters"]>}
   */
  restart(recipe) {
    this.end();
    this.recipe = recipe;
    this.start = this.untrained(recipe);
    this.progress = { done: 0, curve: [], wide: 1, parameters: this.start.parameters };
    return this.progress;
  }

  /**
   * Take this many steps.
   * @param {number} steps
   */
  run(steps) {
    if (!this.recipe || !this.progress) return;
    if (this.progress.diverged) return this.rest();
    cancelAnimationFrame(this.frame);
    if (!this.worker && this.progress.done) this.restart(this.recipe); // its worker has ended
    this.left = steps;
    if (!this.worker) this.engage(this.recipe);
    else if (!this.waiting) this.ask(this.worker);
  }

  /** True while the worker has steps to take. */
  get busy() {
    return this.waiting || this.left > 0;
  }

  /** Stop after the step that has begun; if none has, there is no call of rest(). */
  pause() {
    cancelAnimationFrame(this.frame);
    this.left = 0;
  }

  /** Stop after the step that has begun. */
  stop() {
    this.pause();
    if (!this.waiting) this.rest();
  }

  /** @param {Recipe} recipe */
  engage(recipe) {
    const worker = new Worker(script());
    worker.onmessage = ({ data }) => this.take(data, worker);
    worker.onerror = () => {
      this.end();
      if (this.progress) this.progress = { ...this.progress, forbidden: true };
      this.rest();
    };
    this.worker = worker;
    this.ask(worker, recipe);
  }

  /**
   * @param {Worker} worker
   * @param {Recipe} [begin]
   */
  ask(worker, begin) {
    this.waiting = true;
    worker.postMessage({ begin, figure: this.figure, steps: this.left, time: TIME });
  }

  /**
   * @param {Report<any, Model["parameters"]>} progress
   * @param {Worker} worker
   */
  take(progress, worker) {
    this.waiting = false;
    this.left -= progress.done - (this.progress?.done ?? 0);
    if (progress.diverged) this.left = 0;
    this.progress = progress;
    if (this.left <= 0) return this.rest();
    this.show();
    this.frame = requestAnimationFrame(() => this.ask(worker));
  }

  end() {
    cancelAnimationFrame(this.frame);
    this.worker?.terminate();
    this.worker = undefined;
    this.waiting = false;
    this.left = 0;
  }
}
