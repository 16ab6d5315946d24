// Two records of progress become one: whichever order they come in, and however often, nothing is lost.
//
// Every kind of entry has a join that is commutative, associative and idempotent, so that two tabs, two
// machines and a file that is imported twice all lead to the same record.

/** @import { Kept } from "./types.d.ts" */

export const VERSION = 1;
const RANKS = ["unanswered", "wrong", "partly", "written", "passed"];
const SECTIONS = /** @type {const} */ (["tasks", "questions", "predictions", "chapters"]);

/** @returns {Kept} */
export const nothing = () => ({
  version: VERSION,
  tasks: {},
  questions: {},
  predictions: {},
  chapters: {},
});

/** @param {unknown} value */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The entries of an object, sorted, so that equal objects have equal texts.
 * @param {unknown} value
 * @returns {string}
 */
export function canonical(value) {
  if (!isObject(value)) {
    return Array.isArray(value) ? `[${value.map(canonical)}]` : JSON.stringify(value) ?? "null";
  }
  const entries = Object.entries(/** @type {object} */ (value)).sort(([a], [b]) => a < b ? -1 : 1);
  return `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${canonical(entry)}`)}}`;
}

/** @typedef {(a: any, b: any) => any} Join */

/**
 * Objects name by name with another join; a name that one of them lacks is taken from the other.
 * @param {Join} join
 * @returns {Join}
 */
const byName = (join) => (a, b) => {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...names].map((name) => {
    if (!Object.hasOwn(a, name)) return [name, b[name]];
    return [name, Object.hasOwn(b, name) ? join(a[name], b[name]) : a[name]];
  }));
};

/**
 * Objects name by name, all the way down; of two other values the smaller, so the earlier of two times.
 * @type {Join}
 */
const union = (a, b) => {
  if (isObject(a) && isObject(b)) return byName(union)(a, b);
  if (isObject(a) || isObject(b)) return isObject(a) ? a : b;
  return canonical(a) <= canonical(b) ? a : b;
};

/**
 * The one that comes later in an order; equal ones are told apart by their text.
 * @param {(entry: any) => (number | string)[]} order
 * @returns {Join}
 */
const later = (order) => (a, b) => {
  const [first, second] = [order(a), order(b)];
  for (const [k, value] of first.entries()) {
    if (value !== second[k]) return value > second[k] ? a : b;
  }
  return canonical(a) >= canonical(b) ? a : b;
};

/** @param {string} state */
const rank = (state) => RANKS.includes(state) ? RANKS.indexOf(state) : RANKS.length;

/** @param {unknown} points */
const pointsOf = (points) => typeof points === "number" ? points : -1;

/** @type {Record<string, Join>} */
const JOINS = {
  tasks: later((task) => [rank(task.state ?? "unanswered"), pointsOf(task.points)]),
  chapters: later((chapter) => [String(chapter.at ?? "")]),
  questions: union,
  predictions: union,
};

/**
 * Everything that either of them holds, also what this version does not know.
 * @param {Kept} a
 * @param {Kept} b
 * @returns {Kept}
 */
export function merge(a, b) {
  /** @type {any} */
  const merged = union({ ...a, ...nothing() }, { ...b, ...nothing() });
  for (const section of SECTIONS) {
    merged[section] = byName(JOINS[section])(a[section], b[section]);
  }
  return merged;
}

/**
 * The record in a text such as that of progress.json.
 * @param {string} text
 * @returns {Kept}
 * @throws {SyntaxError} if it is not one, in words for the reader
 */
export function parse(text) {
  const kept = JSON.parse(text);
  if (!isObject(kept) || !Number.isInteger(kept.version) || !isObject(kept.tasks)) {
    throw new SyntaxError("expected an object with a version and tasks");
  }
  const whole = { ...nothing(), ...kept };
  for (const section of SECTIONS) {
    if (!isObject(whole[section])) throw new SyntaxError(`expected an object as ${section}`);
    for (const [name, entry] of Object.entries(whole[section])) {
      if (!isObject(entry)) throw new SyntaxError(`expected an object as ${section} ${name}`);
      const { state = "" } = entry;
      if (typeof state !== "string") throw new SyntaxError(`expected a text as state of ${name}`);
    }
  }
  return whole;
}
