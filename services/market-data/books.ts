/** Our copies of the engine's merged books. */
import type { BookUpdate } from '#contracts/topics/market'
import { createMirror, type Mirror } from '#core/market'
import type { Clock } from '#platform/service'

/** A book is asked for again at most this often. */
const wantEveryMs = 500
type Level = [price: string, quantity: string]

export interface Books {
  learn(update: BookUpdate): void
  /** Best first; empty where no book is known. */
  levels(symbol: string, side: 'buy' | 'sell', depthMax: number): Level[]
  /** Sequence and time of the last state held. */
  place(symbol: string): { readonly seq: number; readonly at: string | null }
}

/** `want` asks the engine for a whole book. */
export function createBooks(clock: Clock, want: (symbol: string) => void): Books {
  const books = new Map<string, { readonly mirror: Mirror; seq: number; at: string; wantedAt: number }>()
  return {
    learn(update) {
      const book = books.get(update.symbol) ?? { mirror: createMirror(), seq: 0, at: update.at, wantedAt: -wantEveryMs }
      books.set(update.symbol, book)
      const result = update.snapshot ? book.mirror.applySnapshot(update) : book.mirror.applyUpdate(update)
      if (result === 'applied') [book.seq, book.at] = [update.seq, update.at]
      if (result !== 'gap' || clock.monotonic() - book.wantedAt < wantEveryMs) return
      book.wantedAt = clock.monotonic()
      want(update.symbol)
    },
    levels: (symbol, side, depthMax) =>
      (books.get(symbol)?.mirror.levels(side, depthMax) ?? []).map(([price, quantity]) => [String(price), String(quantity)]),
    place: symbol => ({ seq: books.get(symbol)?.seq ?? 0, at: books.get(symbol)?.at ?? null }),
  }
}
