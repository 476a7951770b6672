/** Has the browser keep this page, where it can: then it opens without a network. */
export function keepPage(): void {
  // A browser that refuses (a private window) still listens, as long as it is not reloaded without a network.
  navigator.serviceWorker?.register('./service-worker.js').catch(() => undefined);
}
