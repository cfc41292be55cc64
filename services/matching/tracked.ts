import { averagePrice } from '#contracts/order-wire'
import type { OrderState, PlacedOrder } from '#contracts/topics/orders'
import { assert } from '#core/assert'
import { formatDecimal, parseDecimal } from '#core/decimal'
import { type HoldState, openHold } from '#core/ledger'
import type { NewOrder } from '#core/order-book'
import { type Instrument, toLots, toTickLots, toTicks } from '#core/orders'

/** An order in the engine's care, from its command to its end. Amounts are in base units of the assets. */
export interface Tracked {
  readonly placed: PlacedOrder
  /** `placed` as it is stored. */
  readonly placedText: string
  readonly instrument: Instrument
  /** The dense id: the order's place in the command stream. */
  readonly number: number
  readonly price: bigint | undefined
  readonly quantity: bigint | undefined
  hold: HoldState
  filledQuantity: bigint
  filledQuote: bigint
  fee: bigint
  status: OrderState['status']
  reason: string | null
}

export function track(placed: PlacedOrder, number: number, instrument: Instrument): Tracked {
  const holdScale = placed.hold_asset === instrument.baseAsset ? instrument.baseScale : instrument.quoteScale
  return {
    placed,
    placedText: JSON.stringify(placed),
    instrument,
    number,
    price: placed.price === null ? undefined : units(placed.price, instrument.priceScale),
    quantity: placed.quantity === null ? undefined : units(placed.quantity, instrument.baseScale),
    hold: openHold(placed.hold_asset, units(placed.hold_amount, holdScale)),
    filledQuantity: 0n,
    filledQuote: 0n,
    fee: 0n,
    status: 'received',
    reason: null,
  }
}

/** The order as the book takes it: ticks, lots, tick-lots. A sell by quote may trade no more than it holds. */
export function toCommand(order: Tracked, owner: number): NewOrder {
  const { placed, instrument } = order
  const quote = placed.quote_quantity === null ? 0 : toTickLots(instrument, units(placed.quote_quantity, instrument.quoteScale))
  const spendMax = placed.spend_max === null ? 0 : toTickLots(instrument, units(placed.spend_max, instrument.quoteScale))
  const heldBase = placed.side === 'sell' && quote > 0 ? toLots(instrument, order.hold.remaining) : 0
  return {
    kind: 'new',
    order: order.number,
    owner,
    side: placed.side,
    type: placed.type,
    timeInForce: placed.time_in_force,
    postOnly: placed.post_only,
    price: order.price === undefined ? 0 : toTicks(instrument, order.price),
    quantity: order.quantity === undefined ? heldBase : toLots(instrument, order.quantity),
    quoteQuantity: quote,
    spendMax,
    selfTrade: placed.self_trade_prevention,
    display: 0,
    expiresAt: 0,
    trigger: null,
    peg: null,
  }
}

/** The order as events and clients see it. */
export function toState(order: Tracked, at: string): OrderState {
  const { placed, instrument } = order
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
    price: placed.price,
    stop_price: null,
    quantity: placed.quantity,
    quote_quantity: placed.quote_quantity,
    filled_quantity: formatDecimal(order.filledQuantity, instrument.baseScale),
    remaining_quantity: order.quantity === undefined ? null : formatDecimal(order.quantity - order.filledQuantity, instrument.baseScale),
    filled_quote: formatDecimal(order.filledQuote, instrument.quoteScale),
    average_price: averagePrice(order.filledQuote, order.filledQuantity, instrument),
    status: order.status,
    reason: order.reason,
    filter_version: placed.filter_version,
    fees: order.fee > 0n ? [received] : [],
    created_at: placed.created_at,
    updated_at: at,
  }
}

function units(text: string, scale: number): bigint {
  const value = parseDecimal(text, scale)
  assert(typeof value === 'bigint', 'an accepted order has exact amounts')
  return value
}
