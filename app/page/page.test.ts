import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPage } from './page.ts'
import { servePage } from './serve.ts'
import { hashSources } from './sources.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let place: string
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'tradecraft-page-'))
})
afterAll(async () => {
  await rm(place, { recursive: true, force: true })
})

/** The folders a page is made of, with one file. */
async function sources(name: string): Promise<string> {
  const folder = join(place, name)
  for (const part of ['web', 'contracts', 'core']) await mkdir(join(folder, part), { recursive: true })
  for (const file of ['package.json', 'package-lock.json', 'web/main.tsx']) await writeFile(join(folder, file), '{}')
  return folder
}

describe('the page', () => {
  test('is built once, served with a strict policy, and taken as it is by the next start', async () => {
    const said: string[] = []
    const options = { root, folder: join(place, 'built'), say: (line: string) => void said.push(line) }
    const page = await openPage(options)
    const server = Fastify()
    servePage(server, page)
    const waiting = await server.inject({ url: '/', method: 'GET' })
    expect([waiting.statusCode, waiting.headers['refresh'], waiting.body]).toEqual([503, '2', expect.stringContaining('is being built')])
    await Promise.all([page.build(), page.build()])
    expect(said).toEqual(['building the page …', expect.stringMatching(/^the page is built/)])
    const index = await server.inject({ url: '/trade/BTCUSDT', headers: { host: 'desk.example:3000' } })
    expect([index.statusCode, index.headers['cache-control']]).toEqual([200, 'no-cache'])
    expect(index.headers['content-security-policy']).toContain(
      "script-src 'self'; style-src 'self'; connect-src 'self' ws://desk.example:3000",
    )
    expect(index.body).not.toMatch(/<script(?![^>]*src=)|<style|style=/)
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(index.body)![1]!
    const file = await server.inject({ url: script, headers: { 'accept-encoding': 'gzip, br' } })
    expect([file.statusCode, file.headers['cache-control'], file.headers['content-encoding']]).toEqual([
      200,
      'public, max-age=31536000, immutable',
      'gzip',
    ])
    expect((await server.inject({ url: script, method: 'HEAD' })).headers['content-type']).toContain('javascript')
    for (const url of ['/assets/none.js', '/assets/..%2f..%2fpackage.json', '/assets/../index.html', '/anything', '/index.html'])
      expect((await server.inject({ url })).statusCode, url).toBe(404)
    await using again = await openPage(options)
    expect(again.state().status).toBe('ready')
    await page[Symbol.asyncDispose]()
  })

  test('that cannot be built says why, and that the API works', async () => {
    const said: string[] = []
    await using page = await openPage({ root: await sources('broken'), folder: join(place, 'none'), say: line => void said.push(line) })
    await page.build()
    const server = Fastify()
    servePage(server, page)
    const answer = await server.inject({ url: '/' })
    expect([answer.statusCode, answer.headers['refresh']]).toEqual([503, undefined])
    expect(answer.body).toContain('The page could not be built')
    expect(said[1]).toContain('the API works without it')
  })

  test('without its sources and never built does not stop a start', async () => {
    await using page = await openPage({ root: join(place, 'nowhere'), folder: join(place, 'none'), say: () => undefined })
    await page.build()
    expect(page.state()).toMatchObject({ status: 'failed', reason: expect.stringContaining('sources') })
  })

  test('is another one when a source changes, and the same when only a test does', async () => {
    const folder = await sources('changing')
    const before = await hashSources(folder)
    await writeFile(join(folder, 'web/first.test.ts'), 'a test')
    expect(await hashSources(folder)).toBe(before)
    await writeFile(join(folder, 'web/main.tsx'), 'changed')
    expect(await hashSources(folder)).not.toBe(before)
  })
})
