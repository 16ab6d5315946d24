// What all explorables share: settings, examples, a way back, a link to a setting, words for those
// who listen, and what to try. An explorable is a description of itself; see `explore`.

import { Address } from "./address.js";
import { button, make, rich } from "./dom.js";
import css from "./kit.css" with { type: "text" };
import { spoken } from "./numbers.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

const LINK = "Link to this setting";
const PAUSE = 300; // milliseconds without a change, after which it is said, and put into the address

/** A line of words and numbers, text(values). */
export function line(text) {
  const element = make("p", { class: "lx-sum" });
  return { element, update: (values) => element.replaceChildren(...rich(text(values))) };
}

/** A table: rows(values) are lists of cells, the first of each the heading of its row. */
export function table(label, head, rows) {
  const body = make("tbody");
  const column = (label) => (label ? make("th", { scope: "col" }, ...rich(label)) : make("td"));
  const heading = make("tr", {}, ...head.map(column));
  const element = make("table", { class: "lx-table", "aria-label": label });
  element.append(make("thead", {}, heading), body);
  const row = ([first, ...cells]) => {
    const made = make("tr", {}, make("th", { scope: "row" }, ...rich(first)));
    made.append(...cells.map((cell) => make("td", {}, ...rich(cell))));
    return made;
  };
  return { element, update: (values) => body.replaceChildren(...rows(values).map(row)) };
}

/**
 * Build an explorable for `host`, { model, el }.
 *
 * name      its name in the page's address
 * title     what it is
 * settings  { key: slider(…) or choice(…) }
 * examples  { label: { key: value, … } }, a button each
 * values    (state, set) → all that is drawn and said; set({ key: value }) changes settings
 * panels    what is seen: plots, tables and lines, { element, update(values) }
 * say       (values) → a sentence for those who listen
 * tasks     what to try
 *
 * What changes by itself asks for draw() when it has moved, and for settle() when it has come to rest.
 */
export function explore({ model, el }, about) {
  const { name, title, settings, examples, values, panels, say, tasks } = about;
  if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);

  const start = { ...defaults(settings), ...readAll(settings, name, model.get("state")) };
  const address = model.get("address") ? new Address(name, settings, start) : undefined;
  let state = { ...start, ...address?.read() };
  let frame;
  let pause;

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

  const controls = entries(settings, (key, setting) => [
    key,
    setting.control((value) => set({ [key]: value })),
  ]);
  const buttons = entries(examples, (label, example) => [label, button(label, () => set(example))]);
  const live = make("p", { class: "lx-live", "aria-live": "polite" });
  const link = make("a", { class: "lx-link" }, LINK);

  function draw() {
    const now = values(state, set);
    for (const panel of panels) panel.update(now);
    for (const [key, control] of controls) control.show(state[key], state);
    for (const [label, made] of buttons) made.setAttribute("aria-pressed", fits(examples[label], state));
    link.textContent = LINK;
    if (address) link.href = address.link(state);
  }

  function settle() {
    live.textContent = spoken(say(values(state, set)));
    address?.write(state);
  }

  link.addEventListener("click", (event) => {
    event.preventDefault();
    navigator.clipboard?.writeText(link.href).then(
      () => (live.textContent = link.textContent = "Link copied"),
      () => (live.textContent = link.textContent = "The link is in the address bar"),
    );
  });

  const reset = button("Reset", () => set(start));
  const handled = make("div", { class: "lx-settings" });
  handled.append(
    make("div", { class: "lx-buttons" }, ...buttons.map(([, made]) => made), reset),
    ...controls.map(([, control]) => control.element),
  );
  const tried = make("div", { class: "lx-try" }, make("p", { class: "lx-head" }, "What to try"));
  tried.append(make("ol", { class: "lx-tasks" }, ...tasks.map((task) => make("li", {}, ...rich(task)))));
  if (address) tried.append(link);
  const stage = make("div", { class: "lx-stage" }, ...panels.map(({ element }) => element));
  const side = make("div", { class: "lx-side" }, handled, tried);
  const group = make("div", { class: "lx", role: "group", "aria-label": title });
  group.append(
    make("p", { class: "lx-title" }, title),
    make("div", { class: "lx-columns" }, stage, side),
    live,
  );
  if (address) group.id = `explorable-${name}`;
  el.append(group);
  draw();
  return { draw, settle };
}

const entries = (object, make) => Object.entries(object).map(([key, value]) => make(key, value));
const defaults = (settings) => Object.fromEntries(entries(settings, (key, { value }) => [key, value]));
const fits = (example, state) => Object.entries(example).every(([key, value]) => state[key] === value);

/** The state that a notebook asked for. */
function readAll(settings, name, wanted) {
  return Object.fromEntries(
    entries(wanted, (key, value) => {
      const known = settings[key]?.read(String(value));
      if (known === undefined) throw new RangeError(`${name}: no setting ${key} = ${value}`);
      return [key, known];
    }),
  );
}
