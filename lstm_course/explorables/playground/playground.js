// An LSTM that learns in the page: choose a task and a start, and watch loss, gates and memory.

import { DEFAULT_FORGET_BIAS } from "../model/defaults.js";
import { softmax } from "../model/losses.js";
import { forward, outputsOf } from "../model/network.js";
import { lossCurve } from "../training/loss_curve.js";
import { statusLine } from "../training/status.js";
import { WorkerClient } from "../training/worker_client.js";
import { createButton } from "../ui/dom.js";
import { explore } from "../ui/explorable.js";
import { guide } from "../ui/missions.js";
import { line, stickyGroup, table } from "../ui/panels.js";
import { playerButtons, prefersReducedMotion, startsNewRun } from "../ui/player.js";
import { listen } from "../ui/sound.js";
import { History } from "./history.js";
import { unseen, untrained } from "./init.js";
import { MISSIONS } from "./missions.js";
import { recipe, view } from "./settings.js";
import { TASKS } from "./tasks.js";
import { comparisonRows, legendText, predictionText, progressText, spokenText } from "./text.js";
import { timeline } from "./timeline.js";

/** @import { AnyState, Explorable, ForwardCache, Matrix } from "../types.d.ts" */
/** @import { Network, Panel, Parameters, SetState, State } from "../types.d.ts" */
/** @import { Report as AnyReport } from "../training/training.js" */

const STEPS = { "1 step": 1, "100 steps": 100 };
const WORTH_KEEPING = 10; // steps that make a run worth comparing with

const settings = { ...recipe, ...view };
/** @typedef {State<typeof settings>} Settings */
/** @typedef {AnyReport<number, Parameters>} Report the sequences that are correct */
/** @typedef {Report & { state: AnyState }} Run a report, and the settings it belongs to */

const usual = {
  ...{ task: "remember", length: 10, units: 4, forget: DEFAULT_FORGET_BIAS, input: 0 },
  ...{ scale: 1, rule: "adam", rate: "0.01" },
};
const addition = { ...usual, task: "adding", length: 20, units: 8 };
const examples = {
  "the usual start": usual,
  "input gates start shut": { ...usual, input: -10 },
  "30 steps, forget bias 1": { ...addition, length: 30, forget: 1 },
  "30 steps, forget bias 3": { ...addition, length: 30, forget: 3 },
  "rate above the head’s limit": { ...addition, rule: "raw", rate: "3.0" },
};

/**
 * A gate, candidate, memory or hidden state of a unit at a step.
 * @typedef {(of: string, t: number, k: number) => number} Level
 */

/** @type {(cache: ForwardCache, H: number) => Level} */
const levelsOf = ({ c, gates, headInput }, H) => (of, t, k) => {
  if (of === "c") return c[t * H + k];
  if (of === "h") return headInput[t * (1 + H) + 1 + k];
  return gates[(4 * t + "ifgo".indexOf(of)) * H + k];
};

/** The settings that two runs must have in common to be seen side by side on one sequence. */
const COMMON = ["task", "seed", "length", "units"];

/**
 * The previous run on the same sequence.
 * @param {Run | undefined} before
 * @param {AnyState} state
 * @param {Network} network
 * @param {Matrix} x
 */
function ghostOf(before, state, network, x) {
  if (!before || COMMON.some((key) => before.state[key] !== state[key])) return undefined;
  return levelsOf(forward({ ...network, parameters: before.parameters }, x), network.H);
}

/**
 * Everything that is drawn and said of a run.
 * @param {Settings} state
 * @param {Network} network
 * @param {Report} now
 * @param {Run | undefined} before
 * @param {SetState} set
 */
function values(state, network, now, before, set) {
  const task = TASKS[state.task];
  const sequences = unseen(state, state.sequence);
  const sequence = sequences[(state.sequence - 1) % sequences.length]; // there are two companies
  const { H } = network;
  const cache = forward(network, sequence.x);
  const outputs = outputsOf(network, cache);
  /** @type {(y: number[], t: number) => number | undefined} */
  const probability = (y, t) => softmax(y)[/** @type {number} */ (sequence.target[t])];
  const at = Math.min(state.at, cache.T);
  return {
    ...{ now, before, task, sequence, cache, outputs, H, at, first: sequences[0] },
    /** @type {AnyState} */
    state,
    read: (/** @type {number} */ at) => set({ at }),
    level: levelsOf(cache, H),
    ghost: ghostOf(before, state, network, sequence.x),
    unit: Math.min(state.unit, H) - 1,
    /** @type {[string, number][]} */
    known: Object.entries(task.known).map(([name, loss]) => [name, loss(state.length)]),
    probabilities: task.classes ? outputs.map(probability) : [],
    best: task.may?.(sequence).map((letters) => 1 / letters.length) ?? outputs.map(() => 1),
  };
}
/** @typedef {ReturnType<typeof values>} Values */

