import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromLots, fromTicks, holdFor, holdForList, LOTS_MAX, notional, requiredHold, tickLotValue, toTickLots } from '#core/orders'
import type { HoldMarket, OrderRequest } from '#core/orders'
import { instrument, market, order, pegged, request, stop, stopLimit, trailing } from './orders.model.ts'

const hold = (of: OrderRequest, view: HoldMarket = {}) => holdFor(order(of), instrument(), view)

describe('holds', () => {
  test('a limit buy holds price × quantity, a sell its quantity, triggered or not', () => {
    expect(hold(request())).toEqual({ asset: 'USDT', amount: 500_00000000n })
    expect(hold(stopLimit())).toEqual({ asset: 'USDT', amount: 521_00000000n })
    for (const of of [
      request({ side: 'sell' }),
      market({ side: 'sell' }),
      stop({ side: 'sell' }),
      trailing({ side: 'sell' }),
      pegged({ side: 'sell' }),
    ])
      expect(hold(of)).toEqual({ asset: 'BTC', amount: 1_000_000n })
    expect(hold(request(), { available: 499_99999999n })).toEqual({ reason: 'INSUFFICIENT_BALANCE' })
    expect(hold(request(), { available: 500_00000000n })).toMatchObject({ amount: 500_00000000n })
  })
  test('a market buy holds the walk of the book and 2 %, never more than there is', () => {
    const levels: [bigint, bigint][] = [
      [50_000_00n, 500_000n],
      [51_000_00n, 9_000_000n],
    ]
    const all = { asset: 'USDT', amount: 515_10000000n, spendMax: 515_10000000n }
    expect(hold(market(), { levels })).toEqual(all)
    expect(hold(market(), { levels, available: 7n })).toEqual({ ...all, amount: 7n, spendMax: 7n })
    expect(hold(market(), { levels: [[50_000_00n, 500_000n]] })).toMatchObject({ amount: 510_00000000n })
    expect(hold(market(), { levels: [] })).toEqual({ reason: 'INSUFFICIENT_LIQUIDITY' })
    expect(toTickLots(instrument(), 515_10000009n)).toBe(5151000000)
    // 2 % on 50,000.01 × 0.00011 is 5.6100011220: rounded up to what the engine can count.
    expect(hold(market({ quantity: '0.00011' }), { levels: [[50_000_01n, 900_000n]] })).toMatchObject({ amount: 5_61000120n })
  })
  test('a market order by quote holds its quote, or the base that brings it in', () => {
    const byQuote = (side: 'buy' | 'sell', quoteQuantity: string): OrderRequest => market({ side, quantity: undefined, quoteQuantity })
    expect(hold(byQuote('buy', '25'))).toEqual({ asset: 'USDT', amount: 25_00000000n })
    const levels: [bigint, bigint][] = [[50_000_00n, 10_000_000n]]
    expect(hold(byQuote('sell', '510'), { levels })).toEqual({ asset: 'BTC', amount: 1_041_000n })
    expect(hold(byQuote('sell', '510'), { levels, available: 1_999n })).toEqual({ asset: 'BTC', amount: 1_000n })
  })
  test('a stop or take-profit market buy holds quantity × stop × 1.02 and is bounded by it', () => {
    const bound = { asset: 'USDT', amount: 530_40000000n, spendMax: 530_40000000n }
    expect(hold(stop(), { last: 1n })).toEqual(bound)
    expect(hold(stop({ type: 'take_profit' }))).toEqual(bound)
    expect(hold(stop(), { available: 530_39999999n })).toEqual({ reason: 'INSUFFICIENT_BALANCE' })
  })
  test('a trailing buy holds for the farthest it can trigger from where it starts, and 2 %', () => {
    // 0.01 × 50,000 × 1.01 × 1.02.
    const bound = { asset: 'USDT', amount: 515_10000000n, spendMax: 515_10000000n }
    expect(hold(trailing({ activationPrice: '50000' }), { last: 1n })).toEqual(bound)
    expect(hold(trailing(), { last: 50_000_00n })).toEqual(bound)
    expect(hold(trailing(), { last: 0n, levels: [[50_000_00n, 1n]] })).toEqual(bound)
    expect(hold(trailing())).toEqual({ reason: 'INSUFFICIENT_LIQUIDITY' })
    expect(hold(stopLimit({ stopPrice: undefined, trailingDelta: 100 }))).toEqual({ asset: 'USDT', amount: 521_00000000n })
  })
  test('a pegged buy holds for the level it is pegged to, and 2 %; one that waits, for its trigger', () => {
    const pegLevels: [bigint, bigint][] = [
      [50_000_00n, 1n],
      [49_000_00n, 1n],
    ]
    expect(hold(pegged(), { pegLevels })).toEqual({ asset: 'USDT', amount: 510_00000000n, spendMax: 510_00000000n })
    expect(hold(pegged({ peg: { to: 'primary', offset: 1 } }), { pegLevels })).toMatchObject({ amount: 499_80000000n })
    expect(hold(pegged({ peg: { to: 'primary', offset: 2 } }), { pegLevels })).toEqual({ reason: 'INSUFFICIENT_LIQUIDITY' })
    expect(hold(stopLimit({ price: undefined, peg: { to: 'primary', offset: 0 } }), { pegLevels })).toMatchObject({
      amount: 530_40000000n,
      spendMax: 530_40000000n,
    })
  })
  test('nobody has more than a balance can count', () => {
    const wide = instrument({ quantityMax: 0n, notionalMax: 0n, marketQuantityMax: 0n, priceScale: 0, tickSize: 1n, priceMax: 0n })
    const huge = order(stop({ stopPrice: '2000000', quantity: '45000' }), wide)
    expect(holdFor(huge, wide, {})).toMatchObject({ amount: 91_800_000_000_00000000n })
    const huger = order(stop({ stopPrice: '2000000', quantity: '45000' }), wide)
    expect(holdFor({ ...huger, quantity: huger.quantity! * 2n }, wide, {})).toEqual({ reason: 'INSUFFICIENT_BALANCE' })
  })
  test('every bound is whole tick-lots, enough for the price foreseen with its slack, and no tick-lot more', () => {
    const amounts = fc.record({
      ticks: fc.integer({ min: 1, max: 100_000_000 }),
      lots: fc.integer({ min: 1, max: 900_000_000 }),
      delta: fc.integer({ min: 10, max: 2_000 }),
      isTrailing: fc.boolean(),
    })
    fc.assert(
      fc.property(amounts, ({ ticks, lots, delta, isTrailing }) => {
        const on = instrument({ notionalMin: 0n, notionalMax: 0n, marketQuantityMax: 0n })
        const [price, quantity] = [fromTicks(on, ticks), fromLots(on, lots)]
        const plain = { ...order(stop(), on), quantity, stopPrice: price }
        const { stopPrice: _, ...untriggered } = plain
        const held = holdFor(isTrailing ? { ...untriggered, trailingDelta: delta, activationPrice: price } : plain, on, {})
        if ('reason' in held) throw new Error(held.reason)
        const unit = tickLotValue(on)
        expect(held.spendMax).toBe(held.amount)
        expect(held.amount % unit).toBe(0n)
        const counted = held.amount / unit
        expect(toTickLots(on, held.amount)).toBe(counted > BigInt(LOTS_MAX) ? LOTS_MAX : Number(counted))
        const exact = notional(on, price, quantity) * 102n * (10_000n + (isTrailing ? BigInt(delta) : 0n))
        expect(held.amount * 1_000_000n >= exact).toBe(true)
        expect((held.amount - unit) * 1_000_000n < exact).toBe(true)
      }),
    )
  })
})

