import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  assetScales,
  canMove,
  feeOn,
  fitsEngine,
  isTerminal,
  notional,
  ORDER_STATUSES,
  readExchangeInfoSymbol,
  shownLots,
  shownTicks,
  tickLotValue,
  toLots,
  toTicks,
  validateOrder,
} from '#core/orders'
import type { MarketView, OrderRequest, OrderType } from '#core/orders'
import { formatDecimal } from '#core/decimal'
import { hasRecordings, recorded } from '../recorded.model.ts'
import { corrected, first, instrument, market, pegged, request, stop, stopLimit, SYMBOL, trailing, violations } from './orders.model.ts'

describe('the state machine', () => {
  test('terminal states absorb everything, no other state is a dead end', () => {
    expect(ORDER_STATUSES.filter(isTerminal)).toEqual(['filled', 'canceled', 'expired', 'rejected', 'replaced'])
    for (const from of ORDER_STATUSES) expect(ORDER_STATUSES.some(to => canMove(from, to))).toBe(!isTerminal(from))
  })
  test('moves as order-semantics d4 says', () => {
    expect(canMove('partially_filled', 'partially_filled')).toBe(true)
    expect(canMove('open', 'open')).toBe(false)
    expect(canMove('open', 'rejected')).toBe(false)
    expect(canMove('received', 'filled')).toBe(true)
    expect(canMove('filled', 'canceled')).toBe(false)
  })
})

