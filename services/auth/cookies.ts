import { refuse } from '#contracts/problems'
import type { Arrival } from '#platform/service'

const cookieName = 'tradecraft_refresh'

/** The cookie of a cookie session: no script can read it, no other site can send it, only auth's routes get it. */
export function cookieOf(value: string, lifeSeconds: number, { isSecure }: Arrival): string {
  const secure = isSecure ? '; Secure' : ''
  return `${cookieName}=${value}; Path=/api/v1/auth; HttpOnly; SameSite=Strict; Max-Age=${lifeSeconds}${secure}`
}

/** The refresh token of a call: the one in its body, else the cookie's. A cookie that another site's page sent counts as an attack. */
export function refreshTokenOf(
  given: string | undefined,
  { cookies, arrival }: { readonly cookies: Readonly<Record<string, string>>; readonly arrival: Arrival },
): string | undefined {
  if (given !== undefined) return given
  if (cookies[cookieName] !== undefined) admitCookie('cookie', arrival)
  return cookies[cookieName]
}

/** A session in a cookie is opened and used by our own page alone; SameSite says the same to the browser, this does not rely on it. */
export function admitCookie(kind: 'token' | 'cookie', { isCrossSite }: Arrival): void {
  if (kind === 'cookie' && isCrossSite) refuse('CROSS_SITE', 'This request came from a page of another site')
}
