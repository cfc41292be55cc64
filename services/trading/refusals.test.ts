import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewOrder, Order } from '#contracts/routes/orders'
import type { Person } from '#testing/people'
import { until } from '#testing/until'
import { buy, openStage, sell, type Stage, stopBuy, stopSell } from './stage.model.ts'

let stage: Stage
let alice: Person
beforeAll(async () => {
  stage = await openStage()
  alice = await stage.trader('alice')
})
afterAll(() => stage[Symbol.asyncDispose]())

const { price: _, ...unpriced } = buy
const market = { ...unpriced, type: 'market' } as const
const trailing = { ...unpriced, side: 'sell', type: 'stop_loss', trailing_delta: 100 } as const
const { stop_price: __, ...unstopped } = stopSell
type Broken = readonly [what: string, body: object, code: string, error: object]
const rules: readonly Broken[] = [
  ['no quantity', { ...buy, quantity: undefined }, 'VALIDATION_FAILED', { field: 'quantity', rule: 'required' }],
  ['a limit order by quote', { ...buy, quote_quantity: '10' }, 'VALIDATION_FAILED', { field: 'quote_quantity', rule: 'market_only' }],
  ['two amounts', { ...market, quote_quantity: '10' }, 'VALIDATION_FAILED', { field: 'quote_quantity', rule: 'one_of_quantity' }],
  ['a stop without a stop', unstopped, 'VALIDATION_FAILED', { field: 'stop_price', rule: 'required' }],
  ['two triggers', { ...stopSell, trailing_delta: 100 }, 'VALIDATION_FAILED', { field: 'trailing_delta', rule: 'one_of_trigger' }],
  [
    'a stop that trails nothing',
    { ...stopSell, activation_price: '61000.00' },
    'VALIDATION_FAILED',
    { field: 'activation_price', rule: 'trailing_only' },
  ],
  [
    'a limit order with a stop',
    { ...buy, stop_price: '61000.00' },
    'VALIDATION_FAILED',
    { field: 'stop_price', rule: 'triggered_only', value: '61000.00' },
  ],
  [
    'a limit order that trails',
    { ...buy, trailing_delta: 100 },
    'VALIDATION_FAILED',
    { field: 'trailing_delta', rule: 'triggered_only', value: '100' },
  ],
  [
    'a market order that rests',
    { ...market, time_in_force: 'gtc' },
    'VALIDATION_FAILED',
    { field: 'time_in_force', rule: 'not_with_market', nearest: 'ioc' },
  ],
  ['a date without a date', { ...buy, time_in_force: 'gtd' }, 'VALIDATION_FAILED', { field: 'expires_at', rule: 'required' }],
  [
    'a date for an order without',
    { ...buy, expires_at: '2030-01-01T00:00:00.000Z' },
    'VALIDATION_FAILED',
    { field: 'expires_at', rule: 'gtd_only' },
  ],
  [
    'a date that is over',
    { ...buy, time_in_force: 'gtd', expires_at: '2020-01-01T00:00:00.000Z' },
    'VALIDATION_FAILED',
    { field: 'expires_at', rule: 'in_future', value: '2020-01-01T00:00:00.000Z' },
  ],
  [
    'post-only at market',
    { ...stopSell, post_only: true },
    'VALIDATION_FAILED',
    { field: 'post_only', rule: 'limit_only', nearest: 'false' },
  ],
  [
    'post-only at once',
    { ...buy, post_only: true, time_in_force: 'ioc' },
    'VALIDATION_FAILED',
    { field: 'post_only', rule: 'resting_only', limit: 'gtc, gtd, day' },
  ],
  [
    'an iceberg at market',
    { ...market, display_quantity: '0.00500' },
    'VALIDATION_FAILED',
    { field: 'display_quantity', rule: 'limit_only' },
  ],
  [
    'an iceberg for a day',
    { ...buy, display_quantity: '0.00500', time_in_force: 'day' },
    'VALIDATION_FAILED',
    { field: 'display_quantity', rule: 'gtc_only', limit: 'gtc' },
  ],
  [
    'an iceberg that shows all',
    { ...buy, display_quantity: '0.01000' },
    'VALIDATION_FAILED',
    { field: 'display_quantity', rule: 'below_quantity', value: '0.01', nearest: '0.00999' },
  ],
  [
    'an iceberg off the step',
    { ...buy, display_quantity: '0.001001' },
    'FILTER_LOT_SIZE',
    { field: 'display_quantity', rule: 'step', nearest: '0.001' },
  ],
  [
    'an iceberg of too many parts',
    { ...buy, display_quantity: '0.00010' },
    'FILTER_ICEBERG_PARTS',
    { field: 'display_quantity', limit: '10', nearest: '0.001' },
  ],
  ['a peg with a price', { ...buy, peg: 'primary' }, 'VALIDATION_FAILED', { field: 'price', rule: 'not_with_peg', value: '50000.00' }],
  ['a pegged market order', { ...stopSell, peg: 'primary' }, 'VALIDATION_FAILED', { field: 'peg', rule: 'limit_only' }],
  [
    'a peg to its own side at once',
    { ...unpriced, peg: 'primary', time_in_force: 'ioc' },
    'VALIDATION_FAILED',
    { field: 'time_in_force', rule: 'not_with_primary_peg', nearest: 'gtc' },
  ],
  [
    'a peg to the other side, post-only',
    { ...unpriced, peg: 'market', post_only: true },
    'VALIDATION_FAILED',
    { field: 'peg', rule: 'primary_with_post_only', nearest: 'primary' },
  ],
  ['a peg too far behind', { ...unpriced, peg: 'primary', peg_offset: 101 }, 'VALIDATION_FAILED', { field: 'peg_offset', limit: '100' }],
  [
    'a trailing distance no market has',
    { ...trailing, trailing_delta: 10_000 },
    'VALIDATION_FAILED',
    { field: 'trailing_delta', limit: '9999' },
  ],
  ['a trailing distance of nothing', { ...trailing, trailing_delta: 0 }, 'VALIDATION_FAILED', { field: 'trailing_delta', limit: '1' }],
  [
    'a trailing distance this symbol has not',
    { ...trailing, trailing_delta: 3_000 },
    'FILTER_TRAILING_DELTA',
    { field: 'trailing_delta', rule: 'max', value: '3000', limit: '2000', nearest: '2000' },
  ],
  [
    'a stop with too many decimals',
    { ...stopSell, stop_price: '55000.001' },
    'PRECISION',
    { field: 'stop_price', rule: 'decimals_max', limit: '2', nearest: '55000' },
  ],
  [
    'a stop beyond all prices',
    { ...stopBuy, stop_price: '2000000.00' },
    'FILTER_PRICE_FILTER',
    { field: 'stop_price', rule: 'max', limit: '1000000', nearest: '1000000' },
  ],
  [
    'an activation beyond all prices',
    { ...trailing, activation_price: '2000000.00' },
    'FILTER_PRICE_FILTER',
    { field: 'activation_price', nearest: '1000000' },
  ],
  [
    'a limit far from the market',
    { ...buy, price: '10000.00' },
    'FILTER_PERCENT_PRICE_BY_SIDE',
    { field: 'price', rule: 'multiplier_down', value: '10000', nearest: '12000' },
  ],
  [
    'a stop the market has passed',
    { ...stopSell, stop_price: '60100.00' },
    'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY',
    { field: 'stop_price', rule: 'below_last', value: '60100', limit: '60000', nearest: '59999.99' },
  ],
  [
    'a take-profit the market has passed',
    { ...stopSell, type: 'take_profit', stop_price: '59000.00' },
    'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY',
    { field: 'stop_price', rule: 'above_last', nearest: '60000.01' },
  ],
  [
    'a stop that would sell too little',
    { ...stopSell, quantity: '0.00009' },
    'FILTER_NOTIONAL',
    { field: 'quantity', rule: 'min', limit: '5', nearest: '0.0001' },
  ],
]

