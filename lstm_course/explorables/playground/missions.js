// The guided tour of the playground.

/** @import { Mission } from "../ui/missions.js" */
/** @import { Values } from "./playground.js" */

const SHUT = -10; // a bias of the input gates
const FAST = 3; // a bias of the forget gates that suits 30 steps
const ENOUGH = 300; // training steps

/**
 * True if a run of this task has come this far.
 * @param {Values} values
 * @param {string} task
 * @param {number} steps
 */
const trained = ({ state, now }, task, steps) => state.task === task && now.done >= steps;

/** @type {Mission<Values>[]} */
export const MISSIONS = [
  {
    ask: "Press “100 steps” for the task remember.",
    why:
      "The network starts with random weights. Each step changes them a little, and the dot in " +
      "the bottom lane moves into the ring, its target.",
    done: (values) => trained(values, "remember", 100),
  },
  {
    ask: "Read off a step in the second half: point at the lanes, or move “step read off”.",
    why: "Only noise comes in there. Which of the numbers above the lanes still know the first " +
      "value?",
    done: ({ at, cache }) => at > cache.T / 2,
  },
  {
    ask: "Move “sequence shown” to one that begins with the other sign.",
    why: "A lane that remembers has to change its sign, or its level, with the first value.",
    done: ({ sequence, first }) => sequence.x[0][0] !== first.x[0][0],
  },
  {
    ask: "Set the bias of the input gates to −10.",
    why: "A gate that is shut writes nothing, and nothing can be learned from what is not written.",
    done: ({ state }) => state.input === SHUT,
  },
  {
    ask: "Press “100 steps” again.",
    why:
      "The loss stays near the dashed line, which is that of always predicting 0. The grey curve " +
      "is the run with open gates.",
    done: (values) => values.state.input === SHUT && trained(values, "remember", 100),
  },
  {
    ask: "Press the example “30 steps, forget bias 1”.",
    why:
      "Over 30 steps such a gate keeps a factor of 0.73 a step, and next to nothing of the whole.",
    done: ({ state }) => state.task === "adding" && state.length === 30 && state.forget === 1,
  },
  {
    ask: "Train it for 300 steps.",
    why: "Watch whether the loss gets below the dashed line, and how many sequences are correct.",
    done: (values) => values.state.forget === 1 && trained(values, "adding", ENOUGH),
  },
  {
    ask: "Set the bias of the forget gates to 3, and leave the seed as it is.",
    why: "Both runs then begin with the same other weights and see the same sequences.",
    done: ({ state, before }) => state.forget === FAST && before?.state.seed === state.seed,
  },
  {
    ask: "Train this run for 300 steps, too.",
    why:
      "The grey curve is the run before. The table compares the two, and the lane of $f$ says why.",
    done: (values) => values.state.forget === FAST && trained(values, "adding", ENOUGH),
  },
];
