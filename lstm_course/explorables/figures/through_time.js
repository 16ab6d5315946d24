// Backpropagation through time in numbers: the gradient of day 4's error, back through the days of
// company B.

import { backThroughTime, totalGradients } from "../model/backward.js";
import { step, survivingFractions, zeroState } from "../model/lstm.js";
import { squaredError } from "../model/losses.js";
import { DAY_5, PRICES } from "../model/tasks.js";
import { axis, roundAbove } from "../ui/axis.js";
import { choice, slider } from "../ui/controls.js";
import { explore } from "../ui/explorable.js";
import { formatNumber, formatTerm, plainLabel } from "../ui/format.js";
import { line, stickyGroup } from "../ui/panels.js";
import { Plot } from "../ui/plot.js";
import {
  arrival,
  BACKWARDS,
  chosenWeight,
  gates,
  weightByDay,
  weightTable,
} from "./backward_tables.js";
import { changeWeight, COLUMNS, DAYS, LAYERS, weightSettings } from "./company_cell.js";
import { dayPlayer } from "./day_player.js";
import { RoadDiagram } from "./road_diagram.js";

/** @import { Blocks, CellStep, Explorable, Panel, SetState, State } from "../types.d.ts" */

const GATES = { 2: "$f_2$", 3: "$f_3$", 4: "$f_4$" };
const INPUTS = PRICES.B.map((price) => [price]);

const settings = {
  back: slider("days gone back", 0, DAYS - 1, 0, 1),
  target: slider("target for $h_4$", -1, 1, DAY_5.B, 0.01),
  ...weightSettings("change a weight of the"),
  pushed: choice("push one forget gate", GATES, "3"),
  push: slider("add to the sum of that gate", -10, 10, 0),
};

const unchanged = { target: DAY_5.B, times: 1, push: 0 };
const examples = {
  "the error of day 4": { ...unchanged, back: 0 },
  "back on day 1": { ...unchanged, back: 3 },
  "$f_3$ shut": { ...unchanged, back: 3, pushed: "3", push: -10 },
  "target −1": { ...unchanged, back: 3, target: -1 },
};

/**
 * The weights of each day: one cell, but for what is added to the sum of one day's forget gate.
 * @param {Blocks} weights
 * @param {number} pushed
 * @param {number} push
 */
function weightsByDay(weights, pushed, push) {
  const [[b, ...rest]] = weights.f;
  return INPUTS.map((_, n) =>
    n + 1 === pushed ? { ...weights, f: [[b + push, ...rest]] } : weights
  );
}

/**
 * The steps of the days.
 * @param {Blocks[]} weights
 */
function forward(weights) {
  /** @type {CellStep[]} */
  const steps = [];
  for (const [n, x] of INPUTS.entries()) {
    steps.push(step(weights[n], x, steps.at(-1) ?? zeroState(weights[n])));
  }
  return steps;
}

/**
 * @param {State<typeof settings>} state
 * @param {SetState} set
 */
function values({ back, target, pushed, push, ...changed }, set) {
  const day = DAYS - back;
  const { block, column, weights } = changeWeight(changed);
  const byDay = weightsByDay(weights, Number(pushed), push);
  const steps = forward(byDay);
  const { loss, dy } = squaredError(steps[DAYS - 1].h, [target]);
  const backward = backThroughTime(byDay, INPUTS, steps, dy);
  const dW = totalGradients(backward.slice(day - 1));
  return {
    ...{ day, target, block, column, weight: changed.weight, steps, loss, backward, dW },
    pushed: Number(pushed),
    /** The vector that the weights of each day multiplied. */
    seen: INPUTS.map((x, n) => [1, ...(steps[n - 1]?.h ?? [0]), ...x]),
    /** The walk back of a gradient of 1 at h_4. */
    perUnit: backThroughTime(byDay, INPUTS, steps, [1]),
    /** Of the gradient at c_4, the fraction that arrives along the memory alone. */
    alone: survivingFractions(steps.map(({ f }) => f[0])),
    reach: (/** @type {number} */ day) => set({ back: DAYS - day }),
    choose: (/** @type {number} */ pushed) => set({ pushed }),
  };
}
/** @typedef {ReturnType<typeof values>} Values */

