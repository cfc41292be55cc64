/** What stands in the ticket. */
import type { MarketSymbol } from '#contracts/routes/market'
import type { NewOrder } from '#contracts/routes/orders'
import { readAmount, isZero } from '../../data/amounts.ts'

export const orderKinds = ['limit', 'market', 'stop', 'stop_limit', 'take_profit', 'take_profit_limit', 'trailing', 'pegged'] as const
export const listKinds = ['oco', 'oto', 'bracket'] as const
/** What kind of order it is, in the words of the ticket; the last three are several orders at once. */
export type Kind = (typeof orderKinds)[number] | (typeof listKinds)[number]
export type Life = 'gtc' | 'day' | 'gtd' | 'ioc' | 'fok'
export interface Draft {
  readonly side: 'buy' | 'sell'
  readonly kind: Kind
  readonly price: string
  /** Of a stop or a take-profit. */
  readonly trigger: string
  /** Of a trailing stop, in percent. */
  readonly distance: string
  /** The price a trailing stop begins to trail at; empty for at once. */
  readonly activation: string
  readonly size: string
  /** Whether the size counts the base or the quote asset. */
  readonly unit: 'base' | 'quote'
  readonly life: Life
  /** When a good-till-date order ends, as `2026-11-25T18:00` in the reader's zone. */
  readonly expires: string
  readonly isPostOnly: boolean
  /** What an iceberg shows; empty for an order that shows all. */
  readonly display: string
  readonly peg: 'primary' | 'market'
  readonly pegOffset: string
  readonly selfTrade: NonNullable<NewOrder['self_trade_prevention']>
  /** Of a list: how the first order enters. */
  readonly entry: 'limit' | 'market'
  /** Of an order that triggers one other: what the other does. */
  readonly exit: 'profit' | 'loss'
  /** Of a list: where the profit is taken, and where the loss is stopped. */
  readonly profit: string
  readonly loss: string
  /** The limit of the stop that stops the loss; empty for at market. */
  readonly lossLimit: string
  readonly contingency: 'oco' | 'ouo'
  readonly start: 'full' | 'partial'
}
export const emptyDraft: Draft = {
  side: 'buy',
  kind: 'limit',
  price: '',
  trigger: '',
  distance: '',
  activation: '',
  size: '',
  unit: 'base',
  life: 'gtc',
  expires: '',
  isPostOnly: false,
  display: '',
  peg: 'primary',
  pegOffset: '0',
  selfTrade: 'expire_taker',
  entry: 'limit',
  exit: 'profit',
  profit: '',
  loss: '',
  lossLimit: '',
  contingency: 'oco',
  start: 'full',
}
const draftFields = Object.keys(emptyDraft) as (keyof Draft)[]
/** Whether the same is typed and chosen in both. */
export function areSameDrafts(one: Draft, other: Draft): boolean {
  return draftFields.every(field => one[field] === other[field])
}

export function isList({ kind }: Pick<Draft, 'kind'>): boolean {
  return kind === 'oco' || kind === 'oto' || kind === 'bracket'
}
/** Which inputs a kind has. */
export function hasPrice({ kind, entry }: Draft): boolean {
  if (kind === 'oto' || kind === 'bracket') return entry === 'limit'
  return kind === 'limit' || kind === 'stop_limit' || kind === 'take_profit_limit'
}
export function hasTrigger({ kind }: Draft): boolean {
  return kind === 'stop' || kind === 'take_profit' || kind === 'stop_limit' || kind === 'take_profit_limit'
}
export function hasProfit({ kind, exit }: Draft): boolean {
  return kind === 'oco' || kind === 'bracket' || (kind === 'oto' && exit === 'profit')
}
export function hasLoss({ kind, exit }: Draft): boolean {
  return kind === 'oco' || kind === 'bracket' || (kind === 'oto' && exit === 'loss')
}
/** Only what rests until it is canceled shows itself in slices. */
export function canHide(draft: Draft): boolean {
  return !isList(draft) && (hasPrice(draft) || draft.kind === 'pegged') && lifeOf(draft) === 'gtc'
}
/** Only an order with a limit can be held back from taking. */
export function canPostOnly(draft: Draft): boolean {
  if (draft.kind === 'pegged') return draft.peg === 'primary'
  return draft.kind !== 'oco' && hasPrice(draft)
}
/** How long orders of this kind may live. What works at market waits for its trigger at most; a market order does not wait. */
export function livesOf(draft: Draft): readonly Life[] {
  if (isList(draft)) return ['gtc', 'day', 'gtd']
  if (draft.kind === 'pegged') return draft.peg === 'primary' ? ['gtc', 'day', 'gtd'] : ['gtc', 'day', 'gtd', 'ioc', 'fok']
  if (hasPrice(draft)) return ['gtc', 'day', 'gtd', 'ioc', 'fok']
  return draft.kind === 'market' ? ['ioc', 'fok'] : ['gtc', 'day', 'gtd']
}
export function lifeOf(draft: Draft): Life {
  const lives = livesOf(draft)
  return lives.includes(draft.life) ? draft.life : lives[0]!
}
/** What has no price a size in quote could be counted at is counted in base. */
export function unitOf({ kind, unit }: Draft): Draft['unit'] {
  return kind === 'trailing' || kind === 'pegged' || isList({ kind }) ? 'base' : unit
}
/** A list that begins with an entry buys. */
export function sideOf({ kind, side }: Draft): Draft['side'] {
  return kind === 'oto' || kind === 'bracket' ? 'buy' : side
}
/** Whether it trades at whatever the market gives, at once. */
export function worksAtMarket({ kind, entry }: Draft): boolean {
  return kind === 'market' || ((kind === 'oto' || kind === 'bracket') && entry === 'market')
}
/** The draft with a price picked from the book, where its kind takes one; otherwise as a limit order. */
export function atPrice(draft: Draft, price: string): Draft {
  if (hasPrice(draft)) return { ...draft, price }
  if (hasTrigger(draft)) return { ...draft, trigger: price }
  if (draft.kind === 'oco') return { ...draft, profit: price }
  return { ...draft, kind: 'limit', price }
}
/** The price the order counts its size at, as far as it is said. */
export function pricedAt(draft: Draft): string | undefined {
  const price = readAmount(hasPrice(draft) ? draft.price : hasTrigger(draft) ? draft.trigger : draft.kind === 'oco' ? draft.profit : '')
  return price === undefined || isZero(price) ? undefined : price
}
/** The asset an order of this side spends. */
export function spentAsset(side: Draft['side'], symbol: MarketSymbol): string {
  return side === 'buy' ? symbol.quote_asset : symbol.base_asset
}
