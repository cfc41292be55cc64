/** Orders and fills between stored integers and their wire form. */
import { formatDecimal, parseDecimal } from '#core/decimal'
import { assetScaleOf, type Instrument } from '#core/orders'
import type { Fill, Order } from './routes/orders.ts'
import type { ListMember, PlacedOrder } from './topics/orders.ts'

/** An order as trading stores it: prices at the symbol's price scale, amounts in base units, times in ms. */
export interface StoredOrder {
  readonly id: string
  readonly account_id: string
  readonly client_order_id: string | null
  readonly symbol: string
  readonly side: 'buy' | 'sell'
  readonly type: Order['type']
  readonly time_in_force: Order['time_in_force']
  readonly post_only: boolean
  readonly price: bigint | null
  readonly quantity: bigint | null
  readonly quote_quantity: bigint | null
  readonly filled_quantity: bigint
  /** Base units taken off by self-trade prevention. */
  readonly prevented_quantity: bigint
  readonly filled_quote: bigint
  readonly fee: bigint
  readonly list_id: string | null
  /** What a plain order does not have, as JSON of `Terms`; null for a plain order. */
  readonly terms: string | null
  readonly status: Order['status']
  readonly reason: string | null
  readonly filter_version: number
  readonly seq: bigint
  readonly created_at: number
  readonly updated_at: number
}
/** What an order asks for beyond side, type, price and quantity; never changes. */
export type Terms = Partial<
  Pick<
    PlacedOrder,
    | 'stop_price'
    | 'trailing_delta'
    | 'activation_price'
    | 'display_quantity'
    | 'peg'
    | 'peg_offset'
    | 'expires_at'
    | 'self_trade_prevention'
  >
> & { readonly replaces?: string; readonly list?: Pick<ListMember, 'role' | 'contingency' | 'start'> }

/** The terms of an accepted order; a plain one has none. */
export function termsOf(placed: Omit<PlacedOrder, 'created_at'>): Terms {
  const { stop_price, trailing_delta, activation_price, display_quantity, peg, peg_offset, expires_at, self_trade_prevention } = placed
  const { replaces, list } = placed
  return {
    ...(stop_price === undefined ? {} : { stop_price }),
    ...(trailing_delta === undefined ? {} : { trailing_delta }),
    ...(activation_price === undefined ? {} : { activation_price }),
    ...(display_quantity === undefined ? {} : { display_quantity }),
    ...(peg === undefined ? {} : { peg }),
    ...(peg_offset === undefined ? {} : { peg_offset }),
    ...(expires_at === undefined ? {} : { expires_at }),
    ...(self_trade_prevention === 'expire_taker' ? {} : { self_trade_prevention }),
    ...(replaces === undefined ? {} : { replaces: replaces.order_id }),
    ...(list === undefined ? {} : { list: { role: list.role, contingency: list.contingency, start: list.start } }),
  }
}

/** Terms as they are stored; null for those of a plain order. */
export function writeTerms(terms: Terms): string | null {
  return Object.keys(terms).length === 0 ? null : JSON.stringify(terms)
}

/** What `writeTerms` wrote. */
export function readTerms(stored: string | null): Terms {
  return stored === null ? {} : (JSON.parse(stored) as Terms)
}

/** The fields of an order that its terms say, all of them. */
export function termFields(terms: Terms) {
  return {
    stop_price: terms.stop_price ?? null,
    trailing_delta: terms.trailing_delta ?? null,
    activation_price: terms.activation_price ?? null,
    display_quantity: terms.display_quantity ?? null,
    peg: terms.peg ?? null,
    peg_offset: terms.peg_offset ?? null,
    expires_at: terms.expires_at ?? null,
    self_trade_prevention: terms.self_trade_prevention ?? ('expire_taker' as const),
    replaces: terms.replaces ?? null,
  }
}

/** A fill as trading stores it. */
export interface StoredFill {
  readonly id: string
  readonly order_id: string
  readonly trade_id: string
  readonly symbol: string
  readonly side: 'buy' | 'sell'
  readonly price: bigint
  readonly quantity: bigint
  readonly quote_quantity: bigint
  readonly fee: bigint
  readonly fee_asset: string
  readonly liquidity: 'maker' | 'taker'
  readonly venue: 'internal' | 'external'
  readonly executed_at: number
  readonly seq: bigint
}

