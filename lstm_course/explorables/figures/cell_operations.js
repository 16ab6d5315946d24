// One step of the cell, one operation after the other, and what each of them brings.

import { formatNumber, formatProduct, formatTerm } from "../ui/format.js";

/** @typedef {{ day: number, wires: Record<string, number>, sums: Record<string, number> }} Values */

/** @type {(of: Values, name: string, curve: string) => string} */
const activated = ({ day, wires, sums }, name, curve) =>
  `$${name}_${day}$ = ${curve}(${formatNumber(sums[name])}) = ${formatNumber(wires[name])}`;

/**
 * The operations in their order: what they bring to the wires, by the names of cell.json, and the
 * operation in numbers.
 * @type {{ name: string, brings: string[], text: (values: Values) => string }[]}
 */
export const OPERATIONS = [
  {
    name: "joining",
    brings: ["joined"],
    text: ({ wires: { h_prev, x } }) =>
      `Joining: [1; ${formatNumber(h_prev)}; ${formatNumber(x)}] goes to all four layers.`,
  },
  {
    name: "σ and tanh",
    brings: ["f", "i", "g", "o"],
    text: (values) =>
      `The layers: ${activated(values, "f", "σ")}, ${activated(values, "i", "σ")}, ` +
      `${activated(values, "g", "tanh")}, ${activated(values, "o", "σ")}.`,
  },
  {
    name: "⊙",
    brings: ["kept", "product"],
    text: ({ day, wires: { f, c_prev, i, g, kept, product } }) =>
      `⊙, twice: ${formatProduct(f, c_prev)} = ${formatNumber(kept)} is kept of $c_${day - 1}$, ` +
      `and ${formatProduct(i, g)} = ${formatNumber(product)} is written.`,
  },
  {
    name: "+",
    brings: ["c"],
    text: ({ day, wires: { kept, product, c } }) =>
      `+: $c_${day}$ = ${formatNumber(kept)} + ${formatTerm(product)} = ${formatNumber(c)}.`,
  },
  {
    name: "tanh",
    brings: ["shown"],
    text: ({ wires: { c, shown } }) =>
      `tanh: tanh(${formatNumber(c)}) = ${formatNumber(shown)}, on its way out.`,
  },
  {
    name: "⊙, for the output",
    brings: ["h"],
    text: ({ day, wires: { o, shown, h } }) =>
      `⊙: $h_${day}$ = ${formatProduct(o, shown)} = ${formatNumber(h)}. The step is complete.`,
  },
];

/**
 * True if a quantity is there after this many operations; what comes from outside always is.
 * @param {string | undefined} quantity
 * @param {number} done
 */
export function isThere(quantity, done) {
  const brought = OPERATIONS.findIndex(({ brings }) => brings.includes(quantity ?? ""));
  return brought < done;
}

/**
 * The step as code, line by line: the quantity that a line computes, and the line.
 * @type {[string, string][]}
 */
export const CODE = [
  ["i", "i = layer(weights.i, hx)"],
  ["f", "f = layer(weights.f, hx)"],
  ["g", "g = layer(weights.g, hx, tanh)"],
  ["o", "o = layer(weights.o, hx)"],
  ["c", "c = f * c + i * g"],
  ["h", "h = o * tanh(c)"],
];