describe('the hold of a list', () => {
  const legs = [order(request({ side: 'sell', price: '55000', postOnly: true })), order(stop({ side: 'sell', stopPrice: '45000' }))]
  test('an OCO holds once, the larger of its legs', () => {
    expect(holdForList({ legs }, instrument(), {})).toEqual({ asset: 'BTC', amount: 1_000_000n, legSpendMax: [undefined, undefined] })
    const buys = [order(request({ price: '45000', postOnly: true })), order(stop())]
    const held = { asset: 'USDT', amount: 530_40000000n, legSpendMax: [undefined, 530_40000000n] }
    expect(holdForList({ legs: buys }, instrument(), {})).toEqual(held)
    expect(holdForList({ legs: buys }, instrument(), { available: 530_39999999n })).toEqual({ reason: 'INSUFFICIENT_BALANCE' })
    expect(holdForList({ legs: buys.toReversed() }, instrument(), {})).toEqual({ ...held, legSpendMax: [530_40000000n, undefined] })
  })
  test('levels that can be read only once are enough for two trailing legs', () => {
    function* levels(): Generator<readonly [bigint, bigint]> {
      yield [50_000_00n, 1n]
    }
    const buys = [order(trailing({ type: 'take_profit' })), order(trailing())]
    expect(holdForList({ legs: buys }, instrument(), { levels: levels() })).toMatchObject({ amount: 515_10000000n })
  })
  test('a list with a working order holds what that holds; its legs live on what it buys', () => {
    const limit = order(request())
    expect(holdForList({ working: limit, legs }, instrument(), {})).toEqual({
      asset: 'USDT',
      amount: 500_00000000n,
      legSpendMax: [undefined, undefined],
    })
    expect(holdForList({ working: order(market()), legs }, instrument(), { levels: [[50_000_00n, 9_000_000n]] })).toEqual({
      asset: 'USDT',
      amount: 510_00000000n,
      workingSpendMax: 510_00000000n,
      legSpendMax: [undefined, undefined],
    })
    expect(holdForList({ working: order(market()), legs }, instrument(), {})).toEqual({ reason: 'INSUFFICIENT_LIQUIDITY' })
  })
})

