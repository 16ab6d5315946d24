// The sounds that the speech detector hears: recordings that come with the figure, and what the
// microphone has heard, of which the final seconds are kept.

import { doubleRate } from "../model/fourier.js";
import { readNpz } from "../model/npz.js";
import { readWav, Resampler } from "../model/sound.js";
import {
  CHUNK,
  chunks,
  CONTEXT,
  decodeDetector,
  features,
  hear,
  RATE,
  silence,
} from "../model/speech_detector.js";
import { fetchFile } from "../ui/files.js";

/** @import { Host } from "../types.d.ts" */
/** @import { Detector, Heard, Hold } from "../model/speech_detector.js" */

const WEIGHTS = "data/speech_detector/weights.npz";
const RECORDED = 8_000; // samples per second of the recordings
const SENTENCE = "weasels";
const SILENCE = RATE; // samples that are added behind it
const KEPT = 188; // chunks of the microphone's sound: six seconds

/**
 * A recording; for each chunk of it, its largest sample and what the LSTM sees.
 * @typedef {{ x: Float64Array, peaks: number[], seen: Float64Array[] }} Clip
 */

/** @param {Float64Array} samples of a chunk, behind those of the chunk before it */
const peak = (samples) => samples.subarray(CONTEXT).reduce((a, b) => Math.max(a, Math.abs(b)), 0);

/**
 * The detector, and the recordings by their names.
 * @param {Host["model"]} model
 * @param {string[]} names
 */
export async function fetchAll(model, names) {
  const [weights, ...sounds] = await Promise.all(
    [WEIGHTS, ...names.map((name) => `data/recorded_voice/${name}.wav`)]
      .map((path) => fetchFile(model, path)),
  );
  const detector = decodeDetector(await readNpz(weights));
  /** @type {Record<string, Clip>} */
  const clips = {};
  names.forEach((name, k) => {
    const spoken = doubleRate(readWav(sounds[k], RECORDED));
    const x = new Float64Array(spoken.length + (name === SENTENCE ? SILENCE : 0));
    x.set(spoken);
    const parts = chunks(x);
    const seen = parts.map((samples) => features(detector, samples));
    clips[name] = { x, peaks: parts.map(peak), seen };
  });
  return { detector, clips };
}

/** The sound of a microphone, heard chunk by chunk as it comes. */
export class LiveSound {
  /** @param {Detector} detector */
  constructor(detector) {
    this.detector = detector;
    /** @type {number[]} */
    this.waiting = Array(CONTEXT).fill(0);
    /** @type {Float64Array[]} */
    this.chunks = [];
    /** @type {number[]} */
    this.peaks = [];
    /** @type {Float64Array[]} */
    this.seen = [];
    /** @type {Heard[]} */
    this.heard = [];
    /** @type {Resampler | undefined} */
    this.resampler = undefined;
  }

  /**
   * @param {ArrayLike<number>} block
   * @param {number} rate samples per second of this block
   * @param {Hold} hold
   */
  push(block, rate, hold) {
    this.resampler ??= new Resampler(rate, RATE);
    this.waiting.push(...this.resampler.push(block));
    while (this.waiting.length >= CONTEXT + CHUNK) {
      const samples = Float64Array.from(this.waiting.slice(0, CONTEXT + CHUNK));
      this.waiting.splice(0, CHUNK);
      const x = features(this.detector, samples);
      this.heard.push(hear(this.detector, x, this.heard.at(-1) ?? silence(), hold));
      this.chunks.push(samples.slice(CONTEXT));
      this.peaks.push(peak(samples));
      this.seen.push(x);
      if (this.heard.length > KEPT) {
        for (const one of [this.heard, this.chunks, this.peaks, this.seen]) one.shift();
      }
    }
  }

  /** @returns {Clip} */
  clip() {
    const x = Float64Array.from(this.chunks.flatMap((one) => [...one]));
    return { x, peaks: this.peaks, seen: this.seen };
  }
}
