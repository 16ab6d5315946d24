// A population of gates in training: which stay shut, and how flat the sigmoid is where they are.

import { BLOCK_NAMES, sigmoid, sigmoidSlope } from "./core.js";
import { gateFilm, gatePanels, NEARLY } from "./gate_pictures.js";
import { explore } from "./kit.js";
import { number } from "./numbers.js";
import { GATE_PLACES, Remembering } from "./remembering.js";
import { beginsAnew, running } from "./running.js";
import { choice, slider } from "./settings.js";

const MANY = 100; // steps at once

const several = (gate) => [gate, `${BLOCK_NAMES[gate]}s $${gate}$`];

// Keys that are whole numbers would be put in front by JavaScript: 3.0
const RATES = { 0.3: "0.3", "3.0": "3", "30.0": "30", "300.0": "300", "3000.0": "3,000" };

const settings = {
  b: slider("bias of the input gates $b$", -12, 2, -3, 0.5),
  spread: slider("weights, so many times larger", 1, 20, 1, 1),
  forget: slider("bias of the forget gates", -2, 4, 1, 0.5),
  rate: choice("learning rate $η$", RATES, "3.0"),
  seed: slider("another draw of weights and examples", 1, 20, 1, 1),
  look: choice("Look at", Object.fromEntries(Object.keys(GATE_PLACES).map(several)), "i"),
};

const usual = { b: 0, spread: 1, forget: 1, rate: "0.3" };
const examples = {
  "a good start": usual,
  "bias −10": { ...usual, b: -10 },
  "bias −10, rate 3,000": { ...usual, b: -10, rate: "3000.0" },
  "bias −3, rate 3": { ...usual, b: -3, rate: "3.0" },
  "weights 20 times larger": { ...usual, spread: 20 },
};

function begin({ b, spread, forget, rate, seed }) {
  const start = { inputBias: b, spread, forgetBias: forget };
  return new Remembering({ ...start, rate: Number(rate), seed });
}

/** How the gates that are looked at stand at one step. */
function standing(then, look) {
  const z = then[look].flat();
  const openings = z.map(sigmoid);
  const slopes = openings.map(sigmoidSlope).sort((p, q) => p - q);
  return {
    ...then,
    z,
    shut: openings.filter((a) => a < NEARLY).length,
    stuckOpen: openings.filter((a) => a > 1 - NEARLY).length,
    slope: (slopes[slopes.length / 2 - 1] + slopes[slopes.length / 2]) / 2,
  };
}

function values({ past, now, span, solved, rate }, look) {
  const all = [...past, now];
  const lines = now[look].map((units, value) =>
    units.map((_, unit) => all.map((then) => [then.step, sigmoid(then[look][value][unit])])),
  );
  const [start, end] = [standing(past[0], look), standing(now, look)];
  const moves = Object.fromEntries(Object.entries(now.norms).map(([k, d]) => [k, rate * d]));
  return { look, lines, span, solved, start, now: end, moves };
}

function say({ look, now, solved, moves }) {
  const { step, shut, stuckOpen, z, slope, distance } = now;
  return (
    `Step ${step}, ${BLOCK_NAMES[look]}s: ${shut} of ${z.length} shut, ${stuckOpen} stuck open, ` +
    `median slope ${number(slope)}. Distance from the target ${number(distance)}` +
    `${solved === undefined ? "" : `, solved at step ${solved}`}. ` +
    `The next step moves the weights of the input gates by ${number(moves.i)}.`
  );
}

export default {
  render(host) {
    let run;
    let last;

    function current(state) {
      if (beginsAnew(state, last, ["look"])) restart(state);
      last = state;
      return run;
    }

    function restart(state) {
      controls.halt();
      run = begin(state);
    }

    const controls = running({
      many: MANY,
      pace: () => run.every,
      advance: () => run.learn(),
      show: () => page.draw(),
      rest: () => page.settle(),
      restart: () => {
        restart(last);
        page.draw();
        page.settle();
      },
    });

    const page = explore(host, {
      name: "shut_gates",
      title: "Eight gates in training, and why some stay shut",
      settings,
      examples,
      values: (state) => values(current(state), state.look),
      panels: [gateFilm(controls.element), ...gatePanels()],
      say,
      tasks: [
        "Let −10 learn for 300 steps. Which of the four blocks has a gradient to learn from?",
        "At a rate of 3: how many steps until it is solved from −3, −4, −5? Guess −6, and play " +
          "on. How many gates had to open?",
        "From −10, try the larger rates. What has 3,000 made of the forget and output gates?",
      ],
    });
  },
};
