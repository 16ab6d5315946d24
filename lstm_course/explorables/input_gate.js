// The input gate of one unit: one row of weights in two notations, one sum, one answer.

import { layer, sigmoid, sum, terms } from "./core.js";
import { explore } from "./kit.js";
import { number, output } from "./numbers.js";
import { axis, Plot } from "./plot.js";
import { slider } from "./settings.js";
import { LOWER, TwoNotations, UPPER } from "./two_notations.js";

const settings = {
  b: slider("bias $b_i$", -10, 5, 0.62, 0.01),
  wh: slider("weight of the last hidden state $w_h$", -3, 3, 2, 0.01),
  wx: slider("weight of the input $w_x$", -3, 3, 1.65, 0.01),
  h: slider("last hidden state $h_{t−1}$", -1, 1, 1, 0.01),
  x: slider("input $x_t$", -3, 3, 1, 0.01),
};

const trained = { b: 0.62, wh: 2, wx: 1.65 };

const examples = {
  "$h$ = $x$ = 1": { ...trained, h: 1, x: 1 },
  "$h$ = $x$ = 0": { ...trained, h: 0, x: 0 },
  "$h$ = $x$ = −1": { ...trained, h: -1, x: -1 },
  "sum −10": { ...trained, b: -10, h: 0, x: 0 },
};

/** The sum without its last bits, in which another order of adding may differ. */
const tidy = (z) => Number(z.toFixed(10));

function values({ b, wh, wx, h, x }) {
  const row = [b, wh, wx];
  const parts = terms(row, [h, x]);
  return { b, wh, wx, h, x, parts, z: tidy(sum(parts)), i: layer([row], [h, x])[0] };
}

const [LEFT, LOWEST, HIGHEST] = [-17, -11, 8]; // of the sums; words stand left of the lowest
const within = (z) => Math.min(Math.max(z, LOWEST), HIGHEST);

/** A notation, and below it its terms, [label, term], as arrows from 0 on, one after the other. */
function walk(marks, y, notation, named) {
  const words = (y, label, style) =>
    marks.text(LEFT, y, label, { anchor: "start", move: [-44, 5], ...style });
  words(y, notation, {});
  let from = 0;
  for (const [label, term] of named) {
    y -= 0.23;
    words(y, `${label} = ${number(term)}`, { small: true });
    marks.arrow(within(from), y, within(from + term), y);
    from += term;
  }
}

const walks = () =>
  new Plot({
    label: "The same three terms in the order of each notation, and the sigmoid of their sum",
    x: axis(LEFT, HIGHEST, "sum $z$"),
    y: axis(0, 3.6, "", { ticks: [0, 0.5, 1] }),
    height: () => 360,
    draw(marks, { parts: [b, h, x], z, i }) {
      const [bias, state, input] = [["$b_i$ · 1", b], ["$w_h$ $h$", h], ["$w_x$ $x$", x]];
      marks.line([[0, 0], [0, 3.35]], { colour: "muted", width: 1 });
      walk(marks, 3.5, UPPER, [bias, state, input]);
      walk(marks, 2.4, LOWER, [state, input, bias]);
      marks.curve(sigmoid, { colour: "i" });
      const inside = z === within(z);
      if (inside) {
        marks.line([[z, 3.35], [z, i]], { dashed: true, width: 1 });
        marks.dot(z, i, { colour: "i", radius: 6 });
      }
      const label = inside ? "$i_t$" : z > 0 ? "$i_t$ →" : "← $i_t$";
      marks.text(within(z), i, label, {
        colour: "i",
        anchor: z > 0 === inside ? "start" : "end",
        move: [inside ? (z > 0 ? 8 : -8) : 0, z > 0 ? 20 : -10],
      });
    },
  });

function say({ parts: [b, h, x], z, i }) {
  const added = `bias ${number(b)}, hidden state ${number(h)}, input ${number(x)}`;
  return `In both notations: ${added}, sum ${number(z)}, gate ${output(i)}.`;
}

export default {
  render(host) {
    explore(host, {
      name: "input_gate",
      title: "One input gate, written in two ways",
      settings,
      examples,
      values,
      panels: [new TwoNotations("The weights of one gate, in numbers, in both notations"), walks()],
      say,
      tasks: [
        "Change the bias. Where does it stand in each notation, when is it added, and what stays equal?",
        "Let the gate see nothing, $h$ = $x$ = 0. Which number alone opens it? Set it half open.",
        "Where is the input that half opens the trained gate at $h$ = 1? How far does $h$ = 0 move it?",
      ],
    });
  },
};
