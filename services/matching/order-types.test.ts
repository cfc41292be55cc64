import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProblemDocument } from '#contracts/problems'
import type { NewOrder, NewOrderList, Order, OrderList } from '#contracts/routes/orders'
import { auditorRole } from '#platform/host'
import { createConnection } from '#platform/sql'
import { auditBooks } from '../auditor/audit.ts'
import type { Person, Reply } from '#testing/people'
import { scriptedMarket } from '#testing/scripted-market'
import { until } from '#testing/until'
import { world, type World } from '#testing/world'

/** Every order type through the whole platform: accepted, held for, worked by the engine, settled, and the books balance. */
let place: World
let alice: Person
let bob: Person
const market = scriptedMarket()

beforeAll(async () => {
  place = await world({ replace: [market.service] })
  quiet()
  alice = await place.person('alice')
  bob = await place.person('bob')
  market.print('buy', '60010.00', '0.00001')
  await until('the market is known', async () => (await alice.send({ ...base, type: 'market', quantity: '0.10000' })).status === 201)
  await until('the last price is known', async () => (await sent({ ...sell, type: 'stop_loss', stop_price: '60020.00' })).status === 422)
})
afterAll(() => place[Symbol.asyncDispose]())

const base = { symbol: 'BTCUSDT', side: 'buy', type: 'limit', quantity: '0.01000' } as const
const sell = { ...base, side: 'sell' } as const

function quiet(): void {
  market.show([['60000.00', '50.00000']], [['60010.00', '50.00000']])
}
/** The market trades at a price, with quotes around it, and everybody knows. */
async function moveTo(price: number): Promise<void> {
  market.show([[price.toFixed(2), '50.00000']], [[(price + 10).toFixed(2), '50.00000']])
  market.print('sell', price.toFixed(2), '0.00001')
  const isBelow = async (stop: number): Promise<boolean> => {
    const body = { ...sell, type: 'stop_loss', stop_price: stop.toFixed(2) }
    return (await call<{ errors: { code: string }[] }>('POST', '/orders/test', body)).body.errors.every(
      ({ code }) => !code.startsWith('STOP'),
    )
  }
  await until(`${price} is the last price`, async () => !(await isBelow(price)) && (await isBelow(price - 0.01)))
}
async function sent(order: NewOrder, who = alice): Promise<Reply<Order>> {
  return who.send(order)
}
async function orderOf(id: string, who = alice): Promise<Order> {
  return who.get<Order>(`/orders/${id}`)
}
async function becomes(id: string, status: Order['status'], who = alice): Promise<Order> {
  await until(`${id} is ${status}`, async () => (await orderOf(id, who)).status === status)
  return orderOf(id, who)
}
async function held(asset: string, who = alice): Promise<string> {
  return (await who.balances())[asset]?.[1] ?? '0'
}
async function call<T>(method: string, path: string, body?: unknown, who = alice): Promise<Reply<T>> {
  return place.api.call<T>(method, path, { token: who.token, ...(body === undefined ? {} : { body }) })
}
async function cancelAll(who = alice): Promise<void> {
  await call('DELETE', '/orders', undefined, who)
  await until('nothing is held', async () => Object.values(await who.balances()).every(([, amount]) => Number(amount) === 0))
}

