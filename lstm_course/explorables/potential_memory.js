// What is written: the potential memory, of which the input gate lets a share through.

import { sigmoid, tanh } from "./core.js";
import { explore, table } from "./kit.js";
import { look } from "./marks.js";
import { number, output } from "./numbers.js";
import { axis, Plot } from "./plot.js";
import { slider } from "./settings.js";

const FAR = { zi: 15, zg: 10 }; // the largest sums

const settings = {
  zi: slider("sum of the input gate $i_t$", -FAR.zi, FAR.zi, 4.27, 0.01),
  zg: slider("sum of the potential memory $g_t$", -FAR.zg, FAR.zg, 2.03, 0.01),
};

const examples = {
  "4.27 and 2.03": { zi: 4.27, zg: 2.03 },
  "half open, down": { zi: 0, zg: -2.03 },
  "gate’s sum −10": { zi: -10, zg: 2.03 },
  "input −10": { zi: -13.88, zg: -8.31 },
};

function values({ zi, zg }, set) {
  const [i, g] = [sigmoid(zi), tanh(zg)];
  return { zi, zg, i, g, written: i * g, set };
}

/** The sums of a gate i and a potential memory g, as far as they can be set. */
function sums(i, g) {
  const within = (z, far) => Math.min(Math.max(z, -far), far);
  return { zi: within(Math.log(i / (1 - i)), FAR.zi), zg: within(Math.atanh(g), FAR.zg) };
}

const area = () =>
  new Plot({
    label: "A rectangle as wide as the gate is open and as high as the potential memory: the product",
    x: axis(0, 1, "input gate $i_t$"),
    y: axis(-1, 1, "potential memory $g_t$"),
    height: (width) => Math.max(0.8 * width, 240),
    draw(marks, { i, g, written, set }) {
      const { plot } = marks;
      const [y, height] = [plot.py(Math.max(g, 0)), Math.abs(plot.py(g) - plot.py(0))];
      const box = { x: plot.left, y, width: plot.px(i) - plot.left, height };
      marks.add("rect", { ...box, ...look("box", "ink") });
      marks.line([[0, 0], [1, 0]], { colour: "muted", width: 1 });
      marks.line([[0, g], [1, g], [1, 0]], { colour: "g", dashed: true, width: 1.5 });
      marks.line([[0, 0], [0, g]], { colour: "g", width: 7 });
      marks.line([[0, 0], [i, 0]], { colour: "i", width: 4 });
      const free = g < 0 ? 0.5 : -0.5; // the half without the rectangle
      const words = (row, label, colour) =>
        marks.text(0, free, label, { colour, anchor: "start", move: [12, 5 + 21 * row] });
      words(-1, `$i_t$ = ${output(i)}`, "i");
      words(0, `$g_t$ = ${output(g)}`, "g");
      words(1, `$i_t$ ⊙ $g_t$ = ${output(written)}`);
      marks.handle(0, i, g, (i, g) => set(sums(i, g)));
    },
  });

const added = () =>
  new Plot({
    label: "What is offered and what is written of it, as arrows from zero, down or up",
    x: axis(-1, 1, "offered, and added to the memory"),
    y: axis(0, 2.6, "", { ticks: [] }),
    height: () => 130,
    draw(marks, { g, written }) {
      marks.line([[0, 0], [0, 2.6]], { colour: "muted", width: 1 });
      marks.arrow(0, 1.8, g, 1.8, { colour: "g", width: 3 });
      marks.arrow(0, 0.7, written, 0.7, { width: 4 });
      const free = g < 0 ? { anchor: "start", move: [10, 5] } : { anchor: "end", move: [-10, 5] };
      marks.text(0, 1.8, "offered $g_t$", { colour: "g", ...free });
      marks.text(0, 0.7, "written $i_t$ ⊙ $g_t$", free);
    },
  });

const numbers = () =>
  table("From the sums to what is written", ["", "sum", "value"], ({ zi, zg, i, g, written }) => [
    ["input gate $i_t$", number(zi), output(i)],
    ["potential memory $g_t$", number(zg), output(g)],
    ["written $i_t$ ⊙ $g_t$", "", output(written)],
  ]);

function say({ zi, zg, i, g, written }) {
  const gate = `Sum of the gate ${number(zi)}, gate ${output(i)}`;
  const offer = `sum of the potential memory ${number(zg)}, potential memory ${output(g)}`;
  return `${gate}; ${offer}; written ${output(written)}.`;
}

export default {
  render(host) {
    explore(host, {
      name: "potential_memory",
      title: "What is offered, and the share of it that is written",
      settings,
      examples,
      values,
      panels: [area(), added(), numbers()],
      say,
      tasks: [
        "Turn what is written from up to down. Which of the two can do it, and why not the other?",
        "Write exactly nothing. Which of the two can do it, and how near does the other come?",
        "Push both sums to their ends. Can one step add more than 1 to the memory?",
      ],
    });
  },
};
