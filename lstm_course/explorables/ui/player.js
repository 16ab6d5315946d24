// Play, pause, step: for figures that change by themselves. They start paused; where the reader
// prefers reduced motion they do not play, but go one step, or many at once.

import { createButton, createElement } from "./dom.js";

/** @import { AnyState } from "../types.d.ts" */

const BUDGET = 6; // milliseconds a frame, after which no further step is begun

export const prefersReducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * True if these settings start a new run: not if only settings of the view have changed.
 * @param {AnyState} state
 * @param {AnyState | undefined} previous
 * @param {string[]} viewSettings
 */
export function startsNewRun(state, previous, viewSettings) {
  if (state === previous) return false;
  const changed = Object.keys(state).filter((key) => state[key] !== previous?.[key]);
  return !changed.length || changed.some((key) => !viewSettings.includes(key));
}

/**
 * The buttons. Call showPlaying(true) and showPlaying(false) when it starts and stops.
 * @param {object} about
 * @param {(steps: number) => void} about.run take this many steps, Infinity until stop()
 * @param {() => void} about.stop
 * @param {() => void} [about.restart] go back to the beginning
 * @param {Record<string, number>} about.steps the numbers of steps that have a button, by its label
 */
export function playerButtons({ run, stop, restart, steps }) {
  let playing = false;
  const play = createButton("Play", () => (playing ? stop() : run(Infinity)));
  play.classList.add("lx-play");
  play.hidden = prefersReducedMotion();
  const element = createElement("div", { class: "lx-buttons" }, play);
  for (const [label, count] of Object.entries(steps)) {
    element.append(createButton(label, () => run(count)));
  }
  if (restart) element.append(createButton("Restart", restart));
  /** @param {boolean} now */
  function showPlaying(now) {
    playing = now;
    play.textContent = playing ? "Pause" : "Play";
  }
  return { element, showPlaying };
}

/**
 * A player on this thread. While it plays it takes at most pace() steps a frame, so that the reader
 * can follow; a given number of steps it takes as fast as it can.
 * @param {object} about
 * @param {() => boolean} about.advance take one step; false to pause after it
 * @param {() => number} about.pace
 * @param {() => void} about.show paint
 * @param {() => void} about.rest called when it has come to rest
 * @param {() => void} about.restart
 * @param {Record<string, number>} about.steps as in playerButtons
 */
export function player({ advance, pace, show, rest, restart, steps }) {
  let left = 0;
  let playing = false;
  let frame = 0;
  const { element, showPlaying } = playerButtons({
    run,
    stop,
    steps,
    restart() {
      halt();
      restart();
    },
  });

  /** @param {number} count */
  function run(count) {
    left = count;
    playing = count === Infinity;
    showPlaying(true);
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(work);
  }

  function work() {
    if (!element.isConnected) return;
    const end = performance.now() + BUDGET;
    for (let n = playing ? pace() : left; n > 0 && left > 0; n -= 1) {
      left = advance() ? left - 1 : 0;
      if (performance.now() >= end) break; // after one step at least
    }
    if (left <= 0) return stop();
    if (!prefersReducedMotion()) show();
    frame = requestAnimationFrame(work);
  }

  function halt() {
    left = 0;
    cancelAnimationFrame(frame);
    showPlaying(false);
  }

  function stop() {
    halt();
    show();
    rest();
  }

  return { element, halt };
}
