/** The public market as it is heard: each stream listens to its channel for as long as somebody looks at it. */
import type { Feed, MarketTrade, Ticker } from '#contracts/routes/market'
import { createMirror } from '#core/market'
import type { Frame, Socket } from './socket.ts'
import type { Frames, Readable } from './store.ts'

export type Level = readonly [price: string, quantity: string]
export interface Book {
  /** Best first. */
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
  readonly feed: Feed
}
export interface Market {
  readonly book: Readable<Book | undefined>
  readonly trades: Readable<readonly MarketTrade[] | undefined>
  readonly ticker: Readable<Ticker | undefined>
}

/** Levels of a side that are drawn. */
const bookLevels = 10
const tradesMax = 40

interface Parts {
  readonly socket: Socket
  readonly frames: Frames
}
/** The market of a symbol; the same object every time. */
export function createMarkets(parts: Parts): (symbol: string) => Market {
  const markets = new Map<string, Market>()
  return symbol => {
    const market = markets.get(symbol) ?? {
      book: bookStream(parts, `orderbook:${symbol}`),
      trades: tradesStream(parts, `trades:${symbol}`),
      ticker: tickerStream(parts, `ticker:${symbol}`),
    }
    markets.set(symbol, market)
    return market
  }
}

type BookData = Pick<Book, 'bids' | 'asks' | 'feed'>
function bookStream({ socket, frames }: Parts, channel: string): Readable<Book | undefined> {
  const mirror = createMirror()
  let feed: Feed | undefined
  const levels = (side: 'buy' | 'sell'): readonly Level[] => mirror.levels(side, bookLevels) as unknown as Level[]
  let book: Book | undefined
  let isDrawn = true
  const stream = frames.stream<Book | undefined>(
    () => {
      if (!isDrawn) book = feed && { bids: levels('buy'), asks: levels('sell'), feed }
      isDrawn = true
      return book
    },
    () =>
      follow<BookData>(({ type, seq, prev_seq: previous, data }) => {
        if (type === 'snapshot') mirror.applySnapshot({ seq, ...data })
        else mirror.applyUpdate({ seq, prev_seq: previous!, ...data })
        if (feed?.source !== data.feed.source || feed.state !== data.feed.state) feed = data.feed // its age alone is nothing to draw
        changed()
      }),
  )
  function changed(): void {
    isDrawn = false
    stream.touch()
  }
  function follow<T>(take: (frame: Frame<T>) => void): () => void {
    const leave = socket.follow(channel, take)
    return () => {
      leave()
      feed = undefined // who looks again waits for the book of then
      changed()
    }
  }
  return stream
}

/** Newest first. */
function tradesStream({ socket, frames }: Parts, channel: string): Readable<readonly MarketTrade[] | undefined> {
  let trades: readonly MarketTrade[] | undefined
  const stream = frames.stream<readonly MarketTrade[] | undefined>(
    () => trades,
    () => {
      const leave = socket.follow<readonly MarketTrade[]>(channel, ({ type, data }) => {
        const before = type === 'snapshot' ? [] : (trades ?? [])
        trades = [...data.toReversed(), ...before].slice(0, tradesMax)
        stream.touch()
      })
      return () => {
        leave()
        trades = undefined
        stream.touch()
      }
    },
  )
  return stream
}

function tickerStream({ socket, frames }: Parts, channel: string): Readable<Ticker | undefined> {
  let ticker: Ticker | undefined
  const stream = frames.stream<Ticker | undefined>(
    () => ticker,
    () => {
      const leave = socket.follow<Ticker>(channel, ({ data }) => {
        ticker = data
        stream.touch()
      })
      return () => {
        leave()
        ticker = undefined
        stream.touch()
      }
    },
  )
  return stream
}
