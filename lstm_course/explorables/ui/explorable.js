// What all explorables share: settings, examples, a link to the present settings, a text for
// screen readers, and things to try. A figure is an object that describes it; see `explore`.

import palette from "../../figures/palette.json" with { type: "json" };
import { createButton, createElement, renderLabel } from "./dom.js";
import css from "./explorable.css" with { type: "text" };
import { toSpeech } from "./format.js";
import { linkSymbols } from "./links.js";
import { Permalink } from "./permalink.js";

/** @import { AnyState, Control, Host, Panel, Settings, SetState, State } from "../types.d.ts" */

const LINK = "Link to these settings";
const PAUSE = 300; // milliseconds without a change before it is spoken and put into the address

const LIT = "filter: drop-shadow(0 0 2.5px var(--lx-quantity))";
const LIT_GROUND = "filter: none; fill-opacity: 0.12";
const LIT_BOX = "filter: none; outline: 2px solid var(--lx-quantity); outline-offset: -2px";

/** The colours of the quantities: of lines and areas, and of text; and how they light up. */
function paletteCss() {
  const rules = Object.entries(palette).map(([symbol, { line, light, dark }]) => `
    .lx { --lx-${symbol}: light-dark(${line}, ${dark}); }
    .lx .lx-${symbol} { --lx-colour: var(--lx-${symbol}); }
    .lx .lx-text.lx-${symbol} { --lx-colour: light-dark(${light}, ${dark}); }
    .lx [data-symbol="${symbol}"] { --lx-quantity: light-dark(${light}, ${dark}); }
    .lx[data-lit="${symbol}"] [data-symbol="${symbol}"] { ${LIT} }
    .lx[data-lit="${symbol}"] .lx-ground.lx-${symbol} { ${LIT_GROUND} }
    .lx[data-lit="${symbol}"] :is(tr, button)[data-symbol="${symbol}"] { ${LIT_BOX} }`);
  return rules.join("");
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(paletteCss() + css);

/**
 * Build an explorable for its host.
 *
 * A figure that changes by itself calls draw() when it has moved, and settle() when it has come
 * to rest.
 *
 * @template {Settings} S
 * @template Values
 * @param {Host} host
 * @param {object} about
 * @param {string} about.name its name in the page's address
 * @param {string} about.title
 * @param {S} about.settings
 * @param {Record<string, Partial<State<S>>>} about.examples a button each
 * @param {(state: State<S>, set: SetState) => Values} about.values all that is drawn and said
 * @param {Panel<Values>[]} about.panels
 * @param {(values: Values) => string} about.say a sentence for screen readers
 * @param {string[]} about.tasks things to try
 */
export function explore({ model, el }, about) {
  const { name, title, settings, examples, values, panels, say, tasks } = about;
  if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);

  const asked = /** @type {AnyState} */ (model.get("state"));
  const start = { ...defaults(settings), ...readState(settings, name, asked) };
  const permalink = model.get("address") ? new Permalink(name, settings, start) : undefined;
  /** @type {AnyState} */
  let state = { ...start, ...permalink?.read() };
  let frame = 0;
  let pause = 0;
  const now = () => values(/** @type {State<S>} */ (state), set);

  /** @type {SetState} */
  function set(changes) {
    state = { ...state };
    for (const [key, value] of Object.entries(changes)) {
      state[key] = settings[key].read(String(value)) ?? state[key];
    }
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(draw);
    clearTimeout(pause);
    pause = setTimeout(settle, PAUSE);
  }

  /** @type {[string, Control][]} */
  const controls = Object.entries(settings).map(([key, setting]) => [
    key,
    setting.control((value) => set({ ...setting.implies?.(value), [key]: value })),
  ]);
  /** @type {[Partial<AnyState>, HTMLButtonElement][]} */
  const buttons = Object.entries(examples).map(([label, example]) => {
    const changes = /** @type {AnyState} */ (example);
    return [changes, createButton(label, () => set(changes))];
  });
  const live = createElement("p", { class: "lx-live", "aria-live": "polite" });
  const link = /** @type {HTMLAnchorElement} */ (createElement("a", { class: "lx-link" }, LINK));

  function draw() {
    const drawn = now();
    for (const panel of panels) panel.update(drawn);
    for (const [key, control] of controls) control.show(state[key], state);
    for (const [example, button] of buttons) {
      const fits = Object.entries(example).every(([key, value]) => state[key] === value);
      button.setAttribute("aria-pressed", String(fits));
    }
    link.textContent = LINK;
    if (permalink) link.href = permalink.link(state).href;
  }

  function settle() {
    live.textContent = toSpeech(say(now()));
    permalink?.write(state);
  }

  link.addEventListener("click", (event) => {
    event.preventDefault();
    /** @param {string} text */
    const answer = (text) => (live.textContent = link.textContent = text);
    navigator.clipboard?.writeText(link.href).then(
      () => answer("Link copied"),
      () => answer("The link is in the address bar"),
    );
  });

  const reset = createButton("Reset", () => set(start));
  reset.className = "lx-reset";
  const group = createElement("div", { class: "lx", role: "group", "aria-label": title });
  if (permalink) group.id = `explorable-${name}`;
  const footer = createElement("div", { class: "lx-footer" }, reset, ...(permalink ? [link] : []));
  const side = createElement(
    "div",
    { class: "lx-side" },
    createElement(
      "div",
      { class: "lx-settings" },
      labelled("Examples", buttons.map(([, button]) => button)),
      ...controls.map(([, control]) => control.element),
      footer,
    ),
    thingsToTry(tasks),
  );
  const stage = createElement(
    "div",
    { class: "lx-stage" },
    ...panels.map((panel) => panel.element),
  );
  group.append(
    createElement("p", { class: "lx-title" }, title),
    createElement("div", { class: "lx-columns" }, stage, side),
    live,
  );
  linkSymbols(group);
  el.append(group);
  draw();
  return { draw, settle, set };
}

/**
 * @param {string} label
 * @param {HTMLElement[]} buttons
 */
function labelled(label, buttons) {
  const name = createElement("span", { class: "lx-label" }, `${label}:`);
  return createElement(
    "div",
    { class: "lx-buttons", role: "group", "aria-label": label },
    name,
    ...buttons,
  );
}

/** @param {string[]} tasks */
function thingsToTry(tasks) {
  const items = tasks.map((task) => createElement("li", {}, ...renderLabel(task)));
  return createElement(
    "div",
    { class: "lx-try" },
    createElement("p", { class: "lx-head" }, "Things to try"),
    createElement("ol", { class: "lx-tasks" }, ...items),
  );
}

/**
 * @param {Settings} settings
 * @returns {AnyState}
 */
const defaults = (settings) =>
  Object.fromEntries(Object.entries(settings).map(([key, { value }]) => [key, value]));

/**
 * The state that a notebook asked for.
 * @param {Settings} settings
 * @param {string} name
 * @param {AnyState} asked
 * @returns {AnyState}
 */
function readState(settings, name, asked) {
  return Object.fromEntries(
    Object.entries(asked).map(([key, value]) => {
      const known = settings[key]?.read(String(value));
      if (known === undefined) throw new RangeError(`${name}: no setting ${key} = ${value}`);
      return [key, known];
    }),
  );
}
