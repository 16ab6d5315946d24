// Sound as numbers: .wav files of one channel and 16 bits, and another number of samples per second.

const HEADER = 44; // bytes of the header of a .wav file
const FULL = 32768;
const LOBES = 12; // zeros of the sinc function on each side

/**
 * @param {ArrayBuffer} file as lstm_lib.audio.read_wav reads it
 * @param {number} rate samples per second, which it must have
 */
export function readWav(file, rate) {
  const view = new DataView(file);
  /** @type {(at: number) => string} */
  const word = (at) => String.fromCharCode(...new Uint8Array(file, at, 4));
  if (file.byteLength <= HEADER || word(0) !== "RIFF" || word(8) !== "WAVE") {
    throw new RangeError("expected a .wav file, got something else");
  }
  const [channels, samples, bits] = [
    view.getUint16(22, true),
    view.getUint32(24, true),
    view.getUint16(34, true),
  ];
  if (channels !== 1 || samples !== rate || bits !== 16) {
    const got = `${channels} of ${samples} and ${bits}`;
    throw new RangeError(
      `expected 1 channel of ${rate} samples per second and 16 bits, got ${got}`,
    );
  }
  let at = 12;
  while (at + 8 <= file.byteLength && word(at) !== "data") at += 8 + view.getUint32(at + 4, true);
  const size = at + 8 <= file.byteLength ? view.getUint32(at + 4, true) : 0;
  if (!size || at + 8 + size > file.byteLength) {
    throw new RangeError("expected a whole .wav file, got one that is cut short");
  }
  return Float64Array.from(
    { length: size / 2 },
    (_, n) => view.getInt16(at + 8 + 2 * n, true) / FULL,
  );
}

/**
 * A .wav file of one channel; what is louder than 1 is cut off.
 * @param {ArrayLike<number>} x
 * @param {number} rate
 */
export function writeWav(x, rate) {
  const view = new DataView(new ArrayBuffer(HEADER + 2 * x.length));
  /** @type {(at: number, text: string) => void} */
  const word = (at, text) => [...text].forEach((c, k) => view.setUint8(at + k, c.charCodeAt(0)));
  word(0, "RIFF");
  view.setUint32(4, HEADER - 8 + 2 * x.length, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, "data");
  view.setUint32(40, 2 * x.length, true);
  for (let n = 0; n < x.length; n++) {
    const whole = Math.round(x[n] * FULL);
    view.setInt16(HEADER + 2 * n, Math.min(Math.max(whole, -FULL), FULL - 1), true);
  }
  return view.buffer;
}

/**
 * Another number of samples per second, block by block: a weighted mean of the samples around each new
 * one, with the weights of a sinc function that lets only frequencies below both limits pass.
 */
export class Resampler {
  /**
   * @param {number} from samples per second
   * @param {number} to
   */
  constructor(from, to) {
    this.step = from / to;
    this.width = Math.max(1, this.step);
    this.reach = LOBES * this.width;
    /** @type {number[]} */
    this.kept = Array(Math.ceil(this.reach)).fill(0);
    this.next = this.kept.length; // where in `kept` the next sample stands
  }

  /**
   * The new samples that these make known.
   * @param {ArrayLike<number>} block
   */
  push(block) {
    const known = this.kept.concat(Array.from(block));
    const out = [];
    for (; this.next + this.reach < known.length; this.next += this.step) {
      let [total, weights] = [0, 0];
      const first = Math.ceil(this.next - this.reach);
      for (let n = Math.max(first, 0); n <= this.next + this.reach; n++) {
        const weight = sinc((n - this.next) / this.width, LOBES);
        total += weight * known[n];
        weights += weight;
      }
      out.push(total / weights);
    }
    const done = Math.max(0, Math.floor(this.next - this.reach) - 1);
    this.kept = known.slice(done);
    this.next -= done;
    return out;
  }

  /** The rest, as if silence followed. */
  finish() {
    return this.push(new Float64Array(Math.ceil(this.reach)));
  }
}

/**
 * sin(πd)/(πd), let out softly at `end`.
 * @param {number} d
 * @param {number} end
 */
function sinc(d, end) {
  if (Math.abs(d) >= end) return 0;
  const window = (1 + Math.cos(Math.PI * d / end)) / 2;
  return d === 0 ? 1 : window * Math.sin(Math.PI * d) / (Math.PI * d);
}

/**
 * A whole recording with another number of samples per second.
 * @param {ArrayLike<number>} x
 * @param {number} from
 * @param {number} to
 */
export function resample(x, from, to) {
  if (from === to) return Float64Array.from(x);
  const resampler = new Resampler(from, to);
  const all = [...resampler.push(x), ...resampler.finish()];
  return Float64Array.from(all.slice(0, Math.ceil(x.length * to / from)));
}
