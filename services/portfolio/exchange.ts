import type { Trade, TradeSide } from '#contracts/topics/trades'
import { assert } from '#core/assert'
import { applyFill, type Lot, type Position } from '#core/cost-basis'
import { parseDecimal } from '#core/decimal'
import type { Instrument } from '#core/orders'

/** One user's side of a trade as an exchange of two assets: the fee is taken from what is received. In base units. */
export interface Exchange {
  readonly tradeId: string
  /** Market time, ms. */
  readonly at: number
  readonly gives: { readonly asset: string; readonly amount: bigint }
  readonly receives: { readonly asset: string; readonly amount: bigint; readonly fee: bigint }
  /** The fee at the price of the fill, in quote units. */
  readonly feeQuote: bigint
  readonly quoteAsset: string
}
/** An exchange and whose it is. */
export interface Move {
  readonly accountId: string
  readonly userId: string
  readonly exchange: Exchange
}
/** A position as it is kept: its lots, oldest first, may be only those that this batch can reach. */
export interface Holding {
  readonly position: Position
  readonly feesPaid: bigint
}

export function toExchange(trade: Trade, side: TradeSide, instrument: Instrument): Exchange {
  const quantity = units(trade.quantity, instrument.baseScale)
  const quote = units(trade.quote_quantity, instrument.quoteScale)
  const isBuy = side.side === 'buy'
  const fee = units(side.fee, isBuy ? instrument.baseScale : instrument.quoteScale)
  const base = { asset: trade.base_asset, amount: quantity }
  const price = { asset: trade.quote_asset, amount: quote }
  assert(side.fee_asset === (isBuy ? base.asset : price.asset), 'a fee is taken from the asset received')
  return {
    tradeId: trade.trade_id,
    at: Date.parse(trade.executed_at),
    gives: isBuy ? price : base,
    receives: { ...(isBuy ? base : price), fee },
    feeQuote: isBuy ? (fee * quote) / quantity : fee,
    quoteAsset: trade.quote_asset,
  }
}

/** The positions an exchange touches: the currency is cash and has none. */
export function touchedAssets({ gives, receives }: Exchange, currency: string): string[] {
  return [gives.asset, receives.asset].filter(asset => asset !== currency)
}

/**
 * Moves the positions of an account by one exchange, first in first out. What is bought for the currency costs what was paid; what is
 * sold for it realizes its price less its cost. An asset paid with another asset takes over that one's cost: nothing is realized until
 * it is sold for the currency, so profit never depends on a mark.
 */
export function applyExchange(holdings: Map<string, Holding>, exchange: Exchange, currency: string): void {
  const { gives, receives, tradeId, at } = exchange
  const fill = { tradeId, at, feeQuote: 0n }
  const isSale = receives.asset === currency
  let cost = gives.amount
  if (gives.asset !== currency) {
    const { position, feesPaid } = holdingOf(holdings, gives.asset)
    const quote = isSale ? receives.amount : 0n
    const sold = applyFill(
      position,
      { ...fill, side: 'sell', quantity: gives.amount, quote, feeBase: 0n, feeQuote: isSale ? receives.fee : 0n },
      'fifo',
    )
    cost = position.cost - sold.cost
    holdings.set(gives.asset, {
      position: isSale ? sold : { ...sold, realized: position.realized },
      feesPaid: feesPaid + (isSale ? feeIn(exchange, currency) : 0n),
    })
  }
  if (isSale) return
  const { position, feesPaid } = holdingOf(holdings, receives.asset)
  holdings.set(receives.asset, {
    position: applyFill(position, { ...fill, side: 'buy', quantity: receives.amount, quote: cost, feeBase: receives.fee }, 'fifo'),
    feesPaid: feesPaid + feeIn(exchange, currency),
  })
}

/** The lots that were opened, shortened and used up between two states of a position. A trade opens at most one. */
export function lotChanges(
  before: readonly Lot[],
  after: readonly Lot[],
): { readonly opened: Lot[]; readonly shortened: Lot[]; readonly closed: Lot[] } {
  const earlier = new Map(before.map(lot => [lot.tradeId, lot]))
  const later = new Set(after.map(lot => lot.tradeId))
  return {
    opened: after.filter(lot => !earlier.has(lot.tradeId)),
    shortened: after.filter(lot => earlier.has(lot.tradeId) && earlier.get(lot.tradeId) !== lot),
    closed: before.filter(lot => !later.has(lot.tradeId)),
  }
}

function holdingOf(holdings: ReadonlyMap<string, Holding>, asset: string): Holding {
  const holding = holdings.get(asset)
  assert(holding !== undefined, 'the holdings an exchange touches are loaded')
  return holding
}

/** Informational: a fee of a trade that is not priced in the currency counts nothing here. */
function feeIn({ feeQuote, quoteAsset }: Exchange, currency: string): bigint {
  return quoteAsset === currency ? feeQuote : 0n
}

function units(text: string, scale: number): bigint {
  const value = parseDecimal(text, scale)
  assert(typeof value === 'bigint', 'a trade has exact amounts')
  return value
}
