// Play, pause, step: for what goes on by itself. It starts paused; where less motion is wanted it
// does not play, but goes one step, or many at once.

import { button, make } from "./dom.js";

const WORK = 6; // milliseconds a frame, after which no further step is begun

/** Whether the reader wants things to stay where they are. */
export const stillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Whether these settings begin another run: unless nothing but what is looked at has changed. */
export function beginsAnew(state, last, looks) {
  if (state === last) return false;
  const changed = Object.keys(state).filter((key) => state[key] !== last?.[key]);
  return !changed.length || changed.some((key) => !looks.includes(key));
}

/**
 * The buttons: run(steps) sets it going, for Infinity steps until stop(); restart() goes back to
 * step 0. Tell it with playing(true) and playing(false) whether it is going.
 */
export function player({ run, stop, restart, many }) {
  let going = false;
  const play = button("Play", () => (going ? stop() : run(Infinity)));
  play.hidden = stillness();
  const element = make("div", { class: "lx-buttons" }, play);
  element.append(
    button("1 step", () => run(1)),
    button(`${many} steps`, () => run(many)),
    button("From step 0", restart),
  );
  function playing(now) {
    going = now;
    play.textContent = going ? "Pause" : "Play";
  }
  return { element, playing };
}

/**
 * A player of advance(), one step each time, on this thread: at most pace() steps a frame, and no
 * more than there is time for. It pauses where advance() is false. show() paints, rest() is called
 * when it has come to rest.
 */
export function running({ advance, pace, show, rest, restart, many }) {
  let left = 0;
  let frame;
  const { element, playing } = player({ run, stop, restart: () => (halt(), restart()), many });

  function run(steps) {
    left = steps;
    playing(true);
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(work);
  }

  function work() {
    if (!element.isConnected) return;
    const end = performance.now() + WORK;
    for (let n = pace(); n > 0 && left > 0 && performance.now() < end; n -= 1) {
      left = advance() ? left - 1 : 0;
    }
    if (left <= 0) return stop();
    if (!stillness()) show();
    frame = requestAnimationFrame(work);
  }

  function halt() {
    left = 0;
    cancelAnimationFrame(frame);
    playing(false);
  }

  function stop() {
    halt();
    show();
    rest();
  }

  return { element, halt };
}