/** An order as clients see it. Average price is rounded down to the price scale; everything else is exact. */
export function toOrder(row: StoredOrder, instrument: Instrument, fills?: readonly StoredFill[]): Order {
  const quantityOf = (units: bigint): string => formatDecimal(units, instrument.baseScale)
  const quoteOf = (units: bigint): string => formatDecimal(units, instrument.quoteScale)
  const received =
    row.side === 'buy'
      ? { asset: instrument.baseAsset, amount: quantityOf(row.fee) }
      : { asset: instrument.quoteAsset, amount: quoteOf(row.fee) }
  return {
    id: row.id,
    client_order_id: row.client_order_id,
    account_id: row.account_id,
    symbol: row.symbol,
    side: row.side,
    type: row.type,
    time_in_force: row.time_in_force,
    post_only: row.post_only,
    price: row.price === null ? null : formatDecimal(row.price, instrument.priceScale),
    ...termFields(readTerms(row.terms)),
    quantity: row.quantity === null ? null : quantityOf(row.quantity),
    quote_quantity: row.quote_quantity === null ? null : quoteOf(row.quote_quantity),
    filled_quantity: quantityOf(row.filled_quantity),
    prevented_quantity: quantityOf(row.prevented_quantity),
    remaining_quantity: row.quantity === null ? null : quantityOf(row.quantity - row.filled_quantity - row.prevented_quantity),
    filled_quote: quoteOf(row.filled_quote),
    average_price: averagePrice(row.filled_quote, row.filled_quantity, instrument),
    status: row.status,
    reason: row.reason,
    filter_version: row.filter_version,
    list_id: row.list_id,
    fees: row.fee > 0n ? [received] : [],
    ...(fills === undefined ? {} : { fills: fills.map(fill => toFill(fill, instrument)) }),
    created_at: iso(row.created_at),
    updated_at: iso(row.updated_at),
    seq: Number(row.seq),
  }
}

export function toFill(row: StoredFill, instrument: Instrument): Fill {
  return {
    id: row.id,
    order_id: row.order_id,
    trade_id: row.trade_id,
    symbol: row.symbol,
    side: row.side,
    price: formatDecimal(row.price, instrument.priceScale),
    quantity: formatDecimal(row.quantity, instrument.baseScale),
    quote_quantity: formatDecimal(row.quote_quantity, instrument.quoteScale),
    fee: formatDecimal(row.fee, assetScaleOf(instrument, row.fee_asset)),
    fee_asset: row.fee_asset,
    liquidity: row.liquidity,
    venue: row.venue,
    executed_at: iso(row.executed_at),
    seq: Number(row.seq),
  }
}

/** An order that was accepted and that the engine has not seen yet. `at` is when it was accepted, `seq` the account's sequence of it. */
export function toReceived(placed: PlacedOrder, instrument: Instrument, { seq, at }: { readonly seq: bigint; readonly at: number }): Order {
  const units = (text: string | null, scale: number): bigint | null => {
    const value = text === null ? null : parseDecimal(text, scale)
    return typeof value === 'bigint' ? value : null
  }
  return toOrder(
    {
      ...placed,
      id: placed.order_id,
      price: units(placed.price, instrument.priceScale),
      quantity: units(placed.quantity, instrument.baseScale),
      quote_quantity: units(placed.quote_quantity, instrument.quoteScale),
      filled_quantity: 0n,
      prevented_quantity: 0n,
      filled_quote: 0n,
      fee: 0n,
      list_id: placed.list?.list_id ?? null,
      terms: writeTerms(termsOf(placed)),
      status: 'received',
      reason: null,
      seq,
      created_at: Date.parse(placed.created_at),
      updated_at: at,
    },
    instrument,
  )
}

/** Quote per base, at the price scale, rounded down; null while nothing traded. */
export function averagePrice(quote: bigint, base: bigint, instrument: Instrument): string | null {
  if (base === 0n) return null
  const units = (quote * 10n ** BigInt(instrument.priceScale + instrument.baseScale)) / (base * 10n ** BigInt(instrument.quoteScale))
  return formatDecimal(units, instrument.priceScale)
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
