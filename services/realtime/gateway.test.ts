import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { AccountEntry } from '#contracts/accounts'
import { Gateway, type GatewayParts } from './gateway.ts'
import { createMetrics } from './metrics.ts'

test('a stop waits for the subscription that was begun, so that nobody asks a database that is gone', async () => {
  const asked = Promise.withResolvers<void>()
  const account = Promise.withResolvers<AccountEntry>()
  const begun: string[] = []
  const parts = {
    context: {
      call: async () => [{ user_id: 'ada', session_id: 'a', role: 'user' }],
      clock: { now: () => 0, monotonic: () => 0 },
      ids: { uuid: () => '' },
      log: { error: (_: object, message: string) => begun.push(message) },
    },
    feeds: {
      findAccount: async () => {
        asked.resolve()
        return await account.promise
      },
      orders: { join: async () => void begun.push('join'), leave: () => undefined },
    },
    revocations: { has: () => false },
    metrics: createMetrics(new Registry()),
  } as unknown as GatewayParts
  const gateway = new Gateway(parts)
  gateway.open()
  const server = createServer()
  server.on('upgrade', (request, socket, head) => gateway.upgrade(request, socket, head))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws?ticket=t`)
  await once(socket, 'open')
  socket.send(JSON.stringify({ op: 'subscribe', channels: ['user:orders'] }))
  await asked.promise
  let isStopped = false
  const stopped = gateway.close().then(() => (isStopped = true))
  await once(socket, 'close')
  expect(isStopped).toBe(false)
  account.resolve({ id: 'a', state: 'active', currency: 'USDT', start_balance: 1n })
  await stopped
  expect(begun).toEqual([]) // the socket had gone: nothing is read for it
  server.close()
})
