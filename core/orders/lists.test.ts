import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validateList } from '#core/orders'
import type { ListRequest, MarketView, OrderRequest, OrderType, Violation } from '#core/orders'
import { instrument, market, pegged, request, stop, stopLimit, trailing } from './orders.model.ts'
import type { Changes } from './orders.model.ts'

/** The last price of these stories: 50,000. */
const VIEW: MarketView = { last: 50_000_00n, now: 1_000, openOrders: 0, openTriggers: 0 }

const profit = (changes: Changes = {}): OrderRequest => request({ side: 'sell', price: '55000', postOnly: true, ...changes })
const loss = (changes: Changes = {}): OrderRequest => stop({ side: 'sell', stopPrice: '45000', ...changes })
const oco = (...legs: OrderRequest[]): ListRequest => ({ legs })
const bracket = (working: OrderRequest, ...legs: OrderRequest[]): ListRequest => ({ working, legs })

function violations(list: ListRequest, view = VIEW, on = instrument()): readonly Violation[] {
  const checked = validateList(list, on, view)
  return checked.ok ? [] : checked.violations
}

describe('lists that are accepted', () => {
  test.each<[string, ListRequest]>([
    ['limit and stop', oco(profit(), loss())],
    ['in the other order', oco(loss(), profit())],
    [
      'take-profit and stop, both with limits',
      oco(loss({ type: 'take_profit', stopPrice: '55000' }), stopLimit({ side: 'sell', stopPrice: '45000', price: '44900' })),
    ],
    ['with a trailing stop', oco(profit(), loss({ stopPrice: undefined, trailingDelta: 100 }))],
    [
      'with a trailing take-profit from a price',
      oco(loss({ type: 'take_profit', stopPrice: undefined, trailingDelta: 100, activationPrice: '55000' }), loss()),
    ],
    ['with a pegged limit', oco(pegged({ side: 'sell', postOnly: true }), loss())],
    ['of buys', oco(request({ price: '45000', postOnly: true }), stop({ stopPrice: '55000' }))],
    ['with times of their own', oco(profit({ timeInForce: 'day' }), loss({ timeInForce: 'gtd', expiresAt: 1_001 }))],
    ['behind a limit buy', bracket(request(), profit(), loss())],
    ['behind a market buy', bracket(market(), profit(), loss())],
    ['behind a buy, with a limit that may take', bracket(request(), profit({ postOnly: false }), loss())],
    ['one leg', bracket(request(), loss())],
    ['one leg that need not be post-only', bracket(request(), profit({ postOnly: false }))],
    ['whose legs the market has passed: they start later', bracket(request(), profit({ price: '49000' }), loss({ stopPrice: '48000' }))],
  ])('%s', (_, list) => {
    expect(violations(list)).toEqual([])
  })

  test('become integers, the working order apart', () => {
    const checked = validateList(bracket(market(), profit(), loss()), instrument(), VIEW)
    expect(checked).toMatchObject({
      ok: true,
      working: { type: 'market', quantity: 1_000_000n },
      legs: [
        { type: 'limit', price: 55_000_00n },
        { type: 'stop_loss', stopPrice: 45_000_00n },
      ],
    })
    expect(validateList(oco(profit(), loss()), instrument(), VIEW)).not.toHaveProperty('working')
  })
})

