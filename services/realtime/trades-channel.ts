import type { MarketTrade } from '#contracts/routes/market'
import type { FrameBatch } from '#contracts/topics/market'
import type { Trade } from '#contracts/topics/trades'
import { limits } from './limits.ts'
import type { MarketSource } from './market-hub.ts'

/** Trades of one frame; more in a flush is a replay at full speed, and a snapshot tells as much. */
const pendingMax = 1_000

export interface TradesChannel extends MarketSource {
  /** Prints of the feed. */
  learnFrames(batch: FrameBatch): void
  /** A trade between users. */
  learnTrade(trade: Trade): void
  /** Price of the last print as decimal text. */
  lastPrint(): string | undefined
}

/** Trades of one symbol, oldest first. Its sequence counts the frames since this process started. */
export function createTradesChannel(): TradesChannel {
  let recent: MarketTrade[] = []
  let pending: MarketTrade[] = []
  let place = { source: '', session: 0, n: -1 }
  let print: string | undefined
  let seq = 0
  function add(trade: MarketTrade): void {
    recent.push(trade)
    if (recent.length > 2 * limits.tradesShown) recent = recent.slice(-limits.tradesShown)
    if (source.isWatched) pending.push(trade)
  }
  const source: TradesChannel = {
    isWatched: false,
    learnFrames(batch) {
      if (batch.session !== place.session || batch.source !== place.source) place = { source: batch.source, session: batch.session, n: -1 }
      for (const frame of batch.frames) {
        if (frame.n <= place.n) continue // a frame that is told again
        place.n = frame.n
        if (frame.kind !== 'print') continue
        const { trade_id: id, price, quantity, side, t } = frame
        print = price
        add({ id, price, quantity, side, source: 'external', executed_at: new Date(t).toISOString() })
      }
    },
    learnTrade({ trade_id: id, price, quantity, taker_side: side, executed_at }) {
      add({ id, price, quantity, side, source: 'internal', executed_at })
    },
    lastPrint: () => print,
    snapshot: () => ({ seq, data: JSON.stringify(recent.slice(-limits.tradesShown)) }),
    take() {
      if (pending.length === 0) return undefined
      const trades = pending
      pending = []
      seq += 1
      return trades.length > pendingMax ? 'lost' : { seq, prevSeq: seq - 1, data: JSON.stringify(trades) }
    },
  }
  return source
}
