// A chapter that became too long has a second page, 11b: answers that were given on page 11 follow what
// moved there.

import { merge, nothing } from "./merge.js";

/** @import { Kept, ListedChapter } from "./types.d.ts" */

/**
 * The record as the pages are now. A question or prediction that moved with its words and its number has
 * the old key but for the page.
 * @param {Kept} kept
 * @param {ListedChapter[]} chapters
 * @returns {Kept}
 */
export function followMoved(kept, chapters) {
  let now = kept;
  for (const section of /** @type {const} */ (["questions", "predictions"])) {
    for (const key of chapters.flatMap((chapter) => chapter[section])) {
      const before = key.replace(/^(\d\d)b/, "$1");
      if (before === key || !Object.hasOwn(now[section], before)) continue;
      const { [before]: answer, ...others } = now[section];
      now = merge({ ...now, [section]: others }, { ...nothing(), [section]: { [key]: answer } });
    }
  }
  return now;
}
