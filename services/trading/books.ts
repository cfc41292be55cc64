import type { BookUpdate } from '#contracts/topics/market'
import { parseDecimal } from '#core/decimal'
import { createMirror, type Mirror } from '#core/market'
import { type Instrument, opposite, type Side } from '#core/orders'

/** Levels a projected walk looks at: the near ones first, for most orders end there. */
const nearLevels = 50
const walkLevelsMax = 1_000

/** Trading's own projection of the engine's merged books. */
export interface Books {
  learn(update: BookUpdate): void
  /** False while the house may not be traded with. */
  isLive(symbol: string): boolean
  /** Levels of a side, best first, in integers. */
  levels(instrument: Instrument, side: Side): Iterable<readonly [price: bigint, quantity: bigint]>
  /** Levels a taker of `side` would meet, best first, in integers. */
  opposite(instrument: Instrument, side: Side): Iterable<readonly [price: bigint, quantity: bigint]>
  best(instrument: Instrument): { readonly bid: bigint | undefined; readonly ask: bigint | undefined }
  /** Price of the last trade of the real market and market time in ms, as the engine told them. */
  market(instrument: Instrument): { readonly last: bigint | undefined; readonly now: number | undefined }
  /** Quantity shown at a price on a side. */
  shownAt(instrument: Instrument, side: Side, price: bigint): bigint
}

interface Projection {
  readonly mirror: Mirror
  live: boolean
  last: string | null
  now: string | null
}

/** `want` asks the engine for a whole book. */
export function createBooks(want: (symbol: string) => void): Books {
  const books = new Map<string, Projection>()
  function read(instrument: Instrument, side: Side, max: number): [bigint, bigint][] {
    const mirror = books.get(instrument.symbol)?.mirror
    return (mirror?.levels(side, max) ?? []).map(([price, quantity]) => [
      units(price, instrument.priceScale),
      units(quantity, instrument.baseScale),
    ])
  }
  function* levels(instrument: Instrument, side: Side): Generator<readonly [bigint, bigint]> {
    yield* read(instrument, side, nearLevels)
    yield* read(instrument, side, walkLevelsMax).slice(nearLevels)
  }
  return {
    learn(update) {
      const book = books.get(update.symbol) ?? { mirror: createMirror(), live: false, last: null, now: null }
      books.set(update.symbol, book)
      const result = update.snapshot ? book.mirror.applySnapshot(update) : book.mirror.applyUpdate(update)
      if (result === 'gap') want(update.symbol)
      book.live = update.state === 'live'
      book.last = update.last_price
      book.now = update.market_time
    },
    isLive: symbol => books.get(symbol)?.live ?? false,
    levels,
    opposite: (instrument, side) => levels(instrument, opposite(side)),
    best: instrument => ({ bid: read(instrument, 'buy', 1)[0]?.[0], ask: read(instrument, 'sell', 1)[0]?.[0] }),
    market(instrument) {
      const book = books.get(instrument.symbol)
      return {
        last: book === undefined || book.last === null ? undefined : units(book.last, instrument.priceScale),
        now: book === undefined || book.now === null ? undefined : Date.parse(book.now),
      }
    },
    shownAt: (instrument, side, price) => read(instrument, side, walkLevelsMax).find(([at]) => at === price)?.[1] ?? 0n,
  }
}

function units(text: string | number, scale: number): bigint {
  const value = parseDecimal(String(text), scale)
  return typeof value === 'bigint' ? value : 0n
}
