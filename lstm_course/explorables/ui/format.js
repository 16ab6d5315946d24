// Numbers for readers and for listeners, and labels with a little mathematics.

const TIMES = "\u00a0×\u00a0"; // not broken at the end of a line
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @param {string} text */
const withMinus = (text) => text.replace("-", "−");

/** @param {number} exponent */
const superscript = (exponent) =>
  String(exponent).replace("-", "⁻").replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]);

/**
 * At most four significant digits, as lstm_course.notebook.as_text writes them: 4.54 × 10⁻⁵.
 * @param {number} value
 */
export function formatNumber(value, digits = 4) {
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e").map(Number);
  const plain = -4 <= exponent && exponent < digits;
  return withMinus(
    plain
      ? String(Number(value.toPrecision(digits)))
      : `${mantissa}${TIMES}10${superscript(exponent)}`,
  );
}

/**
 * A number beside an axis: 10⁻⁵.
 * @param {number} value
 */
export const formatTick = (value) => formatNumber(value).replace(`1${TIMES}10`, "10");

/**
 * An output of an activation: where rounding would give 1 for a number that is not 1, the
 * distance from 1.
 * @param {number} a
 */
export function formatOutput(a) {
  const text = formatNumber(a);
  if (!/^−?1$/.test(text) || Math.abs(a) === 1) return text;
  return `${text} ${a > 0 ? "−" : "+"} ${formatNumber(1 - Math.abs(a), 3)}`;
}

/**
 * A number of digits after the point, where numbers stand side by side in little room.
 * @param {number} value
 * @param {number} digits
 */
export const formatFixed = (value, digits) => withMinus(value.toFixed(digits));

/**
 * A number in a product or a sum: a negative one in brackets.
 * @param {number} value
 */
export const formatTerm = (value, digits = 4) =>
  value < 0 ? `(${formatNumber(value, digits)})` : formatNumber(value, digits);

/** @type {(a: number, b: number, digits?: number) => string} */
export const formatProduct = (a, b, digits) =>
  `${formatTerm(a, digits)} × ${formatTerm(b, digits)}`;

/**
 * A whole number: 3,000.
 * @param {number} count
 */
export const formatCount = (count) => count.toLocaleString("en");

/**
 * The same text for a screen reader.
 * @param {string} text
 */
export function toSpeech(text) {
  /** @type {(whole: string, digits: string) => string} */
  const power = (_, digits) => {
    const read = [...digits].map((d) => (d === "⁻" ? "minus " : SUPERSCRIPTS.indexOf(d)));
    return ` times 10 to the ${read.join("")}`;
  };
  return text
    .replace(/\u00a0×\u00a010([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, power)
    .replaceAll(" − ", " minus ")
    .replaceAll("−", "minus ");
}

/** @typedef {{ text: string, sub?: boolean, variable?: boolean }} LabelPiece */

/**
 * A label such as "weight $w_1$" in pieces: what follows _ is a subscript, and single letters
 * between $ and $ are variables, also in subscripts.
 * @param {string} label
 * @returns {LabelPiece[]}
 */
export function parseLabel(label) {
  return label.split("$").flatMap((part, k) => {
    if (k % 2 === 0) return part ? [{ text: part }] : [];
    return [...part.matchAll(/_\{([^}]*)\}|_(.)|([^_]+)/g)].flatMap(
      ([, braced, single, plain]) => pieces(braced ?? single ?? plain, plain === undefined),
    );
  });
}

/** @type {(text: string, sub: boolean) => LabelPiece[]} */
const pieces = (text, sub) =>
  [...text.matchAll(/[A-Za-zση]+|[^A-Za-zση]+/g)].map(([text]) => ({
    text,
    sub,
    variable: /^[A-Za-zση]$/.test(text),
  }));

/**
 * The same label without marks, for names that are only heard.
 * @param {string} label
 */
export const plainLabel = (label) => parseLabel(label).map(({ text }) => text).join("");
