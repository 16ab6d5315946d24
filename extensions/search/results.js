// The excerpts below the results: formulas as one would type them, instead of LaTeX. Without the index
// there are no results, and a line says so.
{
  const LOST = "The search could not be loaded: the network does not answer. Check the connection and reload the page.";
  const NAMES = {
    sigma: "σ", tanh: "tanh", odot: "⊙", cdot: "·", times: "×", Delta: "Δ", delta: "δ", eta: "η", lambda: "λ",
    beta: "β", varepsilon: "ε", epsilon: "ε", mu: "μ", rho: "ρ", gamma: "γ", alpha: "α", partial: "∂", sum: "Σ",
    le: "≤", ge: "≥", approx: "≈", to: "→", infty: "∞", dots: "…", ldots: "…", cdots: "…", prime: "′", top: "ᵀ",
    mid: "|", vert: "|", lVert: "‖", rVert: "‖", max: "max", min: "min", exp: "exp", log: "log", ln: "ln", sqrt: "√",
  };

  function typed(latex) {
    return latex
      .replace(/\\[()[\]]|\$/g, "")
      .replace(/\\frac\{([^{}]*)\}\{([^{}]*)\}/g, "$1/$2")
      .replace(/\\([A-Za-z]+)/g, (_, name) => (name in NAMES ? NAMES[name] : ""))
      .replace(/\\[,;:! ]/g, " ")
      .replace(/[{}\\&]/g, "")
      .replace(/\s+/g, " ")
      .trim();
  }

  if (!Search.hasIndex()) {
    Search.performSearch = () => {};
    const said = document.createElement("p");
    said.setAttribute("role", "alert");
    said.textContent = LOST;
    document.getElementById("search-results").append(said);
  }

  const asText = Search.htmlToText;
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const formula of page.querySelectorAll(".math")) formula.textContent = ` ${typed(formula.textContent)} `;
    for (const fold of page.querySelectorAll("details.above-input > summary, .legend-toggle")) fold.remove();
    return asText(page.documentElement.outerHTML, anchor);
  };
}
