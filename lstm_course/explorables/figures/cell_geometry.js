// Where things stand in the picture of the cell, and the ways of its wires.

/** @import { BlockName, Point } from "../types.d.ts" */
/** @import { Direction } from "../ui/svg_canvas.js" */

/**
 * The layers from left to right.
 * @type {BlockName[]}
 */
export const CELL_ORDER = ["f", "i", "g", "o"];
const CURVE = 8; // radius of a rounded corner

/**
 * The places of cell.json in a picture of this width, by the names of its own grid.
 * @param {number} width
 */
export function cellGrid(width) {
  const [left, right] = [18, 14];
  const column = (width - left - right) / 4;
  const [f, i, g, o] = CELL_ORDER.map((_, n) => left + column * (n + 0.5));
  const [cells, end] = [4, width - 22];
  const cellsH = cells + 18;
  const cellsX = cellsH + 0.6 * (end - cellsH);
  const top = 276;
  const low = top - (column < 80 ? 50 : 14); // two rows of numbers where columns are narrow
  /** @type {Record<string, number>} */
  const x = {
    ...{ f, i, g, o, start: 0, end: width, out: width - 14, kept: (f + i) / 2, entry: (i + g) / 2 },
    ...{ cells, cells_h: cellsH, cells_x: cellsX, cells_end: end },
    ...{ one: (cells + cellsH) / 2, h: (cellsH + cellsX) / 2, x: (cellsX + end) / 2 },
  };
  /** @type {Record<string, number>} */
  const y = {
    ...{ ends: 16, c: 60, tanh: 103, product: 104, times: 168 },
    ...{ number_f: low, number_i: top - 14, number_g: low, number_o: top - 14 },
    ...{ top, bottom: top + 136, bus: top + 164, inputs: top + 186, h: top + 240 },
  };
  return { column, x, y };
}

/**
 * @param {Record<string, number>} grid
 * @param {string} place a name, and perhaps an offset in pixels
 */
export function along(grid, place) {
  const [, name, offset] = /^([a-z_]+)([+-]\d+)?$/.exec(place) ?? [];
  return grid[name] + Number(offset ?? 0);
}

/**
 * The point `distance` away from one, on a horizontal or vertical way to another.
 * @param {Point} from
 * @param {Point} to
 * @param {number} distance
 * @returns {Point}
 */
export function towards([x0, y0], [x1, y1], distance) {
  return [x0 + distance * Math.sign(x1 - x0), y0 + distance * Math.sign(y1 - y0)];
}

/**
 * Lines from point to point, with rounded corners or without.
 * @param {Point[]} points
 * @param {boolean} round
 */
export function path(points, round) {
  const corners = points.slice(1, -1).map((corner, n) => {
    if (!round) return `L${corner.join(" ")}`;
    const [near, far] = [points[n], points[n + 2]].map((other) => towards(corner, other, CURVE));
    return `L${near.join(" ")}Q${corner.join(" ")} ${far.join(" ")}`;
  });
  return `M${points[0].join(" ")}${corners.join("")}L${points[points.length - 1].join(" ")}`;
}

/**
 * @param {Point} from
 * @param {Point} to
 * @returns {Direction}
 */
export function direction([x0, y0], [x1, y1]) {
  if (y0 === y1) return x0 < x1 ? "right" : "left";
  return y0 < y1 ? "down" : "up";
}
