// The shapes that the modules share. Only the type checker reads this file.

// Numbers

export type Vector = number[];
/** A matrix is an array of its rows. */
export type Matrix = Vector[];

export type BlockName = "i" | "f" | "g" | "o";
/** The four blocks of an LSTM's weights, columns 1, h, x. */
export type Blocks = Record<BlockName, Matrix>;
export type CellState = { h: Vector; c: Vector };
export type CellStep = Record<BlockName, Vector> & CellState;

export interface Rng {
  /** From 0 to below 1. */
  uniform(): number;
  /** From 0 to n − 1. */
  integer(n: number): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  /** Normal numbers with mean 0 and this standard deviation. */
  matrix(rows: number, columns: number, deviation: number): Matrix;
}

// Forecasts

/** What gets into a forecast that should not. */
export interface Leaks {
  /** Days of the centred mean that replaces each price before the split; 1 means none. */
  smooth: number;
  /** True if the test days are learned from, too. */
  all: boolean;
  /** Models of which the best on the test is reported. */
  tries: number;
  /** True if the price is scored, against its own mean. */
  level: boolean;
}
export interface Report {
  /** On each day of the test: the price, and its forecast. */
  price: Vector;
  forecast: Vector;
  /** As reported. */
  score: number;
  signs: number;
  /** The same model on new days, without leaks. */
  newSkill: number;
  newSigns: number;
}

// Training

/** What a step should give: numbers, or the number of a class. */
export type Target = Vector | number;
/** Inputs and targets step by step; a target is null where the loss does not count the step. */
export interface Sequence {
  x: Matrix;
  target: (Target | null)[];
}

/** Weights of the layer, (4H, N), and of the head, (K, 1+H), row by row. */
export type Parameters = { W: Float64Array; V: Float64Array };
export interface Network {
  H: number;
  N: number;
  D: number;
  K: number;
  parameters: Parameters;
}
/** What comes out of T steps, flat, step after step. */
export interface Outputs {
  T: number;
  y: Float64Array;
}
/** What a layer's backward pass needs of its forward pass. */
export interface LayerCache {
  T: number;
  hx: Float64Array;
  gates: Float64Array;
  c: Float64Array;
  tanhC: Float64Array;
  headInput: Float64Array;
}
export type ForwardCache = LayerCache & Outputs;
// deno-lint-ignore no-explicit-any
export type LossFunction = (y: ArrayLike<number>, target: any) => { loss: number; dy: Vector };
export type Arrays = Record<string, Float64Array>;
/** A model with K outputs a step. */
export interface Trainable {
  K: number;
  parameters: Arrays;
}
/** The forward and the backward pass of one sequence through a model; backward adds gradients. */
export interface Passes {
  // deno-lint-ignore no-explicit-any
  forward(model: any, x: Matrix): Outputs;
  // deno-lint-ignore no-explicit-any
  backward(model: any, cache: any, dy: Float64Array, gradients: Arrays): void;
}
/** Changes the parameters in place. */
export type UpdateRule = (parameters: Arrays, gradients: Arrays) => void;

// What a reader sees and sets

export interface Panel<Values> {
  element: HTMLElement;
  update(values: Values): void;
}
export interface Control {
  element: HTMLElement;
  show(value: string | number, state: AnyState): void;
}
export type Value = string | number;
export type AnyState = Record<string, Value>;
export interface Setting<V extends Value = Value> {
  /** Where it starts. */
  value: V;
  /** The value that a text means, or undefined. */
  read(text: string): V | undefined;
  control(set: (text: Value) => void): Control;
  /** Settings that change together with this one. */
  implies?(value: Value): AnyState;
}
export type Settings = Record<string, Setting>;
/** The values of all settings. */
export type State<S extends Settings> = {
  [K in keyof S]: S[K] extends Setting<infer V> ? V : never;
};
export type SetState = (changes: AnyState) => void;

/** The host of a figure, as anywidget hands it over. */
export interface Host {
  model: {
    get(key: string): unknown;
    /** Ask Python, and hear its answer, in a notebook. */
    send?(content: { file: string }): void;
    on?(event: string, heard: (content: { file: string }, buffers: DataView[]) => void): void;
  };
  el: HTMLElement;
}
export interface Explorable {
  render(host: Host): void;
}

export interface LabelStyle {
  colour?: string;
  anchor?: string;
  small?: boolean;
}
export interface LineStyle {
  colour?: string;
  width?: number;
  dashed?: boolean;
}
export type Point = [number, number];

export interface Axis {
  from: number;
  to: number;
  label: string;
  scale: "linear" | "log";
  ticks?: number[];
}

declare global {
  /** All figures of a page, from each of its scripts. */
  var lstmExplorables: Record<string, Explorable> | undefined;
}
