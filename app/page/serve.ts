import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { escapeHtml, htmlType, quietPolicy } from '../html.ts'
import { answerTo, pathOf } from './addresses.ts'
import type { PageFile } from './files.ts'
import { pagePolicy, secure } from './headers.ts'
import type { Page } from './page.ts'

const retrySeconds = 2
/** Where the builder puts files with a hash in their name: kept for ever, the others are asked for every time. */
const hashed = '/assets/'
const forEver = 'public, max-age=31536000, immutable'
/** The service worker may serve the whole page. */
const serviceWorker = '/sw.js'

/** The page and its files. What is no file of the page and no address of it is left to the platform's own answer. */
export function servePage(server: FastifyInstance, page: Page): void {
  server.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    handler: async (request, reply) => {
      const path = pathOf(request.url)
      if (path === undefined) return reply.callNotFound()
      const state = page.state()
      const files = state.status === 'ready' ? state.files : undefined
      const file = path === '/index.html' ? undefined : files?.get(path)
      if (file !== undefined) return sendFile(file, path, { request, reply })
      const answer = answerTo(path, request.headers.accept)
      if (answer === undefined) return reply.callNotFound()
      const index = files?.get('/index.html')
      if (index === undefined) return sendNotice(state, reply)
      return send(index, { request, reply: reply.code(answer === 'page' ? 200 : 404).header('cache-control', 'no-cache') })
    },
  })
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

function sendFile(file: PageFile, path: string, { request, reply }: Exchange): FastifyReply {
  if (path === serviceWorker) reply.header('service-worker-allowed', '/')
  return send(file, { request, reply: reply.header('cache-control', path.startsWith(hashed) ? forEver : 'no-cache') })
}

function send(file: PageFile, { request, reply }: Exchange): FastifyReply {
  secure(reply, pagePolicy({ host: request.headers.host })).header('etag', file.tag)
  if (request.headers['if-none-match'] === file.tag && reply.statusCode === 200) return reply.code(304).send()
  const isZipped = file.zipped !== undefined && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
  if (file.zipped !== undefined) reply.header('vary', 'accept-encoding')
  if (isZipped) reply.header('content-encoding', 'gzip')
  return reply.header('content-type', file.type).send(isZipped ? file.zipped : file.plain)
}

function sendNotice(state: ReturnType<Page['state']>, reply: FastifyReply): FastifyReply {
  secure(reply, quietPolicy).code(503).header('cache-control', 'no-cache').header('content-type', htmlType)
  if (state.status === 'failed') return reply.send(notice('The page could not be built', `The API works without it.\n${state.reason}`))
  return reply
    .header('retry-after', retrySeconds)
    .header('refresh', retrySeconds)
    .send(notice('The page is being built', 'This takes a few seconds, once. It appears here by itself.'))
}

function notice(title: string, text: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="dark light"><title>${title}</title><h1>${title}</h1><pre>${escapeHtml(text)}</pre><p><a href="/docs">API reference</a></p></html>`
}
