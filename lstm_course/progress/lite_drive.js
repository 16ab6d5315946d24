// The exchange with JupyterLite: its notebooks keep progress.json in a drive of their own, in IndexedDB.

import { canonical, merge, nothing, parse, VERSION } from "./merge.js";

/** @import { Store } from "./types.d.ts" */

const NAME = "progress.json";
const HOME = `exercises/${NAME}`;
const FILES = "files";

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** The name of JupyterLite's database, which depends on where it is served from. */
function database() {
  const root = document.documentElement.dataset.content_root ?? "./";
  return `JupyterLite Storage - ${new URL(`${root}lite/`, location.href).pathname}`;
}

/**
 * Merge the files and the store: each then holds the content of both.
 * @param {Store} store
 */
async function exchange(store) {
  const name = database();
  const known = await indexedDB.databases();
  if (!known.some((one) => one.name === name)) return; // no notebook has been opened here yet
  const opened = await settled(indexedDB.open(name));
  let found = nothing();
  try {
    if (!opened.objectStoreNames.contains(FILES)) return;
    const files = opened.transaction(FILES, "readwrite").objectStore(FILES);
    const paths = (await settled(files.getAllKeys())).map(String).filter(isProgress);
    const entries = await Promise.all(paths.map((path) => settled(files.get(path))));
    const records = entries.map(readable);
    for (const record of records) found = merge(found, record ?? nothing());
    const all = merge(found, store.read());
    for (const [k, record] of records.entries()) {
      if (record && canonical(record) !== canonical(all)) {
        files.put(renewed(entries[k], all), paths[k]);
      }
    }
    if (!paths.includes(HOME) && canonical(all) !== canonical(nothing())) {
      files.put(renewed(empty(), all), HOME);
    }
  } finally {
    opened.close();
  }
  await store.update(found);
}

/** @param {string} path */
const isProgress = (path) => path === NAME || path.endsWith(`/${NAME}`);

/**
 * The record in a file, which JupyterLite keeps as an object, as a text or, if Python wrote it, in base64.
 * @param {any} entry
 */
function readable({ format, content }) {
  try {
    const text = format === "base64" ? fromBase64(content) : content;
    const kept = parse(typeof text === "string" ? text : JSON.stringify(text));
    return kept.version <= VERSION ? kept : null;
  } catch {
    return null; // progress() puts an unreadable file aside by itself
  }
}

const empty = () => ({
  name: NAME,
  path: HOME,
  type: "file",
  format: "base64",
  mimetype: "octet/stream",
  writable: true,
  created: new Date().toISOString(),
});

/**
 * @param {any} entry of JupyterLite's
 * @param {import("./types.d.ts").Kept} kept
 */
function renewed(entry, kept) {
  const text = JSON.stringify(kept, null, 1);
  const bytes = new TextEncoder().encode(text);
  const forms = { json: kept, base64: btoa(String.fromCharCode(...bytes)) };
  const content = forms[/** @type {keyof forms} */ (entry.format)] ?? text;
  return { ...entry, content, size: bytes.length, last_modified: new Date().toISOString() };
}

/** @param {string} text */
const fromBase64 = (text) =>
  new TextDecoder().decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));

/**
 * Exchange when the page opens, when the reader comes back to it, and when something has changed.
 * @param {Store} store
 */
export function startLiteExchange(store) {
  let running = false;
  async function run() {
    if (running) return;
    running = true;
    try {
      await exchange(store);
    } catch {
      // Without IndexedDB, or with a busy one, the two keep their own records until the next time.
    } finally {
      running = false;
    }
  }
  run();
  document.addEventListener("visibilitychange", () => document.hidden || run());
  store.onChange(run);
}
