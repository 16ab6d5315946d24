// @ts-check
// What a reader wrote, kept in this browser: an entry for each cell, so that two tabs do not
// overwrite each other's. It says what text of the page it replaced; see `Kept`.

/** @import { Kept } from "./types.d.ts" */

const site = new URL("../../", import.meta.url).pathname;

/** @param {string} page @param {string} cell */
export const keyOf = (page, cell) => `lstm code ${site}${page}#${cell}`;

/**
 * @param {string} key
 * @returns {Kept | null} null too if the browser refuses, or the entry is not ours
 */
export function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    const { text, page, older = "" } = kept ?? {};
    return [text, page, older].every((one) => typeof one === "string") ? kept : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {Kept | null} kept null forgets it
 * @returns {boolean} false if the browser refuses
 */
export function write(key, kept) {
  try {
    if (kept) localStorage.setItem(key, JSON.stringify(kept));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}
