// A layer of eight units that learns to remember, as in chapter 6: plain gradient descent on one
// batch, of half the squared distance between the sum of the outputs and half of what came first.

import { layer, norm } from "./core.js";
import { generator, randomWeights } from "./random.js";
import { remember } from "./tasks.js";
import { gradients, network, sgd, squaredError } from "./training.js";

const REMEMBERING_UNITS = 8;
export const GATE_PLACES = { i: 0, f: 1, o: 3 }; // and their places among the blocks
const REMEMBERED_STEPS = 300; // steps, after which every second of those in the picture is left out
const REMEMBERS = 0.1; // mean distance from the target

const FIRST_VALUES = [1, -1]; // that may come first, with a flag; nothing is in memory yet

export class Remembering {
  constructor({ seed, rate, ...start }) {
    const rng = generator(seed);
    this.batch = remember(rng, 64, 10);
    const weights = randomWeights({ units: REMEMBERING_UNITS, inputs: 2, ...start }, rng);
    this.network = network(weights, [[0, ...Array(REMEMBERING_UNITS).fill(1)]]);
    Object.assign(this, { rate, update: sgd(rate / 2), step: 0, every: 1, past: [] });
    this.look();
  }

  /** How things stand with the weights as they are. */
  look() {
    const { network, batch, step } = this;
    const { runs, gradients: found } = gradients(network, batch, squaredError);
    const off = runs.map(({ y, T }, b) => Math.abs(y[T - 1] - batch[b].target[T - 1][0]));
    const distance = off.reduce((a, b) => a + b) / off.length;
    if (distance < REMEMBERS) this.solved ??= step;
    this.gradient = found.W;
    const sums = Object.keys(GATE_PLACES).map((gate) => [gate, this.sums(gate)]);
    this.now = { step, distance, norms: this.norms(), ...Object.fromEntries(sums) };
    if (step % this.every === 0) this.past.push(this.now);
  }

  /** One step of training; whether the picture has room for a further one. */
  learn() {
    if (this.step === this.span) {
      this.every *= 2;
      this.past = this.past.filter(({ step }) => step % this.every === 0);
    }
    this.update({ W: this.network.parameters.W }, { W: this.gradient });
    this.step += 1;
    this.look();
    return this.step < this.span;
  }

  /** How many steps the picture has room for. */
  get span() {
    return REMEMBERED_STEPS * this.every;
  }

  /** The sums z of a gate's eight units, for each value that may come. */
  sums(gate) {
    const { H, N, parameters } = this.network;
    const rows = Array.from({ length: H }, (_, unit) => {
      const from = (GATE_PLACES[gate] * H + unit) * N;
      return [parameters.W[from], ...parameters.W.subarray(from + 1 + H, from + N)];
    });
    return FIRST_VALUES.map((value) => layer(rows, [value, 1], (z) => z));
  }

  /** The norm of each block's gradient. (The loss is half the square.) */
  norms() {
    const size = this.gradient.length / 4;
    const of = (k) => norm([...this.gradient.subarray(k * size, (k + 1) * size)]) / 2;
    return { i: of(0), f: of(1), g: of(2), o: of(3) };
  }
}
