// The end of a chapter: the box to tick when it has been read, and what earlier versions of it asked.

import { createElement, createInput } from "../explorables/ui/dom.js";
import { renderEarlier } from "./earlier.js";
import { now, placeOf } from "./words.js";

/** @import { Store } from "./types.d.ts" */

/** @param {Store} store */
export function startChapterEnd(store) {
  const place = /** @type {HTMLElement | null} */ (document.querySelector(".chapter-end"));
  if (!place) return;
  const { page = "", progress } = place.dataset;
  const input = createInput({ type: "checkbox" });
  const label = createElement("label", {}, input, " I have read this chapter");
  const link = progress ? [" · ", createElement("a", { href: progress }, "Your progress")] : [];
  input.addEventListener("change", () => {
    store.update({ chapters: { [page]: { read: input.checked, at: now() } } });
  });
  const boxes = /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll(".question, .prediction")
  );
  const asked = [...boxes].map((box) => box.dataset.key ?? "");
  const numbers = asked.map((key) => placeOf(key).number);
  const homeless = (/** @type {string} */ key) => {
    const { number } = placeOf(key);
    return !number || !numbers.includes(number);
  };

  const title = "Your answers to earlier versions of this page";
  const earlier = renderEarlier(store.read(), page, asked, title, homeless);
  const show = () => {
    input.checked = store.read().chapters[page]?.read === true;
  };
  place.append(createElement("p", {}, label, ...link), ...(earlier ? [earlier] : []));
  show();
  store.onChange(show);
}