describe('an instrument', () => {
  test('is read from exchangeInfo with zeros switching parts off', () => {
    expect(instrument()).toMatchObject({
      priceScale: 2,
      baseScale: 8,
      quoteScale: 8,
      tickSize: 1n,
      stepSize: 1_000n,
      marketStepSize: 0n,
      notionalMin: 5_00000000n,
      notionalAppliesToMarket: true,
      ordersMax: 200,
      triggersMax: 5,
      icebergPartsMax: 10,
      trailingDelta: { aboveMin: 10, aboveMax: 2_000, belowMin: 20, belowMax: 1_000 },
      protectionBips: 1_000,
      printBips: 100,
      version: 3,
      status: 'trading',
    })
    expect(instrument().percentPrice).toEqual({ bidUp: '5', bidDown: '0.2', askUp: '5', askDown: '0.2' })
  })
  test('without the newer filters has no such limits', () => {
    const old = { ...SYMBOL, filters: SYMBOL.filters.slice(0, 2) }
    const read = readExchangeInfoSymbol(old, 1)
    expect(read).toMatchObject({ ordersMax: 0, triggersMax: 0, icebergPartsMax: 0 })
    expect(read).not.toHaveProperty('trailingDelta')
  })
  test('with a cheap coin gets a coarser asset scale, one for all its symbols', () => {
    const cheap = {
      ...SYMBOL,
      symbol: 'BTTCUSDT',
      baseAsset: 'BTTC',
      filters: [
        { filterType: 'PRICE_FILTER', minPrice: '0.00000001', maxPrice: '1', tickSize: '0.00000001' },
        { filterType: 'LOT_SIZE', minQty: '1', maxQty: '9000000', stepSize: '1' },
      ],
    }
    const scales = assetScales([SYMBOL, cheap])
    expect([scales.get('BTC'), scales.get('USDT'), scales.get('BTTC')]).toEqual([8, 8, 2])
    expect(readExchangeInfoSymbol(cheap, 1, scales)).toMatchObject({ baseScale: 2, stepSize: 100n, quoteScale: 8 })
  })
  test('whose amounts could not be exact is refused with a sentence', () => {
    const fine = {
      ...SYMBOL,
      filters: SYMBOL.filters.map(filter =>
        filter.filterType === 'PRICE_FILTER' ? { ...filter, minPrice: '0.00001', tickSize: '0.00001' } : filter,
      ),
    }
    expect(readExchangeInfoSymbol(fine, 1)).toEqual({ refused: 'BTCUSDT: tick × step needs 10 decimals of USDT, balances have 8' })
    expect(readExchangeInfoSymbol({ symbol: 'X' }, 1)).toHaveProperty('refused')
    expect(readExchangeInfoSymbol({ ...SYMBOL, filters: [] }, 1)).toHaveProperty('refused')
    expect(readExchangeInfoSymbol(null, 1)).toHaveProperty('refused')
  })
  test('values exactly, or breaks an invariant', () => {
    expect(notional(instrument(), 50_000_00n, 1_000n)).toBe(50000000n)
    expect(tickLotValue(instrument())).toBe(10n)
    expect(() => notional(instrument(), 1n, 1n)).toThrow('whole number')
    expect([feeOn(1n, 1_000), feeOn(0n, 1_000), feeOn(1_000n, 1_000), feeOn(1_001n, 1_000)]).toEqual([1n, 0n, 1n, 2n])
  })
  test('takes displayed sizes and prices off the grid to the careful side', () => {
    expect([shownLots(instrument(), 25_42618900n), shownLots(instrument(), 999n)]).toEqual([2_542_618, 0])
    const coarse = instrument({ tickSize: 10n })
    expect([shownTicks(coarse, 105n, 'bid'), shownTicks(coarse, 105n, 'ask'), shownTicks(coarse, 110n, 'ask')]).toEqual([10, 11, 11])
  })
  test.skipIf(!hasRecordings)(
    'every recorded symbol is read or refused, and what is read is exact and fits the engine (needs the recorded data)',
    () => {
      for (const file of ['exchangeInfo-2021-10-12.json.gz', 'exchangeInfo-2023-04-10.json.gz']) {
        const symbols = (
          JSON.parse(recorded(`binance/api/${file}`)).symbols as { symbol: string; quoteAsset: string; status: string }[]
        ).filter(({ status }) => status === 'TRADING')
        const tether = symbols.filter(({ quoteAsset }) => quoteAsset === 'USDT')
        const scales = assetScales(tether)
        const refused: string[] = []
        for (const symbol of tether) {
          const read = readExchangeInfoSymbol(symbol, 1, scales)
          if ('refused' in read) refused.push(read.refused)
          else {
            expect(tickLotValue(read)).toBeGreaterThan(0n)
            expect([read.icebergPartsMax, read.triggersMax, read.trailingDelta?.aboveMax]).toEqual([
              10,
              5,
              file.includes('2021') ? undefined : 2_000,
            ])
            // A thousand start balances at the lowest price stay within int8.
            const lowest = read.priceMin > 0n ? read.priceMin : read.tickSize
            expect((100_000_000n * 10n ** BigInt(read.priceScale + read.baseScale)) / lowest < 2n ** 63n).toBe(true)
          }
        }
        // A few leveraged tokens, and one coin after its fall, need more than eight decimals of USDT.
        expect(refused.map(sentence => sentence.split(':')[0])).toEqual(
          file.includes('2021') ? ['EOSDOWNUSDT', 'DOTDOWNUSDT', 'FILDOWNUSDT'] : ['XRPDOWNUSDT', 'LUNCUSDT'],
        )
      }
    },
  )
})

