import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProblemDocument } from '#contracts/problems'
import type { Order } from '#contracts/routes/orders'
import type { Person } from '#testing/people'
import { scriptedMarket } from '#testing/scripted-market'
import { until } from '#testing/until'
import { world, type World } from '#testing/world'

let place: World
let alice: Person
let bob: Person
const market = scriptedMarket()

beforeAll(async () => {
  place = await world({ replace: [market.service] })
  market.show([['60000.00', '5.00000']], [['60010.00', '5.00000']])
  alice = await place.person('alice')
  bob = await place.person('bob')
  await until(
    'the book is known',
    async () => (await alice.send({ symbol: 'BTCUSDT', side: 'buy', type: 'market', quantity: '0.00100' })).status === 201,
  )
})
afterAll(() => place[Symbol.asyncDispose]())

/** Sends a body as it is and gives back the problem. */
async function refusal(body: unknown, headers: Record<string, string> = {}): Promise<ProblemDocument> {
  const reply = await place.api.call<ProblemDocument>('POST', '/orders', { token: alice.token, body, headers })
  expect(reply.status, JSON.stringify(reply.body)).toBe(reply.body.status)
  expect(reply.headers.get('content-type')).toContain('application/problem+json')
  return reply.body
}
const limit = { symbol: 'BTCUSDT', side: 'buy', type: 'limit', quantity: '0.01000', price: '50000.00' }

describe('a refusal names the field, the rule, the value and the nearest valid one', () => {
  test.each([
    ['an unknown symbol', { ...limit, symbol: 'NOSUCHCOIN' }, 'UNKNOWN_SYMBOL', { field: 'symbol', value: 'NOSUCHCOIN' }],
    ['too many decimals', { ...limit, price: '50000.123' }, 'PRECISION', { field: 'price', value: '50000.123' }],
    ['a quantity off the step', { ...limit, quantity: '0.010001' }, 'FILTER_LOT_SIZE', { field: 'quantity', nearest: '0.01' }],
    ['too small', { ...limit, quantity: '0.00001' }, 'FILTER_NOTIONAL', { field: 'quantity' }],
    [
      'a JSON number where a string is due',
      { ...limit, price: 50000 },
      'VALIDATION_FAILED',
      { field: 'price', rule: 'must be a', limit: 'string' },
    ],
    ['a missing field', { symbol: 'BTCUSDT', side: 'buy', type: 'limit', quantity: '1' }, 'VALIDATION_FAILED', { field: 'price' }],
    ['an unknown field', { ...limit, leverage: '10' }, 'VALIDATION_FAILED', { field: 'leverage', rule: 'is not known here' }],
    ['an unknown side', { ...limit, side: 'hold' }, 'VALIDATION_FAILED', { field: 'side', limit: 'buy, sell' }],
    ['a stop with a price of its own', { ...limit, type: 'stop_loss', stop_price: '50000.00' }, 'VALIDATION_FAILED', { field: 'price' }],
    [
      'an iceberg of too many parts',
      { ...limit, display_quantity: '0.00010' },
      'FILTER_ICEBERG_PARTS',
      { field: 'display_quantity', nearest: '0.001' },
    ],
    [
      'a trailing distance no market has',
      { symbol: 'BTCUSDT', side: 'sell', type: 'stop_loss', quantity: '0.01000', trailing_delta: 10_000 },
      'VALIDATION_FAILED',
      { field: 'trailing_delta' },
    ],
  ])('%s', async (_, body, code, error) => {
    const problem = await refusal(body)
    expect(problem.code).toBe(code)
    expect(problem.errors[0]).toMatchObject(error)
  })

  test('too poor: says what the order needs, and nothing is held', async () => {
    const before = await alice.balances()
    const problem = await refusal({ ...limit, quantity: '9.00000' })
    expect(problem).toMatchObject({ code: 'INSUFFICIENT_BALANCE', status: 403 })
    expect(problem.errors[0]).toMatchObject({ field: 'quantity', limit: '450000.00000000 USDT' })
    expect(await alice.balances()).toEqual(before)
  })

  test('malformed, doubled, oversized and mistyped bodies', async () => {
    expect((await refusal('{"symbol":')).code).toBe('MALFORMED_JSON')
    expect((await refusal('{"symbol":"BTCUSDT","symbol":"ETHUSDT"}')).errors[0]).toMatchObject({ field: 'symbol', rule: 'appears twice' })
    expect((await refusal({ ...limit, client_order_id: 'x'.repeat(20_000) })).code).toBe('BODY_TOO_LARGE')
    expect((await refusal(JSON.stringify(limit), { 'content-type': 'text/plain' })).code).toBe('UNSUPPORTED_MEDIA_TYPE')
  })

  test('refused orders are kept in the history, without a hold', async () => {
    await until('the history has it', async () =>
      (await alice.get<{ items: Order[] }>('/orders?status=closed')).items.some(order => order.reason === 'INSUFFICIENT_BALANCE'),
    )
  })
})

