import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { escapeHtml, htmlType, quietPolicy } from '../html.ts'
import type { PageFile } from './files.ts'
import type { Page } from './page.ts'

/** Addresses of the page itself; the page reads the rest of the address. */
const addresses = ['/', '/trade/:symbol']
const retrySeconds = 2

/** The page and its files. Files with a hash in their name are kept for ever, the page itself is asked for every time. */
export function servePage(server: FastifyInstance, page: Page): void {
  for (const url of addresses) {
    server.route({
      method: ['GET', 'HEAD'],
      url,
      handler: async (request, reply) => {
        const state = page.state()
        const index = state.status === 'ready' ? state.files.get('/index.html') : undefined
        reply.header('cache-control', 'no-cache')
        if (index !== undefined) return send(index, request, reply.header('content-security-policy', policyFor(request.headers.host)))
        reply.code(503).header('content-type', htmlType).header('content-security-policy', quietPolicy)
        if (state.status === 'failed')
          return reply.send(notice('The page could not be built', `The API works without it.\n${state.reason}`))
        return reply
          .header('retry-after', retrySeconds)
          .header('refresh', retrySeconds)
          .send(notice('The page is being built', 'This takes a few seconds, once. It appears here by itself.'))
      },
    })
  }
  server.route<{ Params: { name: string } }>({
    method: ['GET', 'HEAD'],
    url: '/assets/:name',
    handler: async (request, reply) => {
      const state = page.state()
      const file = state.status === 'ready' ? state.files.get(`/assets/${request.params.name}`) : undefined
      if (file === undefined) return reply.callNotFound()
      return send(file, request, reply.header('cache-control', 'public, max-age=31536000, immutable'))
    },
  })
}

function send(file: PageFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const isZipped = file.zipped !== undefined && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
  if (file.zipped !== undefined) reply.header('vary', 'accept-encoding')
  if (isZipped) reply.header('content-encoding', 'gzip')
  return reply.header('content-type', file.type).send(isZipped ? file.zipped : file.plain)
}

/** Nothing but our own files and our own socket. Browsers that do not count the socket as 'self' get it by name. */
function policyFor(host = ''): string {
  const sockets = /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : ''
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src 'self'${sockets}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function notice(title: string, text: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="dark light"><title>${title}</title><h1>${title}</h1><pre>${escapeHtml(text)}</pre><p><a href="/docs">API reference</a></p></html>`
}
