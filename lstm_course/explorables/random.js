// Random numbers that are the same in every browser, and weights drawn from them.

/** A stream of random numbers: mulberry32 by Tommy Ettinger, 32 bits at a time. */
export function generator(seed) {
  let state = seed >>> 0;

  /** From 0 to below 1. */
  function uniform() {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From 0 to n − 1. */
  const integer = (n) => Math.floor(n * uniform());

  /** Mean 0, spread 1 (Box and Muller 1958). */
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

  const matrix = (rows, columns, spread) =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => spread * normal()));

  return { uniform, integer, normal, matrix };
}

/** The four blocks, drawn as LSTMWeights.random draws them: spread 1/√(H+D) times `spread`. */
export function randomWeights(
  { units, inputs, spread = 1, inputBias = 0, forgetBias = 1 },
  rng,
) {
  const block = (bias) =>
    rng
      .matrix(units, 1 + units + inputs, spread / Math.sqrt(units + inputs))
      .map(([, ...row]) => [bias, ...row]);
  return { i: block(inputBias), f: block(forgetBias), g: block(0), o: block(0) };
}

/** V, the head's weights: spread 1/√H, bias 0. */
export function randomHead({ units, outputs }, rng) {
  return rng.matrix(outputs, 1 + units, 1 / Math.sqrt(units)).map(([, ...row]) => [0, ...row]);
}
