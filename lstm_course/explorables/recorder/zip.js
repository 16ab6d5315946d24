// A zip archive of files that are stored as they are.

import { crc32 } from "../model/npz.js";

const [FILE, ENTRY, END] = [0x04034b50, 0x02014b50, 0x06054b50]; // signatures
const [VERSION, UTF8, DAY] = [20, 0x0800, 0x21]; // the day is 1 January 1980, the first there is

/**
 * @param {Record<string, ArrayBuffer>} files their contents by their names
 * @returns {Blob}
 */
export function zip(files) {
  /** @type {BlobPart[]} */
  const parts = [];
  /** @type {BlobPart[]} */
  const list = [];
  let [at, listed] = [0, 0];
  const names = Object.keys(files);
  for (const file of names) {
    const [name, content] = [new TextEncoder().encode(file), files[file]];
    const [sum, size] = [crc32(new Uint8Array(content)), content.byteLength];
    const shared = [VERSION, UTF8, 0, 0, DAY, [sum], [size], [size], name.length, 0];
    const before = record([[FILE], ...shared]);
    parts.push(before, name, content);
    list.push(record([[ENTRY], VERSION, ...shared, 0, 0, 0, [0], [at]]), name);
    at += before.byteLength + name.length + size;
    listed += 46 + name.length;
  }
  const end = record([[END], 0, 0, names.length, names.length, [listed], [at], 0]);
  return new Blob([...parts, ...list, end], { type: "application/zip" });
}

/**
 * Numbers of two bytes, and of four where they stand in brackets.
 * @param {(number | number[])[]} numbers
 */
function record(numbers) {
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  let size = 0;
  for (const number of numbers) {
    if (typeof number === "number") view.setUint16(size, number, true);
    else view.setUint32(size, number[0], true);
    size += typeof number === "number" ? 2 : 4;
  }
  return view.buffer.slice(0, size);
}
