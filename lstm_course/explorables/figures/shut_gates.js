// A population of gates in training: which ones stay shut, and how flat the sigmoid is there.

import { BLOCK_NAMES, sigmoid, sigmoidDerivative } from "../model/lstm.js";
import { DEFAULT_FORGET_BIAS } from "../model/defaults.js";
import { GATES, RememberModel } from "../model/remember_model.js";
import { choice, slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { formatNumber } from "../ui/format.js";
import { stickyGroup } from "../ui/panels.js";
import { player, startsNewRun } from "../ui/player.js";
import { gateOpenings, gatePanels, NEARLY } from "./gate_panels.js";

/** @import { Explorable, Point, State } from "../types.d.ts" */
/** @import { Gate, Snapshot } from "../model/remember_model.js" */
/** @import { GateState, Values } from "./gate_panels.js" */

const STEPS = { "1 step": 1, "100 steps": 100 };

// JavaScript would put keys that are whole numbers first: 3.0
const RATES = { "0.3": "0.3", "3.0": "3", "30.0": "30", "300.0": "300", "3000.0": "3,000" };
const VIEWS = Object.fromEntries(GATES.map((gate) => [gate, `${BLOCK_NAMES[gate]}s $${gate}$`]));

const settings = {
  b: slider("bias of the input gates $b$", -12, 2, -3, 0.5),
  scale: slider("weight scale", 1, 20, 1, 1),
  forget: slider("bias of the forget gates", -2, 4, DEFAULT_FORGET_BIAS, 0.5),
  rate: choice("learning rate $η$", RATES, "3.0"),
  seed: slider("seed of weights and examples", 1, 20, 1, 1),
  look: choice("show the", VIEWS, "i"),
};

const usual = { b: 0, scale: 1, forget: DEFAULT_FORGET_BIAS, rate: "0.3" };
const examples = {
  "a good start": usual,
  "bias −10": { ...usual, b: -10 },
  "bias −10, rate 3,000": { ...usual, b: -10, rate: "3000.0" },
  "bias −3, rate 3": { ...usual, b: -3, rate: "3.0" },
  "weights 20 times larger": { ...usual, scale: 20 },
};

/** @param {State<typeof settings>} state */
function begin({ b, scale, forget, rate, seed }) {
  const start = { inputBias: b, scale, forgetBias: forget };
  return new RememberModel({ ...start, rate: Number(rate), seed });
}

/**
 * The state of the gates in view at one step.
 * @param {Snapshot} snapshot
 * @param {Gate} look
 * @returns {GateState}
 */
function gateState(snapshot, look) {
  const z = snapshot[look].flat();
  const openings = z.map(sigmoid);
  const slopes = openings.map(sigmoidDerivative).sort((p, q) => p - q);
  return {
    ...snapshot,
    z,
    shut: openings.filter((a) => a < NEARLY).length,
    stuckOpen: openings.filter((a) => a > 1 - NEARLY).length,
    slope: (slopes[slopes.length / 2 - 1] + slopes[slopes.length / 2]) / 2,
  };
}

/**
 * @param {RememberModel} model
 * @param {Gate} look
 * @returns {Values}
 */
function values({ history, now, span, solvedAt, rate }, look) {
  const all = [...history, now];
  /** @type {(value: number, unit: number) => Point[]} */
  const line = (value, unit) => all.map((then) => [then.step, sigmoid(then[look][value][unit])]);
  const lines = now[look].map((units, value) => units.map((_, unit) => line(value, unit)));
  const { i, f, g, o } = now.norms;
  const moves = { i: rate * i, f: rate * f, g: rate * g, o: rate * o };
  const [start, end] = [history[0], now].map((snapshot) => gateState(snapshot, look));
  return { look, lines, span, solvedAt, start, now: end, moves };
}

/** @param {Values} values */
function say({ look, now, solvedAt, moves }) {
  const { step, shut, stuckOpen, z, slope, distance } = now;
  return (
    `Step ${step}, ${BLOCK_NAMES[look]}s: ${shut} of ${z.length} shut, ${stuckOpen} stuck open, ` +
    `median slope ${formatNumber(slope)}. Distance from the target ${formatNumber(distance)}` +
    `${solvedAt === undefined ? "" : `, solved at step ${solvedAt}`}. ` +
    `The next step moves the weights of the input gates by ${formatNumber(moves.i)}.`
  );
}

/** @type {Explorable} */
export default {
  render(host) {
    /** @typedef {State<typeof settings>} Settings */
    /** @type {{ settings: Settings, model: RememberModel } | undefined} */
    let run;

    /** @param {Settings} settings */
    function restart(settings) {
      controls.halt();
      run = { settings, model: begin(settings) };
      return run;
    }

    /** @param {Settings} settings */
    function current(settings) {
      if (!run || startsNewRun(settings, run.settings, ["look"])) return restart(settings).model;
      run.settings = settings;
      return run.model;
    }

    const controls = player({
      steps: STEPS,
      pace: () => run?.model.stride ?? 1,
      advance: () => run?.model.trainStep() ?? false,
      show: () => page.draw(),
      rest: () => page.settle(),
      restart() {
        if (run) restart(run.settings);
        page.draw();
        page.settle();
      },
    });
    const buttons = { element: controls.element, update: () => {} };

    const page = explore(host, {
      name: "shut_gates",
      title: "Eight gates in training, and why some of them stay shut",
      settings,
      examples,
      values: (state) => values(current(state), /** @type {Gate} */ (state.look)),
      panels: [stickyGroup(buttons, gateOpenings()), ...gatePanels()],
      say,
      tasks: [
        "Train for 300 steps from a bias of −10. Which of the four blocks has a gradient to learn from?",
        "At a rate of 3, how many steps does it take from −3, −4 and −5? Guess for −6, then keep " +
        "playing. How many gates had to open?",
        "From −10, try the larger rates. What has 3,000 done to the forget and output gates?",
      ],
    });
  },
};
