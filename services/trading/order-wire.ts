import type { Fill, Order } from '#contracts/routes/orders'
import { formatDecimal } from '#core/decimal'
import type { Instrument } from '#core/orders'
import type { FillRow, OrderRow } from './order-store.ts'

/** An order as clients see it. Average price is rounded down to the price scale; everything else is exact. */
export function toOrder(row: OrderRow, instrument: Instrument, fills?: readonly FillRow[]): Order {
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
    stop_price: null,
    quantity: row.quantity === null ? null : quantityOf(row.quantity),
    quote_quantity: row.quote_quantity === null ? null : quoteOf(row.quote_quantity),
    filled_quantity: quantityOf(row.filled_quantity),
    remaining_quantity: row.quantity === null ? null : quantityOf(row.quantity - row.filled_quantity),
    filled_quote: quoteOf(row.filled_quote),
    average_price: averagePrice(row.filled_quote, row.filled_quantity, instrument),
    status: row.status,
    reason: row.reason,
    filter_version: row.filter_version,
    fees: row.fee > 0n ? [received] : [],
    ...(fills === undefined ? {} : { fills: fills.map(fill => toFill(fill, instrument)) }),
    created_at: iso(row.created_at),
    updated_at: iso(row.updated_at),
    seq: Number(row.seq),
  }
}

export function toFill(row: FillRow, instrument: Instrument): Fill {
  return {
    id: row.id,
    order_id: row.order_id,
    trade_id: row.trade_id,
    symbol: row.symbol,
    side: row.side,
    price: formatDecimal(row.price, instrument.priceScale),
    quantity: formatDecimal(row.quantity, instrument.baseScale),
    quote_quantity: formatDecimal(row.quote_quantity, instrument.quoteScale),
    fee: formatDecimal(row.fee, row.fee_asset === instrument.baseAsset ? instrument.baseScale : instrument.quoteScale),
    fee_asset: row.fee_asset,
    liquidity: row.liquidity,
    venue: row.venue,
    executed_at: iso(row.executed_at),
    seq: Number(row.seq),
  }
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
