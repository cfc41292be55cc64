import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewOrderList, Order, OrderList } from '#contracts/routes/orders'
import type { Person } from '#testing/people'
import { buy, openStage, type Stage } from './stage.model.ts'

let stage: Stage
let alice: Person
beforeAll(async () => {
  stage = await openStage()
  alice = await stage.trader('alice')
})
afterAll(() => stage[Symbol.asyncDispose]())

const oco: NewOrderList = {
  symbol: 'BTCUSDT',
  legs: [
    { side: 'sell', type: 'limit', price: '62000.00', quantity: '0.02000' },
    { side: 'sell', type: 'stop_loss', stop_price: '58000.00', quantity: '0.02000' },
  ],
}
const [profit, stop] = [oco.legs[0]!, oco.legs[1]!]
const bracket: NewOrderList = { ...oco, working: { side: 'buy', type: 'limit', price: '59000.00', quantity: '0.02000' } }

describe('a list is refused whole', () => {
  const stopBuys = [
    { side: 'buy', type: 'take_profit', stop_price: '58000.00', quantity: '0.02000' },
    { side: 'buy', type: 'stop_loss', stop_price: '62000.00', quantity: '0.02000' },
  ]
  const cases: readonly (readonly [what: string, body: object, code: string, error: object])[] = [
    ['one leg alone', { ...oco, legs: [profit] }, 'VALIDATION_FAILED', { field: 'legs', rule: 'count', value: '1', limit: '2' }],
    ['no legs', { ...oco, legs: [] }, 'VALIDATION_FAILED', { field: 'legs', limit: '1' }],
    ['too many legs', { ...oco, legs: [profit, stop, stop] }, 'VALIDATION_FAILED', { field: 'legs', limit: '2' }],
    [
      'legs of different sides',
      { ...oco, legs: [profit, { ...stop, side: 'buy' }] },
      'VALIDATION_FAILED',
      { field: 'legs.1.side', rule: 'legs_side', nearest: 'sell' },
    ],
    [
      'legs of different sizes',
      { ...oco, legs: [profit, { ...stop, quantity: '0.01000' }] },
      'VALIDATION_FAILED',
      { field: 'legs.1.quantity', rule: 'same_quantity', nearest: '0.02' },
    ],
    [
      'two profits',
      { ...oco, legs: [profit, { ...profit, price: '63000.00' }] },
      'VALIDATION_FAILED',
      { field: 'legs.1.type', rule: 'one_profit_one_stop' },
    ],
    [
      'a leg at market',
      { ...bracket, legs: [{ side: 'sell', type: 'market', quantity: '0.02000' }] },
      'VALIDATION_FAILED',
      { field: 'legs.0.type', rule: 'leg_type' },
    ],
    [
      'a limit that may take',
      { ...oco, legs: [{ ...profit, post_only: false }, stop] },
      'VALIDATION_FAILED',
      { field: 'legs.0.post_only', nearest: 'true' },
    ],
    [
      'a working order that sells',
      { ...bracket, working: { ...bracket.working!, side: 'sell' } },
      'VALIDATION_FAILED',
      { field: 'working.side', rule: 'working_buys', nearest: 'buy' },
    ],
    [
      'a working order that waits',
      { ...bracket, working: { ...bracket.working!, type: 'stop_loss_limit', stop_price: '61000.00' } },
      'VALIDATION_FAILED',
      { field: 'working.type', nearest: 'limit' },
    ],
    [
      'profit below the market',
      { ...oco, legs: [{ ...profit, price: '59000.00' }, stop] },
      'OCO_BAD_PRICES',
      { field: 'legs.0.price', rule: 'above_last', nearest: '60000.01' },
    ],
    [
      'a stop above its profit',
      { ...bracket, legs: [profit, { ...stop, stop_price: '63000.00' }] },
      'OCO_BAD_PRICES',
      { field: 'legs.0.price', rule: 'above_stop', nearest: '63000.01' },
    ],
    [
      'stop buys that share',
      { ...oco, contingency: 'ouo', legs: stopBuys },
      'VALIDATION_FAILED',
      { field: 'contingency', value: 'ouo', nearest: 'oco' },
    ],
    [
      'a leg with a rule broken',
      { ...oco, legs: [profit, { ...stop, stop_price: '58000.001' }] },
      'PRECISION',
      { field: 'legs.1.stop_price', nearest: '58000' },
    ],
    [
      'more than there is',
      { ...oco, legs: oco.legs.map(leg => ({ ...leg, quantity: '5.00000' })) },
      'INSUFFICIENT_BALANCE',
      { field: 'legs.0.quantity', limit: '5.00000000 BTC' },
    ],
    [
      'an entry nobody can pay',
      { ...bracket, working: { ...bracket.working!, quantity: '5.00000' }, legs: oco.legs.map(leg => ({ ...leg, quantity: '5.00000' })) },
      'INSUFFICIENT_BALANCE',
      { field: 'working.quantity' },
    ],
    [
      'one name for two',
      { ...oco, legs: oco.legs.map(leg => ({ ...leg, client_order_id: 'same' })) },
      'VALIDATION_FAILED',
      { field: 'legs.1.client_order_id', value: 'same' },
    ],
  ]
  test.each(cases)('%s', async (what, body, code, error) => {
    const before = await alice.balances()
    expect(await stage.refused(alice, 'POST', '/order-lists', body)).toMatchObject({
      code,
      errors: expect.arrayContaining([expect.objectContaining(error)]),
    })
    expect(await alice.balances(), what).toEqual(before)
    expect((await alice.get<{ items: OrderList[] }>('/order-lists')).items, what).toEqual([])
    expect((await alice.get<{ items: Order[] }>('/orders?status=open')).items, what).toEqual([])
  })
  test('the name of a leg that another order has is named, and the other names stay free', async () => {
    const taken = await stage.placed(alice, { ...buy, client_order_id: 'taken' })
    const legs = [
      { ...profit, client_order_id: 'free' },
      { ...stop, client_order_id: 'taken' },
    ]
    expect(await stage.refused(alice, 'POST', '/order-lists', { ...oco, legs })).toMatchObject({
      code: 'DUPLICATE_CLIENT_ORDER_ID',
      errors: [{ field: 'legs.1.client_order_id', value: 'taken' }],
    })
    expect((await stage.placed(alice, { ...buy, client_order_id: 'free' })).client_order_id).toBe('free')
    await alice.cancels(taken.id)
    await stage.call(alice, 'DELETE', '/orders')
  })
})

