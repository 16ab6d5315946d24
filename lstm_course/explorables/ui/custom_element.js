// On a page without a kernel: the element <lstm-explorable name="layer" state="{}">. The text in
// it, for readers without scripts, is hidden behind the figure. The script of a page has the page's
// own figures. One that a cell asks for besides comes with the script of all figures, beside it; if
// that does not come, a line says so, and a button asks again.

import { createButton, createElement } from "./dom.js";

/** @import { Explorable } from "../types.d.ts" */

const ALL = "explorables.js";
const LOST = "This interactive figure could not be loaded: the network does not answer. " +
  "Check the connection and try again.";

/** @param {Record<string, Explorable>} explorables */
export function defineElement(explorables) {
  const known = (globalThis.lstmExplorables ??= {});
  Object.assign(known, explorables);
  if (customElements.get("lstm-explorable")) return; // joined pages have several, others two
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
  /** @type {Promise<void> | undefined} */
  let all;

  /** @returns {Promise<void>} */
  const load = () =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(ALL, src).href;
      script.onload = () => resolve();
      script.onerror = reject;
      document.head.append(script);
    });

  class ExplorableElement extends HTMLElement {
    drawn = false;

    connectedCallback() {
      if (this.drawn) return; // moved, not new
      this.drawn = true;
      const state = JSON.parse(this.getAttribute("state") ?? "{}");
      const model = new Map(Object.entries({ state, address: true }));
      const el = document.createElement("div");
      this.prepend(el);
      const name = this.getAttribute("name") ?? "";
      if (known[name]) known[name].render({ model, el });
      else this.fetch(el).then(() => known[name].render({ model, el }));
    }

    /**
     * The script of all figures, once it is here.
     * @param {HTMLElement} el shows how it goes, and is empty in the end
     */
    async fetch(el) {
      while (true) {
        el.replaceChildren(createElement("p", { role: "status" }, "Loading the figure …"));
        try {
          await (all ??= load());
          return el.replaceChildren();
        } catch {
          all = undefined;
        }
        await new Promise((again) => {
          const said = createElement("p", { role: "alert" }, LOST);
          el.replaceChildren(said, createButton("Try again", () => again(undefined)));
        });
        el.tabIndex = -1;
        el.focus(); // the button goes; the keys go on from here
      }
    }
  }

  customElements.define("lstm-explorable", ExplorableElement);
}
