// Keeps what was loaded, so that the notebooks open again without a network. tools/build_lite.py
// puts COURSE in front: the version of all files, those of any first visit, and the notebooks.
//
// Of one version every file is fetched once; the next version waits until no page shows this one.
// What the kernel reads and writes goes through JupyterLite's own service worker, imported below.

{
  const PREFIX = `course ${self.registration.scope} `;
  const CACHE = PREFIX + COURSE.version;

  async function answer(event, url) {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(url);
    if (kept) return kept;
    const fresh = await fetch(url, { cache: "no-cache" });
    if (fresh.redirected) return redirected(event, fresh);
    if (fresh.ok) event.waitUntil(cache.put(url, fresh.clone()));
    return fresh;
  }

  // A browser refuses a navigation that is answered with a redirected response, and a host redirects
  // folders (/tree to /tree/): send it there, with its query, and keep nothing under the old name.
  function redirected(event, fresh) {
    if (event.request?.mode !== "navigate") return fresh;
    return Response.redirect(fresh.url + new URL(event.request.url).search);
  }

  const keep = (event, paths) =>
    Promise.all(paths.map((path) => answer(event, new URL(path, self.registration.scope).href)));

  async function forgetOthers() {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
  }

  self.addEventListener("install", (event) => {
    event.stopImmediatePropagation();
    event.waitUntil(keep(event, COURSE.first));
  });

  self.addEventListener("activate", (event) => {
    event.stopImmediatePropagation();
    event.waitUntil(forgetOthers().then(() => self.clients.claim()));
  });

  self.addEventListener("message", (event) => {
    event.waitUntil(keep(event, COURSE.notebooks).catch(() => {}));
  });

  self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    url.search = "";
    const ours = url.href.startsWith(self.registration.scope) && event.request.method === "GET";
    if (!ours) return;
    event.stopImmediatePropagation();
    event.respondWith(answer(event, url.href));
  });
}

importScripts("jupyterlite-service-worker.js");
