// What is found in a chapter comes before its exercises, and solutions come last. Sphinx takes all of this from
// here or nothing, so the other numbers are its own.
var Scorer = {
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,

  score([page, , , , found]) {
    if (page.startsWith("exercises/solutions/")) return found / 4;
    if (page.startsWith("exercises/")) return found / 2;
    return /^chapters\/\d\db?_/.test(page) ? found + 10 : found;
  },
};
