// Two faults of the theme's and docutils' HTML: a sidebar outside every landmark, and a role that is no longer one.
document.addEventListener("DOMContentLoaded", () => {
  const sidebar = document.querySelector(".bd-sidebar-primary");
  sidebar.setAttribute("role", "navigation");
  sidebar.setAttribute("aria-label", "Book");
  for (const entry of document.querySelectorAll("[role=doc-biblioentry]")) {
    entry.setAttribute("role", "listitem");
  }
});
