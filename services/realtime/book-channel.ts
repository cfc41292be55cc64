import type { Feed } from '#contracts/routes/market'
import type { BookUpdate } from '#contracts/topics/market'
import { createMirror } from '#core/market'
import { limits } from './limits.ts'
import type { MarketSource } from './market-hub.ts'

/** Levels of a whole book that are compared, per side: as many as the engine tells. */
const levelsMax = 5_000

type Side = 'buy' | 'sell'
type Levels = [price: string, quantity: string][]
export interface BookChannel extends MarketSource {
  learn(update: BookUpdate): void
  /** Best prices as decimal text. */
  best(): { readonly bid: string | undefined; readonly ask: string | undefined }
}

/**
 * The merged book of one symbol. Its sequence is the engine's, so that a book by REST with the same `seq` is the same book. A missing
 * update freezes it until the engine's whole book comes; the difference then goes out as one update. `want` asks for the whole book.
 */
export function createBookChannel(want: () => void, ageMs: () => number | null): BookChannel {
  const mirror = createMirror()
  const pending = { buy: new Map<string, string>(), sell: new Map<string, string>() }
  let [seq, told] = [-1, -1]
  let feed: Pick<Feed, 'source' | 'state'> | undefined

  function levels(side: Side, max: number): Levels {
    return mirror.levels(side, max) as Levels
  }
  function takeWhole(update: BookUpdate): void {
    const before = source.isWatched ? { buy: new Map(levels('buy', levelsMax)), sell: new Map(levels('sell', levelsMax)) } : undefined
    mirror.applySnapshot(update)
    if (before === undefined) return
    for (const side of ['buy', 'sell'] as const) {
      for (const [price, quantity] of levels(side, levelsMax)) {
        if (before[side].get(price) !== quantity) pending[side].set(price, quantity)
        before[side].delete(price)
      }
      for (const price of before[side].keys()) pending[side].set(price, '0')
    }
  }
  function remember(update: BookUpdate): void {
    if (!source.isWatched) return
    for (const [price, quantity] of update.bids) pending.buy.set(price, quantity)
    for (const [price, quantity] of update.asks) pending.sell.set(price, quantity)
  }
  function body(bids: Levels, asks: Levels): string {
    return JSON.stringify({ bids, asks, feed: { ...feed, age_ms: ageMs() } })
  }
  const source: BookChannel = {
    isWatched: false,
    learn(update) {
      if (update.snapshot) takeWhole(update)
      else {
        const result = mirror.applyUpdate(update)
        if (result === 'gap') want()
        if (result !== 'applied') return
        remember(update)
      }
      seq = update.seq
      feed = { source: update.source, state: update.state }
    },
    best: () => ({ bid: levels('buy', 1)[0]?.[0], ask: levels('sell', 1)[0]?.[0] }),
    snapshot: () => (seq < 0 ? undefined : { seq, data: body(levels('buy', limits.bookLevelsMax), levels('sell', limits.bookLevelsMax)) }),
    take() {
      if (seq === told) return undefined
      const [prevSeq, bids, asks] = [told, [...pending.buy], [...pending.sell]]
      told = seq
      pending.buy.clear()
      pending.sell.clear()
      return prevSeq < 0 ? 'lost' : { seq, prevSeq, data: body(bids, asks) }
    },
  }
  return source
}