describe('stops and take-profits', () => {
  test('a stop to sell waits armed, holds what it will sell, and sells to the market when the price is there', async () => {
    quiet()
    const { status, body } = await sent({ ...sell, type: 'stop_loss', stop_price: '59500.00' })
    expect([status, body.status, body.stop_price, await held('BTC')]).toEqual([201, 'armed', '59500.00', '0.01000000'])
    await moveTo(59_600)
    expect((await orderOf(body.id)).status).toBe('armed')
    await moveTo(59_500)
    expect(await becomes(body.id, 'filled')).toMatchObject({ average_price: '59500.00', filled_quantity: '0.01000000' })
    expect(await held('BTC')).toBe('0.00000000')
  })
  test('a stop to buy holds its price and two percent, and gives back what it did not need', async () => {
    quiet()
    await moveTo(60_000)
    const { body } = await sent({ ...base, type: 'stop_loss', stop_price: '60500.00' })
    expect([body.status, await held('USDT')]).toEqual(['armed', '617.10000000'])
    await moveTo(60_500)
    expect(await becomes(body.id, 'filled')).toMatchObject({ average_price: '60510.00' })
    expect(await held('USDT')).toBe('0.00000000')
  })
  test('a stop on the wrong side of the market is refused with the price it must be beyond', async () => {
    quiet()
    await moveTo(60_000)
    await until('the price is known', async () => (await sent({ ...sell, type: 'stop_loss', stop_price: '60000.00' })).status === 422)
    const { body } = await sent({ ...sell, type: 'stop_loss', stop_price: '60100.00' })
    expect(body).toMatchObject({ code: 'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY', errors: [{ field: 'stop_price', value: '60100' }] })
  })
  test('a take-profit with a limit rests at its limit once triggered', async () => {
    quiet()
    await moveTo(60_000)
    const { body } = await sent({ ...sell, type: 'take_profit_limit', stop_price: '60300.00', price: '60400.00' })
    expect(body.status).toBe('armed')
    await moveTo(60_300)
    expect(await becomes(body.id, 'open')).toMatchObject({ price: '60400.00', stop_price: '60300.00' })
    await cancelAll()
  })
  test('a trailing stop follows the market up and sells when it has come back far enough', async () => {
    quiet()
    await moveTo(60_000)
    const { body } = await sent({ ...sell, type: 'stop_loss', trailing_delta: 100 })
    expect([body.status, body.trailing_delta]).toEqual(['armed', 100])
    await moveTo(60_500)
    await moveTo(59_950)
    expect((await orderOf(body.id)).status).toBe('armed')
    await moveTo(59_895)
    expect(await becomes(body.id, 'filled')).toMatchObject({ average_price: '59895.00' })
  })
  test('a print far from the quotes triggers nothing', async () => {
    quiet()
    await moveTo(60_000)
    const { body } = await sent({ ...sell, type: 'stop_loss', stop_price: '59000.00' })
    market.print('sell', '50000.00', '0.00001')
    market.pass(1_000)
    const other = await sent({ ...base, price: '30000.00' })
    expect([(await orderOf(body.id)).status, other.body.status]).toEqual(['armed', 'open'])
    await cancelAll()
  })
})

describe('time', () => {
  test('a good-till-date order ends at its moment of market time and gives back what it held', async () => {
    quiet()
    await moveTo(60_000)
    const now = Date.parse((await orderOf((await sent({ ...base, type: 'market' })).body.id)).fills![0]!.executed_at)
    const expires = new Date(now + 60_000).toISOString()
    const { status, body } = await sent({ ...base, price: '50000.00', time_in_force: 'gtd', expires_at: expires })
    expect([status, body.status, body.expires_at, await held('USDT')]).toEqual([201, 'open', expires, '500.00000000'])
    market.pass(30_000)
    expect((await orderOf(body.id)).status).toBe('open')
    market.pass(40_000)
    expect(await becomes(body.id, 'expired')).toMatchObject({ reason: 'GTD_EXPIRED' })
    expect(await held('USDT')).toBe('0.00000000')
  })
  test('a day order ends with the day', async () => {
    const { body } = await sent({ ...base, price: '50000.00', time_in_force: 'day' })
    expect([body.status, body.time_in_force]).toEqual(['open', 'day'])
    market.pass(86_400_000)
    await becomes(body.id, 'expired')
    quiet()
  })
})