describe('validation', () => {
  test('a valid order becomes integers', () => {
    const common = { side: 'buy', postOnly: false, selfTradePrevention: 'expire_taker' }
    expect(validateOrder(request(), instrument(), {})).toEqual({
      ok: true,
      order: { ...common, type: 'limit', timeInForce: 'gtc', price: 50_000_00n, quantity: 1_000_000n },
    })
    expect(validateOrder(market({ quantity: undefined, quoteQuantity: '25' }), instrument(), {})).toEqual({
      ok: true,
      order: { ...common, type: 'market', timeInForce: 'ioc', quoteQuantity: 25_00000000n },
    })
    const iceberg = stopLimit({ displayQuantity: '0.002', timeInForce: 'gtc', selfTradePrevention: 'decrement' })
    expect(validateOrder(iceberg, instrument(), { last: 51_000_00n })).toEqual({
      ok: true,
      order: {
        ...common,
        type: 'stop_loss_limit',
        timeInForce: 'gtc',
        price: 52_100_00n,
        stopPrice: 52_000_00n,
        quantity: 1_000_000n,
        displayQuantity: 200_000n,
        selfTradePrevention: 'decrement',
      },
    })
    expect(
      validateOrder(trailing({ activationPrice: '53000', timeInForce: 'gtd', expiresAt: 2_000 }), instrument(), { now: 1_999 }),
    ).toEqual({
      ok: true,
      order: {
        ...common,
        type: 'stop_loss',
        timeInForce: 'gtd',
        expiresAt: 2_000,
        trailingDelta: 100,
        activationPrice: 53_000_00n,
        quantity: 1_000_000n,
      },
    })
    expect(validateOrder(pegged(), instrument(), {})).toMatchObject({ ok: true, order: { peg: { to: 'primary', offset: 0 } } })
  })
  test.each([
    ['price', request({ price: '0' }), { code: 'FILTER_PRICE_FILTER', rule: 'min', limit: '0.01', nearest: '0.01' }],
    ['price', request({ price: '1000000.01' }), { code: 'FILTER_PRICE_FILTER', rule: 'max', nearest: '1000000' }],
    ['price', request({ price: '50000.005' }), { code: 'PRECISION', limit: '2', nearest: '50000.01' }],
    ['stop_price', stop({ stopPrice: '1000000.01' }), { code: 'FILTER_PRICE_FILTER', rule: 'max', nearest: '1000000' }],
    ['stop_price', stop({ stopPrice: '52000.001' }), { code: 'PRECISION', nearest: '52000' }],
    ['activation_price', trailing({ activationPrice: '0' }), { code: 'FILTER_PRICE_FILTER', rule: 'min', nearest: '0.01' }],
    ['quantity', request({ quantity: '0.010004' }), { code: 'FILTER_LOT_SIZE', rule: 'step', limit: '0.00001', nearest: '0.01' }],
    ['quantity', request({ quantity: '9000.1' }), { code: 'FILTER_LOT_SIZE', rule: 'max', nearest: '9000' }],
    ['display_quantity', request({ displayQuantity: '0' }), { code: 'FILTER_LOT_SIZE', rule: 'min', nearest: '0.00001' }],
    ['display_quantity', request({ displayQuantity: '0.001004' }), { code: 'FILTER_LOT_SIZE', rule: 'step', nearest: '0.001' }],
    ['display_quantity', request({ displayQuantity: '0.01' }), { code: 'VALIDATION_FAILED', rule: 'below_quantity', nearest: '0.00999' }],
    [
      'display_quantity',
      request({ displayQuantity: '0.00099' }),
      { code: 'FILTER_ICEBERG_PARTS', rule: 'parts_max', limit: '10', nearest: '0.001' },
    ],
    ['quantity', market({ quantity: '100.00001' }), { code: 'FILTER_MARKET_LOT_SIZE', rule: 'max', nearest: '100' }],
    ['quantity', stop({ quantity: '100.00001' }), { code: 'FILTER_MARKET_LOT_SIZE', rule: 'max', nearest: '100' }],
    ['quantity', request({ quantity: '0.00009' }), { code: 'FILTER_NOTIONAL', rule: 'min', value: '4.5', limit: '5', nearest: '0.0001' }],
    ['quantity', request({ quantity: '200' }), { code: 'FILTER_NOTIONAL', rule: 'max', limit: '9000000', nearest: '180' }],
    ['quantity', stop({ quantity: '0.00009' }), { code: 'FILTER_NOTIONAL', rule: 'min', value: '4.68', nearest: '0.0001' }],
    ['quote_quantity', market({ quantity: undefined, quoteQuantity: '4.99' }), { code: 'FILTER_NOTIONAL', rule: 'min', nearest: '5' }],
    ['price', request({ price: 'abc' }), { code: 'VALIDATION_FAILED', rule: 'decimal' }],
    ['price', request({ price: '-1' }), { code: 'VALIDATION_FAILED', rule: 'decimal' }],
    ['stop_price', stop({ stopPrice: '1e3' }), { code: 'VALIDATION_FAILED', rule: 'decimal', value: '1e3' }],
    [
      'trailing_delta',
      trailing({ trailingDelta: 9 }),
      { code: 'FILTER_TRAILING_DELTA', rule: 'min', value: '9', limit: '10', nearest: '10' },
    ],
    ['trailing_delta', trailing({ trailingDelta: 2_001 }), { code: 'FILTER_TRAILING_DELTA', rule: 'max', nearest: '2000' }],
  ])('%s is refused where it breaks a rule (%#)', (field, of, expected) => {
    expect(first(of)).toMatchObject({ field, ...expected })
  })
  test('percent price is around the last price and on the tick, and not for stop prices', () => {
    expect(first(request({ price: '50000' }), { last: 9_999_99n })).toMatchObject({
      code: 'FILTER_PERCENT_PRICE_BY_SIDE',
      rule: 'multiplier_up',
      nearest: '49999.95',
    })
    expect(first(request({ price: '50000' }), { last: 10_000_00n })).toBeUndefined()
    expect(first(request({ side: 'sell', price: '1.99', quantity: '3' }), { last: 9_95n })).toBeUndefined()
    expect(first(request({ side: 'sell', price: '1.99', quantity: '3' }), { last: 9_96n })).toMatchObject({
      rule: 'multiplier_down',
      limit: '2',
      nearest: '2',
    })
    expect(first(stop(), { last: 10_000_00n })).toBeUndefined()
    expect(first(stopLimit(), { last: 10_000_00n })).toMatchObject({ code: 'FILTER_PERCENT_PRICE_BY_SIDE', field: 'price' })
  })
  test('a trailing order waits above as a stop buy or a take-profit sell, below as the others', () => {
    const limits = (side: 'buy' | 'sell', type: OrderType): (string | undefined)[] =>
      [1, 9_999].map(trailingDelta => first(trailing({ side, type, trailingDelta }))?.limit)
    expect([limits('buy', 'stop_loss'), limits('sell', 'take_profit')]).toEqual([
      ['10', '2000'],
      ['10', '2000'],
    ])
    expect([limits('sell', 'stop_loss'), limits('buy', 'take_profit')]).toEqual([
      ['20', '1000'],
      ['20', '1000'],
    ])
    expect(violations(trailing({ trailingDelta: 1 }), {}, readWithout('TRAILING_DELTA'))).toEqual([])
  })
  test('a stop the last price has passed would trigger immediately; the nearest is a tick beyond', () => {
    const nearest = (side: 'buy' | 'sell', type: OrderType, last: bigint): unknown => {
      const found = first(stop({ side, type, stopPrice: '52000' }), { last })
      return found && [found.code, found.rule, found.limit, found.nearest]
    }
    const code = 'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY'
    expect(nearest('buy', 'stop_loss', 52_000_00n)).toEqual([code, 'above_last', '52000', '52000.01'])
    expect(nearest('buy', 'stop_loss', 51_999_99n)).toBeUndefined()
    expect(nearest('sell', 'take_profit', 52_000_01n)).toEqual([code, 'above_last', '52000.01', '52000.02'])
    expect(nearest('sell', 'take_profit', 51_999_99n)).toBeUndefined()
    expect(nearest('sell', 'stop_loss', 52_000_00n)).toEqual([code, 'below_last', '52000', '51999.99'])
    expect(nearest('sell', 'stop_loss', 52_000_01n)).toBeUndefined()
    expect(nearest('buy', 'take_profit', 51_000_00n)).toEqual([code, 'below_last', '51000', '50999.99'])
    expect(nearest('buy', 'take_profit', 52_000_01n)).toBeUndefined()
    expect(first(stop(), { last: 0n })).toBeUndefined()
    expect(first(stop({ side: 'sell', stopPrice: '0.01', quantity: '600' }), { last: 1n }, instrument({ marketQuantityMax: 0n }))).toEqual({
      code,
      field: 'stop_price',
      rule: 'below_last',
      value: '0.01',
      limit: '0.01',
    })
  })
  test('an order that has no price yet is valued where it can be expected to trade', () => {
    const small = { quantity: '0.00009' }
    const value = (of: OrderRequest, view: MarketView): string | undefined => first(of, view)?.value
    const view = { bestBid: 49_990_00n, bestAsk: 50_010_00n, last: 50_000_00n }
    expect(value(market(small), view)).toBe('4.5')
    expect(value(market(small), { bestAsk: 50_010_00n, last: 0n })).toBe('4.5009')
    expect(value(trailing(small), view)).toBe('4.5')
    expect(value(trailing({ ...small, activationPrice: '51000' }), view)).toBe('4.59')
    expect(value(pegged(small), view)).toBe('4.4991')
    expect(value(pegged({ ...small, side: 'sell', peg: { to: 'primary', offset: 1 } }), view)).toBe('4.5009')
    expect(value(pegged({ ...small, side: 'sell', peg: { to: 'market', offset: 0 } }), view)).toBe('4.4991')
    expect(value(stopLimit({ ...small, price: undefined, peg: { to: 'primary', offset: 0 } }), view)).toBe('4.68')
    expect([violations(market(small)), violations(pegged(small)), violations(trailing(small))]).toEqual([[], [], []])
    expect(violations(stop(small), {}, instrument({ notionalAppliesToMarket: false }))).toEqual([])
  })
  test('a value no quantity can reach has no nearest quantity', () => {
    const cheap = stop({ type: 'take_profit', stopPrice: '0.01', quantity: '99' })
    expect(first(cheap)).toEqual({ code: 'FILTER_NOTIONAL', field: 'quantity', rule: 'min', value: '0.99', limit: '5' })
    expect(first(cheap, {}, instrument({ marketQuantityMax: 0n }))).toMatchObject({ rule: 'min', nearest: '500' })
  })
  test('a slice for which there is no room has no nearest value', () => {
    expect(first(request({ quantity: '0.00001', price: '500000', displayQuantity: '0.00001' }))).not.toHaveProperty('nearest')
    const single = instrument({ icebergPartsMax: 1 })
    expect(first(request({ displayQuantity: '0.009' }), {}, single)).toMatchObject({ code: 'FILTER_ICEBERG_PARTS', limit: '1' })
    expect(first(request({ displayQuantity: '0.009' }), {}, single)).not.toHaveProperty('nearest')
    expect(violations(request({ displayQuantity: '0.00001' }), {}, instrument({ icebergPartsMax: 0 }))).toEqual([])
  })
  test('a halted symbol, a full account, the engine range', () => {
    expect(first(request(), {}, instrument({ status: 'halt' }))).toMatchObject({ code: 'SYMBOL_HALTED' })
    expect(first(stop(), {}, instrument({ status: 'cancel_only' }))).toMatchObject({ code: 'CANCEL_ONLY' })
    expect(first(request(), { openOrders: 199 })).toBeUndefined()
    expect(first(request(), { openOrders: 200 })).toMatchObject({ code: 'FILTER_MAX_NUM_ORDERS', value: '201', limit: '200' })
    expect(first(stop(), { openOrders: 4, openTriggers: 4 })).toBeUndefined()
    expect(first(stop(), { openTriggers: 5 })).toMatchObject({ code: 'FILTER_MAX_NUM_ALGO_ORDERS', value: '6', limit: '5' })
    expect(first(request(), { openTriggers: 5 })).toBeUndefined()
    const wide = instrument({ priceMax: 0n, quantityMax: 0n, notionalMax: 0n, marketQuantityMax: 0n })
    const outside = (of: OrderRequest, field: string): void =>
      expect(first(of, {}, wide)).toMatchObject({ code: 'FILTER_PRICE_FILTER', field, rule: 'engine_range' })
    expect(first(request({ price: '21474836.48' }), {}, wide)).toMatchObject({ nearest: '21474836.47' })
    outside(request({ price: '21474836.48' }), 'price')
    outside(stop({ stopPrice: '21474836.48' }), 'stop_price')
    outside(trailing({ activationPrice: '21474836.48' }), 'activation_price')
    outside(request({ price: '21474836.47', quantity: '41.95' }), 'quantity')
    outside(stop({ stopPrice: '21474836.47', quantity: '41.95' }), 'quantity')
    outside(pegged({ quantity: '90071992547.41' }), 'quantity')
  })
  test('all that is wrong is listed, in the order of the checks', () => {
    expect(violations(request({ price: '0', quantity: '0.000001' })).map(violation => violation.code)).toEqual([
      'FILTER_PRICE_FILTER',
      'FILTER_LOT_SIZE',
      'FILTER_LOT_SIZE',
    ])
    const wrong = trailing({ quantity: '0.00001', trailingDelta: 5_000 })
    const view = { last: 50_000_00n, openOrders: 200, openTriggers: 5 }
    expect(violations(wrong, view, instrument({ status: 'halt' })).map(violation => violation.code)).toEqual([
      'SYMBOL_HALTED',
      'FILTER_NOTIONAL',
      'FILTER_TRAILING_DELTA',
      'FILTER_MAX_NUM_ORDERS',
      'FILTER_MAX_NUM_ALGO_ORDERS',
    ])
  })
  test('the nearest values are valid, whatever was asked', () => {
    fc.assert(
      fc.property(anyOrder, fc.constantFrom(undefined, 1n, 50_000_00n, 900_000_00n), (asked, last) => {
        const view = last === undefined ? {} : { last }
        let of = asked
        for (let round = 0; round < 24; round += 1) {
          const wrong = violations(of, view)[0]
          if (!wrong) break
          // A slice of a single lot, a stop below the lowest price, or what no quantity makes worth enough has no valid neighbour.
          if (wrong.nearest === undefined) {
            expect(['display_quantity below_quantity', 'stop_price below_last', 'quantity min']).toContain(`${wrong.field} ${wrong.rule}`)
            return
          }
          of = corrected(of, wrong)
        }
        const checked = validateOrder(of, instrument(), view)
        expect(checked.ok ? [] : checked.violations).toEqual([])
        if (!checked.ok || checked.order.quantity === undefined) return
        const { price, stopPrice, activationPrice, quantity } = checked.order
        for (const named of [price, stopPrice, activationPrice]) {
          expect(fitsEngine(instrument(), named, quantity)).toBe(true)
          if (named !== undefined) toTicks(instrument(), named)
        }
        toLots(instrument(), quantity)
      }),
      { numRuns: 2_000 },
    )
  })
})

