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

/** What keeps a draft from being an order: a sentence for each field. */
export interface Missing {
  readonly price?: string
  readonly size?: string
}
export type Reading = { readonly order: NewOrder } | { readonly missing: Missing }

/** Reads the ticket. A limit order sized in quote is sent as the base quantity that much buys at its price, rounded down to the step. */
export function readDraft(draft: Draft, symbol: MarketSymbol): Reading {
  const price = readAmount(draft.price)
  const size = readAmount(draft.size)
  const isLimit = draft.type === 'limit'
  if (size === undefined || isZero(size) || (isLimit && (price === undefined || isZero(price))))
    return { missing: { ...(isLimit ? about('price', draft.price, price) : {}), ...about('size', draft.size, size) } }
  const common = { symbol: symbol.symbol, side: draft.side, type: draft.type }
  if (!isLimit) return { order: { ...common, ...(draft.unit === 'base' ? { quantity: size } : { quote_quantity: size }) } }
  const quantity = draft.unit === 'base' ? size : baseFor(size, price!, symbol)
  return {
    order: {
      ...common,
      quantity,
      price: price!,
      time_in_force: draft.timeInForce,
      ...(draft.isPostOnly && draft.timeInForce === 'gtc' ? { post_only: true } : {}),
    },
  }
}

function about(field: 'price' | 'size', typed: string, amount: string | undefined): Missing {
  if (typed.trim() === '') return { [field]: `Enter a ${field}.` }
  if (amount === undefined) return { [field]: 'Digits and one point only, as 0.25.' }
  return isZero(amount) ? { [field]: 'More than zero.' } : {}
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

/** What an order of this side spends. */
export function availableFor(side: Draft['side'], symbol: MarketSymbol, balances: readonly Balance[]): string {
  const asset = side === 'buy' ? symbol.quote_asset : symbol.base_asset
  return balances.find(balance => balance.asset === asset)?.available ?? '0'
}
