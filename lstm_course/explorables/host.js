// On a page without a kernel: the element <lstm-explorable name="layer" state="{}">. What stands in
// it, for readers without scripts, is hidden behind the living figure.

class Explorable extends HTMLElement {
  connectedCallback() {
    if (this.model) return; // moved, not new
    const name = this.getAttribute("name");
    const state = JSON.parse(this.getAttribute("state"));
    this.model = new Map([["state", state], ["address", true]]);
    const el = document.createElement("div");
    this.prepend(el);
    explorables[name].render({ model: this.model, el });
  }
}

customElements.define("lstm-explorable", Explorable);
