// The playground's worker: trains when it is asked to, for some steps or some time, and reports.
//
// Asked with { begin: settings, … } it starts a run; { steps, time } lets it go on, at most so many
// steps, and none is begun after so many milliseconds. Then it answers, and waits to be asked.

import { answersOf, batches, unseen, untrained } from "./playground_start.js";
import { PLAYED } from "./playground_tasks.js";
import {
  adam,
  clipByNorm,
  crossEntropy,
  forward,
  gradients,
  sgd,
  squaredError,
} from "./training.js";

const LIMIT = 1; // of a gradient's norm, where it is clipped
const POINTS = 400; // of the curve of the loss, at most
const EVERY = 20; // steps between two tests on unseen sequences

const RULES = {
  adam: { update: adam, clip: true },
  sgd: { update: sgd, clip: true },
  raw: { update: sgd, clip: false },
};

class Training {
  constructor(settings) {
    const { task, rule, rate } = settings;
    Object.assign(this, { about: PLAYED[task], net: untrained(settings), draw: batches(settings) });
    this.tests = this.about.right ? unseen(settings) : [];
    this.rule = { ...RULES[rule], update: RULES[rule].update(Number(rate)) };
    this.lossOf = this.about.classes ? crossEntropy : squaredError;
    const { W, V } = this.net.parameters;
    this.learned = this.about.head ? { W, V } : { W };
    Object.assign(this, { done: 0, curve: [], wide: 1, part: [] });
  }

  /** One step of training; if a number on the way is not finite, none: the weights stay. */
  step() {
    const { loss, gradients: found } = gradients(this.net, this.draw(), this.lossOf);
    const { clip, update } = this.rule;
    const slopes = this.about.head ? found : { W: found.W };
    const norm = clipByNorm(slopes, clip ? LIMIT : Infinity);
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) {
      this.diverged = true;
      return;
    }
    update(this.learned, slopes);
    this.done += 1;
    this.loss = loss;
    this.record(loss);
    if (this.tests.length && this.done % EVERY === 0) this.test();
  }

  test() {
    const { net, about, tests, done } = this;
    const right = (one) => about.right(answersOf(net, forward(net, one.x)), one);
    this.tested = { right: tests.filter(right).length, at: done };
  }

  /** Adds to the curve, whose points are means of `wide` losses, twice as many when it is full. */
  record(loss) {
    this.part.push(loss);
    if (this.part.length < this.wide) return;
    this.curve.push(this.part.reduce((a, b) => a + b) / this.wide);
    this.part = [];
    if (this.curve.length < POINTS) return;
    this.curve = this.curve.flatMap((mean, k) => (k % 2 ? [(this.curve[k - 1] + mean) / 2] : []));
    this.wide *= 2;
  }

  report() {
    const { done, loss, curve, wide, tested, diverged = false } = this;
    return { done, loss, curve, wide, tested, diverged, parameters: this.net.parameters };
  }
}

let training;

onmessage = ({ data: { begin: settings, steps, time } }) => {
  if (settings) training = new Training(settings);
  const end = performance.now() + time;
  for (let left = steps; left > 0 && !training.diverged; left -= 1) {
    training.step();
    if (performance.now() > end) break;
  }
  postMessage(training.report());
};
