import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  assetScales,
  canMove,
  feeOn,
  fitsEngine,
  shownLots,
  shownTicks,
  holdFor,
  isTerminal,
  notional,
  ORDER_STATUSES,
  readExchangeInfoSymbol,
  tickLotValue,
  toLots,
  toTickLots,
  toTicks,
  validateOrder,
} from '#core/orders'
import type { Instrument, MarketView, OrderRequest, Violation } from '#core/orders'
import { formatDecimal } from '#core/decimal'
import { hasRecordings, recorded } from '../recorded.model.ts'

const SYMBOL = {
  symbol: 'BTCUSDT',
  status: 'TRADING',
  baseAsset: 'BTC',
  quoteAsset: 'USDT',
  filters: [
    { filterType: 'PRICE_FILTER', minPrice: '0.01000000', maxPrice: '1000000.00000000', tickSize: '0.01000000' },
    { filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000.00000000', stepSize: '0.00001000' },
    { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: '100.00000000', stepSize: '0.00000000' },
    {
      filterType: 'NOTIONAL',
      minNotional: '5.00000000',
      applyMinToMarket: true,
      maxNotional: '9000000.00000000',
      applyMaxToMarket: false,
      avgPriceMins: 5,
    },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: '5',
      bidMultiplierDown: '0.2',
      askMultiplierUp: '5',
      askMultiplierDown: '0.2',
      avgPriceMins: 5,
    },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 },
  ],
}

function instrument(changes: Partial<Instrument> = {}): Instrument {
  const read = readExchangeInfoSymbol(SYMBOL, 3)
  if ('refused' in read) throw new Error(read.refused)
  return { ...read, ...changes }
}

const request = (changes: Partial<OrderRequest> = {}): OrderRequest => ({
  side: 'buy',
  type: 'limit',
  timeInForce: 'gtc',
  price: '50000',
  quantity: '0.01',
  postOnly: false,
  ...changes,
})
/** A request without some of the fields of `request`. */
const without = (changes: Partial<OrderRequest>, ...fields: (keyof OrderRequest)[]): OrderRequest =>
  Object.fromEntries(
    Object.entries(request(changes)).filter(([field]) => !fields.includes(field as keyof OrderRequest)),
  ) as unknown as OrderRequest
const market = (changes: Partial<OrderRequest>, ...fields: (keyof OrderRequest)[]): OrderRequest =>
  without({ type: 'market', ...changes }, 'price', ...fields)
