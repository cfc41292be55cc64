import { assert } from '#core/assert'
import { ceilDivide } from '#core/decimal'
import type { Factor, Instrument } from './instrument.ts'
import { lotOf, notional, notionalFloor, spendBound, tickLotValue } from './instrument.ts'
import type { PricedOrder } from './order-request.ts'
import type { ReasonCode } from './reasons.ts'
import type { Side } from './types.ts'
import { isTriggered } from './types.ts'

/** What a hold is computed from. `available` is in units of the asset to hold; unknown = the wallet decides under its lock. */
export interface HoldMarket {
  readonly available?: bigint
  /**
   * The projected merged book a taker of the order's side would meet, best first: price at priceScale, quantity in base units.
   * For a market order, and for a trailing buy without activation while nothing has traded.
   */
  readonly levels?: Levels
  /** The side of the projected book a pegged order takes its price from, best first: its own for `primary`, else the other. */
  readonly pegLevels?: Levels
  /** The last price: where a trailing order starts to follow, and used for a market order while the projected side is empty. */
  readonly last?: bigint
}

type Levels = Iterable<readonly [price: bigint, quantity: bigint]>

/** What to reserve before an order is accepted. `spendMax` (quote units) bounds a buy whose price is not known yet. */
export interface Hold {
  readonly asset: string
  readonly amount: bigint
  readonly spendMax?: bigint
}

/** What a list reserves, once, and what bounds each of its orders (quote units; undefined = its own price or quantity does). */
export interface ListHold {
  readonly asset: string
  readonly amount: bigint
  readonly workingSpendMax?: bigint
  /** In the order of the legs. */
  readonly legSpendMax: readonly (bigint | undefined)[]
}

/** Why nothing can be held. */
export interface NoHold {
  readonly reason: ReasonCode
}

/** An order of unknown price may cost 2 % more than can be foreseen before its bound stops it (money-path.md §4). */
const SLACK: Factor = { numerator: 102n, denominator: 100n }
const BIPS = 10_000n
/** Balances are int8: more than this nobody has. */
const HELD_MAX = 2n ** 63n - 1n

/**
 * The hold of a valid order (money-path.md §4). A sell holds exactly its quantity, a buy with a price exactly price × quantity,
 * a market buy by quote its quote, a market buy by quantity min(available, walk of the book × 1.02), a market sell by quote the
 * base such a walk would need. A buy that has no price yet holds its quantity at the price it can be expected to meet, × 1.02:
 * its stop, its trailing distance above where it starts to follow, or the level it is pegged to. Fees are taken from what is
 * received, never held.
 */
export function holdFor(order: PricedOrder, instrument: Instrument, market: HoldMarket): Hold | NoHold {
  const { quantity, quoteQuantity } = order
  if (order.side === 'sell' && quoteQuantity !== undefined) return holdForProceeds(quoteQuantity, instrument, market)
  if (quoteQuantity !== undefined) return covered({ asset: instrument.quoteAsset, amount: quoteQuantity }, market)
  assert(quantity !== undefined, 'an order has a quantity or a quote quantity')
  if (order.side === 'sell') return covered({ asset: instrument.baseAsset, amount: quantity }, market)
  if (order.price !== undefined)
    return covered({ asset: instrument.quoteAsset, amount: notional(instrument, order.price, quantity) }, market)
  if (order.type === 'market') return holdForWalk(quantity, instrument, market)
  const price = isTriggered(order.type) ? triggerPrice(order, market) : levelAt(market.pegLevels, order.peg?.offset ?? 0)
  if (price === undefined || price === 0n) return { reason: 'INSUFFICIENT_LIQUIDITY' }
  const amount = spendBound(instrument, { price, quantity, factor: stretched(SLACK, order) })
  return covered({ asset: instrument.quoteAsset, amount, spendMax: amount }, market)
}

/**
 * The hold of a valid list: a working order holds what it would alone, for its legs live on what it buys; an OCO holds once the
 * larger of its legs, each of which keeps its own bound.
 */