describe('icebergs, pegs, self-trade', () => {
  test('an iceberg shows a slice, fills whole, and its reserve is held', async () => {
    quiet()
    const { body } = await sent({ ...sell, price: '60005.00', quantity: '0.05000', display_quantity: '0.01000' })
    expect([body.status, body.display_quantity, await held('BTC')]).toEqual(['open', '0.01000000', '0.05000000'])
    const book = await call<{ asks: [string, string][] }>('GET', '/market/BTCUSDT/orderbook?depth=1')
    if (book.status === 200) expect(book.body.asks[0]).toEqual(['60005.00', '0.01000000'])
    const bought = await sent({ ...base, type: 'market', quantity: '0.05000' }, bob)
    expect(bought.body.fills?.map(({ price, quantity, venue }) => [price, quantity, venue])).toEqual(
      Array.from({ length: 5 }, () => ['60005.00', '0.01000000', 'internal']),
    )
    expect(await becomes(body.id, 'filled')).toMatchObject({ filled_quantity: '0.05000000' })
  })
  test('a pegged order takes its price from the book when it comes', async () => {
    quiet()
    const { body } = await sent({ symbol: 'BTCUSDT', side: 'buy', type: 'limit', quantity: '0.01000', peg: 'primary' })
    expect(body).toMatchObject({ status: 'open', price: '60000.00', peg: 'primary', peg_offset: 0 })
    expect(await held('USDT')).toBe('600.00000000')
    await cancelAll()
  })
  test('decrement takes the overlap off both orders and gives both holds back', async () => {
    quiet()
    const resting = await sent({ ...sell, price: '60005.00', quantity: '0.03000' })
    const taking = await sent({ ...base, price: '60005.00', quantity: '0.02000', self_trade_prevention: 'decrement' })
    expect(taking.body).toMatchObject({
      status: 'expired',
      reason: 'SELF_TRADE_PREVENTED',
      prevented_quantity: '0.02000000',
      remaining_quantity: '0.00000000',
    })
    expect(await orderOf(resting.body.id)).toMatchObject({
      status: 'open',
      remaining_quantity: '0.01000000',
      prevented_quantity: '0.02000000',
    })
    expect([await held('BTC'), await held('USDT')]).toEqual(['0.01000000', '0.00000000'])
    await cancelAll()
  })
})

describe('amend and replace', () => {
  test('a smaller quantity keeps the place and gives the difference back at once', async () => {
    quiet()
    const { body } = await sent({ ...base, price: '50000.00', quantity: '0.03000' })
    const amended = await call<Order>('PATCH', `/orders/${body.id}`, { quantity: '0.01000' })
    expect([amended.status, amended.body.quantity, amended.body.status, await held('USDT')]).toEqual([
      200,
      '0.01000000',
      'open',
      '500.00000000',
    ])
    const more = await call<ProblemDocument>('PATCH', `/orders/${body.id}`, { quantity: '0.05000' })
    expect(more.body).toMatchObject({
      code: 'NOT_AMENDABLE',
      status: 422,
      errors: [{ field: 'quantity', limit: '0.01000000', nearest: '0.00999000' }],
    })
    expect((await call<ProblemDocument>('PATCH', `/orders/${body.id}`, { quantity: '0.0000001' })).body.code).toBe('FILTER_LOT_SIZE')
    await cancelAll()
    expect((await call<ProblemDocument>('PATCH', `/orders/${body.id}`, { quantity: '0.00500' })).body.code).toBe('NOT_AMENDABLE')
  })
  test('a replacement takes over what its predecessor held, even with nothing else available', async () => {
    quiet()
    const carol = await place.person('carol')
    const { body } = await sent({ ...base, price: '50000.00', quantity: '2.00000' }, carol)
    expect((await carol.balances())['USDT']).toEqual(['0.00000000', '100000.00000000'])
    const replaced = await call<Order>('POST', `/orders/${body.id}/replace`, { price: '49000.00' }, carol)
    expect([replaced.status, replaced.body.status, replaced.body.price, replaced.body.replaces]).toEqual([201, 'open', '49000.00', body.id])
    expect((await carol.balances())['USDT']).toEqual(['2000.00000000', '98000.00000000'])
    expect((await orderOf(body.id, carol)).status).toBe('replaced')
    const dearer = await call<ProblemDocument>('POST', `/orders/${replaced.body.id}/replace`, { price: '51000.00' }, carol)
    expect(dearer.body.code).toBe('INSUFFICIENT_BALANCE')
    expect((await orderOf(replaced.body.id, carol)).status).toBe('open')
    await cancelAll(carol)
  })
})

