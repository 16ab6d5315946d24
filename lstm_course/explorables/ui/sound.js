// A series of numbers from 0 to 1 as a melody: low is 0, high is 1, two octaves above. Silent until
// a button is pressed.

import { createButton, createElement } from "./dom.js";

/** @import { Panel, Vector } from "../types.d.ts" */

const LOW = 220; // hertz
const OCTAVES = 2;
const [LONGEST, WHOLE] = [0.25, 6]; // seconds: a step, and all of them, at most
const LOUDNESS = 0.15;

/** @type {AudioContext | undefined} */
let context;

/** @param {number} level */
export const pitch = (level) => LOW * 2 ** (OCTAVES * Math.min(Math.max(level, 0), 1));

/**
 * @param {Vector} levels
 * @param {() => void} ended
 */
function play(levels, ended) {
  context ??= new AudioContext();
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  gain.gain.value = LOUDNESS;
  oscillator.connect(gain).connect(context.destination);
  const start = context.currentTime;
  const step = Math.min(LONGEST, WHOLE / levels.length);
  levels.forEach((level, n) => oscillator.frequency.setValueAtTime(pitch(level), start + n * step));
  oscillator.onended = ended;
  oscillator.start(start);
  oscillator.stop(start + levels.length * step);
  return () => oscillator.stop();
}

/**
 * A button for each series, which plays it, or stops.
 * @template Values
 * @param {Record<string, (values: Values) => Vector>} series by their names
 * @returns {Panel<Values>}
 */
export function listen(series) {
  /** @type {Values} */
  let now;
  /** @type {(() => void) | undefined} */
  let stop;
  const name = createElement("span", { class: "lx-label" }, "As sound (low is 0, high is 1):");
  const element = createElement(
    "div",
    { class: "lx-buttons", role: "group", "aria-label": "As sound" },
    name,
  );
  for (const [label, of] of Object.entries(series)) {
    const button = createButton(label, () => {
      const playing = stop;
      if (playing) return playing();
      button.classList.add("lx-play");
      stop = play(of(now), () => {
        stop = undefined;
        button.classList.remove("lx-play");
      });
    });
    element.append(button);
  }
  /** @param {Values} values */
  const update = (values) => {
    now = values;
  };
  return { element, update };
}
