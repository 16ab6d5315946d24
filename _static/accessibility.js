// Faults of the theme's and docutils' HTML: a sidebar outside every landmark, buttons in it without a name,
// and a role that is no longer one.
document.addEventListener("DOMContentLoaded", () => {
  const sidebar = document.querySelector(".bd-sidebar-primary");
  sidebar.setAttribute("role", "navigation");
  sidebar.setAttribute("aria-label", "Book");
  for (const summary of sidebar.querySelectorAll("summary")) {
    const page = summary.closest("li").querySelector("a").textContent.trim();
    summary.setAttribute("aria-label", `Pages below ${page}`);
  }
  for (const entry of document.querySelectorAll("[role=doc-biblioentry]")) {
    entry.setAttribute("role", "listitem");
  }
});
