import { checkCombination } from './combination-rules.ts'
import { checkEngineRange } from './engine-range.ts'
import { checkLot, checkMarketLot, checkNotional, checkPercentPrice, checkPrice } from './filters.ts'
import { checkDisplayBelow, checkIcebergParts } from './iceberg-rules.ts'
import type { Instrument } from './instrument.ts'
import type { MarketView, OrderRequest, PricedOrder, Validated, Violation } from './order-request.ts'
import type { ReasonCode } from './reasons.ts'
import { readOrder } from './read-order.ts'
import { checkStopPrice, checkTrailingDelta } from './trigger-rules.ts'
import { isTriggered } from './types.ts'

/**
 * Checks a request against an instrument and turns it into integers. Pure; funds are not looked at.
 * Order of the checks as in order-semantics d9: state, combination, precision, price, lot, market lot, notional, percent price,
 * iceberg parts, trailing delta, stop against the last price, number of orders and of those that wait; the engine's numeric
 * range stands right after the filters it belongs to. What is unknown of the market is not checked.
 */
export function validateOrder(request: OrderRequest, instrument: Instrument, market: MarketView): Validated {
  const { order, violations: alone } = checkRequest(request, instrument, market)
  const violations = [...checkStatus(instrument), ...alone]
  if (order === undefined) return { ok: false, violations }
  violations.push(...checkStopPrice(order, instrument, market), ...checkCounts([order], instrument, market))
  return violations.length > 0 ? { ok: false, violations } : { ok: true, order }
}

/** What is wrong with one request, and the order in integers unless it could not be read. */
export interface Checked {
  readonly order: PricedOrder | undefined
  readonly violations: readonly Violation[]
}

/** The checks of one request alone: not the symbol's state, not its stop against the last price, not the number of orders. */
export function checkRequest(request: OrderRequest, instrument: Instrument, market: MarketView): Checked {
  const { order, violations: unreadable } = readOrder(request, instrument)
  const form = [...checkCombination(request, market.now), ...unreadable]
  if (form.length > 0) return { order: undefined, violations: form }
  const violations = [
    ...checkPrice(order, instrument),
    ...checkLot(order, instrument),
    ...checkDisplayBelow(order, instrument),
    ...checkMarketLot(order, instrument),
    ...checkEngineRange(order, instrument),
    ...checkNotional(order, instrument, market),
    ...checkPercentPrice(order, instrument, market),
    ...checkIcebergParts(order, instrument),
    ...checkTrailingDelta(order, instrument),
  ]
  return { order, violations }
}

/** Whether the symbol takes new orders. */
export function checkStatus({ status, symbol }: Instrument): Violation[] {
  switch (status) {
    case 'trading':
      return []
    case 'halt':
      return [{ code: 'SYMBOL_HALTED', field: 'symbol', rule: 'status', value: symbol, limit: status }]
    case 'cancel_only':
      return [{ code: 'CANCEL_ONLY', field: 'symbol', rule: 'status', value: symbol, limit: status }]
  }
}

/** MAX_NUM_ORDERS and MAX_NUM_ALGO_ORDERS: the value is how many there would be with the new orders; legs of a list count from the start. */
export function checkCounts(orders: readonly PricedOrder[], instrument: Instrument, market: MarketView): Violation[] {
  const triggers = orders.filter(({ type }) => isTriggered(type)).length
  return [
    ...checkCount('FILTER_MAX_NUM_ORDERS', sum(market.openOrders, orders.length), instrument.ordersMax),
    ...(triggers === 0 ? [] : checkCount('FILTER_MAX_NUM_ALGO_ORDERS', sum(market.openTriggers, triggers), instrument.triggersMax)),
  ]
}

function sum(open: number | undefined, more: number): number | undefined {
  return open === undefined ? undefined : open + more
}

function checkCount(code: ReasonCode, count: number | undefined, max: number): Violation[] {
  if (count === undefined || max === 0 || count <= max) return []
  return [{ code, field: 'symbol', rule: 'max', value: String(count), limit: String(max) }]
}
