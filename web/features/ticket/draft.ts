/** What stands in the ticket, and the order it means. */
import type { MarketSymbol } from '#contracts/routes/market'
import type { NewOrder } from '#contracts/routes/orders'
import type { Balance } from '#contracts/routes/wallet'
import { cut, divideDown, floorTo, isZero, multiply, percentOf, readAmount, trim } from '../../data/amounts.ts'

export type DraftType = 'limit' | 'market' | 'stop' | 'take_profit' | 'stop_limit' | 'trailing'
export type Life = 'gtc' | 'day' | 'ioc' | 'fok'
export interface Draft {
  readonly side: 'buy' | 'sell'
  readonly type: DraftType
  readonly price: string
  /** Of a stop or a take-profit. */
  readonly trigger: string
  /** Of a trailing stop, in percent. */
  readonly distance: string
  readonly size: string
  /** Whether the size counts the base or the quote asset. */
  readonly unit: 'base' | 'quote'
  readonly timeInForce: Life
  readonly isPostOnly: boolean
  /** What an iceberg shows; empty for an order that shows all. */
  readonly display: string
}
export const emptyDraft: Draft = {
  side: 'buy',
  type: 'limit',
  price: '',
  trigger: '',
  distance: '',
  size: '',
  unit: 'base',
  timeInForce: 'gtc',
  isPostOnly: false,
  display: '',
}

const orderTypes = {
  limit: 'limit',
  market: 'market',
  stop: 'stop_loss',
  take_profit: 'take_profit',
  stop_limit: 'stop_loss_limit',
  trailing: 'stop_loss',
} as const satisfies Record<DraftType, NewOrder['type']>

/** Which inputs a type has. */
export function hasPrice({ type }: Draft): boolean {
  return type === 'limit' || type === 'stop_limit'
}
export function hasTrigger({ type }: Draft): boolean {
  return type === 'stop' || type === 'take_profit' || type === 'stop_limit'
}
/** Only what rests until it is canceled shows itself in slices. */
export function canHide(draft: Draft): boolean {
  return hasPrice(draft) && lifeOf(draft) === 'gtc'
}
/** How long orders of this type may live. What works at market waits for its trigger at most; a market order does not wait. */
export function livesOf(draft: Draft): readonly Life[] {
  if (hasPrice(draft)) return ['gtc', 'day', 'ioc', 'fok']
  return draft.type === 'market' ? [] : ['gtc', 'day']
}
export function lifeOf(draft: Draft): Life {
  return livesOf(draft).includes(draft.timeInForce) ? draft.timeInForce : 'gtc'
}
/** A trailing stop has no price a size in quote could be counted at. */
export function unitOf({ type, unit }: Draft): Draft['unit'] {
  return type === 'trailing' ? 'base' : unit
}
/** The draft with a price picked from the book, where its type takes one; otherwise as a limit order. */
export function atPrice(draft: Draft, price: string): Draft {
  if (draft.type === 'stop' || draft.type === 'take_profit') return { ...draft, trigger: price }
  return { ...draft, type: draft.type === 'stop_limit' ? 'stop_limit' : 'limit', price }
}

/**
 * Reads the ticket; undefined until it is an order.
 * Except at market, a size in quote is sent as the base quantity that much buys at the price or trigger, rounded down to the step.
 */
export function readDraft(draft: Draft, symbol: MarketSymbol): NewOrder | undefined {
  const size = readAmount(draft.size)
  if (size === undefined || isZero(size)) return undefined
  const common = { symbol: symbol.symbol, side: draft.side, type: orderTypes[draft.type] }
  if (draft.type === 'market') return { ...common, ...(draft.unit === 'base' ? { quantity: size } : { quote_quantity: size }) }
  const waits = readWaiting(draft)
  const at = pricedAt(draft)
  if (waits === undefined || (draft.type !== 'trailing' && at === undefined)) return undefined
  const life = lifeOf(draft)
  const display = canHide(draft) ? readAmount(draft.display) : undefined
  return {
    ...common,
    ...waits,
    quantity: unitOf(draft) === 'base' || at === undefined ? size : baseFor(size, at, symbol),
    ...(hasPrice(draft) ? { price: readAmount(draft.price)!, time_in_force: life } : life === 'day' ? { time_in_force: life } : {}),
    ...(draft.isPostOnly && hasPrice(draft) && (life === 'gtc' || life === 'day') ? { post_only: true } : {}),
    ...(display === undefined || isZero(display) ? {} : { display_quantity: display }),
  }
}

/** What the order waits for; undefined while that is not said. */
function readWaiting(draft: Draft): Pick<NewOrder, 'stop_price' | 'trailing_delta'> | undefined {
  if (draft.type === 'trailing') {
    const bips = bipsOf(draft.distance)
    return bips === undefined || bips === 0 ? undefined : { trailing_delta: bips }
  }
  if (!hasTrigger(draft)) return {}
  const trigger = readAmount(draft.trigger)
  return trigger === undefined || isZero(trigger) ? undefined : { stop_price: trigger }
}

/** A percentage in basis points; undefined where it is none or finer than that. */
export function bipsOf(percent: string): number | undefined {
  const amount = readAmount(percent)
  const bips = amount === undefined ? '' : multiply(amount, '100')
  return /^\d{1,9}$/.test(bips) ? Number(bips) : undefined
}
export function percentOfBips(bips: string): string {
  return trim(multiply(bips, '0.01'))
}

/** The price the order counts its size at, as far as it is said. */
function pricedAt(draft: Draft): string | undefined {
  const price = readAmount(hasPrice(draft) ? draft.price : hasTrigger(draft) ? draft.trigger : '')
  return price === undefined || isZero(price) ? undefined : price
}

function baseFor(quote: string, price: string, symbol: MarketSymbol): string {
  return floorTo(divideDown(quote, price, symbol.quantity_decimals) ?? '0', symbol.step_size)
}

/** A buy that becomes a market order sets aside this much more than its trigger says. */
const slack = '1.02'

/**
 * The draft sized to a part of what is available. A market buy counts quote and a market sell base: that is what the part is of.
 * Undefined where a buy in base has no price yet.
 */
export function sizedTo(
  percent: number,
  draft: Draft,
  { symbol, balances }: { symbol: MarketSymbol; balances: readonly Balance[] },
): Draft | undefined {
  const part = percentOf(availableFor(draft.side, symbol, balances), percent)
  const price = pricedAt(draft)
  const unit = draft.type !== 'market' ? unitOf(draft) : draft.side === 'buy' ? 'quote' : 'base'
  if (draft.side === 'sell') {
    const base = floorTo(part, symbol.step_size)
    if (unit === 'base') return { ...draft, unit, size: base }
    return price === undefined ? undefined : { ...draft, unit, size: cut(multiply(base, price), symbol.price_decimals) }
  }
  const affordable = hasPrice(draft) || draft.type === 'market' ? part : (divideDown(part, slack, symbol.price_decimals) ?? '0')
  if (unit === 'quote') return { ...draft, unit, size: cut(affordable, symbol.price_decimals) }
  return price === undefined ? undefined : { ...draft, unit, size: baseFor(affordable, price, symbol) }
}

/** The asset an order of this side spends. */
export function spentAsset(side: Draft['side'], symbol: MarketSymbol): string {
  return side === 'buy' ? symbol.quote_asset : symbol.base_asset
}
export function availableFor(side: Draft['side'], symbol: MarketSymbol, balances: readonly Balance[]): string {
  const asset = spentAsset(side, symbol)
  return balances.find(balance => balance.asset === asset)?.available ?? '0'
}
