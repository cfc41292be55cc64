/** The public market as it is heard: each stream listens to its channel for as long as somebody looks at it. */
import type { Candle, Feed, Interval, MarketTrade, Ticker } from '#contracts/routes/market'
import { createMirror } from '#core/market'
import type { Frame, Socket } from './socket.ts'
import type { Frames, Readable } from './store.ts'

export type Level = readonly [price: string, quantity: string]
/** The book of the moment; another object after each change that is drawn. */
export interface Book {
  readonly feed: Feed
  /** Best first, at most `depthMax`. */
  levels(side: 'buy' | 'sell', depthMax: number): readonly Level[]
}
export interface Market {
  readonly book: Readable<Book | undefined>
  /** Newest first. */
  readonly trades: Readable<readonly MarketTrade[] | undefined>
  readonly ticker: Readable<Ticker | undefined>
  /** The forming candle and what closed since the stream began, oldest first. */
  candles(interval: Interval): Readable<readonly Candle[] | undefined>
}

/** What one unit is worth now: the last price, or the best there is where nothing has traded yet. */
export function priceNow(ticker: Ticker | undefined): string | undefined {
  return ticker?.last_price ?? ticker?.bid_price ?? ticker?.ask_price ?? undefined
}

/** The market of whoever has not chosen one. */
export const firstSymbol = 'BTCUSDT'
/** Shortest first. */
export const intervals: readonly Interval[] = ['1m', '5m', '15m', '1h', '1d']

const tradesMax = 60
/** What a stream of candles keeps: the history is asked for, this only continues it. */
const candlesMax = 500

interface Parts {
  readonly socket: Socket
  readonly frames: Frames
}
/** The market of a symbol; the same object every time. */
export function createMarkets(parts: Parts): (symbol: string) => Market {
  const markets = new Map<string, Market>()
  return symbol => {
    const market = markets.get(symbol) ?? createMarket(parts, symbol)
    markets.set(symbol, market)
    return market
  }
}

function createMarket(parts: Parts, symbol: string): Market {
  const candles = new Map<Interval, Readable<readonly Candle[] | undefined>>()
  return {
    book: bookStream(parts, `orderbook:${symbol}`),
    trades: foldStream<readonly MarketTrade[]>(parts, `trades:${symbol}`, (before, { type, data }) =>
      [...data.toReversed(), ...(type === 'snapshot' ? [] : (before ?? []))].slice(0, tradesMax),
    ),
    ticker: foldStream<Ticker>(parts, `ticker:${symbol}`, (_, { data }) => data),
    candles(interval) {
      const stream = candles.get(interval) ?? foldStream<readonly Candle[]>(parts, `candles:${symbol}:${interval}`, mergeCandles)
      candles.set(interval, stream)
      return stream
    },
  }
}

function mergeCandles(before: readonly Candle[] | undefined, { data }: Frame<readonly Candle[]>): readonly Candle[] {
  const first = data[0]?.open_time
  const kept = first === undefined ? (before ?? []) : (before ?? []).filter(({ open_time: time }) => time < first)
  return [...kept, ...data].slice(-candlesMax)
}

type BookData = { readonly bids: readonly Level[]; readonly asks: readonly Level[]; readonly feed: Feed }
function bookStream({ socket, frames }: Parts, channel: string): Readable<Book | undefined> {
  const mirror = createMirror()
  let feed: Feed | undefined
  let book: Book | undefined
  let isDrawn = true
  const stream = frames.stream<Book | undefined>(
    () => {
      if (!isDrawn) book = feed && { feed, levels: (side, depthMax) => mirror.levels(side, depthMax) as unknown as Level[] }
      isDrawn = true
      return book
    },
    () => {
      const leave = socket.follow<BookData>(channel, ({ type, seq, prev_seq: previous, data }) => {
        if (type === 'snapshot') mirror.applySnapshot({ seq, ...data })
        else mirror.applyUpdate({ seq, prev_seq: previous!, ...data })
        if (feed?.source !== data.feed.source || feed.state !== data.feed.state) feed = data.feed // its age alone is nothing to draw
        changed()
      })
      return () => {
        leave()
        feed = undefined // who looks again waits for the book of then
        changed()
      }
    },
  )
  function changed(): void {
    isDrawn = false
    stream.touch()
  }
  return stream
}

/** What a channel says, folded into one value; forgotten when nobody looks any more. */
function foldStream<T>(
  { socket, frames }: Parts,
  channel: string,
  fold: (before: T | undefined, frame: Frame<T>) => T,
): Readable<T | undefined> {
  let value: T | undefined
  const stream = frames.stream<T | undefined>(
    () => value,
    () => {
      const leave = socket.follow<T>(channel, frame => {
        value = fold(value, frame)
        stream.touch()
      })
      return () => {
        leave()
        value = undefined
        stream.touch()
      }
    },
  )
  return stream
}
