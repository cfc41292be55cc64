import { averagePrice, termFields, type Terms, termsOf } from '#contracts/order-wire'
import type { OrderState, PlacedOrder } from '#contracts/topics/orders'
import { assert } from '#core/assert'
import { formatDecimal, parseDecimal } from '#core/decimal'
import { type HoldState, openHold } from '#core/ledger'
import { END_OF_DAY, type NewOrder, type Trigger } from '#core/order-book'
import { assetScaleOf, type Instrument, isLimit, isTriggered, toLots, toTickLots, toTicks } from '#core/orders'
import type { TrackedList } from './tracked-list.ts'

/** A reserve in the database, of one order or of the legs of a list; the row has the id of the order that was first to need it. */
export interface HoldBox {
  readonly orderId: string
  readonly accountId: string
  state: HoldState
  /** Whether there is a row, or will be with this batch. */
  isStored: boolean
  /** Live orders that live on it. */
  readonly members: Set<Tracked>
}

/** An order in the engine's care, from its command to its end. Amounts are in base units of the assets. */
export interface Tracked {
  readonly placed: PlacedOrder
  readonly terms: Terms
  readonly instrument: Instrument
  /** The dense id: the order's place in the command stream. */
  readonly number: number
  /** Its own, or what the book gave a pegged order. */
  price: bigint | undefined
  /** Total, as amended. */
  quantity: bigint | undefined
  readonly spendMax: bigint | undefined
  hold: HoldBox
  list: TrackedList | undefined
  filledQuantity: bigint
  preventedQuantity: bigint
  filledQuote: bigint
  fee: bigint
  status: OrderState['status']
  reason: string | null
}

export function track(placed: PlacedOrder, number: number, instrument: Instrument): Tracked {
  const held = units(placed.hold_amount, assetScaleOf(instrument, placed.hold_asset))
  const order: Tracked = {
    placed,
    terms: termsOf(placed),
    instrument,
    number,
    price: placed.price === null ? undefined : units(placed.price, instrument.priceScale),
    quantity: placed.quantity === null ? undefined : units(placed.quantity, instrument.baseScale),
    spendMax: placed.spend_max === null ? undefined : units(placed.spend_max, instrument.quoteScale),
    hold: {
      orderId: placed.order_id,
      accountId: placed.account_id,
      state: openHold(placed.hold_asset, held),
      isStored: held > 0n,
      members: new Set(),
    },
    list: undefined,
    filledQuantity: 0n,
    preventedQuantity: 0n,
    filledQuote: 0n,
    fee: 0n,
    status: 'received',
    reason: null,
  }
  order.hold.members.add(order)
  return order
}

/** Base units that neither traded nor were prevented; undefined for an order by quote. */
export function leavesOf(order: Pick<Tracked, 'quantity' | 'filledQuantity' | 'preventedQuantity'>): bigint | undefined {
  return order.quantity === undefined ? undefined : order.quantity - order.filledQuantity - order.preventedQuantity
}

/** The order as the book takes it: ticks, lots, tick-lots. A sell by quote may trade no more than it holds. */
export function toCommand(order: Tracked, owner: number): NewOrder {
  const { placed, instrument } = order
  const quote = placed.quote_quantity === null ? 0 : toTickLots(instrument, units(placed.quote_quantity, instrument.quoteScale))
  const heldBase = placed.side === 'sell' && quote > 0 ? toLots(instrument, order.hold.state.remaining) : 0
  const { time_in_force: time } = placed
  return {
    kind: 'new',
    order: order.number,
    owner,
    side: placed.side,
    type: isLimit(placed.type) ? 'limit' : 'market',
    timeInForce: time === 'ioc' || time === 'fok' ? time : isLimit(placed.type) ? 'gtc' : 'ioc',
    postOnly: placed.post_only,
    price: placed.price === null ? 0 : toTicks(instrument, units(placed.price, instrument.priceScale)),
    quantity: placed.quantity === null ? heldBase : toLots(instrument, units(placed.quantity, instrument.baseScale)),
    quoteQuantity: quote,
    spendMax: order.spendMax === undefined ? 0 : toTickLots(instrument, order.spendMax),
    selfTrade: placed.self_trade_prevention,
    display: placed.display_quantity === undefined ? 0 : toLots(instrument, units(placed.display_quantity, instrument.baseScale)),
    expiresAt: time === 'day' ? END_OF_DAY : placed.expires_at === undefined ? 0 : Date.parse(placed.expires_at),
    trigger: triggerOf(placed, instrument),
    peg: placed.peg === undefined ? null : { to: placed.peg, offset: placed.peg_offset ?? 0 },
  }
}

function triggerOf(placed: PlacedOrder, instrument: Instrument): Trigger | null {
  if (!isTriggered(placed.type)) return null
  const ticks = (text: string | undefined): number => (text === undefined ? 0 : toTicks(instrument, units(text, instrument.priceScale)))
  return {
    on: placed.type.startsWith('stop') ? 'stop' : 'take_profit',
    stop: ticks(placed.stop_price),
    trailing: placed.trailing_delta ?? 0,
    activation: ticks(placed.activation_price),
  }
}

/** The order as events and clients see it. */
export function toState(order: Tracked, at: string): OrderState {
  const { placed, instrument } = order
  const leaves = leavesOf(order)
  const received =
    placed.side === 'buy'
      ? { asset: instrument.baseAsset, amount: formatDecimal(order.fee, instrument.baseScale) }
      : { asset: instrument.quoteAsset, amount: formatDecimal(order.fee, instrument.quoteScale) }
  return {
    id: placed.order_id,
    client_order_id: placed.client_order_id,
    account_id: placed.account_id,
    symbol: placed.symbol,
    side: placed.side,
    type: placed.type,
    time_in_force: placed.time_in_force,
    post_only: placed.post_only,
    price: order.price === undefined ? null : formatDecimal(order.price, instrument.priceScale),
    ...termFields(order.terms),
    quantity: order.quantity === undefined ? null : formatDecimal(order.quantity, instrument.baseScale),
    quote_quantity: placed.quote_quantity,
    filled_quantity: formatDecimal(order.filledQuantity, instrument.baseScale),
    prevented_quantity: formatDecimal(order.preventedQuantity, instrument.baseScale),
    remaining_quantity: leaves === undefined ? null : formatDecimal(leaves, instrument.baseScale),
    filled_quote: formatDecimal(order.filledQuote, instrument.quoteScale),
    average_price: averagePrice(order.filledQuote, order.filledQuantity, instrument),
    status: order.status,
    reason: order.reason,
    filter_version: placed.filter_version,
    list_id: placed.list?.list_id ?? null,
    fees: order.fee > 0n ? [received] : [],
    created_at: placed.created_at,
    updated_at: at,
  }
}

export function units(text: string, scale: number): bigint {
  const value = parseDecimal(text, scale)
  assert(typeof value === 'bigint', 'an accepted order has exact amounts')
  return value
}
