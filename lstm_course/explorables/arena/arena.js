// The arena: two readers learn one task from the same sequences, and are asked beyond the lengths
// that they were trained on.

import { readerForward } from "../model/reader.js";
import { lossCurve } from "../training/loss_curve.js";
import { statusLine } from "../training/status.js";
import { WorkerClient } from "../training/worker_client.js";
import { choice, slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { line, stickyGroup, table } from "../ui/panels.js";
import { playerButtons, prefersReducedMotion, startsNewRun } from "../ui/player.js";
import { accuracyPlot } from "./accuracy_plot.js";
import { firstUnseen, untrained } from "./init.js";
import { sequenceStrip } from "./sequence_strip.js";
import { largest, READERS, TASKS } from "./tasks.js";
import { accuracyRows, headOf, legendText, progressText, spokenText } from "./text.js";

/** @import { Kind, Reader } from "../model/reader.js" */
/** @import { Report as AnyReport } from "../training/training.js" */
/** @import { Explorable, Sequence, State } from "../types.d.ts" */
/** @import { Recipe } from "./init.js" */
/** @import { ArenaTask } from "./tasks.js" */

/** @typedef {AnyReport<number[]>} Report the sequences that are correct, by length */

const STEPS = { "10 steps": 10, "100 steps": 100 };

const names = Object.fromEntries(Object.entries(TASKS).map(([key, { name }]) => [key, name]));

const settings = {
  task: choice("task", names, "flip_flop"),
  first: choice("first reader", READERS, "lstm"),
  second: choice("second reader (grey)", READERS, "attention"),
  seed: slider("seed", 1, 50, 1, 1),
};
/** @typedef {State<typeof settings>} Settings */

/** @type {["first", "second"]} */
const SIDES = ["first", "second"];

const examples = {
  "keep a bit": { task: "flip_flop", first: "lstm", second: "attention" },
  "flip a bit": { task: "parity", first: "lstm", second: "min_lstm" },
  "find a value": { task: "recall", first: "lstm", second: "unplaced_attention" },
  "give it positions": { task: "recall", first: "attention", second: "unplaced_attention" },
};

/**
 * A reader as it is now: its name, its run, and its answers to the sequence that is shown.
 * @typedef {{ name: string, now: Report, answers: (number | undefined)[] }} Side
 */

/**
 * Everything that is drawn and said.
 * @param {Settings} state
 * @param {WorkerClient<Recipe, Reader>[]} clients
 */
function values(state, clients) {
  const task = TASKS[state.task];
  const sequence = firstUnseen(state);
  const sides = SIDES.map((side, k) => sideOf(state[side], clients[k], task, sequence));
  /** @type {[string, number][]} */
  const known = [["guessing", Math.log(task.sizes.outputs)]];
  return { state, task, sequence, sides, now: sides[0].now, before: sides[1].now, known };
}
/** @typedef {ReturnType<typeof values>} Values */

/**
 * @param {string} kind
 * @param {WorkerClient<Recipe, Reader>} client
 * @param {ArenaTask} task
 * @param {Sequence} sequence
 * @returns {Side}
 */
function sideOf(kind, client, task, { x, target }) {
  const now = /** @type {Report} */ (client.progress);
  const start = /** @type {Reader} */ (client.start);
  const { y } = readerForward({ ...start, parameters: now.parameters }, x);
  const { outputs } = task.sizes;
  const answers = target.map((wanted, t) => wanted === null ? undefined : largest(y, t, outputs));
  return { name: READERS[/** @type {Kind} */ (kind)], now, answers };
}

/** @type {Explorable} */
export default {
  render(host) {
    const status = statusLine();
    /** @type {Settings | undefined} */
    let last; // the settings of the runs
    /** @type {Values | undefined} */
    let said; // when something was last said

    const { element, showPlaying } = playerButtons({
      steps: STEPS,
      run(steps) {
        if (clients.every((client) => left(client) <= 0)) begin(clients);
        showPlaying(true);
        status.begin();
        for (const client of clients) {
          if (left(client) > 0) client.run(Math.min(steps, left(client)));
        }
      },
      stop() {
        showPlaying(false);
        for (const client of clients) client.stop();
      },
      restart() {
        begin(clients);
        page.draw();
        page.settle();
      },
    });

    /** @type {WorkerClient<Recipe, Reader>[]} */
    const clients = SIDES.map(() =>
      new WorkerClient(element, {
        ...{ figure: "arena", untrained },
        show() {
          if (prefersReducedMotion() || !last) return;
          page.draw();
          status.say(progressText(values(last, clients)));
        },
        rest() {
          page.draw();
          if (clients.some(({ busy }) => busy)) return;
          showPlaying(false);
          page.settle();
        },
      })
    );

    /**
     * The steps that are left of a reader's budget.
     * @param {WorkerClient<Recipe, Reader>} client
     */
    const left = ({ progress }) =>
      last && progress && !progress.diverged ? TASKS[last.task].steps - progress.done : 0;

    /**
     * Begin these runs, and pause the other one.
     * @param {WorkerClient<Recipe, Reader>[]} some
     */
    function begin(some) {
      if (!last) return;
      showPlaying(false);
      for (const client of clients) client.pause();
      for (const client of some) {
        const reader = /** @type {Kind} */ (last[SIDES[clients.indexOf(client)]]);
        client.restart({ task: last.task, reader, seed: last.seed });
      }
    }

    /** @param {Settings} state */
    function current(state) {
      const other = [...SIDES].reverse();
      const changed = clients.filter((_, k) => startsNewRun(state, last, [other[k]]));
      last = state;
      if (changed.length) begin(changed);
      return values(state, clients);
    }

    const page = explore(host, {
      name: "arena",
      title: "The arena: two readers, one task",
      settings,
      examples,
      values: current,
      panels: [
        stickyGroup(
          { element, update: () => {} },
          line(progressText, 3),
          accuracyPlot(),
          line(legendText),
        ),
        line(({ task }) => task.what),
        sequenceStrip(),
        table("Correct sequences, by length", headOf, accuracyRows),
        lossCurve(),
        line(() => "Dashed: the loss of guessing."),
      ],
      say(values) {
        const text = spokenText(values, said ?? values);
        said = values;
        return text;
      },
      tasks: [
        "Before you press Play, say where each curve will be to the right of the shaded part. Then " +
        "try other seeds. Which differences stay?",
        "Flip-flop, then parity: put minLSTM in the place of the second reader. Its gates see the " +
        "input alone. Why is that enough for one of the two tasks?",
        "Recall: which reader still finds the value among 16 pairs, and what happens if it is given " +
        "positions? Compare what the LSTM does at 2 pairs and at 16.",
      ],
    });
    element.append(status.element);
  },
};
