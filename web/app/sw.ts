/**
 * The service worker. It keeps the page's own files, so that the page opens at once, and opens at all when the platform is away:
 * it then says so itself. It never answers for the API, and what it keeps of the page is asked for anew on every visit.
 */

/** What a worker is given, as far as it is used here: the compiler knows pages only. */
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Asking extends Lasting {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface Worker {
  addEventListener(type: 'install', listener: (event: Lasting) => void): void
  addEventListener(type: 'fetch', listener: (event: Asking) => void): void
  skipWaiting(): Promise<void>
}

const worker = self as unknown as Worker
const kept = 'tradecraft.page'
/** Every address of the page is this one file. */
const page = '/'
/** Files with a hash in their name never change. A few releases fit; the oldest go first. */
const assets = '/assets/'
const filesMax = 240
/** Addresses that belong to the platform. */
const platform = /^\/(api|docs|ws|health|metrics)(\/|$)/

worker.addEventListener('install', event => event.waitUntil(install()))
worker.addEventListener('fetch', event => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin || platform.test(pathname)) return
  if (request.mode === 'navigate') event.respondWith(openPage(event))
  else if (pathname.startsWith(assets)) event.respondWith(openFile(request))
})

async function install(): Promise<void> {
  await worker.skipWaiting()
  await keep(await fetch(page, { headers: { accept: 'text/html' } }))
}

/** What the platform says, else the page as it was last time. */
async function openPage(event: Asking): Promise<Response> {
  try {
    const answer = await fetch(event.request)
    if (answer.ok) event.waitUntil(keep(answer.clone()))
    return answer
  } catch (error) {
    const known = await (await caches.open(kept)).match(page)
    if (known === undefined) throw error
    return known
  }
}

async function openFile(request: Request): Promise<Response> {
  const files = await caches.open(kept)
  const known = await files.match(request)
  if (known !== undefined) return known
  const answer = await fetch(request)
  if (answer.ok) await files.put(request, answer.clone())
  return answer
}

/** The files first and the page after them: a page that is kept can always be opened. */
async function keep(answer: Response): Promise<void> {
  if (!answer.ok || answer.headers.get('content-type')?.startsWith('text/html') !== true) return
  const files = await caches.open(kept)
  const known = await files.match(page)
  if (known !== undefined && known.headers.get('etag') === answer.headers.get('etag')) return
  const copy = answer.clone()
  const needed = [...(await answer.text()).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!)
  await files.addAll(needed)
  await files.put(page, copy)
  await forget(files, needed)
}

/** Lets go of what has been there longest. */
async function forget(files: Cache, needed: readonly string[]): Promise<void> {
  const old = (await files.keys()).filter(({ url }) => ![page, ...needed].includes(new URL(url).pathname))
  for (const request of old.slice(0, Math.max(0, old.length - filesMax))) await files.delete(request)
}
