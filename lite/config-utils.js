// What every page of JupyterLite imports first. The service worker is in charge before anything
// else is loaded, so that all of it is kept; then JupyterLite's own file of this name goes on.

const PATIENCE = 10_000;
const REST = 20_000;

// The address and the note in localStorage are JupyterLite's: without them it would begin by
// removing every service worker of this origin, other sites' below it included.
const script = new URL("service-worker.js?enableCache=false", import.meta.url).href;

async function inCharge() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  const config = await (await fetch(new URL("jupyter-lite.json", import.meta.url))).json();
  localStorage.setItem(`${script}-version`, config["jupyter-config-data"].appVersion);
  const taken = new Promise((resolve) =>
    serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
  );
  await serviceWorker.register(script);
  if (!serviceWorker.controller) {
    await Promise.race([taken, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  }
  setTimeout(() => serviceWorker.controller?.postMessage("the notebooks"), REST);
}

try {
  await inCharge();
} catch (error) {
  console.warn(`Nothing is kept for a visit without a network: ${error}`);
}
await import("./jupyterlite-config-utils.js");
