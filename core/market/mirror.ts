import { isQuotedLevel, QuotedSide } from './quoted-side.ts'
import type { Quoted, QuotedLevel } from './quoted-side.ts'

/** The whole merged book as of `seq`. */
export interface MirrorSnapshot {
  readonly seq: number
  readonly bids: readonly QuotedLevel[]
  readonly asks: readonly QuotedLevel[]
}

/** The levels that changed after `prev_seq`; a quantity of zero deletes. */
export interface MirrorUpdate extends MirrorSnapshot {
  readonly prev_seq: number
}

/** `gap`: an update is missing (or nothing was loaded); take a new snapshot. `ignored`: older than what is held. */
export type MirrorResult = 'applied' | 'ignored' | 'gap'

/** A reader's copy of the merged book of one symbol. */
export interface Mirror {
  applySnapshot(snapshot: MirrorSnapshot): MirrorResult
  applyUpdate(update: MirrorUpdate): MirrorResult
  /** Best first. */
  levels(side: 'buy' | 'sell', depthMax: number): [price: Quoted, quantity: Quoted][]
  /** Sequence of the last state held; −1 before the first snapshot and after a gap. */
  seq(): number
}

/**
 * A copy that follows a book by snapshot and updates (volatile topic `book.updated`, channel `orderbook:`).
 * After a gap it holds its last levels but refuses updates until a snapshot comes, however old that is.
 */
export function createMirror(): Mirror {
  const bids = new QuotedSide('buy')
  const asks = new QuotedSide('sell')
  let held = -1
  const put = (levels: MirrorSnapshot): void => {
    for (const level of levels.bids) if (isQuotedLevel(level)) bids.set(level)
    for (const level of levels.asks) if (isQuotedLevel(level)) asks.set(level)
    held = levels.seq
  }
  return {
    applySnapshot: snapshot => {
      bids.clear()
      asks.clear()
      put(snapshot)
      return 'applied'
    },
    applyUpdate: update => {
      if (held < 0) return 'gap'
      if (update.seq <= held) return 'ignored'
      if (update.prev_seq !== held) {
        held = -1
        return 'gap'
      }
      put(update)
      return 'applied'
    },
    levels: (side, depthMax) => (side === 'buy' ? bids : asks).levels(depthMax),
    seq: () => held,
  }
}
