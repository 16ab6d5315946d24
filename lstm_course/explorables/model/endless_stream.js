// The stream of chapter 15, strings of the embedded Reber grammar without end, and the two trained
// networks that read it.

import { blockStep, emptyMemory } from "./memory_blocks.js";
import { generator } from "./random.js";
import data from "./stream_networks.json" with { type: "json" };

/** @import { Matrix } from "../types.d.ts" */
/** @import { BlockNetwork, BlockStep } from "./memory_blocks.js" */

export const SYMBOLS = data.symbols;
export const TOLERANCE = data.tolerance;
export const BLOCKS = data.blocks;
export const CELLS = data.cells; // of each block
export const UNITS = BLOCKS * CELLS;
export const LENGTH = data.stream.length;

/** For each state, the states that its symbols lead to; the final one ends a string. */
const LEADS = /** @type {Record<string, number>[]} */ (data.leads);

/** @typedef {"resets" | "never" | "forget"} Way */
/**
 * The reading of one symbol: string, from 1, is the one that it is in; legal, 1 for symbols that may
 * follow; off, the largest error of an output.
 * @typedef {BlockStep & { symbol: string, string: number, legal: number[], off: number,
 *   wrong: boolean }} Reading
 */

/**
 * @param {string} text rows of 1 + UNITS + inputs columns, in base 64
 * @returns {Matrix}
 */
function decode(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const flat = Array.from(new Float32Array(bytes.buffer));
  const columns = 1 + UNITS + SYMBOLS.length;
  return Array.from(
    { length: flat.length / columns },
    (_, row) => flat.slice(row * columns, (row + 1) * columns),
  );
}

/** @type {(stored: { W: string, V: string }) => BlockNetwork} */
const network = ({ W, V }) => ({ W: decode(W), V: decode(V), blocks: BLOCKS, cells: CELLS });

const old = network(data.networks.resets);
const NETWORKS = { resets: old, never: old, forget: network(data.networks.forget) };

/**
 * A stream of symbols: number 0 is the chapter's.
 * @param {number} number
 */
export function streamOf(number) {
  if (number === 0) return data.stream;
  const rng = generator(number);
  let [state, text] = [0, ""];
  while (text.length < LENGTH) {
    const allowed = Object.keys(LEADS[state]);
    const symbol = allowed[rng.integer(allowed.length)];
    state = LEADS[state][symbol] % (LEADS.length - 1);
    text += symbol;
  }
  return text;
}

/**
 * Read a stream to its end.
 * @param {Way} way
 * @param {string} stream
 */
export function follow(way, stream) {
  const net = NETWORKS[way];
  let memory = emptyMemory(net);
  let [state, string] = [0, 1];
  /** @type {Reading[]} */
  const readings = [];
  for (const symbol of stream) {
    state = LEADS[state][symbol];
    const ended = state === LEADS.length - 1;
    if (ended) state = 0;
    const legal = Array.from(SYMBOLS, (next) => Number(next in LEADS[state]));
    const step = blockStep(net, Array.from(SYMBOLS, (other) => Number(other === symbol)), memory);
    const off = Math.max(...step.y.map((y, k) => Math.abs(y - legal[k])));
    readings.push({ ...step, symbol, string, legal, off, wrong: off >= TOLERANCE });
    memory = ended && way === "resets" ? emptyMemory(net) : step;
    string += Number(ended);
  }
  return readings;
}
