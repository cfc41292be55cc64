/** Lets the browser keep the page, so that it can be installed and opens without a platform. Only the built page, where a browser can. */
export function keepPage(): void {
  const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer } // missing on plain http
  if (!import.meta.env.PROD || serviceWorker === undefined) return
  // After everything else has come: it is for the next visit. A browser that refuses goes on without.
  addEventListener('load', () => void serviceWorker.register('/sw.js').catch(() => undefined))
}