describe('the same client_order_id', () => {
  test('and body answer with that order; another body is a conflict; a refused order reserves nothing', async () => {
    const body = { ...limit, client_order_id: 'again-1' } as const
    const first = await place.api.call<Order>('POST', '/orders', { token: alice.token, body })
    const second = await place.api.call<Order>('POST', '/orders', { token: alice.token, body })
    expect([first.status, second.status, second.body.id]).toEqual([201, 200, first.body.id])
    expect(await refusal({ ...body, price: '50001.00' })).toMatchObject({ code: 'DUPLICATE_CLIENT_ORDER_ID', status: 409 })
    expect((await refusal({ ...limit, quantity: '9.00000', client_order_id: 'poor' })).code).toBe('INSUFFICIENT_BALANCE')
    expect((await place.api.call('POST', '/orders', { token: alice.token, body: { ...limit, client_order_id: 'poor' } })).status).toBe(201)
    expect((await alice.get<Order>('/orders/client:again-1')).id).toBe(first.body.id)
  })

  test('sent ten times at once makes one order', async () => {
    const body = { ...limit, client_order_id: 'storm' }
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => place.api.call<Order>('POST', '/orders', { token: bob.token, body })),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 200, 201])
    expect(new Set(replies.map(({ body: order }) => order.id)).size).toBe(1)
  })

  test('Idempotency-Key stands for it; two different values are refused', async () => {
    const reply = await place.api.call<Order>('POST', '/orders', {
      token: alice.token,
      body: limit,
      headers: { 'idempotency-key': 'key-1' },
    })
    expect(reply.body.client_order_id).toBe('key-1')
    expect((await refusal({ ...limit, client_order_id: 'key-2' }, { 'idempotency-key': 'key-1' })).code).toBe('IDEMPOTENCY_KEY_CONFLICT')
  })
})

describe('orders of others', () => {
  test('cannot be seen or canceled', async () => {
    const order = await alice.buys('BTCUSDT', '0.01000', '40000.00')
    expect((await place.api.call<ProblemDocument>('GET', `/orders/${order.id}`, { token: bob.token })).body.code).toBe('UNKNOWN_ORDER')
    expect((await bob.cancels(order.id)).status).toBe(404)
    expect((await place.api.call<ProblemDocument>('GET', `/orders?user_id=${alice.userId}`, { token: bob.token })).body.code).toBe(
      'FORBIDDEN',
    )
    expect((await alice.get<Order>(`/orders/${order.id}`)).status).toBe('open')
  })
})