describe('lists that are refused', () => {
  test.each<[field: string, rule: string, list: ListRequest, expected: object]>([
    ['legs', 'count', oco(profit()), { value: '1', limit: '2' }],
    ['legs', 'count', oco(profit(), loss(), loss()), { value: '3' }],
    ['legs', 'count', bracket(request()), { value: '0', limit: '1, 2' }],
    ['working.side', 'working_buys', bracket(request({ side: 'sell' }), loss()), { nearest: 'buy' }],
    ['working.type', 'without_trigger', bracket(stop({ stopPrice: '55000' }), loss()), { value: 'stop_loss', nearest: 'market' }],
    ['working.type', 'without_trigger', bracket(stopLimit(), loss()), { nearest: 'limit' }],
    ['working.peg', 'without_peg', bracket(pegged(), loss()), { value: 'primary' }],
    ['working.quote_quantity', 'by_quantity', bracket(market({ quantity: undefined, quoteQuantity: '500' }), loss()), { value: '500' }],
    ['legs.0.side', 'legs_side', bracket(request(), loss({ side: 'buy' })), { limit: 'sell', nearest: 'sell' }],
    ['legs.1.side', 'legs_side', oco(profit(), stop({ stopPrice: '55000' })), { nearest: 'sell' }],
    ['legs.0.type', 'leg_type', bracket(request(), market({ side: 'sell' })), { value: 'market' }],
    ['legs.1.type', 'leg_type', oco(profit(), market({ side: 'sell' })), {}],
    ['legs.0.post_only', 'required_in_pair', oco(profit({ postOnly: false }), loss()), { nearest: 'true' }],
    ['legs.1.type', 'one_profit_one_stop', oco(loss(), loss()), { limit: 'limit, take_profit, take_profit_limit' }],
    ['legs.1.type', 'one_profit_one_stop', oco(profit(), profit()), { limit: 'stop_loss, stop_loss_limit' }],
    ['legs.1.quantity', 'same_quantity', oco(profit(), loss({ quantity: '0.02' })), { value: '0.02', limit: '0.01', nearest: '0.01' }],
    ['legs.0.quantity', 'same_quantity', bracket(request({ quantity: '0.02' }), loss()), { limit: '0.02' }],
    [
      'legs.1.trailing_delta',
      'max',
      oco(profit(), trailing({ side: 'sell', trailingDelta: 1_001 })),
      { code: 'FILTER_TRAILING_DELTA', nearest: '1000' },
    ],
    ['working.price', 'decimals_max', bracket(request({ price: '50000.001' }), loss()), { code: 'PRECISION', nearest: '50000' }],
    ['working.stop_price', 'triggered_only', bracket(request({ stopPrice: '1' }), loss()), {}],
    ['legs.1.expires_at', 'in_future', oco(profit(), loss({ timeInForce: 'gtd', expiresAt: 1_000 })), {}],
  ])('%s breaks %s (%#)', (field, rule, list, expected) => {
    expect(violations(list)[0]).toMatchObject({ code: 'VALIDATION_FAILED', field, rule, ...expected })
  })

  test.each<[string, ListRequest, object]>([
    [
      'a limit at the last price',
      oco(profit({ price: '50000' }), loss()),
      { field: 'legs.0.price', rule: 'above_last', nearest: '50000.01' },
    ],
    [
      'a stop at the last price',
      oco(profit(), loss({ stopPrice: '50000' })),
      { field: 'legs.1.stop_price', rule: 'below_last', nearest: '49999.99' },
    ],
    ['a take-profit below it', oco(loss({ type: 'take_profit' }), loss()), { field: 'legs.0.stop_price', rule: 'above_last' }],
    [
      'a trailing stop that starts above it',
      oco(profit(), loss({ stopPrice: undefined, trailingDelta: 100, activationPrice: '50001' })),
      { field: 'legs.1.activation_price', rule: 'below_last' },
    ],
    ['a limit buy above it', oco(request({ price: '50001', postOnly: true }), stop()), { field: 'legs.0.price', rule: 'below_last' }],
    [
      'a stop buy below it',
      oco(request({ price: '45000', postOnly: true }), stop({ stopPrice: '49000' })),
      { field: 'legs.1.stop_price', rule: 'above_last' },
    ],
    [
      'legs of a bracket the wrong way round',
      bracket(request(), profit({ price: '45000' }), loss()),
      { field: 'legs.0.price', rule: 'above_stop', value: '45000', limit: '45000', nearest: '45000.01' },
    ],
  ])('prices: %s', (_, list, expected) => {
    expect(violations(list)).toMatchObject([{ code: 'OCO_BAD_PRICES', ...expected }])
  })

  test('while nothing has traded, the legs are only compared with each other', () => {
    expect(violations(oco(profit({ price: '40000' }), loss({ stopPrice: '39000' })), { last: 0n })).toEqual([])
    expect(violations(oco(profit({ price: '40000' }), loss({ stopPrice: '41000' })), {})).toMatchObject([
      { code: 'OCO_BAD_PRICES', rule: 'above_stop', limit: '41000' },
    ])
  })

  test('a halted symbol is said once, and every fault of every order is listed', () => {
    const list = bracket(request({ quantity: '0.00001' }), profit({ price: '0' }), loss({ quantity: '0.00002' }))
    expect(violations(list, VIEW, instrument({ status: 'halt' })).map(({ code, field }) => `${code} ${field}`)).toEqual([
      'SYMBOL_HALTED symbol',
      'FILTER_NOTIONAL working.quantity',
      'FILTER_PRICE_FILTER legs.0.price',
      'FILTER_NOTIONAL legs.1.quantity',
      'VALIDATION_FAILED legs.0.quantity',
      'VALIDATION_FAILED legs.1.quantity',
      'OCO_BAD_PRICES legs.0.price',
    ])
  })

  test('every order of a list counts', () => {
    const list = bracket(request(), profit(), loss())
    expect(violations(list, { ...VIEW, openOrders: 197, openTriggers: 4 })).toEqual([])
    expect(violations(list, { ...VIEW, openOrders: 198 })).toMatchObject([{ code: 'FILTER_MAX_NUM_ORDERS', value: '201', limit: '200' }])
    expect(violations(list, { ...VIEW, openTriggers: 5 })).toMatchObject([{ code: 'FILTER_MAX_NUM_ALGO_ORDERS', value: '6', limit: '5' }])
  })
})

test('the legs of an accepted pair enclose the last price, whatever the prices', () => {
  const price = fc.integer({ min: 49_900_00, max: 50_100_00 }).map(ticks => (ticks / 100).toFixed(2))
  const leg = fc.record({ type: fc.constantFrom<OrderType>('limit', 'take_profit', 'stop_loss'), price })
  fc.assert(
    fc.property(fc.constantFrom<'buy' | 'sell'>('buy', 'sell'), leg, leg, (side, ...legs) => {
      const list = oco(
        ...legs.map(({ type, price: at }) =>
          type === 'limit' ? request({ side, price: at, postOnly: true }) : stop({ side, type, stopPrice: at }),
        ),
      )
      const above = legs.map(({ price: at }) => Number(at) - 50_000)
      const wanted = legs.map(({ type }) => ((type === 'stop_loss') === (side === 'buy') ? 1 : -1))
      const isPair = legs.filter(({ type }) => type === 'stop_loss').length === 1
      expect(violations(list).length === 0).toBe(isPair && above.every((distance, index) => distance * wanted[index]! > 0))
    }),
    { numRuns: 1_000 },
  )
})
