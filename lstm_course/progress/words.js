// Words that several modules say.

/** Now, as progress is kept. */
export const now = () => new Date().toISOString();

/**
 * A day in the reader's own form; nothing if it is not a time.
 * @param {string} time
 */
export function day(time) {
  const date = new Date(time);
  return Number.isNaN(date.valueOf()) ? "" : date.toLocaleDateString("en", { dateStyle: "long" });
}

/**
 * "1 point", "2 points".
 * @param {number} number
 * @param {string} noun
 */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/**
 * The number of a chapter as it is written: 4 for the page "04", 11b for "11b".
 * @param {string} page
 */
export const numberOf = (page) => page.replace(/^0/, "");

/**
 * The page of a key such as "04/2/1a2b3c4d", and the number of the question, if it has one.
 * @param {string} key
 */
export function placeOf(key) {
  const [page, ...rest] = key.split("/");
  return { page, number: rest.length > 1 ? rest[0] : "" };
}
