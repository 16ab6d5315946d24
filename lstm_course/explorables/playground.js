// An LSTM that learns in the page: choose a task and a start, and watch loss, gates and memory.

import { make } from "./dom.js";
import { explore, line, table } from "./kit.js";
import { spoken } from "./numbers.js";
import { lossPicture } from "./playground_loss.js";
import { scorePicture } from "./playground_score.js";
import { looks, recipe } from "./playground_settings.js";
import { answersOf, unseen } from "./playground_start.js";
import { PLAYED } from "./playground_tasks.js";
import { Trainer } from "./playground_trainer.js";
import { compared, exchange, legend, sentence, standing } from "./playground_words.js";
import { beginsAnew, player, stillness } from "./running.js";
import { forward, softmax } from "./training.js";

const MANY = 100; // steps at once
const SAID = 10_000; // milliseconds between two sentences while it plays
const KEPT = 10; // steps that make a run worth comparing with

const settings = { ...recipe, ...looks };

const ordinary = { task: "adding", length: 20, units: 8, forget: 1, input: 0, spread: 1 };
const usual = { ...ordinary, rule: "adam", rate: "0.01" };
const examples = {
  remember: { ...usual, task: "remember", length: 10, units: 4 },
  adding: usual,
  "adding, 30 steps": { ...usual, length: 30 },
  "temporal order": { ...usual, task: "order" },
  "embedded Reber": { ...usual, task: "reber", units: 16 },
  "two companies": { ...usual, task: "company", units: 1 },
  "nobody clips": { ...usual, rule: "raw", rate: "3.0" },
};

/** All that is drawn and said of a run that has got so far. */
function values(state, net, now, before) {
  const about = PLAYED[state.task];
  const sequences = unseen(state, state.sequence);
  const sequence = sequences[(state.sequence - 1) % sequences.length]; // there are two companies
  const { H } = net;
  const run = forward(net, sequence.x);
  const answers = answersOf(net, run);
  const gate = (of, t, k) => run.gates[(4 * t + "ifgo".indexOf(of)) * H + k];
  const share = (y, t) => softmax(y)[sequence.target[t]]; // undefined where nothing is asked for
  return {
    ...{ state, now, before, about, sequence, run, answers, H, T: run.T },
    level: (of, t, k) => (of === "c" ? run.c[t * H + k] : gate(of, t, k)),
    unit: Math.min(state.unit, H) - 1,
    known: Object.entries(about.known).map(([words, loss]) => [words, loss(state.length)]),
    shares: about.classes && answers.map(share),
    best: about.may?.(sequence).map((letters) => 1 / letters.length) ?? answers.map(() => 1),
  };
}

/** Panels below each other that stay together. */
function film(...panels) {
  const element = make("div", { class: "lx-film" }, ...panels.map((panel) => panel.element));
  return { element, update: (values) => panels.forEach((panel) => panel.update(values)) };
}

/** How far it has got, with room for two lines, so that nothing below moves. */
function progressLine() {
  const panel = line(standing);
  panel.element.style.minHeight = "2.9em";
  return panel;
}

export default {
  render(host) {
    const spokenWhile = make("p", { class: "lx-live", role: "status" });
    let last; // the settings of the run
    let before; // the run before it
    let said; // the settings when something was last said
    let words = 0; // when it was last spoken

    const { element, playing } = player({
      many: MANY,
      run(steps) {
        playing(true);
        words = performance.now();
        trainer.run(steps);
      },
      stop() {
        playing(false);
        trainer.stop();
      },
      restart() {
        restart(last);
        page.draw();
        page.settle();
      },
    });

    const trainer = new Trainer(element, {
      show() {
        if (stillness()) return;
        page.draw();
        if (performance.now() - words < SAID) return;
        words = performance.now();
        spokenWhile.textContent = spoken(standing({ now: trainer.progress }));
      },
      rest() {
        playing(false);
        page.draw();
        page.settle();
      },
    });

    function restart(state) {
      const old = trainer.progress;
      if (old?.done >= KEPT) before = { ...old, state: last };
      if (before?.state.task !== state.task) before = undefined; // another loss
      playing(false);
      trainer.restart(state);
    }

    function current(state) {
      if (beginsAnew(state, last, Object.keys(looks))) restart(state);
      last = state;
      said ??= state;
      return values(state, trainer.network, trainer.progress, before);
    }

    const controls = { element, update: () => {} };
    const page = explore(host, {
      name: "playground",
      title: "An LSTM that learns while you watch",
      settings,
      examples,
      values: current,
      panels: [
        film(controls, progressLine(), lossPicture(), line(legend)),
        film(line(({ about }) => about.what), scorePicture(), line(exchange)),
        table("The last two runs", ["", "this run", "before"], compared),
      ],
      say(values) {
        const text = sentence(values, said);
        said = values.state;
        return text;
      },
      tasks: [
        "Adding, 30 steps: play 300 steps with a forget bias of 1, then of 3. What does $f$ look " +
          "like in the run that learns, and why does 1 do for 20 steps?",
        "Adding: find the largest learning rate that learns in 300 steps. Does another seed " +
          "agree? Then let nobody clip.",
        "Remember: start the input gates at 0, −5, −10. How long does the loss stay on the " +
          "dashed line, and what is in memory meanwhile?",
      ],
    });
    element.append(spokenWhile);
  },
};
