import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Order, OrderList } from '#contracts/routes/orders'
import type { Person } from '#testing/people'
import { until } from '#testing/until'
import { buy, openStage, type Stage, stopSell } from './stage.model.ts'

let stage: Stage
let alice: Person
let bob: Person
beforeAll(async () => {
  stage = await openStage()
  alice = await stage.trader('alice')
  bob = await stage.trader('bob')
})
afterAll(() => stage[Symbol.asyncDispose]())

async function held(asset: string): Promise<string> {
  return (await alice.balances())[asset]![1]
}
/** A bid of 0.01 of which bob took 0.004. */
async function partlyFilled(): Promise<Order> {
  const bid = await stage.placed(alice, { ...buy, price: '60005.00' })
  await bob.sells('BTCUSDT', '0.00400', '60005.00')
  return await alice.get<Order>(`/orders/${bid.id}`)
}
const amend = (id: string, quantity: string) => stage.call<Order>(alice, 'PATCH', `/orders/${id}`, { quantity })
const replace = (id: string, body: object, headers = {}) => stage.call<Order>(alice, 'POST', `/orders/${id}/replace`, body, headers)

describe('an amend', () => {
  test('of an armed order lowers what it will trade and holds, and nothing else', async () => {
    const order = await stage.placed(alice, stopSell)
    const { status, body } = await amend(order.id, '0.00400')
    expect([status, body.status, body.quantity, body.stop_price, await held('BTC')]).toEqual([
      200,
      'armed',
      '0.00400000',
      '55000.00',
      '0.00400000',
    ])
    await alice.cancels(order.id)
  })
  test('of a partly filled order goes down to just above what was filled', async () => {
    const order = await partlyFilled()
    expect([order.status, order.filled_quantity]).toEqual(['partially_filled', '0.00400000'])
    expect(await stage.refused(alice, 'PATCH', `/orders/${order.id}`, { quantity: '0.00400' })).toMatchObject({
      code: 'NOT_AMENDABLE',
      errors: [{ field: 'quantity', rule: 'must be above what was filled', limit: '0.00400000', nearest: '0.00401000' }],
    })
    expect((await amend(order.id, '0.00401')).body).toMatchObject({ status: 'partially_filled', remaining_quantity: '0.00001000' })
    expect(await held('USDT')).toBe('0.60005000')
    await alice.cancels(order.id)
    expect(await held('USDT')).toBe('0.00000000')
  })
  test('obeys the filters, at the price the order waits for', async () => {
    const order = await stage.placed(alice, stopSell)
    const refusal = (quantity: string) => stage.refused(alice, 'PATCH', `/orders/${order.id}`, { quantity })
    expect(await refusal('0.00005')).toMatchObject({
      code: 'FILTER_NOTIONAL',
      errors: [{ field: 'quantity', limit: '5', nearest: '0.0001' }],
    })
    expect(await refusal('0.0050001')).toMatchObject({ code: 'FILTER_LOT_SIZE', errors: [{ field: 'quantity', nearest: '0.005' }] })
    expect(await refusal('0.0050000000001')).toMatchObject({ code: 'PRECISION', errors: [{ field: 'quantity' }] })
    expect(await refusal('0.01000')).toMatchObject({ code: 'NOT_AMENDABLE', errors: [{ limit: '0.01000000', nearest: '0.00999000' }] })
    expect((await refusal('0')).errors[0]).toMatchObject({ field: 'quantity', rule: 'min', limit: '0.00001' })
    expect(await alice.get(`/orders/${order.id}`)).toMatchObject({ status: 'armed', quantity: '0.01000000' })
    await alice.cancels(order.id)
  })
  test('reaches no order of a list that has not started, none of others, none that ended', async () => {
    const legs = [{ side: 'sell', type: 'stop_loss', stop_price: '50000.00', quantity: '0.01000' }] as const
    const working = { side: 'buy', type: 'limit', price: '59000.00', quantity: '0.01000' } as const
    const list = await stage.listed(alice, { symbol: 'BTCUSDT', working, legs: [...legs] })
    expect(list.legs[0]!.status).toBe('pending')
    expect((await amend(list.legs[0]!.id, '0.00500')).body).toMatchObject({ code: 'NOT_AMENDABLE' })
    expect((await stage.refused(bob, 'PATCH', `/orders/${list.working!.id}`, { quantity: '0.00500' })).code).toBe('UNKNOWN_ORDER')
    await stage.call(alice, 'DELETE', `/order-lists/${list.id}`)
    expect((await amend(list.working!.id, '0.00500')).body).toMatchObject({ code: 'NOT_AMENDABLE' })
  })
})

