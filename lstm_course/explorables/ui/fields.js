// The style of what `text_field.js` and `files.js` make.

import css from "./fields.css" with { type: "text" };

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

export function useFieldStyle() {
  if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
}
