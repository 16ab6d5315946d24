// Numbers for readers and for listeners, and the little mathematics of labels.

const TIMES = "\u00a0×\u00a0"; // is not broken at the end of a line
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

const minus = (text) => text.replace("-", "−");
const raised = (exponent) =>
  minus(String(exponent)).replace("−", "⁻").replace(/\d/g, (digit) => SUPERSCRIPTS[digit]);

/** At most four significant digits, as lstm_course.notebook.glue writes them: 4.54 × 10⁻⁵. */
export function number(value, digits = 4) {
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e").map(Number);
  const plain = -4 <= exponent && exponent < digits;
  return minus(
    plain ? String(Number(value.toPrecision(digits))) : `${mantissa}${TIMES}10${raised(exponent)}`,
  );
}

/** The same beside an axis: 10⁻⁵. */
export const tick = (value) => number(value).replace(`1${TIMES}10`, "10");

/** An output of a curve: where rounding would say 1 and it is not, by how much it misses. */
export function output(a) {
  const text = number(a);
  if (!/^−?1$/.test(text) || Math.abs(a) === 1) return text;
  return `${text} ${a > 0 ? "−" : "+"} ${number(1 - Math.abs(a), 3)}`;
}

/** The same number to be heard. */
export function spoken(text) {
  const power = (digits) =>
    ` times 10 to the ${[...digits].map((d) => (d === "⁻" ? "minus " : SUPERSCRIPTS.indexOf(d))).join("")}`;
  return text
    .replace(/\u00a0×\u00a010([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, (_, digits) => power(digits))
    .replaceAll(" − ", " minus ")
    .replaceAll("−", "minus ");
}

/** A label such as "weight $w_1$" in pieces: variables are italic, what follows _ is lowered. */
export function pieces(label) {
  return label.split("$").flatMap((part, k) => {
    if (k % 2 === 0) return part ? [{ text: part }] : [];
    return [...part.matchAll(/_\{([^}]*)\}|_(.)|([A-Za-zση]+)|([^A-Za-z_ση]+)/g)].map(
      ([, braced, single, letters, rest]) => ({
        text: braced ?? single ?? letters ?? rest,
        sub: braced !== undefined || single !== undefined,
        variable: letters?.length === 1,
      }),
    );
  });
}

/** The same label without marks, for names that are only heard. */
export const plain = (label) => pieces(label).map(({ text }) => text).join("");
