// If progress cannot be kept, the reader is told once, when there is first something to keep.

import { createButton, createElement } from "../explorables/ui/dom.js";

/** @import { Store } from "./types.d.ts" */

/** @param {Store} store */
export function startTrouble(store) {
  const said = new Set();
  store.onChange(() => {
    const text = store.trouble();
    if (!text || said.has(text)) return;
    said.add(text);
    const box = createElement("div", { class: "progress-trouble", role: "status" });
    document.body.append(box);
    const close = createButton("Close", () => box.remove());
    box.append(createElement("p", {}, text), close);
  });
}
