import type { BookUpdate } from '#contracts/topics/market'
import { parseDecimal } from '#core/decimal'
import { createMirror, type Mirror } from '#core/market'
import type { Instrument, Side } from '#core/orders'

/** Levels a projected walk looks at: the near ones first, for most orders end there. */
const nearLevels = 50
const walkLevelsMax = 1_000

/** Trading's own projection of the engine's merged books. */
export interface Books {
  learn(update: BookUpdate): void
  /** False while the house may not be traded with. */
  isLive(symbol: string): boolean
  /** Levels a taker of `side` would meet, best first, in integers. */
  opposite(instrument: Instrument, side: Side): Iterable<readonly [price: bigint, quantity: bigint]>
  best(instrument: Instrument): { readonly bid: bigint | undefined; readonly ask: bigint | undefined }
  /** Quantity shown at a price on a side. */
  shownAt(instrument: Instrument, side: Side, price: bigint): bigint
}

/** `want` asks the engine for a whole book. */
export function createBooks(want: (symbol: string) => void): Books {
  const books = new Map<string, { readonly mirror: Mirror; live: boolean }>()
  function levels(instrument: Instrument, side: Side, max: number): [bigint, bigint][] {
    const mirror = books.get(instrument.symbol)?.mirror
    return (mirror?.levels(side, max) ?? []).map(([price, quantity]) => [
      units(price, instrument.priceScale),
      units(quantity, instrument.baseScale),
    ])
  }
  return {
    learn(update) {
      const book = books.get(update.symbol) ?? { mirror: createMirror(), live: false }
      books.set(update.symbol, book)
      const result = update.snapshot ? book.mirror.applySnapshot(update) : book.mirror.applyUpdate(update)
      if (result === 'gap') want(update.symbol)
      book.live = update.state === 'live'
    },
    isLive: symbol => books.get(symbol)?.live ?? false,
    *opposite(instrument, side) {
      const other = side === 'buy' ? 'sell' : 'buy'
      yield* levels(instrument, other, nearLevels)
      yield* levels(instrument, other, walkLevelsMax).slice(nearLevels)
    },
    best: instrument => ({ bid: levels(instrument, 'buy', 1)[0]?.[0], ask: levels(instrument, 'sell', 1)[0]?.[0] }),
    shownAt: (instrument, side, price) => levels(instrument, side, walkLevelsMax).find(([at]) => at === price)?.[1] ?? 0n,
  }
}

function units(text: string | number, scale: number): bigint {
  const value = parseDecimal(String(text), scale)
  return typeof value === 'bigint' ? value : 0n
}
