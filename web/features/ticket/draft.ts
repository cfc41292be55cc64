/** What stands in the ticket, and the order it means. */
import type { MarketSymbol } from '#contracts/routes/market'
import type { NewOrder } from '#contracts/routes/orders'
import type { Balance } from '#contracts/routes/wallet'
import { cut, divideDown, floorTo, isZero, multiply, percentOf, readAmount } from '../../data/amounts.ts'

export interface Draft {
  readonly side: 'buy' | 'sell'
  readonly type: 'limit' | 'market'
  readonly price: string
  readonly size: string
  /** Whether the size counts the base or the quote asset. */
  readonly unit: 'base' | 'quote'
  readonly timeInForce: 'gtc' | 'ioc' | 'fok'
  readonly isPostOnly: boolean
}
export const emptyDraft: Draft = { side: 'buy', type: 'limit', price: '', size: '', unit: 'base', timeInForce: 'gtc', isPostOnly: false }

/**
 * Reads the ticket; undefined until it is an order.
 * A limit order sized in quote is sent as the base quantity that much buys at its price, rounded down to the step.
 */
export function readDraft(draft: Draft, symbol: MarketSymbol): NewOrder | undefined {
  const size = readAmount(draft.size)
  if (size === undefined || isZero(size)) return undefined
  const common = { symbol: symbol.symbol, side: draft.side, type: draft.type }
  if (draft.type === 'market') return { ...common, ...(draft.unit === 'base' ? { quantity: size } : { quote_quantity: size }) }
  const price = readAmount(draft.price)
  if (price === undefined || isZero(price)) return undefined
  return {
    ...common,
    quantity: draft.unit === 'base' ? size : baseFor(size, price, symbol),
    price,
    time_in_force: draft.timeInForce,
    ...(draft.isPostOnly && draft.timeInForce === 'gtc' ? { post_only: true } : {}),
  }
}

function baseFor(quote: string, price: string, symbol: MarketSymbol): string {
  return floorTo(divideDown(quote, price, symbol.quantity_decimals) ?? '0', symbol.step_size)
}

/**
 * The draft sized to a part of what is available. A market buy counts quote and a market sell base: that is what the part is of.
 * Undefined where a limit buy in base has no price yet.
 */
export function sizedTo(
  percent: number,
  draft: Draft,
  { symbol, balances }: { symbol: MarketSymbol; balances: readonly Balance[] },
): Draft | undefined {
  const available = availableFor(draft.side, symbol, balances)
  const part = percentOf(available, percent)
  const price = readAmount(draft.price)
  const unit = draft.type === 'limit' ? draft.unit : draft.side === 'buy' ? 'quote' : 'base'
  if (draft.side === 'sell') {
    const base = floorTo(part, symbol.step_size)
    if (unit === 'base') return { ...draft, unit, size: base }
    return price === undefined ? undefined : { ...draft, unit, size: cut(multiply(base, price), symbol.price_decimals) }
  }
  if (unit === 'quote') return { ...draft, unit, size: cut(part, symbol.price_decimals) }
  return price === undefined || isZero(price) ? undefined : { ...draft, unit, size: baseFor(part, price, symbol) }
}

/** The asset an order of this side spends. */
export function spentAsset(side: Draft['side'], symbol: MarketSymbol): string {
  return side === 'buy' ? symbol.quote_asset : symbol.base_asset
}
export function availableFor(side: Draft['side'], symbol: MarketSymbol, balances: readonly Balance[]): string {
  const asset = spentAsset(side, symbol)
  return balances.find(balance => balance.asset === asset)?.available ?? '0'
}
