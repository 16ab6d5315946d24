// Answers to earlier versions of a page, folded: a page may change, what was answered stays.

import { createElement } from "../explorables/ui/dom.js";
import { earlierAnswers } from "./summary.js";
import { day } from "./words.js";

/** @import { Kept } from "./types.d.ts" */

/**
 * @param {Kept} kept
 * @param {string} page
 * @param {string[]} asked keys of the questions and predictions of the page as it is
 * @param {string} title
 * @param {(key: string) => boolean} [wanted]
 * @returns {HTMLElement | null} nothing if there are none
 */
export function renderEarlier(kept, page, asked, title, wanted = () => true) {
  const found = earlierAnswers(kept, page, asked).filter(({ key }) => wanted(key));
  if (!found.length) return null;
  const entries = found.map(({ question, answer, time }) =>
    createElement(
      "li",
      {},
      createElement("strong", {}, String(question)),
      createElement("br"),
      `Your answer${day(time) && ` on ${day(time)}`}: ${answer}`,
    )
  );
  return createElement(
    "details",
    { class: "earlier" },
    createElement("summary", {}, title),
    createElement("ul", {}, ...entries),
  );
}