test('an account has at most as many open orders in a symbol as the symbol allows', async () => {
  const greedy = await place.person('greedy')
  const replies = await Promise.all(
    Array.from({ length: 205 }, (_, index) =>
      greedy.send({ symbol: 'BTCUSDT', side: 'buy', type: 'limit', quantity: '0.00100', price: `${30000 + index}.00` }),
    ),
  )
  const after = await greedy.send({ symbol: 'BTCUSDT', side: 'buy', type: 'limit', quantity: '0.00100', price: '29999.00' })
  expect([after.status, (after.body as unknown as ProblemDocument).code]).toEqual([422, 'TOO_MANY_ORDERS'])
  expect(replies.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(200)
  await place.api.call('DELETE', '/orders', { token: greedy.token })
})

describe('what only the engine can judge is accepted and ends at once', () => {
  test('post-only that would match', async () => {
    const reply = await alice.send({
      symbol: 'BTCUSDT',
      side: 'buy',
      type: 'limit',
      quantity: '0.01000',
      price: '60010.00',
      post_only: true,
    })
    expect([reply.status, reply.body.status, reply.body.reason]).toEqual([201, 'rejected', 'WOULD_MATCH_IMMEDIATELY'])
  })
  test('immediate-or-cancel and fill-or-kill', async () => {
    const ioc = await alice.send({
      symbol: 'BTCUSDT',
      side: 'buy',
      type: 'limit',
      quantity: '0.01000',
      price: '59000.00',
      time_in_force: 'ioc',
    })
    expect([ioc.status, ioc.body.status, ioc.body.reason]).toEqual([201, 'expired', 'UNFILLED_IOC_QUANTITY_EXPIRED'])
    const fok = await alice.send({
      symbol: 'BTCUSDT',
      side: 'buy',
      type: 'limit',
      quantity: '0.01000',
      price: '59000.00',
      time_in_force: 'fok',
    })
    expect([fok.body.status, fok.body.reason]).toEqual(['expired', 'UNFILLED_FOK_ORDER_EXPIRED'])
  })
  test('meeting an own order expires the taker', async () => {
    const charlie = await place.person('charlie')
    await charlie.buys('BTCUSDT', '0.10000', '60010.00')
    const offer = await charlie.sells('BTCUSDT', '0.05000', '60005.00')
    const reply = await charlie.send({ symbol: 'BTCUSDT', side: 'buy', type: 'limit', quantity: '0.05000', price: '60005.00' })
    expect([reply.body.status, reply.body.reason]).toEqual(['expired', 'SELF_TRADE_PREVENTED'])
    expect((await charlie.cancels(offer.id)).body.status).toBe('canceled')
  })
})

describe('market orders', () => {
  test('by quote amount spend at most that, and the rest comes back', async () => {
    const dora = await place.person('dora')
    const reply = await dora.send({ symbol: 'BTCUSDT', side: 'buy', type: 'market', quote_quantity: '1000.00' })
    expect(reply.body.status).toBe('filled')
    expect(Number(reply.body.filled_quote)).toBeLessThanOrEqual(1000)
    expect(Number(reply.body.filled_quote)).toBeGreaterThan(999)
    const [available, held] = (await dora.balances())['USDT']!
    expect([held, (Number(available) + Number(reply.body.filled_quote)).toFixed(8)]).toEqual(['0.00000000', '100000.00000000'])
  })
  test('wait while the feed is stale', async () => {
    market.state('stale')
    await until('orders are told so', async () => {
      const reply = await alice.send({ symbol: 'BTCUSDT', side: 'buy', type: 'market', quantity: '0.00100' })
      // Until trading has heard of it, the engine says the same.
      if (reply.status === 201) expect(['filled', 'expired']).toContain(reply.body.status)
      return reply.status === 503 && (reply.body as unknown as ProblemDocument).code === 'DATA_STALE'
    })
    market.show([['60000.00', '5.00000']], [['60010.00', '5.00000']])
    await until(
      'the feed is back',
      async () => (await alice.send({ symbol: 'BTCUSDT', side: 'buy', type: 'market', quantity: '0.00100' })).status === 201,
    )
  })
})

test('orders/test tells everything and stores nothing', async () => {
  const before = await alice.get<{ items: Order[] }>('/orders?status=all&limit=500')
  const body = { symbol: 'BTCUSDT', side: 'buy', type: 'limit', quantity: '0.10000', price: '60010.00' }
  const reply = await place.api.call<Record<string, unknown>>('POST', '/orders/test', { token: alice.token, body })
  expect(reply.body).toMatchObject({
    valid: true,
    hold: { asset: 'USDT', amount: '6001.00000000' },
    fee_estimate: { asset: 'BTC', amount: '0.00010000' },
    expected: { average_price: '60010.00', filled_quantity: '0.10000000', slippage_bps: '0.00' },
  })
  const bad = await place.api.call<{ valid: boolean; errors: { code: string }[] }>('POST', '/orders/test', {
    token: alice.token,
    body: { ...body, quantity: '0.000011' },
  })
  expect([bad.body.valid, bad.body.errors.map(({ code }) => code)]).toEqual([false, expect.arrayContaining(['FILTER_LOT_SIZE'])])
  expect((await alice.get<{ items: Order[] }>('/orders?status=all&limit=500')).items.length).toBe(before.items.length)
})

test('lists page through everything once, and cancel all ends what is open', async () => {
  const eve = await place.person('eve')
  const ids: string[] = []
  for (let index = 0; index < 7; index++) ids.push((await eve.buys('BTCUSDT', '0.00100', `${40000 + index}.00`)).id)
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: Order[]; next_cursor: string | null } = await eve.get(`/orders?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`)
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.next_cursor
  }
  expect(seen).toEqual(ids.toReversed())
  expect((await place.api.call<ProblemDocument>('GET', '/orders?cursor=bm9uc2Vuc2U', { token: eve.token })).body.code).toBe(
    'VALIDATION_FAILED',
  )
  const all = await place.api.call<{ items: Order[] }>('DELETE', '/orders', { token: eve.token })
  expect([all.status, all.body.items.length, new Set(all.body.items.map(({ status }) => status))]).toEqual([200, 7, new Set(['canceled'])])
  expect(await eve.balances()).toEqual({ USDT: ['100000.00000000', '0.00000000'] })
})