export function holdForList(list: ListOrders, instrument: Instrument, market: HoldMarket): ListHold | NoHold {
  if (list.working !== undefined) {
    const hold = holdFor(list.working, instrument, market)
    if ('reason' in hold) return hold
    const { asset, amount, spendMax } = hold
    return { asset, amount, ...(spendMax === undefined ? {} : { workingSpendMax: spendMax }), legSpendMax: list.legs.map(() => undefined) }
  }
  // No leg walks the book, but several may ask for its best level, and levels may be readable only once.
  const best = levelAt(market.levels, 0)
  const once: HoldMarket = best === undefined ? market : { ...market, levels: [[best, 0n]] }
  const holds: Hold[] = []
  for (const leg of list.legs) {
    const hold = holdFor(leg, instrument, once)
    if ('reason' in hold) return hold
    holds.push(hold)
  }
  const [first] = holds
  assert(first !== undefined && holds.every(({ asset }) => asset === first.asset), 'the legs of an OCO are of one side')
  const amount = holds.reduce((most, hold) => (hold.amount > most ? hold.amount : most), 0n)
  return { asset: first.asset, amount, legSpendMax: holds.map(({ spendMax }) => spendMax) }
}

/** The orders of a valid list. */
export interface ListOrders {
  readonly working?: PricedOrder
  readonly legs: readonly PricedOrder[]
}

/** As much of a live order as says what it still needs. */
export interface LiveNeed {
  readonly side: Side
  /** At priceScale; undefined while it has none. */
  readonly price?: bigint
  /** Base units it may still trade. */
  readonly leaves: bigint
  /** Quote units left of `spendMax`, or of the quote of a buy by quote. */
  readonly spendLeft?: bigint
}

/**
 * What a live order still needs of its hold, in units of the asset held: a sell its leaves, a buy price × leaves, or what is left
 * of its bound; the lesser where it has both (a pegged order that got its price).
 */
export function requiredHold({ side, price, leaves, spendLeft }: LiveNeed, instrument: Instrument): bigint {
  assert(leaves >= 0n && (spendLeft ?? 0n) >= 0n, 'an order needs no less than nothing')
  if (side === 'sell') return leaves
  const cost = price === undefined ? undefined : notional(instrument, price, leaves)
  const needed = cost === undefined || (spendLeft !== undefined && spendLeft < cost) ? spendLeft : cost
  assert(needed !== undefined, 'a buy has a price or a bound')
  return needed
}

function holdForWalk(quantity: bigint, instrument: Instrument, market: HoldMarket): Hold | NoHold {
  const cost = costOf(quantity, instrument, market)
  if (cost === undefined) return { reason: 'INSUFFICIENT_LIQUIDITY' }
  const unit = tickLotValue(instrument)
  const wanted = ceilDivide(cost * SLACK.numerator, SLACK.denominator * unit) * unit
  const amount = least(wanted, market.available)
  if (amount <= 0n) return { reason: 'INSUFFICIENT_BALANCE' }
  return { asset: instrument.quoteAsset, amount, spendMax: amount }
}

/** Whole lots of base that bring in the quote wanted, with slack for worse prices; the engine trades no lot more. */
function holdForProceeds(quote: bigint, instrument: Instrument, market: HoldMarket): Hold | NoHold {
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
  const lots = ceilDivide(quantity * SLACK.numerator, SLACK.denominator * lotOf(instrument))
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

/** The price a triggered buy can be expected to meet at its trigger, before it has come back by a trailing distance. */
function triggerPrice(order: PricedOrder, market: HoldMarket): bigint | undefined {
  const named = order.stopPrice ?? order.activationPrice
  if (named !== undefined) return named
  return market.last === undefined || market.last === 0n ? levelAt(market.levels, 0) : market.last
}

/** A trailing buy triggers that far above the lowest price, which is at most the one it starts from. */
function stretched(factor: Factor, { trailingDelta }: PricedOrder): Factor {
  if (trailingDelta === undefined) return factor
  return { numerator: factor.numerator * (BIPS + BigInt(trailingDelta)), denominator: factor.denominator * BIPS }
}

/** The price of a level by its rank, best first from 0; undefined where there is no such level. */
export function levelAt(levels: Levels | undefined, rank: number): bigint | undefined {
  let index = 0
  for (const [price] of levels ?? []) {
    if (index === rank) return price
    index += 1
  }
  return undefined
}

function covered(hold: Hold, market: HoldMarket): Hold | NoHold {
  return (market.available ?? HELD_MAX) < hold.amount ? { reason: 'INSUFFICIENT_BALANCE' } : hold
}

function least(wanted: bigint, available = HELD_MAX): bigint {
  return available < wanted ? available : wanted
}
