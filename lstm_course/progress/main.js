// What the pages do with progress: questions, predictions, verdicts, the map, and the page about it all.

import { startChapterEnd } from "./chapter_end.js";
import { startLiteExchange } from "./lite_drive.js";
import { startMap } from "./map_marks.js";
import { startPredictions } from "./predictions.js";
import { startProgressPage } from "./progress_page.js";
import { startQuestions } from "./questions.js";
import { startReceipt } from "./receipt_form.js";
import { openStore } from "./store.js";
import { startTrouble } from "./trouble.js";
import { startVerdicts } from "./verdicts.js";

function start() {
  const chapters = globalThis.lstmCourse ?? [];
  const store = openStore(chapters);
  startQuestions(store);
  startPredictions(store);
  startVerdicts(store);
  startChapterEnd(store);
  startMap(store, chapters);
  startProgressPage(store, chapters);
  startReceipt(store, chapters);
  startTrouble(store);
  startLiteExchange(store);
}

start();
