// The buttons that let the days of the full cell go by.

import { playerButtons } from "../ui/player.js";

const PACE = 1500; // milliseconds a day, while it plays

/**
 * Play and "Next day": day after day, from the first one again after the final one.
 * @param {number} days
 * @param {() => number} today
 * @param {(day: number) => void} goTo
 */
export function dayPlayer(days, today, goTo) {
  let timer = 0;
  const { element, showPlaying } = playerButtons({ run, stop, steps: { "Next day": 1 } });

  /** @param {number} count */
  function run(count) {
    stop();
    goTo((today() % days) + 1);
    if (count === 1) return;
    showPlaying(true);
    timer = setInterval(() => {
      if (!element.isConnected || today() === days) stop();
      else goTo(today() + 1);
    }, PACE);
  }

  function stop() {
    clearInterval(timer);
    showPlaying(false);
  }

  return { element, update: () => {} };
}
