// The first script of a page. Where the browser refuses to keep anything (its settings, a private window), the
// theme's colours and the search would fail at asking for storage: what these two keep lasts as long as the page,
// and a reader who changes the colours is told. Whatever else asks is refused, as by the browser.
{
  const THEIRS = /^(mode|theme|sphinx_highlight_terms|pst_\w+|sidebar-scroll-top|sphinx-design-tab-id-.*)$/;
  const NOT_KEPT =
    "Your browser keeps nothing for this site, so the next page starts in your system’s colours again.";

  function refusing() {
    try {
      window.localStorage.getItem("mode");
      return false;
    } catch {
      return true;
    }
  }

  class PageStorage {
    #kept = new Map();
    #named(key) {
      if (!THEIRS.test(key)) throw new DOMException("Storage is refused.", "SecurityError");
      return key;
    }
    getItem(key) {
      return this.#kept.get(this.#named(key)) ?? null;
    }
    setItem(key, value) {
      this.#kept.set(this.#named(key), String(value));
    }
    removeItem(key) {
      this.#kept.delete(this.#named(key));
    }
  }

  if (refusing()) {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, { value: new PageStorage(), configurable: true });
    }
    document.addEventListener("click", ({ target }) => {
      if (!target.closest(".theme-switch-button") || document.querySelector(".not-kept")) return;
      const note = Object.assign(document.createElement("p"), { className: "not-kept", textContent: NOT_KEPT });
      note.setAttribute("role", "status");
      document.querySelector("main h1").after(note);
    });
  }
}

// Light or dark before the first paint; the theme's own few lines would choose only after it.
{
  const root = document.documentElement.dataset;
  root.mode = localStorage.getItem("mode") || "auto";
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  root.theme = root.mode === "auto" ? system : root.mode;
}
