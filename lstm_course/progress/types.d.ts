// The shapes that the modules share. Only the type checker reads this file.

/** An exercise, as lstm_course.grading.progress_store keeps it too. */
export interface Task {
  state: string;
  points?: number;
  since?: string;
}
/** A question: its text and options as they were then, and when each option was first chosen. */
export interface Answered {
  question: string;
  options: Record<string, string>;
  correct: string;
  chosen: Record<string, string>;
}
/** A prediction: what was asked, and what was predicted when. */
export interface Predicted {
  question: string;
  made: Record<string, string>;
}
/** A chapter: whether the reader says that it has been read, and since when. */
export interface Reading {
  read: boolean;
  at: string;
}
/** The content of progress.json. */
export interface Kept {
  version: number;
  tasks: Record<string, Task>;
  questions: Record<string, Answered>;
  predictions: Record<string, Predicted>;
  chapters: Record<string, Reading>;
}

export interface ListedExercise {
  id: string;
  title: string;
  points: number;
}
/** What there is to do in a chapter; extensions/progress.py writes the list. */
export interface ListedChapter {
  page: string;
  title: string;
  address: string;
  workbook: string;
  questions: string[];
  predictions: string[];
  exercises: ListedExercise[];
}

/** The keeping of progress in this browser. */
export interface Store {
  /** Everything that is kept. */
  read(): Kept;
  /** Add to it; resolves when it has been written. */
  update(patch: Partial<Kept>): Promise<void>;
  /** Erase everything, in all tabs. */
  erase(): Promise<void>;
  /** Call back when something has changed, here or in another tab. */
  onChange(callback: () => void): void;
  /** Why nothing is kept, or what else went wrong; empty if all is well. */
  trouble(): string;
}

declare global {
  /** Set by course_list.js. */
  var lstmCourse: ListedChapter[] | undefined;
  /** Set by MathJax, and before that by its settings. */
  var MathJax: { startup?: { promise?: Promise<void> } } | undefined;
}
