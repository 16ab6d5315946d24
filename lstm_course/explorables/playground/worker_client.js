// The page's side of the worker: it asks for some steps, shows the result, and asks for more.

import { untrained } from "./init.js";
import worker from "./worker.js" with { type: "text" };

/** @import { Network } from "../types.d.ts" */
/** @import { Recipe } from "./init.js" */
/** @import { Report } from "./worker.js" */

const TIME = 40; // milliseconds of training between two pictures

/** @type {string | undefined} */
let address; // of the worker's script
const script =
  () => (address ??= URL.createObjectURL(new Blob([worker], { type: "text/javascript" })));

/** A run in a worker, which ends when its element is taken off the page. */
export class WorkerClient {
  /**
   * @param {HTMLElement} element
   * @param {{ show: () => void, rest: () => void }} callbacks show() is called when there is
   *   something new to see, rest() when the run has come to rest
   */
  constructor(element, { show, rest }) {
    this.show = show;
    this.rest = rest;
    this.left = 0; // steps still to take
    this.waiting = false; // for an answer
    this.frame = 0;
    /** @type {Worker | undefined} */
    this.worker = undefined;
    /** @type {Recipe | undefined} */
    this.recipe = undefined;
    /** @type {Network | undefined} */
    this.start = undefined;
    /** @type {Report | undefined} */
    this.progress = undefined;
    new ResizeObserver(() => element.isConnected || this.end()).observe(element);
  }

  /**
   * Prepare another run, without starting it.
   * @param {Recipe} recipe
   * @returns {Report}
   */
  restart(recipe) {
    this.end();
    this.recipe = recipe;
    this.start = untrained(recipe);
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

  /** Stop after the step that has begun. */
  stop() {
    cancelAnimationFrame(this.frame);
    this.left = 0;
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
    worker.postMessage({ begin, steps: this.left, time: TIME });
  }

  /**
   * @param {Report} progress
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
