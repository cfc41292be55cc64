import type { FastifyInstance } from 'fastify'
import type { HostView } from '#platform/host'

/** Pages and documents that belong to no service: health, metrics, the API reference, the web app. */
export async function servePages(server: FastifyInstance, view: HostView, _webFolder: string | undefined): Promise<void> {
  server.get('/health/live', async () => ({ status: 'live' }))
  server.get('/health/ready', async (_request, reply) =>
    reply.code(view.isReady() ? 200 : 503).send({ status: view.isReady() ? 'ready' : 'starting', services: view.services() }),
  )
  server.get('/metrics', async (_request, reply) =>
    reply.header('content-type', view.metrics.contentType).send(await view.metrics.metrics()),
  )
}
