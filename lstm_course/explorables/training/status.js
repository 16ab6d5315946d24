// What can be said of any run, and a line that says it now and then while a run goes on.

import { createElement } from "../ui/dom.js";
import { formatCount, toSpeech } from "../ui/format.js";

/** @import { Report } from "./training.js" */

const QUIET = 10_000; // milliseconds between two sentences

/**
 * The reason why a run does not go on, if there is one.
 * @param {Report<any>} report
 */
export function obstacle({ done, diverged, forbidden }) {
  if (forbidden) {
    return "This page may not start a background script, so nothing can be trained here.";
  }
  if (diverged) return `Stopped after step ${formatCount(done)}: the numbers became too large.`;
  return undefined;
}

/** A line for screen readers: begin() when a run starts, then say(text) as often as it moves. */
export function statusLine() {
  const element = createElement("p", { class: "lx-live", role: "status" });
  let spokenAt = 0;
  return {
    element,
    begin() {
      spokenAt = performance.now();
    },
    say(/** @type {string} */ text) {
      if (performance.now() - spokenAt < QUIET) return;
      spokenAt = performance.now();
      element.textContent = toSpeech(text);
    },
  };
}
