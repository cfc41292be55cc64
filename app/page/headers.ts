import type { FastifyReply } from 'fastify'

/** What a trading page never asks a browser for. */
const permissions = ['accelerometer', 'camera', 'geolocation', 'gyroscope', 'magnetometer', 'microphone', 'payment', 'usb']
  .map(name => `${name}=()`)
  .join(', ')

/** On everything the page sends, beside what every answer of ours carries (no sniffing, no referrer). */
export function secure(reply: FastifyReply, policy: string): FastifyReply {
  return reply
    .header('content-security-policy', policy)
    .header('permissions-policy', permissions)
    .header('cross-origin-opener-policy', 'same-origin')
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
}

interface PolicyOptions {
  /** The host a request names. */
  readonly host: string | undefined
  /** While the page is developed: the tools put scripts and styles into it. */
  readonly isOpen?: boolean
}
/** Nothing but our own files and our own socket. Browsers that do not count the socket as 'self' get it by name. */
export function pagePolicy({ host = '', isOpen = false }: PolicyOptions): string {
  const sockets = /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : ''
  const inline = isOpen ? " 'unsafe-inline'" : ''
  return [
    "default-src 'self'",
    `script-src 'self'${inline}`,
    `style-src 'self'${inline}`,
    `connect-src 'self'${sockets}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
