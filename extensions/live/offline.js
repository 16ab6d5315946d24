// @ts-check
// Registers the service worker that keeps the site for a visit without a network.

const REST = 20_000;
const PATIENCE = 1_500;
const site = new URL("../../", import.meta.url);

const container = location.protocol.startsWith("http") ? navigator.serviceWorker : undefined;

/** @type {Promise<unknown>} */
const registered = (async () => {
  try {
    await container?.register(new URL("service-worker.js", site), { scope: site.href });
  } catch (error) {
    console.info(`Nothing is kept for a visit without a network: ${error}`);
  }
})();

/** Until what is loaded next will be kept; not for long. */
export async function inCharge() {
  if (!container || container.controller) return;
  const taken = new Promise((resolve) =>
    container.addEventListener("controllerchange", resolve, { once: true })
  );
  await registered;
  if (container.controller) return;
  await Promise.race([taken, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}

/** Have the service worker keep all pages, unless the reader saves data. */
async function keepPages() {
  await inCharge();
  const { connection } = /** @type {{ connection?: { saveData: boolean } }} */ (navigator);
  if (!connection?.saveData) container?.controller?.postMessage("keep the pages");
}

setTimeout(keepPages, REST);
