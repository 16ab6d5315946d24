// Progress on the map of the chapters: a bar in each box that has been begun, a tick in each that was read.

import { count } from "./words.js";
import { summarise } from "./summary.js";

/** @import { ListedChapter, Store } from "./types.d.ts" */

const SVG = "http://www.w3.org/2000/svg";
const EDGE = 6;

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 */
function createSvg(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/**
 * @param {Store} store
 * @param {ListedChapter[]} chapters
 */
export function startMap(store, chapters) {
  const map = document.querySelector("svg.chapter-map");
  if (!map) return;
  const names = new Map(
    [...map.querySelectorAll("a")].map((box) => [box, box.getAttribute("aria-label") ?? ""]),
  );

  function show() {
    const kept = store.read();
    for (const [box, name] of names) {
      const address = box.getAttribute("href") ?? "";
      const chapter = chapters.find((one) => address.endsWith(one.address));
      for (const old of box.querySelectorAll(".progress-mark")) old.remove();
      box.setAttribute("aria-label", name);
      const found = chapter && summarise(kept, chapter);
      if (!found?.begun) continue;
      box.setAttribute("aria-label", `${name}; ${said(found)}`);
      mark(box, found);
    }
  }
  show();
  store.onChange(show);
}

/** @param {ReturnType<typeof summarise>} found */
const said = ({ read, questions, exercises }) =>
  `${read ? "read" : "begun"}, ${count(questions, "question")} and ${
    count(exercises, "exercise")
  } done`;

/**
 * @param {Element} box
 * @param {ReturnType<typeof summarise>} found
 */
function mark(box, { read, fraction }) {
  const outline = box.querySelector("rect");
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) =>
    Number(outline?.getAttribute(name))
  );
  const bottom = y + height - EDGE + 1;
  const whole = width - 2 * EDGE;
  const line = { class: "progress-mark done", y1: bottom, y2: bottom, x1: x + EDGE };
  box.append(
    createSvg("line", { ...line, class: "progress-mark left", x2: x + EDGE + whole }),
    createSvg("line", { ...line, x2: x + EDGE + whole * fraction }),
  );
  if (!read) return;
  const tick = `M${x + width - 15} ${y + 9}l3 3l6 -6`;
  box.append(createSvg("path", { class: "progress-mark tick", d: tick }));
}