describe('what a live order still needs', () => {
  test('a sell its leaves, a buy price × leaves or what is left of its bound', () => {
    expect(requiredHold({ side: 'sell', price: 50_000_00n, leaves: 3_000n }, instrument())).toBe(3_000n)
    expect(requiredHold({ side: 'buy', price: 50_000_00n, leaves: 1_000_000n }, instrument())).toBe(500_00000000n)
    expect(requiredHold({ side: 'buy', leaves: 1_000_000n, spendLeft: 7n }, instrument())).toBe(7n)
    expect(requiredHold({ side: 'buy', price: 50_000_00n, leaves: 1_000_000n, spendLeft: 510_00000000n }, instrument())).toBe(500_00000000n)
    expect(requiredHold({ side: 'buy', price: 50_000_00n, leaves: 1_000_000n, spendLeft: 7n }, instrument())).toBe(7n)
    expect(() => requiredHold({ side: 'buy', leaves: 1n }, instrument())).toThrow('a price or a bound')
  })
  test('an order that has done nothing yet needs what it held, and never more as it shrinks', () => {
    const shapes = fc.constantFrom(request(), request({ side: 'sell' }), stop(), stopLimit(), pegged(), trailing({ side: 'sell' }))
    fc.assert(
      fc.property(shapes, fc.integer({ min: 0, max: 1_000 }), (of, lots) => {
        const held = hold(of, { pegLevels: [[50_000_00n, 1n]] })
        if ('reason' in held) throw new Error(held.reason)
        const { side, price, quantity } = order(of)
        const known = {
          side,
          ...(price === undefined ? {} : { price }),
          ...(held.spendMax === undefined ? {} : { spendLeft: held.spendMax }),
        }
        expect(requiredHold({ ...known, leaves: quantity! }, instrument())).toBe(held.amount)
        expect(requiredHold({ ...known, leaves: fromLots(instrument(), lots) }, instrument()) <= held.amount).toBe(true)
      }),
    )
  })
})
