// Files that a figure fetches when its reader asks: from beside its script on a page, from Python
// in a notebook. A button asks, and a line says how it went.

import { createButton, createElement } from "./dom.js";
import { useFieldStyle } from "./fields.js";

/** @import { Host, Panel } from "../types.d.ts" */

const SCRIPT = /** @type {HTMLScriptElement | null} */ (document.currentScript); // none in a module
const PATIENCE = 20_000; // milliseconds

/**
 * @param {Host["model"]} model
 * @param {string} path below chapters/
 * @returns {Promise<ArrayBuffer>}
 */
export async function fetchFile(model, path) {
  if (!SCRIPT) return await fromPython(model, path);
  const answer = await fetch(new URL(`explorables/${path}`, SCRIPT.src)).catch(() => {
    throw new Error("the network does not answer");
  });
  if (!answer.ok) throw new Error(`${path}: the server answered ${answer.status}`);
  return await answer.arrayBuffer();
}

/**
 * @param {Host["model"]} model
 * @param {string} path
 * @returns {Promise<ArrayBuffer>}
 */
function fromPython(model, path) {
  return new Promise((resolve, reject) => {
    if (!model.send || !model.on) return reject(new Error(`${path}: no server and no kernel`));
    const late = setTimeout(
      () => reject(new Error(`${path}: the kernel did not answer`)),
      PATIENCE,
    );
    model.on("msg:custom", (message, buffers) => {
      if (message.file !== path) return;
      clearTimeout(late);
      const [found] = buffers;
      if (!found) return reject(new Error(`${path}: the kernel does not find it`));
      resolve(new Uint8Array(found.buffer, found.byteOffset, found.byteLength).slice().buffer);
    });
    model.send({ file: path });
  });
}

/**
 * A button that loads something once, and a line about it.
 * @param {object} about
 * @param {string} about.button
 * @param {string} about.before
 * @param {string} about.after
 * @param {() => Promise<void>} about.load
 * @returns {Panel<unknown>}
 */
export function loader({ button, before, after, load }) {
  useFieldStyle();
  const said = createElement("span", { class: "lx-said", role: "status" }, before);
  const start = createButton(button, async () => {
    element.setAttribute("aria-busy", "true");
    start.disabled = true;
    said.textContent = "Loading …";
    try {
      await load();
      said.textContent = after;
      start.hidden = true;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      said.textContent = `It could not be loaded (${why}). Press the button to try again; ` +
        "the rest of the page works without it.";
    }
    start.disabled = false;
    element.removeAttribute("aria-busy");
  });
  start.classList.add("lx-load", "lx-play");
  const element = createElement("div", { class: "lx-buttons lx-loader" }, start, said);
  return { element, update() {} };
}
