/** Addresses of the page itself, as its own router has them (a test compares); the page reads the rest of the address. */
export const pageAddresses: readonly string[] = [
  '/',
  '/login',
  '/register',
  '/trade/:symbol',
  '/markets',
  '/portfolio',
  '/orders',
  '/orders/:id',
  '/status',
  '/settings',
]
const patterns = pageAddresses.map(address => new RegExp(`^${address.replaceAll(/:\w+/g, '[^/]+')}$`))
/** First parts of addresses that belong to the platform: the page says nothing about them. */
const reserved = new Set(['api', 'docs', 'ws', 'assets', 'health', 'metrics'])

/** The path of a request's target, decoded; undefined where it cannot be. */
export function pathOf(target: string): string | undefined {
  try {
    return decodeURIComponent(target.split('?', 1)[0]!)
  } catch {
    return undefined
  }
}

/** What the page has to say to an address: itself, its not-found screen to a reader of HTML, or nothing. */
export function answerTo(path: string, accept: string | undefined): 'page' | 'not found' | undefined {
  if (reserved.has(path.split('/')[1] ?? '')) return undefined
  if (patterns.some(pattern => pattern.test(path))) return 'page'
  return accept?.includes('text/html') === true ? 'not found' : undefined
}
