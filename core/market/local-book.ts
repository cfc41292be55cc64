import { isQuotedLevel, QuotedSide } from './quoted-side.ts'
import type { Quoted, QuotedLevel } from './quoted-side.ts'

/** One depth update of an exchange: `first` and `last` are Binance's U and u. */
export interface DepthDiff {
  readonly kind: 'diff'
  readonly first: number
  readonly last: number
  readonly bids: readonly QuotedLevel[]
  readonly asks: readonly QuotedLevel[]
}

/** A depth answer by REST: `last` is Binance's lastUpdateId. */
export interface DepthSnapshot {
  readonly kind: 'snapshot'
  readonly last: number
  readonly bids: readonly QuotedLevel[]
  readonly asks: readonly QuotedLevel[]
}

/**
 * `buffered`: kept until a snapshot comes. `applied`: the book moved. `ignored`: older than the book.
 * `stale_snapshot`: ends before the first buffered diff begins, fetch another. `gap`: a diff is missing or the buffer is
 * full; the book was dropped, fetch a snapshot. `crossed`: applied, but the best bid is not below the best ask: do not trade on it.
 */
export type LocalBookResult = 'buffered' | 'applied' | 'ignored' | 'stale_snapshot' | 'gap' | 'crossed'

/** A copy of an exchange's book for one symbol. */
export interface LocalBook {
  accept(frame: DepthDiff | DepthSnapshot): LocalBookResult
  /** Whether a snapshot and the diffs after it are joined. */
  isJoined(): boolean
  /** The last update id applied; 0 before the book is joined. */
  lastUpdate(): number
  /** Best first. */
  levels(side: 'buy' | 'sell', depthMax: number): [price: Quoted, quantity: Quoted][]
  /** Diffs that waited for the snapshot and were applied with it, in order; for whoever forwards every change. */
  joinedDiffs(): readonly DepthDiff[]
  /** Forgets everything, as after a lost connection. */
  reset(): void
}

/** Diffs kept while waiting for a snapshot: 100 s of the 100 ms stream; a snapshot takes one. */
const BUFFERED_MAX = 1_000

/**
 * Binance's documented recipe (order-semantics d13): buffer diffs, take a snapshot, drop diffs that end before it, the first
 * applied has first ≤ last of the snapshot + 1, later ones must follow without a hole, size 0 deletes.
 */
export function createLocalBook(): LocalBook {
  return new RecipeBook()
}

class RecipeBook implements LocalBook {
  readonly #bids = new QuotedSide('buy')
  readonly #asks = new QuotedSide('sell')
  #buffered: DepthDiff[] = []
  #joinedDiffs: readonly DepthDiff[] = []
  #joined = false
  #last = 0

  accept(frame: DepthDiff | DepthSnapshot): LocalBookResult {
    return frame.kind === 'snapshot' ? this.#load(frame) : this.#follow(frame)
  }

  isJoined(): boolean {
    return this.#joined
  }

  lastUpdate(): number {
    return this.#joined ? this.#last : 0
  }

  levels(side: 'buy' | 'sell', depthMax: number): [price: Quoted, quantity: Quoted][] {
    return (side === 'buy' ? this.#bids : this.#asks).levels(depthMax)
  }

  joinedDiffs(): readonly DepthDiff[] {
    return this.#joinedDiffs
  }

  reset(): void {
    this.#bids.clear()
    this.#asks.clear()
    this.#buffered = []
    this.#joinedDiffs = []
    this.#joined = false
    this.#last = 0
  }

  #load(snapshot: DepthSnapshot): LocalBookResult {
    if (this.#joined && snapshot.last <= this.#last) return 'ignored'
    const later = this.#buffered.filter(diff => diff.last > snapshot.last)
    const [oldest] = later
    // The first diff kept must touch the snapshot; one that begins after it means the snapshot is too old.
    if (oldest && oldest.first > snapshot.last + 1) return 'stale_snapshot'
    this.reset()
    this.#put(snapshot)
    this.#last = snapshot.last
    this.#joined = true
    for (const diff of later) if (this.#apply(diff) === 'gap') return 'gap'
    this.#joinedDiffs = later
    return this.#isCrossed() ? 'crossed' : 'applied'
  }

  #follow(diff: DepthDiff): LocalBookResult {
    if (this.#joined) return this.#apply(diff)
    if (this.#buffered.length >= BUFFERED_MAX) {
      this.reset()
      this.#buffered.push(diff)
      return 'gap'
    }
    this.#buffered.push(diff)
    return 'buffered'
  }

  #apply(diff: DepthDiff): LocalBookResult {
    if (diff.last <= this.#last) return 'ignored'
    if (diff.first > this.#last + 1) {
      this.reset()
      this.#buffered.push(diff)
      return 'gap'
    }
    this.#put(diff)
    this.#last = diff.last
    return this.#isCrossed() ? 'crossed' : 'applied'
  }

  #put(levels: { readonly bids: readonly QuotedLevel[]; readonly asks: readonly QuotedLevel[] }): void {
    for (const level of levels.bids) if (isQuotedLevel(level)) this.#bids.set(level)
    for (const level of levels.asks) if (isQuotedLevel(level)) this.#asks.set(level)
  }

  #isCrossed(): boolean {
    const [bid, ask] = [this.#bids.bestKey(), this.#asks.bestKey()]
    return bid !== undefined && ask !== undefined && bid >= ask
  }
}
