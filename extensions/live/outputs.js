// @ts-check
// Outputs as the pages have them: the same elements, with the same classes, in the same place.

/** @import { Output } from "./types.d.ts" */

/** @param {string} className @param {(Node | string)[]} children */
function box(className, ...children) {
  const made = document.createElement("div");
  made.className = className;
  made.append(...children);
  return made;
}

/** @param {string} text */
function preformatted(text) {
  const pre = document.createElement("pre");
  pre.textContent = text;
  pre.tabIndex = 0; // it may scroll
  return box("highlight", pre);
}

/**
 * An output as an element, or null if it shows nothing, such as a number for the prose.
 * @param {Output} output
 * @param {string} alt of a picture
 */
export function rendered(output, alt) {
  if (output.output_type === "stream") {
    const kind = output.name === "stderr" ? "stderr" : "stream";
    return box(`output ${kind} highlight-myst-ansi notranslate`, preformatted(output.text));
  }
  if (output.output_type === "error") {
    const made = box("output traceback highlight-ipythontb notranslate");
    made.append(preformatted(output.traceback));
    made.setAttribute("role", "alert");
    return made;
  }
  const { data, metadata = {} } = output;
  if (data["text/html"] !== undefined) {
    const made = box("output text_html");
    made.innerHTML = data["text/html"];
    return made;
  }
  const picture = pictureOf(data, metadata, alt);
  if (picture) return picture;
  const text = data["text/plain"];
  if (text === undefined) return null;
  return box("output text_plain highlight-myst-ansi notranslate", preformatted(text));
}

/**
 * @param {Record<string, string>} data
 * @param {Record<string, { width?: number }>} metadata
 * @param {string} alt
 */
function pictureOf(data, metadata, alt) {
  const svg = data["image/svg+xml"];
  const png = data["image/png"];
  if (svg === undefined && png === undefined) return null;
  const made = document.createElement("img");
  made.alt = alt;
  made.src = svg === undefined
    ? `data:image/png;base64,${png}`
    : `data:image/svg+xml,${encodeURIComponent(svg)}`;
  const { width } = metadata["image/png"] ?? {};
  if (width) made.width = width;
  return made;
}

/** The place of a cell's outputs, which knows those that the page came with. */
export class Outputs {
  /**
   * @param {HTMLElement} place the element with the outputs
   */
  constructor(place) {
    this.place = place;
    this.stored = [...place.childNodes];
    this.figure = place.querySelector("figure");
    this.stale = false;
    /** @type {HTMLElement | null} */
    this.latest = null;
  }

  /** The words for its picture that the page has. */
  get alt() {
    return this.figure?.querySelector("img")?.alt ?? "";
  }

  get changed() {
    return this.place.childNodes.length !== this.stored.length ||
      this.stored.some((node, k) => node !== this.place.childNodes[k]);
  }

  /** The next output replaces all that stand here; until then they stay, and the page does not jump. */
  begin() {
    this.stale = true;
    this.latest = null;
  }

  /**
   * @param {Output} output
   * @param {string} alt
   */
  add(output, alt) {
    if (output.output_type === "stream" && this.latest?.dataset.stream === output.name) {
      this.latest.querySelector("pre")?.append(output.text);
      return;
    }
    const made = rendered(output, alt);
    if (!made) return;
    this.clear();
    if (output.output_type === "stream") made.dataset.stream = output.name;
    this.latest = made;
    this.place.append(this.framed(made, output));
  }

  /** Remove the outputs that are still here from before. */
  clear() {
    if (this.stale) this.place.replaceChildren();
    this.stale = false;
  }

  restore() {
    this.stale = false;
    this.place.replaceChildren(...this.stored);
  }

  /**
   * The first thing that is not printed stands in the page's figure, above the caption.
   * @param {HTMLElement} made
   * @param {Output} output
   */
  framed(made, output) {
    const drawn = made instanceof HTMLImageElement || output.output_type === "execute_result";
    if (!this.figure || !drawn || this.place.querySelector("figure")) return made;
    const frame = /** @type {HTMLElement} */ (this.figure.cloneNode());
    const caption = this.figure.querySelector("figcaption");
    frame.append(made, ...(caption ? [caption.cloneNode(true)] : []));
    return frame;
  }
}