describe('a refusal names the field, the rule, the value and the nearest valid one', () => {
  test.each(rules)('%s', async (what, body, code, error) => {
    const before = await alice.balances()
    const problem = await stage.refused(alice, 'POST', '/orders', body)
    expect(problem).toMatchObject({ code, errors: [error] })
    expect(await alice.balances(), what).toEqual(before)
  })
  test('and /orders/test says the same of what has the form of an order', async () => {
    for (const [what, body, code, error] of rules) {
      const reply = await stage.call<{ valid: boolean; errors: object[] }>(alice, 'POST', '/orders/test', body)
      if (reply.status === 422) expect(reply.body, what).toMatchObject({ code, errors: [error] })
      else expect(reply.body, what).toMatchObject({ valid: false, errors: [{ ...error, code }] })
    }
  })
  test('refused orders of every type are kept in the history as they were asked for', async () => {
    await until('the history has it', async () => {
      const { items } = await alice.get<{ items: Order[] }>('/orders?status=closed&limit=100')
      return items.some(order => order.reason === 'FILTER_TRAILING_DELTA' && order.trailing_delta === 3_000)
    })
  })
})

describe('orders that wait for a trigger', () => {
  test('are as many as the symbol allows; one that ended or is replaced makes room at once', async () => {
    const greedy = await stage.trader('greedy')
    const small = { ...stopSell, quantity: '0.00100' } as const
    const stops: Order[] = []
    for (let index = 0; index < 5; index += 1) stops.push(await stage.placed(greedy, { ...small, stop_price: `5${index}000.00` }))
    expect(await stage.refused(greedy, 'POST', '/orders', small)).toMatchObject({
      code: 'TOO_MANY_ORDERS',
      errors: [{ field: 'symbol', rule: 'max', value: '6', limit: '5' }],
    })
    expect((await stage.call(greedy, 'POST', `/orders/${stops[0]!.id}/replace`, { stop_price: '49000.00' })).status).toBe(201)
    expect((await stage.call(greedy, 'POST', '/orders', small)).status).toBe(422)
    await greedy.cancels(stops[1]!.id)
    expect((await stage.call(greedy, 'POST', '/orders', small)).status).toBe(201)
    expect((await stage.call(greedy, 'POST', '/orders', { ...sell, quantity: '0.00100' })).status).toBe(201)
  })
  test('are accepted while the feed is stale; what needs the market is told, before and by /orders/test', async () => {
    stage.market.state('stale')
    await until('trading knows', async () => (await stage.call(alice, 'POST', '/orders', market)).status === 503)
    const tested = (body: object) => stage.call<{ valid: boolean; errors: object[] }>(alice, 'POST', '/orders/test', body)
    expect((await tested(market)).body).toMatchObject({ valid: false, errors: [{ code: 'DATA_STALE', field: 'symbol' }] })
    expect((await tested({ ...buy, time_in_force: 'ioc' })).body).toMatchObject({ valid: false, errors: [{ code: 'DATA_STALE' }] })
    expect((await tested(stopSell)).body).toMatchObject({ valid: true })
    expect((await stage.placed(alice, stopSell)).status).toBe('armed')
    stage.quiet()
    await until('the feed is back', async () => (await tested(market)).body.valid)
    await stage.call(alice, 'DELETE', '/orders')
  })
})

