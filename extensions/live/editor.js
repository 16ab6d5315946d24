// @ts-check
// A text area over the coloured code. It is the browser's own, so that keyboards of phones, screen
// readers, undo and search work; what it lacks is indentation, which is added here.
//
// Tab indents. So that it does not trap, Escape makes the next Tab move on; a line below says so.

import { highlighted } from "./highlight.js";

const INDENT = "    ";
export const HELP =
  "Tab indents; press Escape, then Tab to leave. Ctrl+Enter or Shift+Enter runs the cell.";

/** @param {string} line */
const indentOf = (line) => /^ */.exec(line)?.[0] ?? "";

/**
 * @typedef {{ change: (text: string) => void, run: () => void }} Handlers
 */

export class Editor {
  /**
   * @param {HTMLElement} pre the coloured code
   * @param {string} label
   * @param {string} help id of the element with `HELP`
   * @param {Handlers} handlers
   */
  constructor(pre, label, help, { change, run }) {
    this.pre = pre;
    this.area = document.createElement("textarea");
    const settings = {
      autocapitalize: "off",
      autocomplete: "off",
      autocorrect: "off",
      wrap: "off",
    };
    for (const [name, value] of Object.entries(settings)) this.area.setAttribute(name, value);
    this.area.spellcheck = false;
    this.area.setAttribute("aria-label", label);
    this.area.setAttribute("aria-describedby", help);
    this.area.className = "live-area";
    this.leaving = false;
    this.change = change;
    this.run = run;
    this.area.addEventListener("input", () => this.changed());
    this.area.addEventListener("scroll", () => this.pre.scrollLeft = this.area.scrollLeft);
    this.area.addEventListener("keydown", (event) => this.press(event));
    pre.parentElement?.classList.add("live-editing");
    pre.setAttribute("aria-hidden", "true");
    pre.removeAttribute("tabindex");
    pre.after(this.area);
  }

  /** @param {string} text */
  show(text) {
    this.area.value = text;
    this.paint();
  }

  paint() {
    this.pre.replaceChildren(...highlighted(this.area.value), "\n");
  }

  changed() {
    this.paint();
    this.change(this.area.value);
  }

  remove() {
    this.area.remove();
    this.pre.parentElement?.classList.remove("live-editing");
    this.pre.removeAttribute("aria-hidden");
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const { key } = event;
    const leaving = this.leaving;
    if (key !== "Shift") this.leaving = key === "Escape";
    if (key === "Enter" && (event.ctrlKey || event.metaKey || event.shiftKey)) this.run();
    else if (key === "Tab" && !leaving && !event.ctrlKey && !event.altKey) {
      this.indent(event.shiftKey);
    } else if (key === "Enter" && !event.isComposing) this.breakLine();
    else return;
    event.preventDefault();
  }

  /**
   * Replace part of the text as if it had been typed, so that undo knows of it.
   * @param {number} from
   * @param {number} to
   * @param {string} text
   */
  type(from, to, text) {
    this.area.setSelectionRange(from, to);
    const typed = document.execCommand("insertText", false, text);
    if (typed) return;
    this.area.setRangeText(text, from, to, "end");
    this.changed();
  }

  breakLine() {
    const { value, selectionStart: from, selectionEnd: to } = this.area;
    const line = value.slice(value.lastIndexOf("\n", from - 1) + 1, from);
    const deeper = /:\s*(?:#.*)?$/.test(line) ? INDENT : "";
    this.type(from, to, `\n${indentOf(line)}${deeper}`);
  }

  /** @param {boolean} less */
  indent(less) {
    const { value, selectionStart: from, selectionEnd: to } = this.area;
    if (from === to && !less) {
      const column = from - (value.lastIndexOf("\n", from - 1) + 1);
      this.type(from, to, " ".repeat(INDENT.length - column % INDENT.length));
      return;
    }
    const begin = value.lastIndexOf("\n", from - 1) + 1;
    const lines = value.slice(begin, to).split("\n");
    const moved = lines.map((line) => less ? line.replace(/^ {1,4}/, "") : INDENT + line);
    this.type(begin, to, moved.join("\n"));
    const end = begin + moved.join("\n").length;
    if (from === to) {
      const at = Math.max(begin, from + moved[0].length - lines[0].length);
      this.area.setSelectionRange(at, at);
    } else this.area.setSelectionRange(begin, end);
  }
}
