// On a page without a kernel: the element <lstm-explorable name="layer" state="{}">. The text in
// it, for readers without scripts, is hidden behind the figure. The script of a page has the page's
// own figures. One that a cell asks for besides comes with the script of all figures, beside it.

/** @import { Explorable } from "../types.d.ts" */

const ALL = "explorables.js";

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
      else (all ??= load()).then(() => known[name].render({ model, el }));
    }
  }

  customElements.define("lstm-explorable", ExplorableElement);
}
