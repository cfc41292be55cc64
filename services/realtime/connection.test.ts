import { EventEmitter } from 'node:events'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import type { Clock } from '#platform/service'
import { Connection } from './connection.ts'
import { limits } from './limits.ts'
import { createMetrics } from './metrics.ts'

class StillSocket extends EventEmitter {
  readonly OPEN = 1
  readonly CLOSING = 2
  readyState = 1
  bufferedAmount = 0
  readonly sent: string[] = []
  readonly ended: (string | number)[] = []
  send(frame: string): void {
    this.sent.push(frame)
  }
  ping(): void {}
  close(code: number): void {
    this.readyState = 2
    this.ended.push(code)
  }
  terminate(): void {
    this.readyState = 3
    this.ended.push('terminated')
  }
}

function connect(): { readonly ws: StillSocket; readonly connection: Connection; readonly pass: (ms: number) => void } {
  const ws = new StillSocket()
  let now = 0
  const connection = new Connection(ws as unknown as WebSocket, {
    address: '',
    principal: undefined,
    clock: { monotonic: () => now } as Clock,
    metrics: createMetrics(new Registry()),
    handle: async () => undefined,
    refuse: () => undefined,
    onClose: () => undefined,
  })
  return { ws, connection, pass: ms => (now += ms) }
}

test('a socket that shows no life is ended within 60 s, one that answers pings is not', () => {
  const { ws, connection, pass } = connect()
  for (let elapsed = 0; elapsed < 120_000; elapsed += limits.heartbeatMs) {
    pass(limits.heartbeatMs)
    ws.emit('pong')
    connection.check()
  }
  expect(ws.ended).toEqual([])
  let silent = 0
  while (ws.ended.length === 0) {
    pass(limits.heartbeatMs)
    silent += limits.heartbeatMs
    connection.check()
  }
  expect([ws.ended, silent <= 60_000]).toEqual([['terminated'], true])
})

test('a stuck socket is closed with 1013 instead of getting an incomplete user stream, and does not linger', () => {
  const { ws, connection } = connect()
  ws.bufferedAmount = limits.slowBytes + 1
  connection.send('a user frame')
  expect([connection.isReady(), ws.sent]).toEqual([false, ['a user frame']])
  ws.bufferedAmount = limits.stuckBytes + 1
  connection.send('another')
  expect([ws.sent.length, ws.ended]).toEqual([1, [1013]])
  connection.check()
  expect(ws.ended).toEqual([1013, 'terminated'])
})
