// On a page without a kernel: the element <lstm-explorable name="layer" state="{}">. The text in
// it, for readers without scripts, is hidden behind the figure.

/** @import { Explorable } from "../types.d.ts" */

/** @param {Record<string, Explorable>} explorables */
export function defineElement(explorables) {
  const known = (globalThis.lstmExplorables ??= {});
  Object.assign(known, explorables);
  if (customElements.get("lstm-explorable")) return; // pages that are joined have several scripts

  class ExplorableElement extends HTMLElement {
    drawn = false;

    connectedCallback() {
      if (this.drawn) return; // moved, not new
      this.drawn = true;
      const state = JSON.parse(this.getAttribute("state") ?? "{}");
      const model = new Map(Object.entries({ state, address: true }));
      const el = document.createElement("div");
      this.prepend(el);
      known[this.getAttribute("name") ?? ""].render({ model, el });
    }
  }

  customElements.define("lstm-explorable", ExplorableElement);
}
