import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import type { logout } from '#contracts/routes/auth'
import type { listSymbols } from '#contracts/routes/market'
import { request } from './data/request.ts'

afterEach(() => void vi.unstubAllGlobals())

/** A platform that answers everything in one way; the page's own addresses lead to it. */
async function platform(answer: (response: ServerResponse) => void): Promise<AsyncDisposable> {
  const server = createServer((_, response) => answer(response))
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const { fetch } = globalThis
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => fetch(`http://127.0.0.1:${port}${address}`, init))
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}

test('an answer that breaks off is no answer, whatever its status said', async () => {
  await using _ = await platform(response => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 })
    response.write('{"items":[', () => response.destroy())
  })
  await expect(request<typeof listSymbols>('GET', '/market/symbols')).rejects.toMatchObject({ code: 'UNREACHABLE' })
})

test('an answer without a body is whole', async () => {
  await using _ = await platform(response => response.writeHead(204).end())
  expect(await request<typeof logout>('POST', '/auth/logout', { body: {} })).toEqual({ status: 204, body: null })
})
