import { describe, expect, test } from 'vitest'
import { scriptedMarket } from '#testing/scripted-market'
import { openSocket } from '#testing/socket'
import { until } from '#testing/until'
import { type World, world } from '#testing/world'
import { limits } from './limits.ts'

async function startedWorld(): Promise<{ readonly place: World; readonly market: ReturnType<typeof scriptedMarket> }> {
  const market = scriptedMarket()
  const place = await world({ replace: [market.service] })
  market.show([['60000.00', '1.00000']], [['60010.00', '1.00000']])
  return { place, market }
}

describe('a socket in bad hands', () => {
  test('malformed messages are answered one by one and break nothing', async () => {
    const { place } = await startedWorld()
    await using _ = place
    await using socket = await openSocket(place.host.url)
    const bad = [
      '',
      'null',
      '[]',
      '{',
      '42',
      '{"op":1}',
      '{"op":"__proto__"}',
      '{"op":"dance"}',
      '{"op":"subscribe"}',
      '{"op":"subscribe","channels":"orderbook:BTCUSDT"}',
      '{"op":"subscribe","channels":[]}',
      '{"op":"subscribe","channels":[1]}',
      '{"op":"subscribe","channels":["orderbook:BTCUSDT"],"resume":{"user:orders":"x"}}',
      '{"op":"subscribe","channels":["orderbook:btcusdt"]}',
      '{"op":"subscribe","channels":["candles:BTCUSDT:7m"]}',
      '{"op":"subscribe","channels":["candles:BTCUSDT:constructor"]}',
      '{"op":"subscribe","channels":["user:orders:1"]}',
      '{"op":"subscribe","channels":["user:notifications"]}',
      '{"op":"auth"}',
      '{"op":"order.place"}',
      '{"op":"order.place","params":[]}',
      '{"op":"order.cancel","params":{},"wait":1}',
    ]
    for (const text of bad) socket.send(text)
    await until('every message is answered', () => socket.answers.length === bad.length)
    expect(socket.answers.map(({ op, problem }) => [op, problem?.code])).toEqual(bad.map(() => ['error', 'VALIDATION_FAILED']))
    expect((await socket.ask({ op: 'subscribe', channels: ['ticker:NOPE'] })).problem?.code).toBe('UNKNOWN_SYMBOL')
    expect((await socket.ask({ op: 'ping' })).op).toBe('result')
  })

  test('limits: frame size, channels of a socket, messages a second, sockets of a user', async () => {
    const { place } = await startedWorld()
    await using _ = place
    const alice = await place.person('alice')
    const large = await openSocket(place.host.url)
    large.send(`{"op":"ping","id":"${'x'.repeat(limits.frameBytesMax)}"}`)
    expect(await large.closed).toBe(1009)
    await using flooding = await openSocket(place.host.url)
    for (let sent = 0; sent < 100; sent++) flooding.send({ op: 'ping', id: sent })
    await until('every message is answered', () => flooding.answers.length === 100)
    expect(flooding.answers.filter(({ problem }) => problem?.code === 'RATE_LIMITED').length).toBeGreaterThan(30)
    await using many = await openSocket(place.host.url)
    const channels = Array.from({ length: limits.channelsPerSocketMax + 1 }, (_, index) => `orderbook:COIN${index}`)
    expect((await many.ask({ op: 'subscribe', channels })).problem?.errors[0]?.rule).toBe('too many channels')
    const sockets = []
    for (let index = 0; index < limits.socketsPerUserMax; index++) {
      const socket = await openSocket(place.host.url)
      expect((await socket.ask({ op: 'auth', token: alice.token })).op).toBe('result')
      sockets.push(socket)
    }
    await using extra = await openSocket(place.host.url)
    expect((await extra.ask({ op: 'auth', token: alice.token })).problem?.code).toBe('RATE_LIMITED')
    for (const socket of sockets) await socket[Symbol.asyncDispose]()
  })

  test('a ticket works once, a strange page is refused, and so is an unknown path', async () => {
    const { place } = await startedWorld()
    await using _ = place
    const alice = await place.person('alice')
    const { body } = await place.api.call<{ ticket: string }>('POST', '/auth/ws-ticket', { token: alice.token })
    await using socket = await openSocket(place.host.url, { ticket: body.ticket })
    expect((await socket.ask({ op: 'subscribe', channels: ['user:balances'] })).op).toBe('subscribed')
    await expect(openSocket(place.host.url, { ticket: body.ticket })).rejects.toThrow('401')
    await expect(openSocket(place.host.url, { headers: { origin: 'https://example.org' } })).rejects.toThrow('403')
    await using same = await openSocket(place.host.url, { headers: { origin: place.host.url } })
    expect((await same.ask({ op: 'ping' })).op).toBe('result')
  })

  test('a session that ends takes its sockets with it within 5 s; others stay', async () => {
    const { place } = await startedWorld()
    await using _ = place
    const [alice, bob] = [await place.person('alice'), await place.person('bob')]
    await using socket = await openSocket(place.host.url)
    await using other = await openSocket(place.host.url)
    await socket.ask({ op: 'auth', token: alice.token })
    await other.ask({ op: 'auth', token: bob.token })
    const since = performance.now()
    await place.api.call('POST', '/auth/logout', { body: { refresh_token: alice.refreshToken }, token: alice.token })
    expect(await socket.closed).toBe(1008)
    expect(performance.now() - since).toBeLessThan(5_000)
    expect((await other.ask({ op: 'ping' })).op).toBe('result')
  })

  test('heartbeats name the last sequence of each user channel', async () => {
    const { place } = await startedWorld()
    await using _ = place
    const alice = await place.person('alice')
    const order = await alice.buys('BTCUSDT', '0.01000', '50000.00')
    await using socket = await openSocket(place.host.url)
    await socket.ask({ op: 'auth', token: alice.token })
    await socket.ask({ op: 'subscribe', channels: ['user:orders', 'ticker:BTCUSDT'] })
    await until('a heartbeat', () => socket.answers.some(({ op }) => op === 'heartbeat'))
    expect(socket.answers.find(({ op }) => op === 'heartbeat')?.seqs).toEqual({ 'user:orders': order.seq })
  })

  test('a reader that stops reading costs the others nothing: it gets a fresh book when it reads again', async () => {
    const { place, market } = await startedWorld()
    await using _ = place
    await using slow = await openSocket(place.host.url)
    await using quick = await openSocket(place.host.url)
    for (const socket of [slow, quick]) await socket.ask({ op: 'subscribe', channels: ['orderbook:BTCUSDT'] })
    slow.pause()
    const dropped = async (): Promise<number> =>
      (await place.host.metrics.getSingleMetric('tradecraft_realtime_dropped_frames_total')?.get())?.values[0]?.value ?? 0
    const wide = (step: number): [string, string][] =>
      Array.from({ length: 400 }, (_, index) => [`${50_000 + index}.${String(step % 100).padStart(2, '0')}`, `${1 + (step % 9)}.00000`])
    let step = 0
    while ((await dropped()) === 0 && step < 4_000) {
      market.change(wide(step++), [])
      await until(
        'the quick reader has it',
        () => quick.on('orderbook:BTCUSDT').length > 0 && quick.on('orderbook:BTCUSDT').length >= step / 8,
      )
    }
    expect(await dropped()).toBeGreaterThan(0)
    market.change([['49000.00', '5.00000']], [])
    slow.resume()
    const frames = await slow.until('orderbook:BTCUSDT', seen => seen.filter(({ type }) => type === 'snapshot').length > 1)
    expect(frames.at(-1)!.seq).toBe(quick.on('orderbook:BTCUSDT').at(-1)!.seq)
  })
})