describe('lists', () => {
  const oco: NewOrderList = {
    symbol: 'BTCUSDT',
    legs: [
      { side: 'sell', type: 'limit', price: '60800.00', quantity: '0.02000' },
      { side: 'sell', type: 'stop_loss', stop_price: '59200.00', quantity: '0.02000' },
    ],
  }
  async function listed(body: NewOrderList, who = alice): Promise<OrderList> {
    const reply = await call<OrderList>('POST', '/order-lists', body, who)
    expect(reply.status, JSON.stringify(reply.body)).toBe(201)
    return reply.body
  }
  const statuses = ({ working, legs }: OrderList): string[] => [...(working === null ? [] : [working]), ...legs].map(({ status }) => status)
  async function listBecomes(id: string, wanted: readonly string[]): Promise<OrderList> {
    await until(`the list is ${wanted.join(', ')}`, async () => {
      const { body } = await call<OrderList>('GET', `/order-lists/${id}`)
      return JSON.stringify(statuses(body)) === JSON.stringify(wanted)
    })
    return (await call<OrderList>('GET', `/order-lists/${id}`)).body
  }

  test('an OCO holds once; the stop that triggers ends the limit', async () => {
    quiet()
    await moveTo(60_000)
    const list = await listed(oco)
    expect([statuses(list), list.status, await held('BTC')]).toEqual([['open', 'armed'], 'open', '0.02000000'])
    await moveTo(59_200)
    const after = await listBecomes(list.id, ['canceled', 'filled'])
    expect([after.status, after.legs[0]!.reason, after.legs[1]!.average_price]).toEqual(['closed', 'OCO_TRIGGER', '59200.00'])
    expect(await held('BTC')).toBe('0.00000000')
  })
  test('canceling one leg cancels both', async () => {
    await moveTo(60_000)
    const list = await listed(oco)
    await call('DELETE', `/orders/${list.legs[0]!.id}`)
    await listBecomes(list.id, ['canceled', 'canceled'])
    expect(await held('BTC')).toBe('0.00000000')
  })
  test('an OCO that does not enclose the market is refused', async () => {
    await moveTo(60_000)
    const reply = await call<ProblemDocument>('POST', '/order-lists', {
      ...oco,
      legs: [{ ...oco.legs[0]!, price: '58000.00' }, oco.legs[1]!],
    })
    expect([reply.status, reply.body.code]).toEqual([422, 'OCO_BAD_PRICES'])
  })
  test('a bracket protects what its entry bought, and the take-profit closes it', async () => {
    quiet()
    await moveTo(60_000)
    const before = (await alice.balances())['BTC']
    const list = await listed({
      symbol: 'BTCUSDT',
      working: { side: 'buy', type: 'limit', price: '60010.00', quantity: '0.02000' },
      legs: [
        { side: 'sell', type: 'limit', price: '60900.00', quantity: '0.02000' },
        { side: 'sell', type: 'stop_loss', stop_price: '59000.00', quantity: '0.02000' },
      ],
    })
    expect([statuses(list), list.contingency, list.start]).toEqual([['filled', 'open', 'armed'], 'ouo', 'partial'])
    expect(list.legs.map(({ quantity }) => quantity)).toEqual(['0.01998000', '0.01998000'])
    expect(await held('BTC')).toBe('0.01998000')
    market.print('buy', '60900.00', '60.00000')
    const after = await listBecomes(list.id, ['filled', 'filled', 'canceled'])
    expect(after.legs[0]).toMatchObject({ filled_quantity: '0.01998000', average_price: '60900.00' })
    expect((await alice.balances())['BTC']).toEqual(before)
  })
  test('a bracket whose entry waits grows with each fill; canceling the list gives everything back', async () => {
    quiet()
    await moveTo(60_000)
    const list = await listed({
      symbol: 'BTCUSDT',
      working: { side: 'buy', type: 'limit', price: '60005.00', quantity: '0.04000' },
      legs: [
        { side: 'sell', type: 'limit', price: '60900.00', quantity: '0.04000' },
        { side: 'sell', type: 'stop_loss_limit', stop_price: '59000.00', price: '58900.00', quantity: '0.04000' },
      ],
    })
    expect([statuses(list), await held('BTC'), await held('USDT')]).toEqual([['open', 'pending', 'pending'], '0.00000000', '2400.20000000'])
    await bob.buys('BTCUSDT', '0.05000')
    await sent({ ...sell, price: '60005.00', quantity: '0.01000' }, bob)
    const partly = await listBecomes(list.id, ['partially_filled', 'open', 'armed'])
    expect([partly.legs.map(({ quantity }) => quantity), await held('BTC')]).toEqual([['0.00999000', '0.00999000'], '0.00999000'])
    await sent({ ...sell, price: '60005.00', quantity: '0.01000' }, bob)
    await until(
      'the legs grow',
      async () => (await call<OrderList>('GET', `/order-lists/${list.id}`)).body.legs[0]!.quantity === '0.01998000',
    )
    expect(await held('BTC')).toBe('0.01998000')
    expect((await call<OrderList>('DELETE', `/order-lists/${list.id}`)).status).toBe(200)
    await listBecomes(list.id, ['canceled', 'canceled', 'canceled'])
    expect([await held('BTC'), await held('USDT')]).toEqual(['0.00000000', '0.00000000'])
  })
  test('the same Idempotency-Key gives the same list, and the lists are listed newest first', async () => {
    await moveTo(60_000)
    const headers = { 'idempotency-key': 'list-1' }
    const [first, second] = [
      await place.api.call<OrderList>('POST', '/order-lists', { token: alice.token, body: oco, headers }),
      await place.api.call<OrderList>('POST', '/order-lists', { token: alice.token, body: oco, headers }),
    ]
    expect([first.status, second.status, second.body.id]).toEqual([201, 200, first.body.id])
    const page = await call<{ items: OrderList[]; next_cursor: string | null }>('GET', '/order-lists?limit=1&status=open')
    expect([page.body.items.map(({ id }) => id), page.body.next_cursor]).toEqual([[first.body.id], null])
    await cancelAll()
  })
})

describe('a halted symbol', () => {
  test('takes no orders and fills nothing, cancels work, and trading resumes', async () => {
    quiet()
    await moveTo(60_000)
    const resting = await sent({ ...base, price: '50000.00' })
    await market.status('halt')
    await until('the halt is known', async () => (await sent({ ...base, price: '50000.00' })).status === 422)
    expect((await sent({ ...base, price: '50000.00' })).body).toMatchObject({ code: 'SYMBOL_HALTED' })
    expect((await call<Order>('DELETE', `/orders/${resting.body.id}`)).body.status).toBe('canceled')
    await market.status('trading')
    await until('trading resumes', async () => (await sent({ ...base, price: '50000.00' })).status === 201)
    await cancelAll()
  })
})

test('after all of that the books balance', async () => {
  await using connection = createConnection(place.database.connection({ role: auditorRole }))
  expect((await auditBooks(connection)).flatMap(({ id, broken }) => broken.map(row => `${id} ${row}`))).toEqual([])
})
