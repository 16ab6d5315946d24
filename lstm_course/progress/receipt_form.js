// The place where a receipt is written: the reader's name, the text, and a way to save it.

import { createButton, createElement, createInput } from "../explorables/ui/dom.js";
import { download } from "./download.js";
import { writeReceipt } from "./receipt.js";

/** @import { ListedChapter, Store } from "./types.d.ts" */

/**
 * @param {Store} store
 * @param {ListedChapter[]} chapters
 */
export function startReceipt(store, chapters) {
  const place = document.querySelector(".your-receipt");
  if (!place) return;
  const name = createInput({
    type: "text",
    id: "receipt-name",
    maxlength: 100,
    autocomplete: "name",
  });
  const text = /** @type {HTMLTextAreaElement} */ (
    createElement("textarea", { readonly: "", rows: 12, hidden: "", "aria-label": "Your receipt" })
  );
  const write = () => {
    const today = new Date().toISOString().slice(0, 10);
    text.value = writeReceipt(store.read(), chapters, name.value, today);
    text.hidden = false;
    return text.value;
  };
  const form = createElement(
    "form",
    { class: "receipt" },
    createElement("label", { for: name.id }, "Name on the receipt"),
    name,
    " ",
    createElement("button", { type: "submit" }, "Write a receipt"),
    " ",
    createButton("Save it as a file", () => download("receipt.txt", write())),
    text,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    write();
    text.focus();
  });
  place.replaceChildren(form);
}