const amount = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 16n }), fc.integer({ min: 0, max: 8 }))
  .map(([units, scale]) => formatDecimal(units, scale))
/** Orders of every type with any amounts. */
const anyOrder: fc.Arbitrary<OrderRequest> = fc
  .record({
    shape: fc.constantFrom(market, request, stop, stopLimit, trailing, pegged),
    side: fc.constantFrom<'buy' | 'sell'>('buy', 'sell'),
    isProfit: fc.boolean(),
    amounts: fc.record({ price: amount, quantity: amount, stopPrice: amount, activationPrice: amount, displayQuantity: amount }),
    trailingDelta: fc.integer({ min: -1, max: 10_001 }),
    offset: fc.integer({ min: -1, max: 102 }),
    isIceberg: fc.boolean(),
  })
  .map(({ shape, side, isProfit, amounts, trailingDelta, offset, isIceberg }) => {
    const plain = shape()
    const type = isProfit ? (plain.type.replace('stop_loss', 'take_profit') as OrderType) : plain.type
    const named = Object.entries(amounts).filter(([field]) => field in plain)
    return {
      ...plain,
      ...Object.fromEntries(named),
      side,
      type,
      ...(plain.trailingDelta === undefined ? {} : { trailingDelta, activationPrice: amounts.activationPrice }),
      ...(plain.peg === undefined ? {} : { peg: { ...plain.peg, offset } }),
      ...(isIceberg && plain.timeInForce === 'gtc' ? { displayQuantity: amounts.displayQuantity } : {}),
    }
  })

function readWithout(filterType: string) {
  const read = readExchangeInfoSymbol({ ...SYMBOL, filters: SYMBOL.filters.filter(filter => filter.filterType !== filterType) }, 1)
  if ('refused' in read) throw new Error(read.refused)
  return read
}