/** @returns {Panel<Values>} */
const error = () =>
  line(({ target, steps, loss, backward }) => {
    const h = formatNumber(steps[DAYS - 1].h[0]);
    const dh = formatNumber(backward[DAYS - 1].dh[0]);
    return `The target is ${formatNumber(target)} and $h_4$ = ${h}: the loss is ` +
      `${formatNumber(loss)}, and $d$$h_4$ = 2(${h} − ${formatTerm(target)}) = ${dh}.`;
  }, 2);

/** @returns {Panel<Values>} */
const fractions = () =>
  new Plot({
    label: "How much of a gradient at h₄ arrives at the cell state of each day, along the memory " +
      "and around it",
    x: axis(0.4, DAYS + 0.6, "day $t$ (line: the sum)", { ticks: [1, 2, 3, 4] }),
    y: reachOf,
    height: () => 210,
    draw(marks, /** @type {Values} */ { day, perUnit }) {
      marks.line([[0.4, 0], [DAYS + 0.6, 0]], { colour: "muted", width: 1 });
      perUnit.forEach(({ along, around, dc }, n) => {
        const t = n + 1;
        if (t < day) return;
        marks.line([[t - 0.14, 0], [t - 0.14, along[0]]], { colour: "c", width: 14 });
        marks.line([[t + 0.14, 0], [t + 0.14, around[0]]], { colour: "h", width: 14 });
        marks.line([[t - 0.32, dc[0]], [t + 0.32, dc[0]]], { width: 2 });
      });
      const { x, y } = marks.plot;
      marks.text(x.from, y.to, "along the memory", { colour: "c", ...legend(0) });
      marks.text(x.from, y.to, "around it", { colour: "h", ...legend(136) });
    },
  });

/** @type {(right: number) => { small: boolean, anchor: string, move: [number, number] }} */
const legend = (right) => ({ small: true, anchor: "start", move: [6 + right, 12] });

/** @param {Values} values */
function reachOf({ perUnit }) {
  const parts = perUnit.flatMap(({ along, around, dc }) => [along[0], around[0], dc[0]]);
  const reach = roundAbove(parts);
  const low = Math.min(...parts) < 0 ? -reach : 0;
  return axis(low, 1.25 * reach, "$d$$c_t$ for each 1 at $h_4$", { ticks: [low, 0, reach] });
}

/** @param {Values} values */
function say(values) {
  const { day, target, steps, loss, backward, block, column, weight, dW } = values;
  const { dh, along, around, dc } = backward[day - 1];
  const [h, c, road, other] = [dh, dc, along, around].map(([value]) => formatNumber(value));
  const gate = `${plainLabel(GATES[/** @type {2 | 3 | 4} */ (values.pushed)])} ${
    formatNumber(steps[values.pushed - 1].f[0])
  }`;
  return `Target ${formatNumber(target)}, loss ${formatNumber(loss)}, ${gate}. Day ${day}: ` +
    `at the hidden state ${h}, at the cell state ${c}, of which ${road} along the memory and ` +
    `${other} around it. So far the ${plainLabel(COLUMNS[weight])} of the ${LAYERS[block]} gets ` +
    `${formatNumber(dW[block][0][column])}.`;
}

/** @type {Explorable} */
export default {
  render(host) {
    let day = DAYS;
    const goTo = (/** @type {number} */ day) => page.set({ back: DAYS - day });
    const buttons = dayPlayer("One day back", BACKWARDS, () => day, goTo);

    const page = explore(host, {
      name: "through_time",
      title: "One error, on its way back through four days",
      settings,
      examples,
      values(state, set) {
        day = DAYS - state.back;
        return values(state, set);
      },
      panels: [
        stickyGroup(buttons, new RoadDiagram()),
        error(),
        fractions(),
        arrival(),
        gates(),
        chosenWeight(),
        weightByDay(),
        weightTable(),
      ],
      say,
      tasks: [
        "Go back day by day. $d$$h_t$ is largest on day 4. On which day does most come around the " +
        "memory, and why there?",
        "“$f_3$ shut”: what still arrives on days 1 and 2, and which way has it come?",
        "Move the target across $h_4$. What happens to every gradient, and what stays as it is?",
      ],
    });
  },
};
