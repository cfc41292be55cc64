import { assert } from '#core/assert'
import { ceilDivide } from '#core/decimal'
import type { Instrument } from './instrument.ts'
import { lotOf, notional, notionalFloor } from './instrument.ts'
import type { PricedOrder } from './order-request.ts'
import type { ReasonCode } from './reasons.ts'

/** What a hold is computed from. `available` is in units of the asset to hold; unknown = the wallet decides under its lock. */
export interface HoldMarket {
  readonly available?: bigint
  /** The projected merged book a market order would meet, best first: price at priceScale, quantity in base units. */
  readonly levels?: Iterable<readonly [price: bigint, quantity: bigint]>
  /** The last price, used for a market order while the projected side is empty. */
  readonly last?: bigint
}

/** What to reserve before an order is accepted. `spendMax` (quote units) bounds a market buy by quantity. */
export interface Hold {
  readonly asset: string
  readonly amount: bigint
  readonly spendMax?: bigint
}

/** A market order may cost 2 % more than the projected book says before its bound stops it (money-path.md §4). */
const SLACK_NUMERATOR = 102n
const SLACK_DENOMINATOR = 100n

/**
 * The hold of a valid order (money-path.md §4): a limit buy exactly price × quantity, a sell exactly its quantity, a market
 * buy by quote its quote, a market buy by quantity min(available, walk of the book × 1.02), a market sell by quote the base
 * such a walk would need. Fees are taken from what is received, never held.
 */
export function holdFor(order: PricedOrder, instrument: Instrument, market: HoldMarket): Hold | { readonly reason: ReasonCode } {
  if (order.side === 'sell')
    return order.quoteQuantity === undefined
      ? holdQuantity(order, instrument, market)
      : holdForProceeds(order.quoteQuantity, instrument, market)
  if (order.quoteQuantity !== undefined) return covered({ asset: instrument.quoteAsset, amount: order.quoteQuantity }, market)
  assert(order.quantity !== undefined, 'an order has a quantity or a quote quantity')
  if (order.type === 'market') return holdForWalk(order.quantity, instrument, market)
  assert(order.price !== undefined, 'a limit order has a price')
  return covered({ asset: instrument.quoteAsset, amount: notional(instrument, order.price, order.quantity) }, market)
}

function holdQuantity(order: PricedOrder, instrument: Instrument, market: HoldMarket): Hold | { readonly reason: ReasonCode } {
  assert(order.quantity !== undefined, 'an order has a quantity or a quote quantity')
  return covered({ asset: instrument.baseAsset, amount: order.quantity }, market)
}

function holdForWalk(quantity: bigint, instrument: Instrument, market: HoldMarket): Hold | { readonly reason: ReasonCode } {
  const cost = costOf(quantity, instrument, market)
  if (cost === undefined) return { reason: 'INSUFFICIENT_LIQUIDITY' }
  const wanted = ceilDivide(cost * SLACK_NUMERATOR, SLACK_DENOMINATOR)
  const amount = least(wanted, market.available)
  if (amount <= 0n) return { reason: 'INSUFFICIENT_BALANCE' }
  return { asset: instrument.quoteAsset, amount, spendMax: amount }
}

/** Whole lots of base that bring in the quote wanted, with slack for worse prices; the engine trades no lot more. */
function holdForProceeds(quote: bigint, instrument: Instrument, market: HoldMarket): Hold | { readonly reason: ReasonCode } {
  let [missing, quantity, worst] = [quote, 0n, market.last]
  for (const [price, shown] of market.levels ?? []) {
    worst = price
    const value = notionalFloor(instrument, price, shown)
    if (value >= missing) break
    missing -= value
    quantity += shown
  }
  if (worst === undefined || worst === 0n) return { reason: 'INSUFFICIENT_LIQUIDITY' }
  const perLot = notionalFloor(instrument, worst, lotOf(instrument))
  quantity += ceilDivide(missing, perLot > 0n ? perLot : 1n) * lotOf(instrument)
  const lots = ceilDivide(quantity * SLACK_NUMERATOR, SLACK_DENOMINATOR * lotOf(instrument))
  const amount = (least(lots * lotOf(instrument), market.available) / lotOf(instrument)) * lotOf(instrument)
  return amount > 0n ? { asset: instrument.baseAsset, amount } : { reason: 'INSUFFICIENT_BALANCE' }
}

/** Cost of walking the projected book; what it does not show is priced at its last level, so that a short projection holds enough. */
function costOf(quantity: bigint, instrument: Instrument, market: HoldMarket): bigint | undefined {
  let [missing, cost, worst] = [quantity, 0n, market.last]
  for (const [price, shown] of market.levels ?? []) {
    const taken = shown < missing ? shown : missing
    cost += notionalFloor(instrument, price, taken)
    missing -= taken
    worst = price
    if (missing === 0n) return cost
  }
  return worst === undefined || worst === 0n ? undefined : cost + notionalFloor(instrument, worst, missing)
}

function covered(hold: Hold, market: HoldMarket): Hold | { readonly reason: ReasonCode } {
  return market.available !== undefined && market.available < hold.amount ? { reason: 'INSUFFICIENT_BALANCE' } : hold
}

function least(wanted: bigint, available: bigint | undefined): bigint {
  return available !== undefined && available < wanted ? available : wanted
}
