// The element <lstm-word-recorder>: it records the ten digits, three times each if the reader likes,
// and gives them back as one file. Nothing leaves the page.

import { resample, writeWav } from "../model/sound.js";
import { openMicrophone, playSound, whyNoMicrophone } from "../ui/audio.js";
import { createButton, createElement } from "../ui/dom.js";
import css from "./recorder.css" with { type: "text" };
import { zip } from "./zip.js";

const WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const ROUNDS = 3;
const RATE = 8_000; // samples per second, as the exercise wants them
const LENGTH = 1.6; // seconds for a word
const [QUIET, LOUD] = [0.03, 0.99]; // largest sample of a recording that should be repeated
const PATIENCE = 8_000; // milliseconds until a silent microphone is given up
const FILE = "my_digits.zip";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

class WordRecorder extends HTMLElement {
  /** Recordings by their names, such as seven_1. @type {Record<string, Float64Array>} */
  found = {};
  status = createElement("p", { role: "status", class: "lr-status" });
  table = createElement("tbody");
  record = createButton("Record", () => this.recordNext());
  download = /** @type {HTMLAnchorElement} */ (createElement("a", { download: FILE }));

  connectedCallback() {
    if (this.table.isConnected) return;
    if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
    const heads = ["word", ...Array.from({ length: ROUNDS }, (_, k) => `take ${k + 1}`)];
    const head = heads.map((text) => createElement("th", { scope: "col" }, text));
    const inside = createElement(
      "div",
      {},
      this.status,
      createElement("p", { class: "lr-buttons" }, this.record, this.download),
      createElement(
        "table",
        { "aria-label": "The recordings" },
        createElement("thead", {}, createElement("tr", {}, ...head)),
        this.table,
      ),
    );
    this.prepend(inside); // the sentence for those without scripts is hidden behind it
    this.show("");
  }

  /** The next recording that is missing: all words once, then again. */
  next() {
    const all = Array.from({ length: ROUNDS }, (_, k) => WORDS.map((word) => `${word}_${k + 1}`));
    return all.flat().find((name) => !(name in this.found));
  }

  recordNext() {
    const name = this.next();
    if (name) this.take(name);
  }

  /** @param {string} name */
  async take(name) {
    for (const button of this.querySelectorAll("button")) button.disabled = true;
    this.status.textContent = "Waiting for the microphone …";
    try {
      const x = await listenFor(LENGTH, () => {
        this.status.textContent = `Say “${name.split("_")[0]}” now.`;
      });
      this.found[name] = x;
      const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const why = largest < QUIET ? "very quiet" : largest > LOUD ? "too loud" : "";
      const advice = why && `, but it is ${why}. Better record it again`;
      this.show(`Recorded ${spoken(name)}${advice}.`);
    } catch (error) {
      this.show(`${whyNoMicrophone(error)} The recordings of the course can be used instead.`);
    }
    this.record.focus(); // it was disabled for a while, and the row is a new one
  }

  /** @param {string} said */
  show(said) {
    const [name, count] = [this.next(), Object.keys(this.found).length];
    const further = name ? `Next: ${spoken(name)}.` : "All thirty are recorded.";
    this.status.textContent = `${said} ${further}`.trim();
    this.record.textContent = name ? `Record “${name.split("_")[0]}”` : "Record";
    this.record.disabled = !name;
    this.table.replaceChildren(...WORDS.map((word) => this.row(word)));
    this.download.hidden = count < WORDS.length;
    if (this.download.hidden) return;
    const files = Object.entries(this.found).map(([name, x]) => [`${name}.wav`, writeWav(x, RATE)]);
    if (this.download.href) URL.revokeObjectURL(this.download.href);
    this.download.href = URL.createObjectURL(zip(Object.fromEntries(files)));
    this.download.textContent = `Save ${FILE}: ${count} recordings`;
  }

  /** @param {string} word */
  row(word) {
    const cells = Array.from({ length: ROUNDS }, (_, k) => {
      const [name, x] = [`${word}_${k + 1}`, this.found[`${word}_${k + 1}`]];
      if (!x) return createElement("td", {}, "–");
      const play = createButton("Play", () => playSound(x, RATE, () => {}));
      const again = createButton("Again", () => this.take(name));
      play.setAttribute("aria-label", `Play ${spoken(name)}`);
      again.setAttribute("aria-label", `Record ${spoken(name)} again`);
      return createElement("td", {}, play, again);
    });
    return createElement("tr", {}, createElement("th", { scope: "row" }, word), ...cells);
  }
}

/**
 * Samples from the microphone for some seconds, at the rate of the exercise.
 * @param {number} seconds
 * @param {() => void} begun called when it is open
 */
async function listenFor(seconds, begun) {
  /** @type {Float32Array[]} */
  const blocks = [];
  let [count, rate] = [0, RATE];
  /** @type {(value?: unknown) => void} */
  let end = () => {};
  const enough = new Promise((resolve) => (end = resolve));
  const stop = await openMicrophone((block, blockRate) => {
    rate = blockRate;
    if (count < seconds * rate) blocks.push(block);
    count += block.length;
    if (count >= seconds * rate) end();
  });
  begun();
  const late = setTimeout(end, PATIENCE);
  await enough;
  clearTimeout(late);
  stop();
  if (!blocks.length) throw new Error("it sent no sound");
  return resample(blocks.flatMap((block) => [...block]), rate, RATE);
}

/** @param {string} name */
const spoken = (name) => name.replace("_", ", take ");

customElements.define("lstm-word-recorder", WordRecorder);
