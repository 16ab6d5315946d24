// The errors of chapter 17: fifteen cells on four tasks at four learning rates, eight runs of each.

import data from "./variant_errors.json" with { type: "json" };

/** @import { Vector } from "../types.d.ts" */

export const TASKS = data.tasks;
export const CELLS = data.cells;
export const RATES = data.rates;
export const SEEDS = data.seeds;

const WHOLE = new Int32Array(
  Uint8Array.from(atob(data.errors), (letter) => letter.charCodeAt(0)).buffer,
);

/**
 * Errors of the runs of one cell on one task at one rate, seed by seed.
 * @param {number} task
 * @param {number} cell
 * @param {number} rate
 */
export function runs(task, cell, rate) {
  const start = ((task * CELLS.length + cell) * RATES.length + rate) * SEEDS;
  return Array.from(WHOLE.subarray(start, start + SEEDS), (whole) => whole / data.unit);
}

/** @param {Vector} errors */
export function median(errors) {
  const sorted = errors.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

/** @type {(task: number, cell: number) => Vector} */
const medians = (task, cell) => RATES.map((_, rate) => median(runs(task, cell, rate)));

/** Medians by task, cell and rate. */
export const MEDIANS = TASKS.map((_, task) => CELLS.map((_, cell) => medians(task, cell)));

/**
 * The number of the rate with the smallest median, the lowest if there are several.
 * @param {Vector} medians
 */
export const bestRate = (medians) => medians.indexOf(Math.min(...medians));

/**
 * The place of a number among others, 1 for the smallest; equal ones share a place.
 * @param {number} value
 * @param {Vector} all
 */
export const rank = (value, all) => 1 + all.filter((other) => other < value).length;
