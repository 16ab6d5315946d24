// @ts-check
// Python in a worker of its own, which the page can end at any moment. It loads Pyodide, NumPy and
// the course, matplotlib only for pages that draw, and runs plans (lstm_course/page/session.py).
//
// Every file is checked against its sum before it is used. What was imported is kept as compiled code
// for the next start, which takes about half the time (lstm_course/page/compiled.py). This is a classic
// script: Pyodide's own files are.

/** @import { FromPython, Setup, ToPython } from "./types.d.ts" */

const scope = /** @type {any} */ (globalThis);
/** @type {typeof fetch} */
const download = scope.fetch.bind(scope);

/** @type {Setup} */
let setup;
let python = /** @type {any} */ (null);
let session = /** @type {any} */ (null);
/** @type {Map<string, Promise<Response>>} */
const ahead = new Map();
/** @type {Extract<FromPython, { event: "failed" }> | null} */
let failure = null;
/** Ends what waits for a file that does not come; Pyodide might wait for ever. */
let giveUp = (/** @type {unknown} */ _) => {};

const LIBRARY = "python_stdlib.zip";
/** Its path in Python. */
const MOUNTED = "/lib/python312.zip";
const SUM = "Content-Sum";
const REST = 2000; // milliseconds after a run, before modules are compiled for the next start
let compiles = false;

/** @param {FromPython} message */
const tell = (message) => scope.postMessage(message);

/**
 * Download a file. What went wrong is noted: Pyodide goes on without a package that it lacks.
 * @param {string} url
 * @param {RequestInit} [options]
 */
async function checked(url, options) {
  const name = url.slice(url.lastIndexOf("/") + 1);
  const integrity = setup.sums[name];
  try {
    const response = await download(url, integrity ? { ...options, integrity } : options);
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return response;
  } catch (error) {
    const there = await download(url, { cache: "no-store", method: "HEAD" }).then(
      (response) => response.ok,
      () => false,
    );
    failure ??= { event: "failed", kind: there ? "damaged" : "network", name };
    giveUp(error);
    throw error;
  }
}

scope.fetch = (/** @type {RequestInfo | URL} */ resource, /** @type {RequestInit} */ options) => {
  const url = resource instanceof Request ? resource.url : String(resource);
  const begun = ahead.get(url);
  ahead.delete(url);
  return begun ?? checked(url, options);
};

/** @param {string} url */
async function load(url) {
  const script = await (await scope.fetch(url)).blob();
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  scope.importScripts(address);
  URL.revokeObjectURL(address);
}

/** @param {ArrayBuffer | Uint8Array<ArrayBuffer>} content */
const sumOf = async (content) =>
  String(new Uint8Array(await crypto.subtle.digest("SHA-256", content)));

/** @param {string} url */
const sumAt = (url) => setup.sums[url.slice(url.lastIndexOf("/") + 1)];

/** The cache of compiled code. */
const cacheOfCode = () => caches.open(`compiled ${setup.pyodide}`);

/** The beginning of the addresses of what this version of the course keeps there. */
const version = () => `${setup.course}?${encodeURIComponent(sumAt(setup.course))}`;

/** The address of what belongs to exactly these files. @param {number} part */
const place = (part) =>
  `${version()}&${encodeURIComponent(setup.files.map(sumAt).join())}&part=${part}`;

/** The two archives of an earlier visit, if both are whole. */
async function recall() {
  const cache = await cacheOfCode();
  const found = await Promise.all([0, 1].map(async (part) => {
    const kept = await cache.match(place(part));
    const content = await kept?.arrayBuffer();
    return content && kept?.headers.get(SUM) === await sumOf(content) ? content : null;
  }));
  return found.every(Boolean) ? /** @type {ArrayBuffer[]} */ (found) : null;
}

/** Compile what is imported, giving way to runs, and keep it. */
async function compile() {
  const compiler = python.pyimport("lstm_course.page.compiled").Compiler(MOUNTED, setup.place);
  while (compiler.step()) await new Promise((resolve) => setTimeout(resolve));
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const contents = compiler.archives().toJs();
  const cache = await cacheOfCode();
  for (const { url } of await cache.keys()) {
    if (!url.startsWith(version())) await cache.delete(url);
  }
  for (const [part, content] of contents.entries()) {
    await cache.put(
      place(part),
      new Response(content, { headers: { [SUM]: await sumOf(content) } }),
    );
  }
}

/** @param {Setup} given */
async function start(given) {
  setup = given;
  const kept = await recall().catch(() => null); // storage may be refused
  compiles = !kept;
  if (kept) ahead.set(setup.pyodide + LIBRARY, Promise.resolve(new Response(kept[0])));
  for (const url of setup.files) {
    if (ahead.has(url)) continue;
    const begun = checked(url);
    begun.catch(() => {}); // the code that waits for it reports the error
    ahead.set(url, begun);
  }
  await load(`${setup.pyodide}pyodide.js`);
  await load(`${setup.pyodide}pyodide.asm.js`);
  python = await scope.loadPyodide({
    indexURL: setup.pyodide,
    lockFileURL: setup.lock,
    packages: setup.packages,
  });
  const course = await (await scope.fetch(setup.course)).arrayBuffer();
  if (failure) throw new Error(failure.name);
  python.unpackArchive(course, "zip", { extractDir: setup.place });
  if (kept) python.unpackArchive(kept[1], "zip", { extractDir: setup.place });
  session = python.pyimport("lstm_course.page").Session(
    (/** @type {string} */ text) => tell(JSON.parse(text)),
  );
}

/** @param {Extract<ToPython, { plan: unknown }>} request */
async function run({ plan, packages, files, folder }) {
  const { FS } = python;
  const missing = packages.filter((name) => !(name in python.loadedPackages));
  if (missing.length) await python.loadPackage(missing, { messageCallback: () => {} });
  for (const [path, url] of Object.entries(files)) {
    if (FS.analyzePath(path).exists) continue;
    const content = await (await scope.fetch(url)).arrayBuffer();
    FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    FS.writeFile(path, new Uint8Array(content));
  }
  if (failure) throw new Error(failure.name);
  FS.mkdirTree(folder);
  FS.chdir(folder);
  session.run(JSON.stringify(plan));
}

/** @type {Promise<void>} */
let turn = Promise.resolve();

/** @param {MessageEvent<ToPython>} event */
scope.onmessage = ({ data }) => {
  turn = turn.then(async () => {
    try {
      const lacking = new Promise((_, reject) => giveUp = reject);
      if ("setup" in data) {
        await Promise.race([start(data.setup), lacking]);
        tell({ event: "ready" });
      } else if (session) {
        await Promise.race([run(data), lacking]);
        tell({ event: "done" });
        if (compiles) setTimeout(() => compile().catch(() => {}), REST);
        compiles = false;
      }
    } catch (error) {
      tell(failure ?? { event: "failed", kind: "crashed", name: String(error).split("\n")[0] });
      failure = null;
    }
  });
};
