import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { ViteDevServer } from 'vite'
import { htmlType } from '../html.ts'
import { answerTo, pathOf } from './addresses.ts'
import { pagePolicy, secure } from './headers.ts'
import type { ServedPage } from './page.ts'

/** Where the page in a browser hears that a source changed. */
const reloadPath = '/@hot'

/** The page from its sources, for whoever works on it: every change is in the browser at once. Never in production. */
export function developPage(root: string): ServedPage {
  let vite: ViteDevServer | undefined
  return {
    upgrades: [reloadPath],
    async serve(server: FastifyInstance) {
      const { createServer } = await import('vite')
      const opened = await createServer({
        configFile: join(root, 'web/vite.config.ts'),
        configLoader: 'native',
        appType: 'custom',
        logLevel: 'warn',
        cacheDir: join(root, 'dist/vite'),
        server: {
          middlewareMode: true,
          hmr: { server: server.server, path: reloadPath },
          fs: { allow: [root, await realpath(join(root, 'node_modules'))] },
        },
      })
      vite = opened
      server.addHook('preClose', () => opened.close()) // the sockets of open pages would keep the server from closing
      server.route({
        method: ['GET', 'HEAD'],
        url: '/*',
        handler: async (request, reply) => {
          const { accept, host } = request.headers
          const answer = answerTo(pathOf(request.url) ?? '/', accept)
          secure(reply, pagePolicy({ host, isOpen: true })).header('cache-control', 'no-cache')
          if (answer !== undefined && accept?.includes('text/html') === true) {
            const source = await readFile(join(root, 'web/index.html'), 'utf8')
            const html = await opened.transformIndexHtml('/index.html', source, request.url)
            return reply
              .code(answer === 'page' ? 200 : 404)
              .header('content-type', htmlType)
              .send(html)
          }
          for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value)
          const isTaken = await new Promise<boolean>(done => {
            reply.raw.once('close', () => done(true))
            opened.middlewares(request.raw, reply.raw, () => done(false))
          })
          return isTaken ? reply.hijack() : reply.callNotFound()
        },
      })
    },
    async [Symbol.asyncDispose]() {
      await vite?.close()
    },
  }
}
