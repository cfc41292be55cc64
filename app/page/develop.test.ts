import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { scriptedMarket } from '#testing/scripted-market'
import { until } from '#testing/until'
import { world, type World } from '#testing/world'
import { developPage } from './develop.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const html = { accept: 'text/html' }

describe('npm run dev', () => {
  let place: World
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tradecraft-dev-'))
    await mkdir(join(folder, 'web'))
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    await writeFile(join(folder, 'package.json'), '{"type":"module"}')
    await writeFile(join(folder, 'web/vite.config.ts'), 'export default { root: import.meta.dirname }')
    await writeFile(join(folder, 'web/index.html'), '<script type="module" src="./main.ts"></script>')
    await writeFile(join(folder, 'web/main.ts'), 'export const one: number = 1\nimport.meta.hot?.accept()')
    place = await world({ replace: [scriptedMarket().service], page: developPage(folder) })
  })
  afterAll(async () => {
    await place[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> => fetch(place.host.url + path, { headers })

  test('serves the page from its sources with the client that reloads it, under a policy that lets it', async () => {
    for (const [path, status] of [
      ['/', 200],
      ['/trade/BTCUSDT', 200],
      ['/nothing', 404],
    ] as const) {
      const reply = await get(path, html)
      expect([reply.status, reply.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8'])
      expect(await reply.text()).toContain('<script type="module" src="/@vite/client">')
      expect(reply.headers.get('content-security-policy')).toContain("script-src 'self' 'unsafe-inline'")
    }
    const client = await get('/@vite/client')
    expect([client.status, client.headers.get('content-type')]).toEqual([200, 'text/javascript'])
    expect(await (await get('/main.ts')).text()).toContain('export const one = 1')
  })
  test('leaves the API, its documents and its refusals to the platform', async () => {
    expect((await place.api.call('GET', '/status')).status).toBe(200)
    expect((await get('/docs')).status).toBe(200)
    for (const path of ['/api/v1/nothing', '/nothing.js', '/assets/x.js'])
      expect((await get(path)).headers.get('content-type'), path).toBe('application/problem+json; charset=utf-8')
    expect((await place.person('alice')).token).not.toBe('')
  })
  test('tells an open page of a change within the same port, and the platform keeps its own sockets', async () => {
    const [, token] = /wsToken = "([^"]+)"/.exec(await (await get('/@vite/client')).text())!
    await (await get('/main.ts')).text() // only what a page has loaded is told
    const address = place.host.url.replace('http', 'ws')
    const socket = new WebSocket(`${address}/@hot?token=${token}`, 'vite-hmr', { origin: place.host.url })
    const heard: { type: string }[] = []
    socket.on('message', data => heard.push(JSON.parse(String(data)) as { type: string }))
    await until('the page is connected', () => heard.some(({ type }) => type === 'connected'))
    await until('the change is told', async () => {
      await writeFile(join(folder, 'web/main.ts'), `export const one: number = ${heard.length + 2}\nimport.meta.hot?.accept()`)
      return heard.some(({ type }) => type === 'update' || type === 'full-reload')
    })
    socket.terminate()
    const own = new WebSocket(`${address}/ws`)
    await new Promise(done => own.once('open', done))
    own.terminate()
  })
})

test('npm run dev stops at once, whatever pages are open', async () => {
  const place = await world({ replace: [scriptedMarket().service], page: developPage(root) })
  const [, token] = /wsToken = "([^"]+)"/.exec(await (await fetch(`${place.host.url}/@vite/client`)).text())!
  const socket = new WebSocket(`${place.host.url.replace('http', 'ws')}/@hot?token=${token}`, 'vite-hmr', { origin: place.host.url })
  await new Promise(done => socket.once('message', done))
  const since = performance.now()
  await place[Symbol.asyncDispose]()
  expect(performance.now() - since).toBeLessThan(4_000) // at 8 s the host would leave anyway
})

test('npm run dev serves the real page', async () => {
  await using place = await world({ replace: [scriptedMarket().service], page: developPage(root) })
  const page = await (await fetch(`${place.host.url}/trade/BTCUSDT`, { headers: html })).text()
  const script = /src="(\/app\/[^"]+)"/.exec(page)![1]!
  const source = await (await fetch(place.host.url + script)).text()
  expect(source).toContain('import')
  expect(source).not.toContain('</')
})