/**
 * Progress of the run, with room for two lines, so that nothing below moves.
 * @returns {Panel<Values>}
 */
const progressLine = () => line(progressText, 2);

/** @type {(gate: string) => (values: Values) => number[]} the series of the unit shown */
const seriesOf = (gate) => ({ cache: { T }, level, unit }) =>
  Array.from({ length: T }, (_, t) => level(gate, t, unit));

/** @returns {Panel<Values>} */
const melodies = () =>
  listen({ "$f_t$": seriesOf("f"), "$i_t$": seriesOf("i"), "$o_t$": seriesOf("o") });

/** @type {Explorable} */
export default {
  render(host) {
    const status = statusLine();
    /** @type {Settings | undefined} */
    let last; // the settings of the run
    /** @type {Run | undefined} */
    let before; // the previous run
    /** @type {AnyState | undefined} */
    let said; // the settings when something was last said

    const { element, showPlaying } = playerButtons({
      steps: STEPS,
      run(steps) {
        showPlaying(true);
        status.begin();
        client.run(steps);
      },
      stop() {
        showPlaying(false);
        client.stop();
      },
      restart() {
        if (last) restart(last);
        page.draw();
        page.settle();
      },
    });

    const history = new History();
    /** @type {(by: -1 | 1) => void} */
    function rewind(by) {
      client.stop();
      history.move(by);
      page.draw();
      page.settle();
    }
    element.append(
      createButton("Rewind", () => rewind(-1)),
      createButton("Forward", () => rewind(1)),
    );

    const client = new WorkerClient(element, {
      ...{ figure: "playground", untrained },
      show() {
        if (client.progress) history.add(client.progress);
        if (prefersReducedMotion()) return;
        page.draw();
        if (client.progress) status.say(progressText({ now: client.progress }));
      },
      rest() {
        showPlaying(false);
        if (client.progress) history.add(client.progress);
        page.draw();
        page.settle();
      },
    });

    /** @param {Settings} state */
    function restart(state) {
      const old = client.progress;
      if (last && old && old.done >= WORTH_KEEPING) before = { ...old, state: last };
      if (before?.state.task !== state.task) before = undefined; // its loss is another one
      showPlaying(false);
      history.begin(client.restart(state));
    }

    /**
     * @param {Settings} state
     * @param {SetState} set
     */
    function current(state, set) {
      const again = !client.progress || startsNewRun(state, last, Object.keys(view));
      if (again) restart(state);
      const now = history.shown;
      last = state;
      said ??= state;
      const { H, N, D, K } = /** @type {Network} */ (client.start);
      return values(state, { H, N, D, K, parameters: now.parameters }, now, before, set);
    }

    const buttons = { element, update: () => {} };
    const page = explore(host, {
      name: "playground",
      title: "An LSTM that learns while you watch",
      settings,
      examples,
      values: current,
      panels: [
        stickyGroup(
          buttons,
          progressLine(),
          timeline(),
          guide(MISSIONS),
          melodies(),
          line(({ task }) => task.what),
          line(predictionText),
          lossCurve(),
          line(legendText),
        ),
        table("The latest two runs", ["", "this run", "before"], comparisonRows),
      ],
      say(values) {
        const text = spokenText(values, said ?? values.state);
        said = values.state;
        return text;
      },
      tasks: [
        "Play the example with a forget bias of 1 for 300 steps, then the one with 3. What does $f$ " +
        "look like in the run that learns? Why is a bias of 1 enough for 20 steps?",
        "Task adding: find the largest learning rate that learns within 300 steps. Does another " +
        "seed agree? Then press the last example and watch the loss.",
        "Task remember: start the input gates at 0, −5 and −10. How long does the loss stay on the " +
        "dashed line, and what is in memory meanwhile?",
      ],
    });
    element.append(status.element);
  },
};
