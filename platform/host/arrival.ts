import type { IncomingHttpHeaders } from 'node:http'
import type { Arrival } from '../service.ts'

/** A call from inside: no browser, no page. */
export const arrivalInside: Arrival = { isSecure: false, isCrossSite: false }

/**
 * Browsers say themselves where a request comes from, and no page can make them lie. A program that lies about itself gains nothing:
 * it has no cookies but its own.
 */
export function arrivalOf(headers: IncomingHttpHeaders, protocol: string): Arrival {
  const { origin } = headers
  const forwarded = String(headers['x-forwarded-proto'] ?? '')
    .split(',', 1)[0]!
    .trim()
  return {
    isSecure: [protocol, forwarded].includes('https') || origin?.startsWith('https://') === true,
    isCrossSite: isCrossSite(headers['sec-fetch-site'], origin, headers.host),
  }
}

function isCrossSite(site: string | string[] | undefined, origin: string | undefined, host: string | undefined): boolean {
  if (typeof site === 'string') return site !== 'same-origin' && site !== 'none'
  if (origin === undefined) return false
  return !URL.canParse(origin) || new URL(origin).host !== host // older browsers, and plain http
}
