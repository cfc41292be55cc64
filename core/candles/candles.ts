import { assert } from '#core/assert'

/** The lengths that are kept, in milliseconds. All divide a UTC day. */
export const INTERVALS = { '1m': 60_000, '5m': 300_000, '15m': 900_000, '1h': 3_600_000, '1d': 86_400_000 } as const

/** The name of a length, as on the wire. */
export type CandleInterval = keyof typeof INTERVALS

/** Prices at the symbol's price scale, volume in base units, quoteVolume in quote units; openTime in ms of market time. */
export interface Candle {
  readonly openTime: number
  readonly open: bigint
  readonly high: bigint
  readonly low: bigint
  readonly close: bigint
  readonly volume: bigint
  readonly quoteVolume: bigint
  readonly tradeCount: number
}

/** A feed print. Only prints make candles; trades between users do not (money-path.md §5). */
export interface CandleTrade {
  readonly price: bigint
  readonly quantity: bigint
  readonly quote: bigint
  readonly at: number
}

/** The open candle after a trade, and the one the trade closed, if any. Minutes without a trade have no candle. */
export interface Folded {
  readonly candle: Candle
  readonly closed?: Candle
}

/** Start of the candle a moment belongs to. */
export function openTimeOf(at: number, interval: CandleInterval): number {
  assert(Number.isSafeInteger(at) && at >= 0, 'market time is a whole number of milliseconds')
  return at - (at % INTERVALS[interval])
}

/**
 * Adds a trade to the open one-minute candle. Market time never goes back, so a trade stamped earlier than the open
 * candle counts into the open one: a closed candle never changes.
 */
export function foldTrade(current: Candle | undefined, trade: CandleTrade): Folded {
  assert(trade.price > 0n && trade.quantity > 0n && trade.quote >= 0n, 'a print has a price and a size')
  const openTime = openTimeOf(trade.at, '1m')
  const single = candleOf(trade, openTime)
  if (!current) return { candle: single }
  if (openTime > current.openTime) return { candle: single, closed: current }
  return { candle: joined(current, single, current.openTime) }
}

/** Longer candles from shorter ones in time order. Where the shorter ones have holes, so has the result; no candle is invented. */
export function rollUp(candles: readonly Candle[], interval: CandleInterval): Candle[] {
  const longer: Candle[] = []
  for (const candle of candles) {
    const openTime = openTimeOf(candle.openTime, interval)
    const last = longer.at(-1)
    assert(!last || openTime >= last.openTime, 'candles come in time order')
    if (last?.openTime === openTime) longer[longer.length - 1] = joined(last, candle, openTime)
    else longer.push({ ...candle, openTime })
  }
  return longer
}

function candleOf(trade: CandleTrade, openTime: number): Candle {
  const { price } = trade
  return { openTime, open: price, high: price, low: price, close: price, volume: trade.quantity, quoteVolume: trade.quote, tradeCount: 1 }
}

function joined(first: Candle, next: Candle, openTime: number): Candle {
  const result = {
    openTime,
    open: first.open,
    high: first.high > next.high ? first.high : next.high,
    low: first.low < next.low ? first.low : next.low,
    close: next.close,
    volume: first.volume + next.volume,
    quoteVolume: first.quoteVolume + next.quoteVolume,
    tradeCount: first.tradeCount + next.tradeCount,
  }
  assert(
    result.low <= result.open && result.open <= result.high && result.low <= result.close && result.close <= result.high,
    'a candle encloses its ends',
  )
  return result
}