const violations = (of: OrderRequest, view: MarketView = {}, on = instrument()): readonly Violation[] => {
  const checked = validateOrder(of, on, view)
  return checked.ok ? [] : checked.violations
}
const first = (of: OrderRequest, view: MarketView = {}, on = instrument()): Partial<Violation> | undefined => violations(of, view, on)[0]

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
      version: 3,
      status: 'trading',
    })
    expect(instrument().percentPrice).toEqual({ bidUp: '5', bidDown: '0.2', askUp: '5', askDown: '0.2' })
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
    expect(validateOrder(request(), instrument(), {})).toEqual({
      ok: true,
      order: { side: 'buy', type: 'limit', timeInForce: 'gtc', postOnly: false, price: 50_000_00n, quantity: 1_000_000n },
    })
    expect(validateOrder(market({ quoteQuantity: '25' }, 'quantity'), instrument(), {})).toMatchObject({
      ok: true,
      order: { type: 'market', quoteQuantity: 25_00000000n },
    })
  })
  test.each([
    ['price', request({ price: '0' }), { code: 'FILTER_PRICE_FILTER', rule: 'min', limit: '0.01', nearest: '0.01' }],
    ['price', request({ price: '1000000.01' }), { code: 'FILTER_PRICE_FILTER', rule: 'max', nearest: '1000000' }],
    ['price', request({ price: '50000.005' }), { code: 'PRECISION', limit: '2', nearest: '50000.01' }],
    ['quantity', request({ quantity: '0.010004' }), { code: 'FILTER_LOT_SIZE', rule: 'step', limit: '0.00001', nearest: '0.01' }],
    ['quantity', request({ quantity: '9000.1' }), { code: 'FILTER_LOT_SIZE', rule: 'max', nearest: '9000' }],
    ['quantity', market({ quantity: '100.00001' }), { code: 'FILTER_MARKET_LOT_SIZE', rule: 'max', nearest: '100' }],
    ['quantity', request({ quantity: '0.00009' }), { code: 'FILTER_NOTIONAL', rule: 'min', value: '4.5', limit: '5', nearest: '0.0001' }],
    ['quantity', request({ quantity: '200' }), { code: 'FILTER_NOTIONAL', rule: 'max', limit: '9000000', nearest: '180' }],
    ['quote_quantity', market({ quoteQuantity: '4.99' }, 'quantity'), { code: 'FILTER_NOTIONAL', rule: 'min', nearest: '5' }],
    ['price', request({ price: 'abc' }), { code: 'VALIDATION_FAILED', rule: 'decimal' }],
    ['price', request({ price: '-1' }), { code: 'VALIDATION_FAILED', rule: 'decimal' }],
    ['price', without({}, 'price'), { code: 'VALIDATION_FAILED', rule: 'required' }],
    ['quantity', without({}, 'quantity'), { code: 'VALIDATION_FAILED', rule: 'required' }],
    ['price', request({ type: 'market' }), { code: 'VALIDATION_FAILED', rule: 'not_with_market' }],
    ['quote_quantity', market({ quoteQuantity: '10' }), { code: 'VALIDATION_FAILED', rule: 'one_of_quantity' }],
    ['post_only', request({ postOnly: true, timeInForce: 'ioc' }), { code: 'VALIDATION_FAILED', rule: 'gtc_only' }],
    ['type', request({ type: 'stop_loss' }), { code: 'VALIDATION_FAILED', rule: 'not_yet_supported' }],
    ['time_in_force', request({ timeInForce: 'day' }), { code: 'VALIDATION_FAILED', rule: 'not_yet_supported' }],
    ['display_quantity', request({ displayQuantity: '0.001' }), { code: 'VALIDATION_FAILED', rule: 'not_yet_supported' }],
  ])('%s is refused where it breaks a rule (%#)', (field, of, expected) => {
    expect(first(of)).toMatchObject({ field, ...expected })
  })
  test('percent price is around the last price and on the tick', () => {
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
  })
  test('a halted symbol, a full account, the engine range', () => {
    expect(first(request(), {}, instrument({ status: 'halt' }))).toMatchObject({ code: 'SYMBOL_HALTED' })
    expect(first(request(), { openOrders: 200 })).toMatchObject({ code: 'FILTER_MAX_NUM_ORDERS' })
    const wide = instrument({ priceMax: 0n, quantityMax: 0n, notionalMax: 0n })
    expect(first(request({ price: '21474836.48' }), {}, wide)).toMatchObject({
      code: 'FILTER_PRICE_FILTER',
      field: 'price',
      rule: 'engine_range',
      nearest: '21474836.47',
    })
    expect(first(request({ price: '21474836.47', quantity: '41.95' }), {}, wide)).toMatchObject({
      code: 'FILTER_PRICE_FILTER',
      field: 'quantity',
      rule: 'engine_range',
    })
  })
  test('all that is wrong is listed, in the order of the checks', () => {
    expect(violations(request({ price: '0', quantity: '0.000001' })).map(violation => violation.code)).toEqual([
      'FILTER_PRICE_FILTER',
      'FILTER_LOT_SIZE',
      'FILTER_LOT_SIZE',
    ])
  })
  test('the nearest values are valid, whatever was asked', () => {
    const amount = fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 16n }), fc.integer({ min: 0, max: 8 }))
      .map(([units, scale]) => formatDecimal(units, scale))
    fc.assert(
      fc.property(amount, amount, fc.boolean(), (price, quantity, isMarket) => {
        let of = isMarket ? market({ quantity }) : request({ price, quantity })
        for (let round = 0; round < 8; round += 1) {
          const wrong = violations(of, isMarket ? { last: 50_000_00n } : {})[0]
          if (!wrong) break
          expect(wrong.nearest).toBeDefined()
          of = { ...of, [wrong.field]: wrong.nearest }
        }
        const checked = validateOrder(of, instrument(), isMarket ? { last: 50_000_00n } : {})
        expect(checked.ok).toBe(true)
        if (!checked.ok || checked.order.quantity === undefined) return
        expect(fitsEngine(instrument(), checked.order.price, checked.order.quantity)).toBe(true)
        toLots(instrument(), checked.order.quantity)
        if (checked.order.price !== undefined) toTicks(instrument(), checked.order.price)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('holds', () => {
  const order = (of: OrderRequest) => {
    const checked = validateOrder(of, instrument(), {})
    if (!checked.ok) throw new Error(JSON.stringify(checked.violations))
    return checked.order
  }
  test('a limit buy holds price × quantity, a sell its quantity', () => {
    expect(holdFor(order(request()), instrument(), {})).toEqual({ asset: 'USDT', amount: 500_00000000n })
    expect(holdFor(order(request({ side: 'sell' })), instrument(), {})).toEqual({ asset: 'BTC', amount: 1_000_000n })
    expect(holdFor(order(request()), instrument(), { available: 499_99999999n })).toEqual({ reason: 'INSUFFICIENT_BALANCE' })
  })
  test('a market buy holds the walk of the book and 2 %, never more than there is', () => {
    const levels: [bigint, bigint][] = [
      [50_000_00n, 500_000n],
      [51_000_00n, 9_000_000n],
    ]
    const hold = { asset: 'USDT', amount: 515_10000000n, spendMax: 515_10000000n }
    expect(holdFor(order(market({})), instrument(), { levels })).toEqual(hold)
    expect(holdFor(order(market({})), instrument(), { levels, available: 7n })).toEqual({ ...hold, amount: 7n, spendMax: 7n })
    expect(holdFor(order(market({})), instrument(), { levels: [[50_000_00n, 500_000n]] })).toMatchObject({ amount: 510_00000000n })
    expect(holdFor(order(market({})), instrument(), { levels: [] })).toEqual({ reason: 'INSUFFICIENT_LIQUIDITY' })
    expect(toTickLots(instrument(), 515_10000009n)).toBe(5151000000)
  })
  test('a market order by quote holds its quote, or the base that brings it in', () => {
    expect(holdFor(order(market({ quoteQuantity: '25' }, 'quantity')), instrument(), {})).toEqual({ asset: 'USDT', amount: 25_00000000n })
    const sell = order(market({ side: 'sell', quoteQuantity: '510' }, 'quantity'))
    expect(holdFor(sell, instrument(), { levels: [[50_000_00n, 10_000_000n]] })).toEqual({ asset: 'BTC', amount: 1_041_000n })
    expect(holdFor(sell, instrument(), { levels: [[50_000_00n, 10_000_000n]], available: 1_999n })).toEqual({
      asset: 'BTC',
      amount: 1_000n,
    })
  })
})
