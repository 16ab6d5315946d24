// The page's side of the worker: it asks for some steps, shows what comes, and asks for more.

import worker from "./playground_worker.js" with { type: "text" };
import { untrained } from "./playground_start.js";

const TIME = 40; // milliseconds of training between two pictures

let address; // of the worker's script
const script = () =>
  (address ??= URL.createObjectURL(new Blob([worker], { type: "text/javascript" })));

/**
 * A run in a worker, which ends when `element` is taken off the page. show() is called when there
 * is something new to be seen, rest() when it has come to rest.
 */
export class Trainer {
  constructor(element, { show, rest }) {
    Object.assign(this, { element, show, rest, left: 0 });
    new ResizeObserver(() => element.isConnected || this.end()).observe(element);
  }

  /** Another run, not begun yet. */
  restart(settings) {
    this.end();
    this.settings = settings;
    this.start = untrained(settings);
    this.progress = { done: 0, curve: [], wide: 1, parameters: this.start.parameters };
  }

  /** As far as it has learned. */
  get network() {
    return { ...this.start, parameters: this.progress.parameters };
  }

  /** Goes so many steps on. */
  run(steps) {
    if (this.progress.diverged) return this.rest();
    cancelAnimationFrame(this.next);
    if (!this.worker && this.progress.done) this.restart(this.settings); // its worker has ended
    this.left = steps;
    if (!this.worker) this.engage();
    else if (!this.asked) this.ask();
  }

  /** A step that has begun is finished. */
  stop() {
    cancelAnimationFrame(this.next);
    this.left = 0;
    if (!this.asked) this.rest();
  }

  engage() {
    this.worker = new Worker(script());
    this.worker.onmessage = ({ data }) => this.take(data);
    this.worker.onerror = () => {
      this.end();
      this.progress = { ...this.progress, forbidden: true };
      this.rest();
    };
    this.ask(this.settings);
  }

  ask(begin) {
    this.asked = true;
    this.worker.postMessage({ begin, steps: this.left, time: TIME });
  }

  take(progress) {
    this.asked = false;
    this.left -= progress.done - this.progress.done;
    if (progress.diverged) this.left = 0;
    this.progress = progress;
    if (this.left <= 0) return this.rest();
    this.show();
    this.next = requestAnimationFrame(() => this.ask());
  }

  end() {
    cancelAnimationFrame(this.next);
    this.worker?.terminate();
    Object.assign(this, { worker: undefined, asked: false, left: 0 });
  }
}
