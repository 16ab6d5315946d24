// @ts-check
// Colours for Python while it is written: the classes of Pygments, whose colours the page has.
// Only the kinds that a glance needs; a half-written line never breaks it.

const WORDS =
  "and as assert async await break class continue def del elif else except finally for " +
  "from global if import in is lambda nonlocal not or pass raise return try while with yield";
const BUILT_IN =
  "abs all any bool dict enumerate float int isinstance len list map max min print " +
  "range reversed round set sorted str sum super tuple type zip";

/** @type {[string, string][]} */
const KINDS = [
  ["c1", "#[^\\n]*"],
  ["s2", "(?:\\b[rbfuRBFU]{1,2})?(?:\"\"\"[\\s\\S]*?(?:\"\"\"|$)|'''[\\s\\S]*?(?:'''|$))"],
  ["s2", "(?:\\b[rbfuRBFU]{1,2})?(?:\"(?:\\\\.|[^\"\\\\\\n])*\"?|'(?:\\\\.|[^'\\\\\\n])*'?)"],
  ["mf", "\\b\\d[\\d_]*(?:\\.[\\d_]*)?(?:[eE][+-]?\\d+)?j?|\\.\\d+"],
  ["kc", "\\b(?:None|True|False)\\b"],
  ["k", `\\b(?:${WORDS.replaceAll(" ", "|")})\\b`],
  ["nb", `(?<!\\.)\\b(?:${BUILT_IN.replaceAll(" ", "|")})(?=\\()`],
  ["o", "[-+*/%@&|^~<>=!:]=?"],
];
const TOKEN = new RegExp(KINDS.map(([, pattern]) => `(${pattern})`).join("|"), "g");

/**
 * The text with its colours, as nodes.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function highlighted(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const kind = KINDS[match.slice(1).findIndex((group) => group !== undefined)][0];
    const span = document.createElement("span");
    span.className = kind;
    span.textContent = match[0];
    nodes.push(text.slice(end, match.index), span);
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}
