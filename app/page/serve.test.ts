import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scriptedMarket } from '#testing/scripted-market'
import { world, type World } from '#testing/world'
import { readPage } from './files.ts'
import type { Page } from './page.ts'
import { servePage } from './serve.ts'

let folder: string
let page: Page
let server: FastifyInstance
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradecraft-built-'))
  await mkdir(join(folder, 'assets'))
  await mkdir(join(folder, 'icons'))
  const files = {
    'index.html': '<title>the page</title>',
    'manifest.webmanifest': '{"name":"TradeCraft"}',
    'sw.js': 'self.skipWaiting()',
    'robots.txt': 'User-agent: *',
    'icon.svg': '<svg/>',
    'icons/icon-192.png': 'png',
    'assets/inter-1a2b.woff2': 'font',
    'assets/index-1a2b.js': 'x'.repeat(2_000),
    'sources.sha256': 'secret',
    'assets/index-1a2b.js.map': '{}',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const built = await readPage(folder)
  page = {
    state: () => ({ status: 'ready', files: built }),
    build: async () => undefined,
    serve: target => servePage(target, page),
    upgrades: [],
    [Symbol.asyncDispose]: async () => undefined,
  }
  server = Fastify()
  servePage(server, page)
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})
const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

describe('the page', () => {
  test.each([
    '/',
    '/login',
    '/register',
    '/trade/BTCUSDT',
    '/markets',
    '/portfolio',
    '/orders',
    '/orders/0199a2b4',
    '/status',
    '/settings',
    '/trade/BTC%20?x=1',
  ])('%s is one of its addresses', async url => {
    for (const method of ['GET', 'HEAD'] as const) {
      const answer = await server.inject({ url, method, headers: html })
      expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-cache',
      ])
    }
  })
  test.each([
    '/nothing',
    '/trade',
    '/trade/',
    '/trade/A/B',
    '/orders/1/2',
    '/markets/',
    '/index.html',
    '/sources.sha256',
    '/.env',
    '/%2e%2e/x',
    '/apis',
  ])("%s is none: a reader of HTML gets the page with 404, a program the platform's answer", async url => {
    const person = await server.inject({ url, headers: html })
    expect([person.statusCode, person.body]).toEqual([404, '<title>the page</title>'])
    for (const accept of ['*/*', 'application/json']) {
      const program = await server.inject({ url, headers: { accept } })
      expect([program.statusCode, program.headers['content-type']]).toEqual([404, 'application/json; charset=utf-8'])
    }
  })
  test.each(['/api', '/api/v1/nothing', '/docs/nothing', '/ws', '/assets/none.js', '/assets/index-1a2b.js.map', '/health/x', '/metrics/x'])(
    "%s is not the page's to answer",
    async url => {
      expect((await server.inject({ url, headers: html })).body).not.toContain('the page')
    },
  )
})

test.each([
  ['/manifest.webmanifest', 'application/manifest+json; charset=utf-8', 'no-cache'],
  ['/sw.js', 'text/javascript; charset=utf-8', 'no-cache'],
  ['/robots.txt', 'text/plain; charset=utf-8', 'no-cache'],
  ['/icon.svg', 'image/svg+xml', 'no-cache'],
  ['/icons/icon-192.png', 'image/png', 'no-cache'],
  ['/assets/inter-1a2b.woff2', 'font/woff2', 'public, max-age=31536000, immutable'],
  ['/assets/index-1a2b.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
])('%s is a file of the page', async (url, type, cache) => {
  const answer = await server.inject({ url })
  expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([200, type, cache])
  expect(answer.headers['service-worker-allowed']).toBe(url === '/sw.js' ? '/' : undefined)
})

test('a browser that has a file hears that it is still good', async () => {
  for (const url of ['/', '/sw.js', '/assets/index-1a2b.js']) {
    const { etag } = (await server.inject({ url, headers: html })).headers
    const again = await server.inject({ url, headers: { ...html, 'if-none-match': String(etag) } })
    expect([again.statusCode, again.body, again.headers['etag']]).toEqual([304, '', etag])
    expect((await server.inject({ url, headers: { ...html, 'if-none-match': 'W/"old"' } })).statusCode).toBe(200)
  }
})

test('everything the page sends is locked down', async () => {
  for (const url of ['/', '/sw.js', '/assets/index-1a2b.js', '/nothing']) {
    const { headers } = await server.inject({ url, headers: { ...html, host: 'desk.example' } })
    expect(headers, url).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=(), geolocation=()'),
    })
    const policy = String(headers['content-security-policy'])
    for (const part of [
      "default-src 'self'",
      "font-src 'self'",
      "worker-src 'self'",
      "manifest-src 'self'",
      "frame-ancestors 'none'",
      'wss://desk.example',
    ])
      expect(
        policy.split('; ').some(directive => directive.includes(part)),
        `${url}: ${part}`,
      ).toBe(true)
    expect(policy).not.toContain('unsafe')
  }
})

describe('beside the platform', () => {
  let place: World
  beforeAll(async () => {
    place = await world({ replace: [scriptedMarket().service], page })
  })
  afterAll(() => place[Symbol.asyncDispose]())
  const get = (path: string, method = 'GET'): Promise<Response> => fetch(place.host.url + path, { method, headers: html })

  test('the page takes nothing from it: problems, methods, documents are as before', async () => {
    expect((await get('/api/v1/openapi.json')).headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect((await get('/api/v1/nothing')).headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    const wrongMethod = await get('/api/v1/auth/login')
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST'])
    expect([(await get('/docs')).status, (await get('/health/live')).status, (await get('/metrics')).status]).toEqual([200, 200, 200])
    expect((await get('/nothing', 'POST')).headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    const lost = await get('/nothing')
    expect([lost.status, await lost.text()]).toEqual([404, '<title>the page</title>'])
    expect([(await get(`/${'x'.repeat(1_000)}`)).status, (await get('/%zz')).status]).toEqual([404, 404])
  })
})
