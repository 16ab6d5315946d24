// The buttons that let days go by, forwards or backwards.

import { playerButtons } from "../ui/player.js";

const PACE = 1500; // milliseconds a day, while it plays

/**
 * Play and a button for one day: in this order, from the beginning again after the end.
 * @param {string} label of the button
 * @param {number[]} days in their order
 * @param {() => number} today
 * @param {(day: number) => void} goTo
 */
export function dayPlayer(label, days, today, goTo) {
  let timer = 0;
  const { element, showPlaying } = playerButtons({ run, stop, steps: { [label]: 1 } });
  const next = () => days[(days.indexOf(today()) + 1) % days.length];

  /** @param {number} count */
  function run(count) {
    stop();
    goTo(next());
    if (count === 1) return;
    showPlaying(true);
    timer = setInterval(() => {
      if (!element.isConnected || next() === days[0]) stop();
      else goTo(next());
    }, PACE);
  }

  function stop() {
    clearInterval(timer);
    showPlaying(false);
  }

  return { element, update: () => {} };
}
