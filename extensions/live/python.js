// @ts-check
// The page's side of Python: it starts the worker, sends it plans, and ends it.

import { inCharge } from "./offline.js";

/** @import { Bundle, FromPython, PageCells, Plan, ToPython } from "./types.d.ts" */

const here = new URL(".", import.meta.url);
const site = new URL("../../", import.meta.url);
const PYODIDE = new URL("lite/static/pyodide/", site).href;
const FILES = new URL("lite/files/", site);
const PLACE = "/lib/python3.12/site-packages";
const COURSE = "/home/pyodide/course/";
const DRAWS = /\bmatplotlib\b|\blstm_course(?:\.|\s+import\s+)figures\b/;

/** Thrown when Python cannot be had; its message is for the reader. */
export class NoPython extends Error {}

/** @param {string} name */
async function read(name) {
  const address = new URL(name, here);
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) throw new NoPython(SAID.network);
  return response.json();
}

/** @param {string} name a file of Pyodide's folder */
const isKept = async (name) =>
  Boolean(await globalThis.caches?.match(PYODIDE + name).catch(() => null));

const AGAIN = "What you wrote is kept.";
export const SAID = {
  network:
    `Python could not be loaded: the network does not answer. Check the connection and press Run again. ${AGAIN}`,
  damaged:
    `A part of Python arrived damaged or changed, so nothing was run. Reload the page and press Run again. ${AGAIN}`,
  crashed: `Python broke down: it may have run out of memory. Run starts it again. ${AGAIN}`,
};

/** The reason why code cannot run in this browser, and what to do; nothing if it can. */
export function impossible() {
  if (typeof WebAssembly !== "object") return "this browser has no WebAssembly";
  if (typeof Worker !== "function") return "this browser has no workers";
  return "";
}

export class Python {
  /**
   * @param {string} page its name, without suffix
   * @param {(message: FromPython) => void} listen
   */
  constructor(page, listen) {
    this.page = page;
    this.listen = listen;
    /** @type {Worker | null} */
    this.worker = null;
    /** @type {Promise<PageCells> | null} */
    this.read = null;
    /** @type {Promise<Bundle> | null} */
    this.bundle = null;
    /** @type {((why: string) => void) | null} */
    this.ended = null;
  }

  /** The cells of this page, as the build wrote them. @returns {Promise<PageCells>} */
  cells() {
    this.read ??= read(`cells/${this.page}.json`);
    this.read.catch(() => this.read = null);
    return this.read;
  }

  /** The parts that this page needs: packages by name, and the files of Pyodide's folder. */
  async parts() {
    const [{ draws }, { packages, runtime }] = await Promise.all([this.cells(), this.load()]);
    const wanted = draws ? { ...packages.plain, ...packages.drawing } : packages.plain;
    return { packages: Object.keys(wanted), files: [...runtime, ...Object.values(wanted).flat()] };
  }

  /** Megabytes that a first start downloads. */
  async megabytes() {
    const [{ sizes, course }, { files }] = await Promise.all([this.load(), this.parts()]);
    const bytes = [course, ...files].reduce((sum, name) => sum + sizes[name], 0);
    return Math.round(bytes / 1e6);
  }

  load() {
    this.bundle ??= read("python.json");
    this.bundle.catch(() => this.bundle = null);
    return this.bundle;
  }

  /** Start the worker if its parts were loaded before, so that it has only to start. */
  async startIfKept() {
    if (this.worker || !(await isKept("pyodide.asm.wasm"))) return;
    const { files } = await this.parts();
    if ((await Promise.all(files.map(isKept))).every(Boolean)) await this.start();
  }

  /** Start the worker, if there is none. */
  async start() {
    const [bundle, { packages, files }] = await Promise.all([
      this.load(),
      this.parts(),
      inCharge(),
    ]);
    if (this.worker) return;
    const course = new URL(bundle.course, here).href;
    const lock = new URL("pyodide-lock.json", here).href;
    this.worker = new Worker(new URL("worker.js", here));
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = () => this.hear({ event: "failed", kind: "network", name: "worker.js" });
    this.send({
      setup: {
        pyodide: PYODIDE,
        lock,
        course,
        place: PLACE,
        sums: bundle.sums,
        packages,
        files: [...files.map((name) => PYODIDE + name), lock, course],
      },
    });
  }

  /**
   * Run a plan; messages about its cells go to the listener meanwhile.
   * @param {Plan} plan
   * @throws {NoPython} if it could not be run, or was stopped
   */
  async run(plan) {
    const stopped = new Promise((_, reject) => {
      this.ended = (why) => reject(new NoPython(why));
    });
    stopped.catch(() => {});
    await Promise.race([this.start(), stopped]);
    const { folder, files, draws } = await this.cells();
    const { packages } = await this.load();
    const drawn = draws || plan.cells.some(({ source }) => DRAWS.test(source));
    const finished = new Promise((resolve) => this.finished = resolve);
    this.send({
      plan,
      packages: drawn ? Object.keys(packages.drawing) : [],
      files: Object.fromEntries(files.map((path) => [COURSE + path, new URL(path, FILES).href])),
      folder: COURSE + folder,
    });
    await Promise.race([finished, stopped]);
  }

  /** @param {ToPython} message */
  send(message) {
    this.worker?.postMessage(message);
  }

  /** @param {FromPython} message */
  hear(message) {
    if (message.event === "done") this.finished?.(undefined);
    else if (message.event === "failed") {
      console.error(`${message.kind}: ${message.name}`);
      this.stop(SAID[message.kind]);
    } else this.listen(message);
  }

  /**
   * End Python at once, whatever it is doing.
   * @param {string} why for the reader whose cell was running
   */
  stop(why) {
    this.worker?.terminate();
    this.worker = null;
    this.ended?.(why);
    this.ended = null;
  }
}