describe('/orders/test estimates every type as it would be placed', () => {
  const cases: readonly (readonly [what: string, order: NewOrder, answer: object])[] = [
    ['a stop to buy', stopBuy, { hold: { asset: 'USDT', amount: '663.00000000' }, fee_estimate: { asset: 'BTC', amount: '0.00001000' } }],
    ['a stop to sell', stopSell, { hold: { asset: 'BTC', amount: '0.01000000' }, fee_estimate: { asset: 'USDT', amount: '0.55000000' } }],
    [
      'a stop with a limit',
      { ...stopBuy, type: 'stop_loss_limit', price: '66000.00' },
      { hold: { asset: 'USDT', amount: '660.00000000' }, fee_estimate: { asset: 'BTC', amount: '0.00001000' } },
    ],
    [
      'a trailing buy: from the last price, by its distance, and 2 %',
      { ...unpriced, type: 'stop_loss', trailing_delta: 100 },
      { hold: { asset: 'USDT', amount: '618.12000000' } },
    ],
    ['a trailing sell', trailing, { hold: { asset: 'BTC', amount: '0.01000000' }, fee_estimate: { asset: 'USDT', amount: '0.60000000' } }],
    [
      'a pegged buy: the level and 2 %, behind what is there',
      { ...unpriced, peg: 'primary' },
      { hold: { asset: 'USDT', amount: '612.00000000' }, queue_ahead: '50.00000000' },
    ],
    ['an iceberg', { ...buy, display_quantity: '0.00200' }, { hold: { asset: 'USDT', amount: '500.00000000' }, queue_ahead: '0.00000000' }],
    ['a day order', { ...buy, time_in_force: 'day', self_trade_prevention: 'decrement' }, { queue_ahead: '0.00000000' }],
  ]
  test.each(cases)('%s', async (_what, order, answer) => {
    const { body } = await stage.call<object>(alice, 'POST', '/orders/test', order)
    expect(body).toMatchObject({
      valid: true,
      errors: [],
      queue_ahead: null,
      expected: { average_price: null, filled_quantity: '0.00000000', slippage_bps: null },
      ...answer,
    })
    const { hold } = body as { hold: { asset: string; amount: string } }
    const { status, reason } = await stage.placed(alice, order)
    expect([status, reason]).toEqual([order.type === 'limit' ? 'open' : 'armed', null])
    const held = (await alice.balances())[hold.asset]![1]
    expect(order.peg === undefined ? held : hold.amount).toBe(hold.amount) // a peg gives the 2 % back once it has its price
    await stage.call(alice, 'DELETE', '/orders')
  })
  test('a market order gets what is there; fill-or-kill and post-only orders take all or nothing', async () => {
    const tested = async (body: object) => (await stage.call<Record<string, unknown>>(alice, 'POST', '/orders/test', body)).body
    expect(await tested(market)).toMatchObject({
      expected: { average_price: '60010.00', filled_quantity: '0.01000000' },
      queue_ahead: null,
    })
    const large = { ...buy, quantity: '1.00000', price: '60010.00' }
    expect(await tested({ ...large, time_in_force: 'fok' })).toMatchObject({ expected: { filled_quantity: '1.00000000' } })
    stage.market.change([], [['60010.00', '0.50000']])
    await until('the book is known', async () => (await tested({ ...large, time_in_force: 'ioc' }))['expected'] !== null)
    await until('the smaller level is known', async () => {
      const { expected } = (await tested({ ...large, time_in_force: 'ioc' })) as { expected: { filled_quantity: string } }
      return expected.filled_quantity === '0.50000000'
    })
    expect(await tested({ ...large, time_in_force: 'fok' })).toMatchObject({ expected: { filled_quantity: '0.00000000' } })
    expect(await tested({ ...large, post_only: true })).toMatchObject({ expected: { filled_quantity: '0.00000000' } })
    stage.quiet()
  })
})

describe('a market order whose estimate is more than there is makes do with all there is', () => {
  test('a buy by quantity and a sell by quote', async () => {
    const carol = await stage.place.person('carol')
    const { body: bought } = await carol.send({ ...market, quantity: '1.65000' })
    expect([bought.status, bought.filled_quantity]).toEqual(['filled', '1.65000000'])
    const [coins] = (await carol.balances())['BTC']!
    const proceeds = (Number(coins) * 60_000 * 0.995).toFixed(2)
    const order = { symbol: 'BTCUSDT', side: 'sell', type: 'market', quote_quantity: proceeds } as const
    expect((await stage.call(carol, 'POST', '/orders/test', order)).body).toMatchObject({ valid: true, hold: { asset: 'BTC' } })
    expect((await stage.placed(carol, order)).status).toBe('filled')
  })
})
