// Pointing at a quantity, by its symbol, its wire, its line of code or its number, lights up all
// four. The mark is an attribute of the figure, so that it outlasts a new drawing.

// A wire is thin: within these pixels to each side, at steps no wider than a wire.
const NEAR = [0, 2, 4, 6].flatMap((far) => [[0, far], [0, -far], [far, 0], [-far, 0]]);

/**
 * The symbol near a point of the page.
 * @param {HTMLElement} figure
 * @param {MouseEvent} event
 */
function symbolNear(figure, { clientX, clientY }) {
  for (const [dx, dy] of NEAR) {
    for (const element of document.elementsFromPoint(clientX + dx, clientY + dy)) {
      const place = element.closest("[data-symbol]");
      if (place && figure.contains(place)) return place.getAttribute("data-symbol");
    }
  }
  return null;
}

/** @param {HTMLElement} figure */
export function linkSymbols(figure) {
  /** @param {string | null} symbol */
  function light(symbol) {
    if ((figure.getAttribute("data-lit") ?? null) === symbol) return;
    if (symbol) figure.setAttribute("data-lit", symbol);
    else figure.removeAttribute("data-lit");
    figure.dispatchEvent(new CustomEvent("lstm-symbol", { bubbles: true, detail: symbol }));
  }
  /** The symbol that the keyboard points at, while the pointer points at nothing. */
  function focused() {
    const place = figure.querySelector(":focus")?.closest("[data-symbol]");
    return place?.getAttribute("data-symbol") ?? null;
  }
  /** @param {PointerEvent} event */
  const point = (event) => light(symbolNear(figure, event) ?? focused());
  figure.addEventListener("pointermove", point);
  figure.addEventListener("pointerdown", point);
  figure.addEventListener("pointerleave", ({ pointerType }) => {
    if (pointerType === "mouse") light(focused()); // a finger always leaves
  });
  figure.addEventListener("focusin", () => light(focused()));
  figure.addEventListener("focusout", () => light(null));
}
