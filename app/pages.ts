import type { FastifyInstance } from 'fastify'
import { apiBase, type HostView } from '#platform/host'
import type { Service } from '#platform/service'
import { htmlType, quietPolicy } from './html.ts'
import { openApiDocument, operationsOf } from './reference/openapi.ts'
import { problemPage, referencePage, referenceStyle } from './reference/page.ts'

/** The reference needs no script, frame or foreign source. */
const referencePolicy = `${quietPolicy}; style-src 'self'`

export interface PagesOptions {
  readonly services: readonly Service[]
  readonly version: string
}

/** Pages and documents that belong to no service: health, metrics, the API reference. */
export function servePages(server: FastifyInstance, view: HostView, { services, version }: PagesOptions): void {
  server.get('/health/live', async () => ({ status: 'live' }))
  server.get('/health/ready', async (_request, reply) =>
    reply.code(view.isReady() ? 200 : 503).send({ status: view.isReady() ? 'ready' : 'starting', services: view.services() }),
  )
  server.get('/metrics', async (_request, reply) =>
    reply.header('content-type', view.metrics.contentType).send(await view.metrics.metrics()),
  )
  // Documents are made when somebody first asks: start-up does not pay for them.
  let document: string | undefined
  let reference: string | undefined
  server.get(`${apiBase}/openapi.json`, async (_request, reply) => {
    document ??= JSON.stringify(openApiDocument(services, version))
    return reply.header('content-type', 'application/json; charset=utf-8').send(document)
  })
  server.get('/docs', async (_request, reply) => {
    reference ??= referencePage(operationsOf(services), version)
    return reply.header('content-type', htmlType).header('content-security-policy', referencePolicy).send(reference)
  })
  server.get('/docs/style.css', async (_request, reply) => reply.header('content-type', 'text/css; charset=utf-8').send(referenceStyle))
  server.get<{ Params: { code: string } }>('/docs/problems/:code', async (request, reply) => {
    const page = problemPage(request.params.code)
    if (page === undefined) return reply.callNotFound()
    return reply.header('content-type', htmlType).header('content-security-policy', referencePolicy).send(page)
  })
}
