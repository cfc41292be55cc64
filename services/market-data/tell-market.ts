/** Tickers and candles told to whoever watches: often enough to look alive, never more often than said. */
import type { Ticker } from '#contracts/routes/market'
import type { CandlesUpdate } from '#contracts/topics/market'
import { findListed } from './instruments.ts'
import { toWireCandle } from './market-wire.ts'
import { type MarketView, tickerOf } from './read-market.ts'
import { intervals } from './tape.ts'

/** At most five tickers a second and symbol, and one message of candles. */
export const tickerPeriodMs = 200
export const candlesPeriodMs = 1_000

export interface Teller {
  /** Tells every ticker that changed. */
  tellTickers(): void
  /** Tells forming candles that changed, and closed ones once. */
  tellCandles(): void
}

export function createTeller(
  view: MarketView,
  publish: { readonly ticker: (ticker: Ticker) => void; readonly candles: (update: CandlesUpdate) => void },
): Teller {
  const toldTickers = new Map<string, string>()
  const toldCandles = new Map<string, string>()
  return {
    tellTickers() {
      for (const symbol of view.instruments.keys()) {
        const ticker = tickerOf(view, symbol)
        // Age and time move all the time; they are no news of their own.
        const news = JSON.stringify({ ...ticker, at: null, feed: ticker.feed.state })
        if ((toldTickers.get(symbol) ?? silent(ticker)) === news) continue
        toldTickers.set(symbol, news)
        publish.ticker(ticker)
      }
    },
    tellCandles() {
      for (const symbol of view.instruments.keys()) {
        const tape = view.tapeOf(symbol)
        if (tape === undefined) continue
        const place = { instrument: findListed(view.instruments, symbol).instrument, t: view.timeOf(symbol) }
        const closed = tape.takeClosed().map(({ interval, shown }) => ({ interval, candle: toWireCandle(shown, { ...place, interval }) }))
        const forming = intervals.flatMap(interval => {
          const candle = tape.recent(interval).at(-1)
          return candle === undefined ? [] : [{ interval, candle: toWireCandle(candle, { ...place, interval }) }]
        })
        const changed = forming.filter(({ interval, candle }) => {
          const [key, news] = [`${symbol} ${interval}`, JSON.stringify(candle)]
          const isNews = toldCandles.get(key) !== news
          toldCandles.set(key, news)
          return isNews
        })
        if (closed.length + changed.length > 0) publish.candles({ symbol, candles: [...closed, ...changed] })
      }
    },
  }
}

/** A symbol without feed, trades and orders has nothing to tell. */
function silent(ticker: Ticker): string | undefined {
  const isEmpty = ticker.feed.state === 'offline' && ticker.bid_price === null && ticker.ask_price === null
  return isEmpty ? JSON.stringify({ ...ticker, at: null, feed: ticker.feed.state }) : undefined
}
