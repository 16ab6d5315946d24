// Equations that explain themselves. Pointing at a symbol, tapping it, or reaching it with Tab and the arrow
// keys shows what the legend says of it, and lights up the same quantity everywhere on the page. The legend
// itself is folded away (in book.css, so that nothing moves) and opens with a button.
{
  const EQUATION = ".equation > .math";
  const SYMBOL = "[class*='quantity-']";
  const FINGER = 24; // pixels
  const LINGER = 150; // milliseconds, in which a pointer can cross other symbols on its way to the card
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  const card = Object.assign(document.createElement("div"), { className: "symbol-card", hidden: true });
  const voice = Object.assign(document.createElement("div"), { className: "symbol-voice visually-hidden" });
  voice.setAttribute("aria-live", "polite");
  let shown = null;
  let waiting = 0;

  const named = (element, prefix) => [...element.classList].find((name) => name.startsWith(prefix));
  const symbolsIn = (equation) => [...equation.querySelectorAll(`mjx-math ${SYMBOL}`)];

  // The quantity's elements: in mathematics and legends by its class, in diagrams by the letter of its colour.
  function everywhere(quantity, letter) {
    const places = [`mjx-math .${quantity}`, `dt.${quantity}`];
    if (letter) {
      places.push(`[data-symbol="${letter}"]`);
      places.push(...["stroke", "fill"].map((paint) => `.lstm-diagram [${paint}^="var(--lstm-${letter},"]`));
    }
    return document.querySelectorAll(places.join());
  }

  function hide() {
    clearTimeout(waiting);
    shown?.classList.remove("explained");
    for (const element of document.querySelectorAll(".lit")) element.classList.remove("lit");
    card.hidden = true;
    shown = null;
  }

  function show(symbol) {
    if (symbol === shown) return;
    hide();
    const box = symbol.closest(".equation");
    const term = box.querySelector(`.legend > dt.${named(symbol, "quantity-")}`);
    const colour = named(term, "symbol-");
    shown = symbol;
    symbol.classList.add("explained");
    for (const element of everywhere(named(symbol, "quantity-"), colour?.slice("symbol-".length))) {
      element.classList.add("lit");
      if (colour) element.classList.add(colour);
    }
    card.replaceChildren(...term.nextElementSibling.cloneNode(true).childNodes);
    for (const math of card.querySelectorAll("[tabindex]")) math.removeAttribute("tabindex");
    card.hidden = false;
    box.append(card);
    place(symbol, box);
    voice.textContent = card.textContent;
  }

  // Below the equation, under the symbol, and within the page's column.
  function place(symbol, box) {
    symbol.scrollIntoView({ block: "nearest", inline: "nearest" });
    const frame = box.getBoundingClientRect();
    const spot = symbol.getBoundingClientRect();
    const left = (spot.left + spot.right - card.offsetWidth) / 2 - frame.left;
    card.style.top = `${symbol.closest(EQUATION).getBoundingClientRect().bottom - frame.top}px`;
    card.style.left = `${Math.max(0, Math.min(left, frame.width - card.offsetWidth))}px`;
  }

  function nearest(equation, x, y) {
    const distance = (symbol) => {
      const spot = symbol.getBoundingClientRect();
      return Math.hypot(Math.max(spot.left - x, 0, x - spot.right), Math.max(spot.top - y, 0, y - spot.bottom));
    };
    const [best] = symbolsIn(equation).sort((one, other) => distance(one) - distance(other));
    return best && distance(best) <= FINGER ? best : null;
  }

  function step(equation, by) {
    const symbols = symbolsIn(equation);
    const next = symbols.indexOf(shown) + by;
    show(symbols[Math.max(0, Math.min(next, symbols.length - 1))]);
  }

  document.addEventListener("pointerover", ({ pointerType, target }) => {
    if (pointerType !== "mouse") return;
    clearTimeout(waiting);
    const symbol = target.closest(EQUATION) && target.closest(SYMBOL);
    if (symbol) waiting = setTimeout(show, shown ? LINGER : 0, symbol);
    else if (!card.contains(target)) waiting = setTimeout(hide, 2 * LINGER);
  });

  document.addEventListener("pointerup", ({ pointerType, target, clientX, clientY }) => {
    if (pointerType === "mouse" || card.contains(target)) return;
    const equation = target.closest(EQUATION);
    const symbol = equation && nearest(equation, clientX, clientY);
    if (symbol) show(symbol);
    else hide();
  });

  document.addEventListener("focusin", ({ target }) => {
    const equation = target.matches("mjx-container:focus-visible") && target.closest(EQUATION);
    if (equation) step(equation, 1);
    else if (!card.contains(target) && !target.closest(EQUATION)) hide();
  });

  // An interactive figure says which quantity its reader points at.
  document.addEventListener("lstm-symbol", ({ detail: letter }) => {
    for (const element of document.querySelectorAll(".linked")) element.classList.remove("linked");
    const terms = letter ? document.querySelectorAll(`.legend > dt.symbol-${letter}`) : [];
    for (const quantity of new Set(Array.from(terms, (term) => named(term, "quantity-")))) {
      for (const element of everywhere(quantity)) element.classList.add("linked", `symbol-${letter}`);
    }
  });

  document.addEventListener("keydown", (event) => {
    const equation = event.target.closest?.(EQUATION);
    if (event.key === "Escape") hide();
    else if (equation && STEPS[event.key]) {
      event.preventDefault();
      step(equation, STEPS[event.key]);
    }
  });

  document.addEventListener("click", ({ target }) => {
    const button = target.closest(".legend-toggle");
    if (!button) return;
    const unfolded = button.closest(".equation").classList.toggle("unfolded");
    button.setAttribute("aria-expanded", unfolded);
  });

  document.addEventListener("DOMContentLoaded", () => document.body.append(voice));

  // The marks, by which the symbols are known, go into the LaTeX before it is set.
  if (window.MathJax) {
    window.MathJax.startup = {
      pageReady() {
        for (const math of document.querySelectorAll("[data-marked]")) math.lastChild.data = math.dataset.marked;
        return window.MathJax.startup.defaultPageReady();
      },
    };
  }
}