describe('a replacement', () => {
  test('of an order that has ended is refused, or placed alone where failure is allowed', async () => {
    const order = await stage.placed(alice, buy)
    await alice.cancels(order.id)
    expect(await stage.refused(alice, 'POST', `/orders/${order.id}/replace`, { price: '51000.00' })).toMatchObject({
      code: 'NOT_CANCELABLE',
      errors: [{ field: 'id', value: order.id }],
    })
    const { status, body } = await replace(order.id, { price: '51000.00', mode: 'allow_failure' })
    expect([status, body.status, body.price, body.replaces]).toEqual([201, 'open', '51000.00', order.id])
    expect([(await alice.get<Order>(`/orders/${order.id}`)).status, await held('USDT')]).toEqual(['canceled', '510.00000000'])
    await alice.cancels(body.id)
  })
  test('that comes again under its key is the same one; with another body it is a conflict', async () => {
    const order = await stage.placed(alice, buy)
    const key = { 'idempotency-key': 'once' }
    const first = await replace(order.id, { price: '51000.00' }, key)
    const again = await replace(order.id, { price: '51000.00' }, key)
    expect([first.status, again.status, again.body.id]).toEqual([201, 200, first.body.id])
    expect((await replace(order.id, { price: '52000.00' }, key)).body).toMatchObject({ code: 'DUPLICATE_CLIENT_ORDER_ID' })
    expect((await alice.get<{ items: Order[] }>('/orders?status=open')).items.map(({ id }) => id)).toEqual([first.body.id])
    await alice.cancels(first.body.id)
  })
  test('that breaks a rule leaves the old order as it was', async () => {
    const order = await stage.placed(alice, stopSell)
    for (const [body, code, field] of [
      [{ stop_price: '61000.00' }, 'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY', 'stop_price'],
      [{ trailing_delta: 5_000 }, 'FILTER_TRAILING_DELTA', 'trailing_delta'],
      [{ price: '54000.00' }, 'VALIDATION_FAILED', 'price'],
      [{ display_quantity: '0.00500' }, 'VALIDATION_FAILED', 'display_quantity'],
      [{ quantity: '5.00000' }, 'INSUFFICIENT_BALANCE', 'quantity'],
    ] as const)
      expect(await stage.refused(alice, 'POST', `/orders/${order.id}/replace`, body)).toMatchObject({ code, errors: [{ field }] })
    expect([(await alice.get<Order>(`/orders/${order.id}`)).status, await held('BTC')]).toEqual(['armed', '0.01000000'])
    const trailing = await replace(order.id, { trailing_delta: 200 })
    expect(trailing.body).toMatchObject({ status: 'armed', stop_price: null, trailing_delta: 200 })
    expect(await held('BTC')).toBe('0.01000000')
    await alice.cancels(trailing.body.id)
  })
  test('reaches no order of a list and none of others', async () => {
    const legs = [
      { side: 'sell', type: 'limit', price: '62000.00', quantity: '0.01000' },
      { side: 'sell', type: 'stop_loss', stop_price: '58000.00', quantity: '0.01000' },
    ] as const
    const list = await stage.listed(alice, { symbol: 'BTCUSDT', legs: [...legs] })
    for (const mode of ['stop_on_failure', 'allow_failure'])
      expect((await replace(list.legs[0]!.id, { price: '63000.00', mode })).body).toMatchObject({ code: 'NOT_CANCELABLE' })
    const order = await stage.placed(alice, buy)
    const body = { price: '51000.00', mode: 'allow_failure' }
    expect((await stage.refused(bob, 'POST', `/orders/${order.id}/replace`, body)).code).toBe('UNKNOWN_ORDER')
    expect(await alice.get<OrderList>(`/order-lists/${list.id}`)).toMatchObject({ legs: [{ status: 'open' }, { status: 'armed' }] })
    expect((await alice.get<Order>(`/orders/${order.id}`)).status).toBe('open')
    await stage.call(alice, 'DELETE', '/orders')
  })
  test('of a partly filled order is for the rest; of an iceberg down to its last slice it is no iceberg', async () => {
    const order = await partlyFilled()
    const { body } = await replace(order.id, { price: '59000.00' })
    expect([body.quantity, body.filled_quantity, body.status]).toEqual(['0.00600000', '0.00000000', 'open'])
    expect(await held('USDT')).toBe('354.00000000')
    await alice.cancels(body.id)
    const iceberg = await stage.placed(alice, { ...buy, price: '60005.00', display_quantity: '0.00700' })
    await bob.sells('BTCUSDT', '0.00400', '60005.00')
    const last = await replace(iceberg.id, { price: '59000.00' })
    expect([last.status, last.body.quantity, last.body.display_quantity]).toEqual([201, '0.00600000', null])
    await alice.cancels(last.body.id)
  })
  test('of a stop that rests at its limit is a limit order: its trigger is spent', async () => {
    const { id } = await stage.placed(alice, { ...stopSell, type: 'stop_loss_limit', stop_price: '59950.00', price: '60300.00' })
    stage.market.show([['59950.00', '50.00000']], [['59960.00', '50.00000']])
    stage.market.print('sell', '59950.00', '0.00001')
    await until('it rests', async () => (await alice.get<Order>(`/orders/${id}`)).status === 'open')
    const { status, body } = await replace(id, { price: '60200.00' })
    expect([status, body.type, body.status, body.price, body.stop_price]).toEqual([201, 'limit', 'open', '60200.00', null])
    const armed = await replace(body.id, { price: '60100.00' })
    expect(armed.body.status).toBe('open')
    await stage.call(alice, 'DELETE', '/orders')
  })
})
