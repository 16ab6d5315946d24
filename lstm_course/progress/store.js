// Progress in this browser: read, merged and written under a lock, so that two tabs lose nothing.

import { canonical, merge, nothing, parse, VERSION } from "./merge.js";
import { followMoved } from "./sittings.js";

/** @import { Kept, ListedChapter, Store } from "./types.d.ts" */

export const KEY = "lstm-progress";
const REFUSED =
  "This browser keeps nothing for this site (a private window, perhaps). Your answers count until you " +
  "close the page; Your progress can save them as a file.";
const NEWER =
  "What this browser keeps is from a newer version of the course, and was left as it is. New answers " +
  "count until you close the page.";
const UNREADABLE =
  "What this browser kept could not be read. It was put aside, and a new record begun.";

/**
 * Run without other tabs in between, where the browser has locks (it has none on an insecure address).
 * @param {() => void} work
 */
const alone = async (work) => {
  await (navigator.locks ? navigator.locks.request(KEY, work) : work());
};

/** @param {string} text */
function putAside(text) {
  let number = 1;
  while (localStorage.getItem(`${KEY}.unreadable-${number}`) !== null) number += 1;
  localStorage.setItem(`${KEY}.unreadable-${number}`, text);
  localStorage.removeItem(KEY);
}

/**
 * @param {ListedChapter[]} chapters
 * @returns {Store}
 */
export function openStore(chapters) {
  let mine = nothing(); // of this page: it stays where storage is refused, and if another tab loses it
  let trouble = "";
  /** @type {(() => void)[]} */
  const callbacks = [];
  const changed = () => callbacks.forEach((callback) => callback());

  /** @returns {Kept | null} what is stored; nothing if it may not be touched */
  function stored() {
    try {
      const text = localStorage.getItem(KEY);
      if (text === null) return nothing();
      try {
        const kept = parse(text);
        if (kept.version <= VERSION) return kept;
        trouble = NEWER;
      } catch {
        trouble = UNREADABLE;
        putAside(text);
        return nothing();
      }
    } catch {
      trouble = REFUSED;
    }
    return null;
  }

  function write() {
    const kept = stored();
    if (!kept) return;
    const all = merge(kept, mine);
    if (canonical(all) === canonical(kept)) return;
    try {
      localStorage.setItem(KEY, JSON.stringify(all));
    } catch {
      trouble = REFUSED;
    }
  }

  addEventListener("storage", ({ key, newValue }) => {
    if (key !== null && key !== KEY) return;
    if (newValue === null) mine = nothing(); // erased in another tab
    else alone(write);
    changed();
  });

  return {
    read: () => followMoved(merge(stored() ?? nothing(), mine), chapters),
    async update(patch) {
      mine = merge(mine, { ...nothing(), ...patch });
      await alone(write);
      changed();
    },
    async erase() {
      mine = nothing();
      await alone(() => {
        try {
          localStorage.removeItem(KEY);
        } catch {
          trouble = REFUSED;
        }
      });
      changed();
    },
    onChange: (callback) => callbacks.push(callback),
    trouble: () => trouble,
  };
}
