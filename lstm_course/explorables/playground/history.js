// A run as it was: reports from its beginning to the latest, so that training can be rewound.

/** @import { Report } from "./playground.js" */

const KEPT = 64; // reports, before every second one is dropped

export class History {
  constructor() {
    /** @type {Report[]} */
    this.kept = [];
    /** @type {number | undefined} */
    this.place = undefined; // of the report that is shown; undefined means the latest
  }

  /** @param {Report} report */
  begin(report) {
    this.kept = [report];
    this.place = undefined;
  }

  /** @param {Report} report the latest */
  add(report) {
    const last = this.kept.length - 1;
    if (report.done === this.kept[last].done) {
      this.kept[last] = report;
      return;
    }
    if (this.kept.length >= KEPT) this.kept = this.kept.filter((_, k) => k % 2 === 0);
    this.kept.push(report);
    this.place = undefined;
  }

  /**
   * Go to an earlier report, or a later one.
   * @param {-1 | 1} by
   */
  move(by) {
    const last = this.kept.length - 1;
    const place = Math.max((this.place ?? last) + by, 0);
    this.place = place < last ? place : undefined;
  }

  /** @returns {Report} with the latest step, if it is not this one */
  get shown() {
    const latest = this.kept[this.kept.length - 1];
    return this.place === undefined ? latest : { ...this.kept[this.place], latest: latest.done };
  }
}
