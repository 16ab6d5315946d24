// The playground in words.

import { number, plain } from "./numbers.js";
import { looks, recipe } from "./playground_settings.js";
import { UNSEEN } from "./playground_start.js";

const counted = (steps) => steps.toLocaleString("en");

/** How far the run has got. */
export function standing({ now: { done, loss, tested, diverged, forbidden } }) {
  if (forbidden) return "Here no script may work in the background: nothing can be trained.";
  if (diverged) {
    return `Stopped after step ${counted(done)}: numbers too large to go on.`;
  }
  if (!done) return "Not trained yet: press Play, or go step by step.";
  const right = tested ? `; right: ${tested.right} of ${UNSEEN} unseen sequences` : "";
  return `Step ${counted(done)}: loss ${number(loss)}${right}.`;
}

/** What is asked for in the sequence that is looked at, and what is answered. */
export function exchange({ about, sequence: { target }, answers, shares, T }) {
  if (!about.classes) {
    const [asked, answered] = [target, answers].map((list) => number(list.at(-1)[0]));
    return `Asked for at the end: ${asked}. Answered: ${answered}.`;
  }
  const t = about.may ? T - 2 : T - 1; // of a string the symbol before the last: it needs memory
  const what = about.may ? "The symbol before the last is" : "Asked for at the end:";
  const share = number(shares[t]);
  return `${what} ${about.classes[target[t]]}. The answer gives it a share of ${share}.`;
}

/** What is drawn beside the curve; or what to do if it leads nowhere. */
export function legend({ known, before, now }) {
  if (now.diverged) return "Choose a smaller learning rate, or clip the gradient.";
  const dashed = known.map(([words]) => words).join("; below it: ");
  return `Dashed: ${dashed}.${before ? " Grey: the run before." : ""}`;
}

/** The last two runs, and in what they differ. */
export function compared({ state, now, before, about }) {
  const row = (label, of) => [label, of({ ...now, state }), before ? of(before) : "–"];
  const right = ({ tested }) => String(tested?.right ?? "–");
  const always = ["rule", "rate"];
  const differs = (key) => before && before.state[key] !== state[key];
  const shown = Object.entries(recipe).filter(([key]) => always.includes(key) || differs(key));
  return [
    row("training steps", ({ done }) => counted(done)),
    row("loss", ({ loss }) => (loss === undefined ? "–" : number(loss))),
    ...(about.right ? [row(`right of ${UNSEEN}`, right)] : []),
    ...shown.map(([key, { label, words }]) => row(label, (run) => words(run.state[key]))),
  ];
}

/** What has been changed since it was last said, how far the run has got, and what is answered. */
export function sentence(values, said) {
  const changed = Object.entries({ ...recipe, ...looks })
    .filter(([key]) => said[key] !== values.state[key])
    .map(([key, { label, words }]) => `${plain(label)} ${words(values.state[key])}.`);
  const advice = values.now.diverged ? [legend(values)] : [];
  return [...changed, standing(values), ...advice, exchange(values)].join(" ");
}
