// @ts-check
// Keeps the site for a visit without a network. The build puts VERSION in front, that of all files,
// and lists in pages.json what pages show. Python and its files are kept once they were loaded.
//
// Of one version every file is fetched once. The next version takes over when a page is opened, if at
// most one other page is: usually the one that the reader comes from. JupyterLite, in lite/, has a service worker of its own.

{
  const worker = /** @type {any} */ (globalThis);
  /** @type {string} */
  const version = worker.VERSION;
  const { scope } = worker.registration;
  const PREFIX = `site ${scope} `;
  const CACHE = PREFIX + version;
  const OTHERS = `${scope}lite/`;
  const SHARED = [`${OTHERS}static/pyodide/`, `${OTHERS}files/`];

  /** @param {string} url */
  const ours = (url) =>
    url.startsWith(scope) &&
    (!url.startsWith(OTHERS) || SHARED.some((start) => url.startsWith(start)));

  /**
   * A file, kept or fresh; one that is not what its sum says is refused, and never kept.
   * @param {any} event
   * @param {string} url
   * @param {string} [integrity]
   */
  const answer = async (event, url, integrity) => {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(url);
    if (kept) return kept;
    const fresh = await fetch(url, { cache: "no-cache", integrity });
    if (fresh.ok && !fresh.redirected) event.waitUntil(cache.put(url, fresh.clone()));
    return fresh;
  };

  /**
   * True if a newer version waits and may take over, which it then does. It begins with nothing, so
   * there has to be a network.
   * @param {string} url
   */
  const outdated = async (url) => {
    const { waiting } = worker.registration;
    if (!waiting || (await worker.clients.matchAll({ type: "window" })).length > 1) return false;
    const fresh = await fetch(url, { cache: "no-cache" }).catch(() => null);
    if (!fresh?.ok) return false;
    waiting.postMessage("take over");
    return true;
  };

  /**
   * A page; that of a folder is its first.
   * @param {any} event
   * @param {string} url
   */
  const page = async (event, url) => {
    if (await outdated(url)) return new Response("", { headers: { Refresh: "0" } });
    try {
      const found = await answer(event, url.endsWith("/") ? `${url}index.html` : url);
      return found.redirected ? Response.redirect(found.url) : found;
    } catch {
      return new Response(
        "<!doctype html><meta charset=utf-8><title>No network</title><p>This page has not been kept " +
          "for reading without a network. Go back, and try again when there is one.",
        { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } },
      );
    }
  };

  /** @param {any} event */
  const keep = async (event) => {
    const list = await answer(event, `${scope}_static/live/pages.json`);
    for (const path of await list.json()) {
      await answer(event, new URL(path, scope).href).catch(() => {});
    }
  };

  worker.addEventListener("activate", (/** @type {any} */ event) => {
    const forget = async () => {
      const names = await caches.keys();
      const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
      await worker.clients.claim();
    };
    event.waitUntil(forget());
  });

  worker.addEventListener("message", (/** @type {any} */ event) => {
    if (event.data === "take over") worker.skipWaiting();
    else event.waitUntil(keep(event));
  });

  worker.addEventListener("fetch", (/** @type {any} */ event) => {
    const { request } = event;
    if (request.method !== "GET" || !ours(request.url)) return;
    const url = request.url.split(/[?#]/)[0];
    const navigates = request.mode === "navigate";
    event.respondWith(navigates ? page(event, url) : answer(event, url, request.integrity));
  });
}
