// The shapes that the modules share. Only the type checker reads this file.

/** A cell of code as the notebook has it. */
export interface Source {
  id: string;
  source: string;
  /** Ids of the cells that run before it, in order. */
  needs: string[];
}

/** What tools know of a page at build: `live/cells/<page>.json`. */
export interface PageCells {
  cells: Source[];
  /** Whether a run goes on after a cell that failed: exercises do not depend on each other. */
  forgiving: boolean;
  /** Whether its verdicts count: those on a worked solution do not. */
  graded: boolean;
  draws: boolean;
  /** The folder of the notebook in the course. */
  folder: string;
  /** Files that the notebook reads, by their paths in the course. */
  files: string[];
}

/** `live/python.json`: what a worker loads. Names of files are those in Pyodide's folder. */
export interface Bundle {
  sums: Record<string, string>;
  sizes: Record<string, number>;
  course: string;
  runtime: string[];
  packages: Record<"plain" | "drawing", Record<string, string[]>>;
}

/** What a worker starts with; all addresses are absolute. */
export interface Setup {
  pyodide: string;
  lock: string;
  course: string;
  /** Where the course is unpacked. */
  place: string;
  sums: Record<string, string>;
  packages: string[];
  /** Everything that is downloaded at once. */
  files: string[];
}

export interface Plan {
  cells: { id: string; number: number; source: string }[];
  forgiving: boolean;
  scale: number;
}

export type ToPython =
  | { setup: Setup }
  | { plan: Plan; packages: string[]; files: Record<string, string>; folder: string };

/** As notebooks store it. */
export type Output =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string }
  | { output_type: "error"; ename: string; evalue: string; traceback: string }
  | {
    output_type: "display_data" | "execute_result";
    data: Record<string, string> & { [VERDICT]?: Verdict };
    metadata?: Record<string, { width?: number }>;
  };

declare const VERDICT: "application/vnd.lstm.verdict+json";

/** `detail` of the event "lstm:verdict". */
export interface Verdict {
  exercise: string;
  passed: boolean;
  points: number;
  text: string;
}

export type FromPython =
  | { event: "ready" | "done" }
  | { event: "begin"; cell: string }
  | { event: "output"; cell: string; output: Output }
  | { event: "end"; cell: string; well: boolean }
  | { event: "failed"; kind: "network" | "damaged" | "crashed"; name: string };

/** What a reader wrote, and the text of the page that it replaced. */
export interface Kept {
  text: string;
  page: string;
  /** What was written into an earlier version of the page, until the reader chooses. */
  older?: string;
}
