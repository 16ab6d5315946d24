// @ts-check
// One cell of the page: its code, which becomes an editor when asked, its buttons, its outputs.

import { button, createChoice } from "./buttons.js";
import { Editor, HELP } from "./editor.js";
import { highlighted } from "./highlight.js";
import { keyOf, read, write } from "./kept.js";
import { Outputs } from "./outputs.js";

/** @import { Output } from "./types.d.ts" */

const MINE = "A figure drawn by your code.";
const NOT_KEPT =
  "This browser keeps nothing for this site, perhaps because the window is private: what you write is gone when you close the page.";

/**
 * @typedef {object} Page
 * @property {string} name
 * @property {(cell: Cell) => void} run
 * @property {(cell: Cell) => void} runBelow
 * @property {() => void} stop
 * @property {(cell: Cell, text: string) => void} warn says something once for the whole page
 * @property {() => void} warm called when a reader begins to write: a run will follow
 * @property {() => void} turnTo called when a reader turns to an editor, or to the button that runs
 */

export class Cell {
  /**
   * @param {Element} element
   * @param {string} id
   * @param {number} number
   * @param {Page} page
   * @param {boolean} open whether it waits for an answer: its editor is always open
   */
  constructor(element, id, number, page, open) {
    this.element = element;
    this.id = id;
    this.number = number;
    this.page = page;
    this.open = open;
    this.key = keyOf(page.name, id);
    const input = element.querySelector(".cell_input");
    /** @type {HTMLElement | null} */
    this.pre = input?.querySelector("pre") ?? null;
    this.stored = [...this.pre?.childNodes ?? []];
    /** The text of the page. */
    this.own = this.pre?.textContent.replace(/\n$/, "") ?? "";
    this.text = this.own;
    /** @type {Editor | null} */
    this.editor = null;
    this.outputs = new Outputs(this.outputPlace());
    if (this.pre) this.equip();
  }

  get edited() {
    return this.text !== this.own;
  }

  outputPlace() {
    const found = this.element.querySelector(".cell_output");
    if (found) return /** @type {HTMLElement} */ (found);
    const made = document.createElement("div");
    made.className = "cell_output docutils container";
    this.element.append(made);
    return made;
  }

  /** Give it its buttons, and the text that was kept. */
  equip() {
    const of = `cell ${this.number}`;
    this.runButton = button("Run", `Run ${of}`, () => this.page.run(this));
    for (const turned of ["pointerenter", "focus"]) {
      this.runButton.addEventListener(turned, () => this.page.turnTo());
    }
    this.stopButton = button("Stop", `Stop ${of}`, () => this.page.stop());
    this.editButton = button("Edit", `Edit ${of}`, () => this.edit());
    this.restoreButton = button("Restore", `Restore ${of}`, () => this.restore());
    this.belowButton = button(
      "Run the rest",
      `Run the cells from ${of} to the end`,
      () => this.page.runBelow(this),
    );
    this.status = document.createElement("span");
    this.status.className = "live-status";
    this.status.setAttribute("role", "status");
    this.bar = document.createElement("div");
    this.bar.className = "live-bar d-print-none";
    this.bar.append(
      this.runButton,
      this.stopButton,
      this.editButton,
      this.restoreButton,
      this.belowButton,
      this.status,
    );
    const inside = this.element.querySelector(":scope > details.above-input, :scope > .cell_input");
    inside?.after(this.bar);
    const kept = read(this.key);
    const current = kept?.page === this.own;
    if (kept && current) this.write(kept.text);
    /** Text that the reader wrote into an earlier page, until they choose. @type {string | undefined} */
    this.older = current ? kept?.older : kept?.text;
    if (this.older !== undefined) this.offer(this.older);
    if (this.open) this.openEditor();
    this.refresh();
  }

  /**
   * The page has changed since the reader wrote: both texts are offered.
   * @param {string} mine
   */
  offer(mine) {
    const choice = createChoice(mine, this.number, (chosen) => {
      choice.remove();
      this.older = undefined;
      this.write(chosen ? mine : this.own);
      this.keep();
      this.refresh();
    });
    this.bar?.before(choice);
  }

  /** Show a text in the place of the code. @param {string} text */
  write(text) {
    this.text = text;
    if (this.editor) this.editor.show(text);
    else if (text === this.own) this.pre?.replaceChildren(...this.stored);
    else this.pre?.replaceChildren(...highlighted(text), "\n");
  }

  edit() {
    const fold = this.pre?.closest("details");
    if (fold) fold.open = true;
    this.openEditor();
    this.editor?.area.focus();
    this.page.warm();
  }

  openEditor() {
    if (!this.pre || this.editor) return;
    const help = document.createElement("span");
    help.className = "live-help";
    help.id = `live-help-${this.number}`;
    help.textContent = HELP;
    this.status?.before(help);
    this.editor = new Editor(this.pre, `Code of cell ${this.number}`, help.id, {
      change: (text) => {
        this.page.warm();
        this.text = text;
        this.keep();
        this.refresh();
      },
      run: () => this.page.run(this),
    });
    this.editor.area.addEventListener("focus", () => this.page.turnTo());
    this.editor.show(this.text);
    this.refresh();
  }

  closeEditor() {
    this.editor?.remove();
    this.editor = null;
    this.element.querySelector(".live-help")?.remove();
    this.pre?.replaceChildren(...this.stored);
  }

  keep() {
    const { text, own: page, older } = this;
    const kept = this.edited || older !== undefined ? { text, page, older } : null;
    if (!write(this.key, kept)) this.page.warn(this, NOT_KEPT);
  }

  restore() {
    this.write(this.own);
    if (!this.open) this.closeEditor();
    this.keep();
    this.outputs.restore();
    this.say("The page’s text and output are back.");
    this.refresh();
    this.runButton?.focus();
  }

  /** @param {string} text */
  say(text) {
    if (this.status) this.status.textContent = text;
  }

  /** Show the buttons that are of use now. @param {boolean} [running] */
  refresh(running = false) {
    if (!this.bar) return;
    const { runButton, stopButton, editButton, restoreButton, belowButton } = this;
    const focused = document.activeElement;
    const changed = this.edited || this.outputs.changed;
    if (runButton) runButton.hidden = running;
    if (stopButton) stopButton.hidden = !running;
    if (editButton) editButton.hidden = Boolean(this.editor);
    if (restoreButton) restoreButton.hidden = running || !changed;
    if (belowButton) belowButton.hidden = running || !this.edited || !this.outputs.changed;
    this.element.classList.toggle("live-changed", changed);
    if (focused === runButton && running) stopButton?.focus();
    if (focused === stopButton && !running) runButton?.focus();
  }

  /** The reader asked for this cell: what it shows is unfolded. */
  unfold() {
    const fold = this.outputs.place.closest("details");
    if (fold) fold.open = true;
  }

  /**
   * @param {Output} output
   * @param {boolean} asWritten whether all the code up to here is the page's
   */
  add(output, asWritten) {
    const { alt } = this.outputs;
    const changed = alt ? `${MINE} On the page it showed: ${alt}` : MINE;
    this.outputs.add(output, asWritten && alt ? alt : changed);
  }
}