describe('a list', () => {
  const held = async (who: Person): Promise<string[]> => Object.values(await who.balances()).map(([, amount]) => amount)
  const statuses = ({ working, legs }: OrderList): string[] => [...(working === null ? [] : [working]), ...legs].map(({ status }) => status)

  test('is canceled whole, once, and gives everything back; by nobody else', async () => {
    const mallory = await stage.trader('mallory')
    for (const body of [oco, bracket]) {
      const list = await stage.listed(alice, body)
      expect(await stage.refused(mallory, 'DELETE', `/order-lists/${list.id}`)).toMatchObject({ code: 'UNKNOWN_ORDER', status: 404 })
      expect((await stage.call<OrderList>(mallory, 'GET', `/order-lists/${list.id}`)).status).toBe(404)
      expect(statuses(await alice.get(`/order-lists/${list.id}`))).toEqual(statuses(list))
      const { status, body: ended } = await stage.call<OrderList>(alice, 'DELETE', `/order-lists/${list.id}`)
      expect([status, ended.status, new Set(statuses(ended))]).toEqual([200, 'closed', new Set(['canceled'])])
      expect(await held(alice)).toEqual(['0.00000000', '0.00000000'])
      expect((await stage.refused(alice, 'DELETE', `/order-lists/${list.id}`)).code).toBe('NOT_CANCELABLE')
    }
    expect((await stage.refused(alice, 'DELETE', `/order-lists/${crypto.randomUUID()}`)).code).toBe('UNKNOWN_ORDER')
  })
  test('ends with all other orders when everything is canceled', async () => {
    const placed = [await stage.placed(alice, buy), await stage.listed(alice, oco), await stage.listed(alice, bracket)]
    const { status, body } = await stage.call<{ items: Order[] }>(alice, 'DELETE', '/orders')
    expect([status, body.items.length, new Set(body.items.map(order => order.status))]).toEqual([200, 6, new Set(['canceled'])])
    expect(await held(alice)).toEqual(['0.00000000', '0.00000000'])
    for (const { id } of placed.slice(1)) expect(await alice.get(`/order-lists/${id}`)).toMatchObject({ status: 'closed' })
  })
  test('that comes again under the client id of its first order is the same list; with another leg it is a conflict', async () => {
    const body = {
      ...oco,
      legs: [
        { ...profit, client_order_id: 'list-a' },
        { ...stop, client_order_id: 'list-b' },
      ],
    }
    const list = await stage.listed(alice, body)
    expect(await stage.call<OrderList>(alice, 'POST', '/order-lists', body)).toMatchObject({ status: 200, body: { id: list.id } })
    const other = { ...body, legs: [body.legs[0], { ...body.legs[1], stop_price: '57000.00' }] }
    expect(await stage.refused(alice, 'POST', '/order-lists', other)).toMatchObject({ code: 'DUPLICATE_CLIENT_ORDER_ID', status: 409 })
    expect((await alice.get<Order>('/orders/client:list-b')).list_id).toBe(list.id)
    await stage.call(alice, 'DELETE', `/order-lists/${list.id}`)
  })
  test('is listed once, newest first, page by page, open or closed', async () => {
    const paul = await stage.trader('paul')
    const small = { ...oco, legs: oco.legs.map(leg => ({ ...leg, quantity: '0.01000' })) }
    const ids: string[] = []
    for (let index = 0; index < 5; index += 1) ids.unshift((await stage.listed(paul, small)).id)
    for (const id of ids.slice(3)) await stage.call(paul, 'DELETE', `/order-lists/${id}`)
    type Page = { readonly items: OrderList[]; readonly next_cursor: string | null }
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = await paul.get(`/order-lists?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next_cursor
    }
    expect(seen).toEqual(ids)
    const shown = async (status: string): Promise<string[]> =>
      (await paul.get<Page>(`/order-lists?status=${status}`)).items.map(({ id }) => id)
    expect([await shown('open'), await shown('closed')]).toEqual([ids.slice(0, 3), ids.slice(3)])
    expect((await stage.refused(paul, 'GET', '/order-lists?cursor=bm9uc2Vuc2U')).code).toBe('VALIDATION_FAILED')
  })
})
