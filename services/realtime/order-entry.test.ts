import { expect, test } from 'vitest'
import type { Order } from '#contracts/routes/orders'
import { scriptedMarket } from '#testing/scripted-market'
import { openSocket } from '#testing/socket'
import { until } from '#testing/until'
import { world } from '#testing/world'

test('orders are placed and canceled over the socket, with the answers and the problems of HTTP', async () => {
  const market = scriptedMarket()
  await using place = await world({ replace: [market.service] })
  market.show([['60000.00', '5.00000']], [['60010.00', '5.00000']])
  const alice = await place.person('alice')
  await using socket = await openSocket(place.host.url)
  const limit = { symbol: 'BTCUSDT', side: 'buy', type: 'limit', quantity: '0.01000', price: '50000.00', client_order_id: 'ws-1' }

  expect((await socket.ask({ op: 'order.place', params: limit })).problem?.code).toBe('UNAUTHENTICATED')
  await socket.ask({ op: 'auth', token: alice.token })
  await until(
    'the book is known',
    async () => (await socket.ask({ op: 'order.place', params: { ...limit, client_order_id: 'ws-0' } })).op === 'result',
  )
  const placed = await socket.ask({ op: 'order.place', params: limit })
  const order = placed.data as Order
  expect([placed.op, order.status, order.client_order_id]).toEqual(['result', 'open', 'ws-1'])
  expect(await alice.get<Order>(`/orders/${order.id}`)).toEqual({ ...order, fills: [] })
  expect(((await socket.ask({ op: 'order.place', params: limit })).data as Order).id).toBe(order.id)
  expect((await socket.ask({ op: 'order.place', wait: 'accepted', params: { ...limit, client_order_id: 'ws-2' } })).op).toBe('result')

  const wrong = await socket.ask({ op: 'order.place', params: { ...limit, client_order_id: 'ws-3', price: '50000.001' } })
  expect(wrong.problem).toMatchObject({ code: 'PRECISION', status: 422, errors: [{ field: 'price', nearest: '50000' }] })
  expect((await socket.ask({ op: 'order.place', params: { ...limit, leverage: '10' } })).problem?.code).toBe('VALIDATION_FAILED')
  expect((await socket.ask({ op: 'order.place', wait: 'never', params: limit })).problem?.errors?.[0]?.field).toBe('wait')
  expect((await socket.ask({ op: 'order.cancel', params: {} })).problem?.errors?.[0]?.field).toBe('params.id')

  const canceled = await socket.ask({ op: 'order.cancel', params: { id: order.id } })
  expect((canceled.data as Order).status).toBe('canceled')
  expect((await socket.ask({ op: 'order.cancel', params: { id: order.id } })).problem?.code).toBe('NOT_CANCELABLE')
  expect((await socket.ask({ op: 'order.cancel', params: { id: 'client:ws-2' } })).op).toBe('result')
  await using stranger = await openSocket(place.host.url)
  const bob = await place.person('bob')
  await stranger.ask({ op: 'auth', token: bob.token })
  expect((await stranger.ask({ op: 'order.cancel', params: { id: order.id } })).problem?.code).toBe('UNKNOWN_ORDER')
})

test('what is asked over the socket counts towards the limit of its user', async () => {
  await using place = await world({ replace: [scriptedMarket().service], environment: { RATE_LIMIT_USER: '10' } })
  const alice = await place.person('alice')
  await using socket = await openSocket(place.host.url)
  await socket.ask({ op: 'auth', token: alice.token })
  const codes: (string | undefined)[] = []
  for (let sent = 0; sent < 12; sent += 1)
    codes.push((await socket.ask({ op: 'order.cancel', params: { id: 'client:none' } })).problem?.code)
  expect(codes).toEqual([...Array.from({ length: 10 }, () => 'UNKNOWN_ORDER'), 'RATE_LIMITED', 'RATE_LIMITED'])
})
