// @ts-check
// Cells that run in the page: a reader presses Run, and Python starts in a worker, runs the cells
// above and this one, and their outputs stand where the stored ones stood.

import { Cell } from "./cell.js";
import { impossible, NoPython, Python } from "./python.js";

/** @import { FromPython, Source, Verdict } from "./types.d.ts" */

const VERDICT = "application/vnd.lstm.verdict+json";
/** Prefix of the ids of cells, in the page. */
const ID = "cell-";
const STOPPED = "Stopped. What you wrote is kept; Run starts Python again.";

class Page {
  /**
   * @param {string} name
   * @param {Iterable<Element>} elements its cells of code
   */
  constructor(name, elements) {
    this.name = name;
    /** @type {Map<string, Cell>} */
    this.cells = new Map();
    this.python = new Python(name, (message) => this.hear(message));
    this.graded = false;
    this.warned = false;
    /** The cell that a reader asked for, while it runs. @type {Cell | null} */
    this.asked = null;
    /** Cells of the run whose outputs are replaced. @type {Set<string>} */
    this.replaced = new Set();
    /** Those after one that a reader has changed. @type {Set<string>} */
    this.affected = new Set();
    /** The one that ended in an error. @type {Cell | null} */
    this.failed = null;
    for (const element of elements) {
      const id = element.id.slice(ID.length);
      const open = /^exercises\/\d/.test(name) && /^(?:answer|given)-/.test(id);
      this.cells.set(id, new Cell(element, id, this.cells.size + 1, this, open));
    }
  }

  warm() {
    const { connection } = /** @type {{ connection?: { saveData: boolean } }} */ (navigator);
    if (!connection?.saveData) this.python.start().catch(() => {});
  }

  turnTo() {
    this.python.startIfKept().catch(() => {});
  }

  /**
   * @param {Cell} cell
   * @param {string} text
   */
  warn(cell, text) {
    if (!this.warned) cell.say(text);
    this.warned = true;
  }

  /** @param {Cell} cell */
  async run(cell) {
    await this.carryOut(cell, (cells) => {
      const target = cells.find(({ id }) => id === cell.id);
      return [...target?.needs ?? [], cell.id];
    });
  }

  /** This cell and all below it. @param {Cell} cell */
  async runBelow(cell) {
    await this.carryOut(cell, (cells) => cells.map(({ id }) => id));
  }

  /**
   * @param {Cell} cell
   * @param {(cells: Source[]) => string[]} choose which cells run, in order
   */
  async carryOut(cell, choose) {
    if (this.asked) {
      if (this.asked !== cell) {
        cell.say(`Cell ${this.asked.number} is running: stop it there, or wait.`);
      }
      return;
    }
    const began = performance.now();
    this.asked = cell;
    cell.unfold();
    cell.outputs.begin();
    cell.refresh(true);
    try {
      cell.say(this.python.worker ? "Running …" : "Starting Python …");
      const { cells, forgiving, graded } = await this.python.cells();
      if (!this.python.worker) {
        cell.say(`Starting Python: ${await this.python.megabytes()} MB on a first visit …`);
      }
      this.graded = graded;
      const chosen = choose(cells);
      this.note(chosen, cell);
      const sources = Object.fromEntries(cells.map(({ id, source }) => [id, source]));
      await this.python.run({
        cells: chosen.map((id) => ({
          id,
          number: cells.findIndex((one) => one.id === id) + 1,
          source: this.cells.get(id)?.edited ? this.cells.get(id)?.text ?? "" : sources[id],
        })),
        forgiving,
        scale: Math.min(2, Math.max(1, Math.round(devicePixelRatio))),
      });
      cell.say(this.summary(cell, performance.now() - began));
    } catch (error) {
      if (!(error instanceof NoPython)) throw error;
      cell.say(error.message);
    } finally {
      this.asked = null;
      for (const one of this.cells.values()) one.refresh();
    }
  }

  /**
   * Remember what the messages of a run are to change.
   * @param {string[]} chosen
   * @param {Cell} cell
   */
  note(chosen, cell) {
    const first = chosen.findIndex((id) => this.cells.get(id)?.edited);
    const affected = first < 0 ? [] : chosen.slice(first);
    this.affected = new Set(affected);
    this.replaced = new Set([...affected, cell.id]);
    this.failed = null;
  }

  /**
   * The message after a run that came to its end.
   * @param {Cell} cell
   * @param {number} time in milliseconds
   */
  summary(cell, time) {
    const seconds = `${(time / 1000).toFixed(1)} s`;
    if (!this.failed) return `Done in ${seconds}.`;
    if (this.failed === cell) return `Stopped by an error after ${seconds}.`;
    return `Cell ${this.failed.number} stopped with an error after ${seconds}.`;
  }

  stop() {
    this.python.stop(STOPPED);
  }

  /** @param {FromPython} message */
  hear(message) {
    if (!("cell" in message)) return;
    const cell = this.cells.get(message.cell);
    if (!cell || !this.asked) return;
    const replaced = this.replaced.has(cell.id);
    if (message.event === "begin") {
      this.asked.say(`Running cell ${cell.number} …`);
      if (replaced) cell.outputs.begin();
    } else if (message.event === "output") {
      const wrong = message.output.output_type === "error";
      if (wrong) this.failed = cell;
      if (replaced || wrong) {
        if (!replaced) cell.outputs.begin();
        cell.add(message.output, !this.affected.has(cell.id));
      }
      if ("data" in message.output) this.announce(message.output.data[VERDICT]);
    } else if (message.event === "end" && replaced) cell.outputs.clear();
  }

  /** @param {Verdict | undefined} verdict */
  announce(verdict) {
    if (!verdict || !this.graded) return;
    document.dispatchEvent(new CustomEvent("lstm:verdict", { detail: verdict }));
  }
}

const note = /** @type {HTMLElement} */ (document.querySelector(".live-note[data-page]"));
const why = impossible();
if (why) {
  note.textContent = `Code cannot be run in this page: ${why}. A current version of Firefox, ` +
    "Chrome, Edge or Safari can run it. Everything else can be read as it is.";
  note.hidden = false;
  document.body.classList.add("live-none");
} else {
  new Page(note.dataset.page ?? "", document.querySelectorAll(`div.cell[id^=${ID}]`));
}
