/** Sizes as parts of what is available. */
import type { MarketSymbol } from '#contracts/routes/market'
import type { Balance } from '#contracts/routes/wallet'
import { cut, divideDown, floorTo, isZero, multiply, percentOf, readAmount, thousandths } from '../../data/amounts.ts'
import { type Draft, hasPrice, pricedAt, sideOf, spentAsset, unitOf } from './draft.ts'

/** What there is to trade with, and at what. */
export interface Means {
  readonly symbol: MarketSymbol
  readonly balances: readonly Balance[]
  /** The last price, where an order has none of its own. */
  readonly last: string | undefined
}
/** A buy that becomes a market order sets aside this much more than its trigger says. */
const slack = '1.02'

export function availableFor(side: Draft['side'], symbol: MarketSymbol, balances: readonly Balance[]): string {
  const asset = spentAsset(side, symbol)
  return balances.find(balance => balance.asset === asset)?.available ?? '0'
}

/**
 * The draft sized to a part of what is available. A market buy counts quote and a market sell base: that is what the part is of.
 * Undefined where a buy in base has no price yet.
 */
export function sizedTo(percent: number, draft: Draft, { symbol, balances, last }: Means): Draft | undefined {
  const side = sideOf(draft)
  const part = percentOf(availableFor(side, symbol, balances), percent)
  const price = pricedAt(draft) ?? last
  const unit = draft.kind !== 'market' ? unitOf(draft) : side === 'buy' ? 'quote' : 'base'
  if (side === 'sell') {
    const base = floorTo(part, symbol.step_size)
    if (unit === 'base') return { ...draft, unit, size: base }
    return price === undefined ? undefined : { ...draft, unit, size: cut(multiply(base, price), symbol.price_decimals) }
  }
  const affordable = hasPrice(draft) || draft.kind === 'market' ? part : (divideDown(part, slack, symbol.price_decimals) ?? '0')
  if (unit === 'quote') return { ...draft, unit, size: cut(affordable, symbol.price_decimals) }
  return price === undefined ? undefined : { ...draft, unit, size: baseFor(affordable, price, symbol) }
}

/** How much of what is available the size takes, in percent; 0 where that cannot be said. */
export function percentTaken(draft: Draft, { symbol, balances, last }: Means): number {
  const size = readAmount(draft.size)
  const side = sideOf(draft)
  const available = availableFor(side, symbol, balances)
  const price = pricedAt(draft) ?? last
  if (size === undefined || isZero(available)) return 0
  const isSpent = (unitOf(draft) === 'quote') === (side === 'buy')
  if (!isSpent && price === undefined) return 0
  const spent = isSpent ? size : side === 'buy' ? multiply(size, price!) : (divideDown(size, price!, symbol.quantity_decimals) ?? '0')
  return Math.min(100, Math.round(thousandths(spent, available) / 10))
}

/** The base quantity an amount of quote buys at a price, rounded down to the step. */
export function baseFor(quote: string, price: string, symbol: MarketSymbol): string {
  return floorTo(divideDown(quote, price, symbol.quantity_decimals) ?? '0', symbol.step_size)
}
