// Fourier transforms: of a power of two by halving, of any length by Bluestein's method.

/** @typedef {{ re: Float64Array, im: Float64Array }} Complex */

/**
 * @param {number} n
 * @returns {Complex}
 */
export const zeros = (n) => ({ re: new Float64Array(n), im: new Float64Array(n) });

/**
 * Σ_n z_n e^(−2πi kn/N) for all k, in place; N is a power of two.
 * @param {Complex} z
 */
function halving({ re, im }) {
  const N = re.length;
  for (let n = 1, k = 0; n < N; n++) {
    let bit = N >> 1;
    for (; k & bit; bit >>= 1) k ^= bit;
    k ^= bit;
    if (n < k) {
      [re[n], re[k]] = [re[k], re[n]];
      [im[n], im[k]] = [im[k], im[n]];
    }
  }
  for (let size = 2; size <= N; size *= 2) {
    for (let k = 0; k < size / 2; k++) {
      const [u, v] = [Math.cos(2 * Math.PI * k / size), -Math.sin(2 * Math.PI * k / size)];
      for (let a = k; a < N; a += size) {
        const b = a + size / 2;
        const x = u * re[b] - v * im[b];
        const y = u * im[b] + v * re[b];
        re[b] = re[a] - x;
        im[b] = im[a] - y;
        re[a] += x;
        im[a] += y;
      }
    }
  }
}

/**
 * Product element by element, into a.
 * @param {Complex} a
 * @param {Complex} b
 */
function multiplyInto(a, b) {
  for (let k = 0; k < a.re.length; k++) {
    const x = a.re[k] * b.re[k] - a.im[k] * b.im[k];
    a.im[k] = a.re[k] * b.im[k] + a.im[k] * b.re[k];
    a.re[k] = x;
  }
}

/**
 * Σ_n z_n e^(−2πi kn/N) for all k, for any N.
 * @param {Complex} z
 * @returns {Complex}
 */
export function transform(z) {
  const N = z.re.length;
  if ((N & (N - 1)) === 0) {
    const copy = { re: z.re.slice(), im: z.im.slice() };
    halving(copy);
    return copy;
  }
  let M = 1;
  while (M < 2 * N - 1) M *= 2;
  const [chirped, chirp, out] = [zeros(M), zeros(M), zeros(N)];
  for (let n = 0; n < N; n++) {
    const angle = Math.PI * ((n * n) % (2 * N)) / N;
    const [u, v] = [Math.cos(angle), Math.sin(angle)];
    [chirp.re[n], chirp.im[n]] = [u, v];
    if (n) [chirp.re[M - n], chirp.im[M - n]] = [u, v];
    chirped.re[n] = z.re[n] * u + z.im[n] * v;
    chirped.im[n] = z.im[n] * u - z.re[n] * v;
  }
  const kernel = transform(chirp);
  halving(chirped);
  multiplyInto(chirped, kernel);
  const back = inverse(chirped);
  for (let k = 0; k < N; k++) {
    const [u, v] = [chirp.re[k], chirp.im[k]];
    out.re[k] = back.re[k] * u + back.im[k] * v;
    out.im[k] = back.im[k] * u - back.re[k] * v;
  }
  return out;
}

/**
 * The signal that has this transform.
 * @param {Complex} Z
 * @returns {Complex}
 */
export function inverse({ re, im }) {
  const swapped = transform({ re: im, im: re });
  const N = re.length;
  return { re: swapped.im.map((x) => x / N), im: swapped.re.map((x) => x / N) };
}

/**
 * The same sound with twice as many samples per second, and no new frequencies, as
 * lstm_course.speech.detector.double_rate makes it.
 * @param {Float64Array} x
 */
export function doubleRate(x) {
  const N = x.length;
  const X = transform({ re: x, im: new Float64Array(N) });
  const shifted = zeros(N); // by half a sample
  shifted.re[0] = X.re[0];
  for (let k = 1; 2 * k < N; k++) {
    const [u, v] = [Math.cos(Math.PI * k / N), Math.sin(Math.PI * k / N)];
    shifted.re[k] = shifted.re[N - k] = X.re[k] * u - X.im[k] * v;
    shifted.im[k] = X.re[k] * v + X.im[k] * u;
    shifted.im[N - k] = -shifted.im[k];
  }
  const between = inverse(shifted).re;
  const highest = N % 2 ? 0 : X.re[N / 2] / N; // it falls between the new samples, and counts twice
  const out = new Float64Array(2 * N);
  for (let n = 0; n < N; n++) {
    out[2 * n] = x[n] + (n % 2 ? -highest : highest);
    out[2 * n + 1] = between[n];
  }
  return out;
}
