/** Rules, tickers and candles as clients read them. */
import { toInstrument } from '#contracts/instruments'
import type { Candle as WireCandle, Feed, Interval, MarketSymbol, Ticker } from '#contracts/routes/market'
import type { InstrumentRules } from '#contracts/topics/market'
import { type Candle, INTERVALS } from '#core/candles'
import { decimalScale, floorDivide, formatDecimal } from '#core/decimal'
import type { Instrument } from '#core/orders'
import type { Books } from './books.ts'
import type { Tape } from './tape.ts'

const feePlaces = 6

export function toMarketSymbol(rules: InstrumentRules): MarketSymbol {
  const percent = rules.percent_price
  const { triggersMax, icebergPartsMax, protectionBips } = toInstrument(rules)
  return {
    symbol: rules.symbol,
    base_asset: rules.base_asset,
    quote_asset: rules.quote_asset,
    status: rules.status,
    tick_size: rules.tick_size,
    step_size: rules.step_size,
    min_quantity: rules.quantity_min,
    max_quantity: rules.quantity_max,
    min_notional: rules.notional_min,
    price_decimals: rules.price_scale,
    quantity_decimals: decimalScale(rules.step_size),
    maker_fee: formatDecimal(BigInt(rules.maker_fee_ppm), feePlaces),
    taker_fee: formatDecimal(BigInt(rules.taker_fee_ppm), feePlaces),
    filter_version: rules.version,
    has_feed: rules.has_feed,
    filters: [
      { type: 'price', min: rules.price_min, max: rules.price_max, tick_size: rules.tick_size },
      { type: 'lot_size', min: rules.quantity_min, max: rules.quantity_max, step_size: rules.step_size },
      { type: 'market_lot_size', min: rules.market_quantity_min, max: rules.market_quantity_max, step_size: rules.market_step_size },
      { type: 'notional', min: rules.notional_min, max: rules.notional_max, applies_to_market: rules.notional_applies_to_market },
      ...(percent === null ? [] : [{ type: 'percent_price', ...percent }]),
      ...(icebergPartsMax === 0 ? [] : [{ type: 'iceberg_parts', max: icebergPartsMax }]),
      ...(rules.trailing_delta ? [{ type: 'trailing_delta', ...rules.trailing_delta }] : []),
      { type: 'open_orders', max: rules.orders_max },
      ...(triggersMax === 0 ? [] : [{ type: 'open_triggers', max: triggersMax }]),
      ...(protectionBips === 0 ? [] : [{ type: 'price_range', bips: protectionBips }]),
    ],
  }
}

export interface TickerParts {
  readonly instrument: Instrument
  readonly feed: Feed
  readonly tape: Tape | undefined
  readonly books: Books
  /** Market time; 0 where there is no feed. */
  readonly t: number
}
/** Bid and ask are the engine's; everything else comes from the feed's prints. */
export function toTicker({ instrument, feed, tape, books, t }: TickerParts): Ticker {
  const price = (units: bigint | undefined): string | null => (units === undefined ? null : formatDecimal(units, instrument.priceScale))
  const last = tape?.lastPrice()
  const day = t === 0 ? undefined : tape?.day(t)
  const change = last === undefined || day === undefined ? undefined : last - day.open
  const [bid] = books.levels(instrument.symbol, 'buy', 1)
  const [ask] = books.levels(instrument.symbol, 'sell', 1)
  return {
    symbol: instrument.symbol,
    last_price: price(last),
    bid_price: bid?.[0] ?? null,
    bid_quantity: bid?.[1] ?? null,
    ask_price: ask?.[0] ?? null,
    ask_quantity: ask?.[1] ?? null,
    open_24h: price(day?.open),
    high_24h: price(day?.high),
    low_24h: price(day?.low),
    volume_24h: formatDecimal(day?.volume ?? 0n, instrument.baseScale),
    quote_volume_24h: formatDecimal(day?.quoteVolume ?? 0n, instrument.quoteScale),
    change_24h: price(change),
    change_percent_24h: change === undefined || day === undefined ? null : formatDecimal(floorDivide(change * 10_000n, day.open), 2),
    trades_24h: day?.tradeCount ?? 0,
    feed,
    at: t === 0 ? null : new Date(t).toISOString(),
  }
}

/** A candle is closed once market time has passed its end. */
export function toWireCandle(
  candle: Candle,
  { interval, instrument, t }: { readonly interval: Interval; readonly instrument: Instrument; readonly t: number },
): WireCandle {
  return {
    open_time: new Date(candle.openTime).toISOString(),
    open: formatDecimal(candle.open, instrument.priceScale),
    high: formatDecimal(candle.high, instrument.priceScale),
    low: formatDecimal(candle.low, instrument.priceScale),
    close: formatDecimal(candle.close, instrument.priceScale),
    volume: formatDecimal(candle.volume, instrument.baseScale),
    quote_volume: formatDecimal(candle.quoteVolume, instrument.quoteScale),
    trade_count: candle.tradeCount,
    closed: t >= candle.openTime + INTERVALS[interval],
  }
}
