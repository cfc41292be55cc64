import { assert } from '#core/assert'
import { decimalScale, formatDecimal, parseDecimal, trimDecimal } from '#core/decimal'
import { checkCombination } from './combination-rules.ts'
import { fitsEngine, LOTS_MAX, TICKS_MAX } from './engine-units.ts'
import { checkLot, checkMarketLot, checkNotional, checkPercentPrice, checkPrice } from './filters.ts'
import type { Instrument } from './instrument.ts'
import { lotOf, tickLotValue, tickOf } from './instrument.ts'
import type { MarketView, OrderRequest, PricedOrder, Validated, Violation } from './order-request.ts'

/**
 * Checks a request against an instrument and turns it into integers. Pure; funds are not looked at.
 * Order of the checks as in order-semantics d9: state, combination, precision, price, lot, market lot, notional,
 * percent price, number of orders, and the engine's numeric range right after the filters it belongs to.
 */
export function validateOrder(request: OrderRequest, instrument: Instrument, market: MarketView): Validated {
  const violations = [...checkStatus(instrument), ...checkCombination(request)]
  const amounts = readAmounts(request, instrument, violations)
  if (violations.length > 0) return { ok: false, violations }
  const order = pricedOrder(request, amounts)
  violations.push(
    ...checkPrice(order, instrument),
    ...checkLot(order, instrument),
    ...checkMarketLot(order, instrument),
    ...checkRange(order, instrument),
    ...checkNotional(order, instrument, market),
    ...checkPercentPrice(order, instrument, market),
    ...checkOpenOrders(instrument, market),
  )
  return violations.length > 0 ? { ok: false, violations } : { ok: true, order }
}

function checkStatus(instrument: Instrument): Violation[] {
  switch (instrument.status) {
    case 'trading':
      return []
    case 'halt':
      return [{ code: 'SYMBOL_HALTED', field: 'symbol', rule: 'status', value: instrument.symbol, limit: instrument.status }]
    case 'cancel_only':
      return [{ code: 'CANCEL_ONLY', field: 'symbol', rule: 'status', value: instrument.symbol, limit: instrument.status }]
  }
}

interface Amounts {
  readonly price: bigint | undefined
  readonly quantity: bigint | undefined
  readonly quoteQuantity: bigint | undefined
}

function readAmounts(request: OrderRequest, instrument: Instrument, violations: Violation[]): Amounts {
  const read = (field: string, value: string | undefined, scale: number): bigint | undefined => {
    if (value === undefined) return undefined
    const units = parseDecimal(value, scale)
    if (units === 'malformed' || (typeof units === 'bigint' && units < 0n))
      violations.push({ code: 'VALIDATION_FAILED', field, rule: 'decimal', value: value.slice(0, 40) })
    else if (units === 'too_precise') violations.push(tooPrecise(field, value, scale))
    else return units
    return undefined
  }
  return {
    price: read('price', request.price, instrument.priceScale),
    quantity: read('quantity', request.quantity, instrument.baseScale),
    quoteQuantity: read('quote_quantity', request.quoteQuantity, instrument.quoteScale),
  }
}

function tooPrecise(field: string, value: string, scale: number): Violation {
  const fine = decimalScale(value)
  const units = parseDecimal(value, fine)
  assert(typeof units === 'bigint', 'a text that is too precise is a decimal')
  if (units < 0n) return { code: 'VALIDATION_FAILED', field, rule: 'decimal', value }
  const nearest = (units + 10n ** BigInt(fine - scale) / 2n) / 10n ** BigInt(fine - scale)
  return {
    code: 'PRECISION',
    field,
    rule: 'decimals_max',
    value,
    limit: String(scale),
    nearest: trimDecimal(formatDecimal(nearest, scale)),
  }
}

function pricedOrder(request: OrderRequest, amounts: Amounts): PricedOrder {
  const { type, timeInForce } = request
  assert(type === 'market' || type === 'limit', 'other types were refused before')
  assert(timeInForce === 'gtc' || timeInForce === 'ioc' || timeInForce === 'fok', 'other times in force were refused before')
  return {
    side: request.side,
    type,
    timeInForce,
    postOnly: request.postOnly,
    ...(amounts.price === undefined ? {} : { price: amounts.price }),
    ...(amounts.quantity === undefined ? {} : { quantity: amounts.quantity }),
    ...(amounts.quoteQuantity === undefined ? {} : { quoteQuantity: amounts.quoteQuantity }),
  }
}

/** The engine counts in integers of limited width (money-path.md §3); beyond them the price filter refuses. */
function checkRange(order: PricedOrder, instrument: Instrument): Violation[] {
  const tickLots = order.quoteQuantity === undefined ? 0n : order.quoteQuantity / tickLotValue(instrument)
  if (fitsEngine(instrument, order.price, order.quantity) && tickLots <= BigInt(LOTS_MAX)) return []
  if (order.price !== undefined && order.price / tickOf(instrument) > BigInt(TICKS_MAX)) {
    const highest = BigInt(TICKS_MAX) * tickOf(instrument)
    const limit = trimDecimal(formatDecimal(highest, instrument.priceScale))
    return [
      {
        code: 'FILTER_PRICE_FILTER',
        field: 'price',
        rule: 'engine_range',
        value: formatDecimal(order.price, instrument.priceScale),
        limit,
        nearest: limit,
      },
    ]
  }
  if (order.quantity !== undefined) {
    const ticks = order.price === undefined ? 1n : order.price / tickOf(instrument)
    const most = (BigInt(LOTS_MAX) / (ticks > 0n ? ticks : 1n)) * lotOf(instrument)
    const limit = trimDecimal(formatDecimal(most, instrument.baseScale))
    return [
      {
        code: 'FILTER_PRICE_FILTER',
        field: 'quantity',
        rule: 'engine_range',
        value: formatDecimal(order.quantity, instrument.baseScale),
        limit,
        nearest: limit,
      },
    ]
  }
  const limit = trimDecimal(formatDecimal(BigInt(LOTS_MAX) * tickLotValue(instrument), instrument.quoteScale))
  return [
    {
      code: 'FILTER_PRICE_FILTER',
      field: 'quote_quantity',
      rule: 'engine_range',
      value: formatDecimal(order.quoteQuantity ?? 0n, instrument.quoteScale),
      limit,
      nearest: limit,
    },
  ]
}

function checkOpenOrders(instrument: Instrument, market: MarketView): Violation[] {
  if (instrument.ordersMax === 0 || market.openOrders === undefined || market.openOrders < instrument.ordersMax) return []
  return [
    { code: 'FILTER_MAX_NUM_ORDERS', field: 'symbol', rule: 'max', value: String(market.openOrders), limit: String(instrument.ordersMax) },
  ]
}
