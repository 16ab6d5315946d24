// A guided tour: each stop asks one small action and says why. It knows when it is done, and goes
// on by itself; what has been done is not asked again.

import { createButton, createElement, renderLabel } from "./dom.js";

/** @import { Panel } from "../types.d.ts" */

/**
 * @template Values
 * @typedef {{ ask: string, why: string, done: (values: Values) => boolean }} Mission
 */

/**
 * @template Values
 * @param {Mission<Values>[]} missions
 * @returns {Panel<Values>}
 */
export function guide(missions) {
  let now = 0;
  /** @type {Values | undefined} */
  let values;
  const head = createElement("p", { class: "lx-head" });
  const ask = createElement("p", { class: "lx-sum" });
  const why = createElement("p", { class: "lx-why" });
  const text = createElement("div", { class: "lx-mission", role: "status" }, head, ask, why);
  const back = createButton("Back", () => go(now - 1));
  const skip = createButton("Skip", () => go(now + 1));
  const buttons = createElement("div", { class: "lx-buttons" }, back, skip);
  const element = createElement("div", { class: "lx-guide", role: "group" }, text, buttons);
  element.setAttribute("aria-label", "Guided tour");

  /** @param {number} next */
  function go(next) {
    now = next;
    const mission = missions[now];
    head.textContent = mission ? `Mission ${now + 1} of ${missions.length}` : "All missions done";
    ask.replaceChildren(...renderLabel(mission?.ask ?? "Now the settings are yours."));
    why.replaceChildren(...renderLabel(mission?.why ?? ""));
    back.disabled = now === 0;
    skip.disabled = !mission;
  }

  /** @param {Values} latest */
  function update(latest) {
    const first = values === undefined;
    values = latest;
    // A page that opens with everything done begins at the beginning all the same.
    if (!first && missions[now]?.done(latest)) go(now + 1);
  }

  go(0);
  return { element, update };
}
