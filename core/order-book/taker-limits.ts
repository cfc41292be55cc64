import { assert } from '#core/assert'
import { LOTS_MAX, TICKS_MAX } from '#core/orders'
import type { ReasonCode } from '#core/orders'
import type { NewOrder } from './types.ts'

/** What a taker may still do: lots, tick-lots of quote and of hold. `Infinity` never appears: no bound is LOTS_MAX. */
export interface Taker {
  readonly order: NewOrder
  leaves: number
  quoteLeft: number
  spendLeft: number
  filled: number
  priceLast: number
}

/** Why a taker stopped before it was done. */
export type Stop = 'done' | 'empty' | 'limit' | 'own_order' | 'hold' | 'quote'

/** How many lots a taker can take at a price, and which of its bounds said so. */
export interface Allowance {
  readonly lots: number
  readonly bound: 'none' | 'hold' | 'quote'
}

/** A taker at the start. Asserts that the command is one validation can have let through. */
export function takerOf(order: NewOrder): Taker {
  assert(Number.isSafeInteger(order.order) && order.order > 0, 'an order id is a positive safe integer')
  assert(isCount(order.quantity) && isCount(order.quoteQuantity) && isCount(order.spendMax), 'amounts of an order are safe integers')
  assert(order.quantity > 0 || order.quoteQuantity > 0, 'an order has a quantity or a quote quantity')
  if (order.type === 'limit') {
    assert(Number.isSafeInteger(order.price) && order.price > 0 && order.price <= TICKS_MAX, 'a limit price is within the engine range')
    assert(order.quoteQuantity === 0 && order.quantity > 0, 'a limit order is by quantity')
  } else {
    assert(order.price === 0 && !order.postOnly, 'a market order has no price and cannot wait')
  }
  return {
    order,
    leaves: order.quantity > 0 ? order.quantity : LOTS_MAX,
    quoteLeft: order.quoteQuantity > 0 ? order.quoteQuantity : LOTS_MAX,
    spendLeft: order.spendMax > 0 ? order.spendMax : LOTS_MAX,
    filled: 0,
    priceLast: 0,
  }
}

/** Lots the taker's own bounds allow at a price: what is left of its quantity, of its quote, of its hold. */
export function allowanceAt(taker: Taker, price: number): Allowance {
  const byQuote = taker.order.quoteQuantity > 0 ? Math.floor(taker.quoteLeft / price) : LOTS_MAX
  const byHold = taker.order.spendMax > 0 ? Math.floor(taker.spendLeft / price) : LOTS_MAX
  if (byQuote === 0) return { lots: 0, bound: 'quote' }
  if (byHold === 0 || taker.leaves === 0) return { lots: 0, bound: 'hold' }
  return { lots: Math.min(taker.leaves, byQuote, byHold), bound: 'none' }
}

/** Counts a fill against every bound of the taker. */
export function countFill(taker: Taker, price: number, lots: number): void {
  const { order } = taker
  taker.leaves -= lots
  taker.filled += lots
  taker.priceLast = price
  if (order.quoteQuantity > 0) taker.quoteLeft -= price * lots
  if (order.spendMax > 0) taker.spendLeft -= price * lots
  assert(taker.leaves >= 0 && taker.quoteLeft >= 0 && taker.spendLeft >= 0, 'a taker stays within its bounds')
}

/**
 * The end of a taker that cannot rest, or null where it is filled. An order by quote is filled when it traded and less
 * than the price of one lot is left: of the lot it could not afford, or of the last one where the book was empty.
 */
export function endReason(taker: Taker, stop: Stop): ReasonCode | null {
  const { order } = taker
  const filled =
    stop === 'done' ||
    (stop === 'quote' && taker.filled > 0) ||
    (stop === 'empty' && order.quoteQuantity > 0 && taker.quoteLeft < taker.priceLast)
  if (filled) return null
  if (order.timeInForce === 'fok') return 'UNFILLED_FOK_ORDER_EXPIRED'
  switch (stop) {
    case 'own_order':
      return 'SELF_TRADE_PREVENTED'
    case 'hold':
      return 'INSUFFICIENT_HOLD'
    case 'quote':
      return 'INSUFFICIENT_LIQUIDITY'
    case 'empty':
    case 'limit':
      return order.type === 'market' ? 'INSUFFICIENT_LIQUIDITY' : 'UNFILLED_IOC_QUANTITY_EXPIRED'
  }
}

/** Lots an ended order did not trade; an order by quote has no such number, so 0. */
export function leavesOf(taker: Taker): number {
  return taker.order.quoteQuantity > 0 ? 0 : taker.leaves
}

function isCount(amount: number): boolean {
  return Number.isSafeInteger(amount) && amount >= 0
}
