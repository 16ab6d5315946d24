// The list of what this browser keeps of the learner's work, read from JupyterLite's own storage:
// IndexedDB, a database for each place that JupyterLite is served from.

const lite = new URL(".", import.meta.url);
const DATABASE = `JupyterLite Storage - ${lite.pathname}`;

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function inStores(mode, work) {
  const known = await indexedDB.databases();
  if (!known.some(({ name }) => name === DATABASE)) return [];
  const database = await settled(indexedDB.open(DATABASE));
  try {
    const stores = ["files", "checkpoints"].filter((name) =>
      database.objectStoreNames.contains(name),
    );
    if (!stores.includes("files")) return [];
    const transaction = database.transaction(stores, mode);
    return await work(stores.map((name) => transaction.objectStore(name)));
  } finally {
    database.close();
  }
}

const files = async () =>
  (await inStores("readonly", ([store]) => settled(store.getAll())))
    .filter(({ type }) => type !== "directory")
    .sort((one, other) => one.path.localeCompare(other.path));

const remove = (path) =>
  inStores("readwrite", (stores) => Promise.all(stores.map((store) => settled(store.delete(path)))));

function download({ name, content, format }) {
  const bytes =
    format === "base64" ? Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)) : null;
  const text = format === "json" ? `${JSON.stringify(content, null, 1)}\n` : content;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes ?? text]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function element(name, content = "", attributes = {}) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...[content].flat());
  return made;
}

function row(file, refresh) {
  const { path, last_modified: changed } = file;
  const address = new URL(`notebooks/index.html?path=${encodeURIComponent(path)}`, lite).href;
  const title = path.endsWith(".ipynb")
    ? element("a", path, { href: address, target: "_blank" })
    : path;
  const save = element("button", "Download", { className: "sd-btn sd-btn-outline-primary" });
  const drop = element("button", "Start over", { className: "sd-btn sd-btn-outline-danger" });
  save.ariaLabel = `Download ${path}`;
  drop.ariaLabel = `Start over with ${path}`;
  save.addEventListener("click", () => download(file));
  drop.addEventListener("click", async () => {
    const question = `Delete your version of ${path}? Close its tab first. This cannot be undone.`;
    if (!confirm(question)) return;
    await remove(path);
    await refresh();
  });
  const cells = [title, new Date(changed).toLocaleString(), [save, " ", drop]];
  return element(
    "tr",
    cells.map((cell) => element("td", cell)),
  );
}

async function show(place) {
  const kept = await files();
  const refresh = () => show(place);
  if (!kept.length) {
    place.replaceChildren(element("p", "This browser keeps no work of yours yet."));
    return;
  }
  const head = ["File", "Last changed", "What to do with it"];
  const table = element("table", [
    element("thead", element("tr", head.map((text) => element("th", text, { scope: "col" })))),
    element("tbody", kept.map((file) => row(file, refresh))),
  ]);
  table.className = "table";
  place.replaceChildren(element("div", table, { className: "pst-scrollable-table-container" }));
}

for (const place of document.querySelectorAll(".kept-work")) {
  show(place);
  document.addEventListener("visibilitychange", () => document.hidden || show(place));
}
