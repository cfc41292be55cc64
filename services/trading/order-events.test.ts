import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OrderEvent } from '#contracts/routes/order-events'
import type { Fill, Order } from '#contracts/routes/orders'
import { createConnection } from '#platform/sql'
import type { Person } from '#testing/people'
import { until } from '#testing/until'
import * as store from './order-store.ts'
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

interface Life {
  readonly items: readonly OrderEvent[]
  readonly truncated: boolean
}
async function lifeOf(who: Person, reference: string): Promise<readonly OrderEvent[]> {
  const { items, truncated } = await who.get<Life>(`/orders/${reference}/events`)
  expect(truncated).toBe(false)
  const seqs = items.map(({ seq }) => seq)
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
  return items
}
const told = (items: readonly OrderEvent[]) => items.map(({ topic, status, reason }) => [topic, status, reason])

describe('the life of an order', () => {
  test('begins when it was received, and tells every fill with its proof, the amend and the end', async () => {
    const bid = await stage.placed(alice, { ...buy, price: '60005.00', client_order_id: 'told' })
    await bob.sells('BTCUSDT', '0.00400', '60005.00')
    await stage.call(alice, 'PATCH', `/orders/${bid.id}`, { quantity: '0.00700' })
    await bob.sells('BTCUSDT', '0.00100', '60005.00')
    await alice.cancels(bid.id)
    const items = await lifeOf(alice, bid.id)
    expect(told(items)).toEqual([
      ['order.placed', 'received', null],
      ['order.updated', 'open', null],
      ['order.matched', 'partially_filled', null],
      ['order.updated', 'partially_filled', null],
      ['order.updated', 'partially_filled', null],
      ['order.matched', 'partially_filled', null],
      ['order.updated', 'partially_filled', null],
      ['order.updated', 'canceled', null],
    ])
    const { fills, ...last } = await alice.get<Order>(`/orders/${bid.id}`)
    expect(items.at(-1)!.order).toEqual(last)
    expect(items.flatMap(({ fill }) => fill ?? [])).toEqual(fills)
    expect(items.map(({ order }) => order.quantity)).toEqual([...Array(4).fill('0.01000000'), ...Array(4).fill('0.00700000')])
    // What a fill does to the order is the same whether we reckon it or the engine tells it.
    for (const at of [2, 5]) {
      const { updated_at: _, seq: __, ...reckoned } = items[at]!.order
      const { updated_at: ___, seq: ____, ...engine } = items[at + 1]!.order
      expect(reckoned).toEqual(engine)
      const { evidence: proof } = await alice.get<Fill & { evidence: unknown }>(`/fills/${items[at]!.fill!.id}`)
      expect([items[at]!.evidence, items[at]!.evidence?.cause]).toEqual([proof, 'order'])
    }
    expect(items.filter(({ fill }) => fill === null).map(({ evidence }) => evidence)).toEqual(Array(6).fill(null))
    expect(await lifeOf(alice, 'client:told')).toEqual(items)
  })
  test('of a stop goes from armed over its trigger to what the market showed', async () => {
    const stop = await stage.placed(alice, { ...stopSell, stop_price: '59990.00' })
    stage.market.show([['59990.00', '50.00000']], [['60010.00', '50.00000']])
    stage.market.print('sell', '59990.00', '0.00001')
    await until('it filled', async () => (await alice.get<Order>(`/orders/${stop.id}`)).status === 'filled')
    const items = await lifeOf(alice, stop.id)
    expect(told(items)).toEqual([
      ['order.placed', 'received', null],
      ['order.updated', 'armed', null],
      ['order.matched', 'filled', null],
      ['order.updated', 'filled', null],
    ])
    expect(items[2]).toMatchObject({
      fill: { venue: 'external' },
      evidence: { cause: 'level', level: '59990.00', queue_ahead: '0.00000000' },
    })
    stage.quiet()
    stage.market.print('sell', '60000.00', '0.00001')
  })
  test('of a refused order is the refusal alone', async () => {
    await stage.refused(alice, 'POST', '/orders', { ...buy, quantity: '90.00000', client_order_id: 'refused' })
    const listed = async () =>
      (await alice.get<{ items: Order[] }>('/orders?status=closed')).items.find(({ status }) => status === 'rejected')
    await until('it is kept', async () => (await listed()) !== undefined)
    const refused = await listed()
    const items = await lifeOf(alice, refused!.id)
    expect(items).toMatchObject([{ seq: 0, topic: 'order.updated', status: 'rejected', reason: 'INSUFFICIENT_BALANCE', fill: null }])
  })
  test("of somebody else's order is not told", async () => {
    const bid = await stage.placed(alice, buy)
    for (const reference of [bid.id, 'client:told', '0199a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b'])
      expect(await stage.refused(bob, 'GET', `/orders/${reference}/events`)).toMatchObject({ status: 404, code: 'UNKNOWN_ORDER' })
    expect((await stage.refused(bob, 'GET', '/orders/nothing/events')).code).toBe('VALIDATION_FAILED')
    await alice.cancels(bid.id)
  })
})

test('of a life longer than what is looked at, both ends and the fills are found', async () => {
  const bid = await stage.placed(alice, { ...buy, price: '60005.00' })
  const bustle = async (): Promise<void> => {
    for (let n = 0; n < 3; n += 1) await alice.cancels((await stage.placed(alice, buy)).id)
  }
  await bustle()
  await bob.sells('BTCUSDT', '0.00400', '60005.00')
  await bustle()
  await alice.cancels(bid.id)
  const whole = await lifeOf(alice, bid.id)
  await using owner = createConnection(stage.place.database.connection())
  const [row] = await owner.query<store.OrderRow>(store.orderOf(bid.account_id, bid.id))
  const options = { after: BigInt(whole[0]!.seq), scanned: 2, limit: 10 }
  const found = await owner.query<store.EventRow>(store.laterEvents(row!, options))
  const expected = whole.filter(({ topic }, at) => topic === 'order.matched' || at === 1 || at === whole.length - 1)
  expect(found.map(({ account_seq: seq }) => Number(seq)).toReversed()).toEqual(expected.map(({ seq }) => seq))
  expect(await owner.query(store.laterEvents(row!, { ...options, limit: 2 }))).toHaveLength(2)
})
