/** What the README of the recorded data says of it, as checks over any stream of raw lines. */
import { compareDecimals } from '#core/decimal'
import { createLocalBook } from '#core/market'
import { parseLine } from './frames.ts'

export interface Checked {
  readonly rejected: number
  readonly depth: number
  readonly best: number
  readonly prints: number
  readonly gaps: number
  readonly crossed: number
  /** Best quotes whose update id a state of the book has, and those of them that differ from it. */
  readonly equalIds: number
  readonly wrongTops: number
  readonly tradeHoles: number
  readonly states: number
  readonly spreads: readonly number[]
}

/** Sequence, join, never crossed, best quote = top at equal ids, trade ids without a hole. */
export function checkLines(lines: Iterable<string>): Checked {
  const book = createLocalBook()
  const found = {
    rejected: 0,
    depth: 0,
    best: 0,
    prints: 0,
    gaps: 0,
    crossed: 0,
    equalIds: 0,
    wrongTops: 0,
    tradeHoles: 0,
    states: 0,
    spreads: [] as number[],
  }
  const quotes = new Map<number, string>()
  const tops = new Map<number, string>()
  let [lastDiff, lastTrade] = [0, 0]
  for (const line of lines) {
    const event = parseLine(line)
    if (event.kind === 'rejected') found.rejected += 1
    if (event.kind === 'best') {
      found.best += 1
      quotes.set(event.update, JSON.stringify([event.bid, event.ask]))
      if (compareDecimals(event.bid[0], event.ask[0]) >= 0) found.crossed += 1
    }
    if (event.kind === 'print') {
      found.prints += 1
      if (lastTrade > 0 && event.id !== lastTrade + 1) found.tradeHoles += 1
      lastTrade = event.id
    }
    if (event.kind !== 'depth' && event.kind !== 'snapshot') continue
    if (event.kind === 'depth') {
      found.depth += 1
      if (lastDiff > 0 && event.diff.first !== lastDiff + 1) found.gaps += 1
      lastDiff = event.diff.last
    }
    const result = book.accept(event.kind === 'depth' ? event.diff : event.snapshot)
    if (result === 'crossed') found.crossed += 1
    if (result === 'gap') found.gaps += 1
    if (!book.isJoined()) continue
    found.states += 1
    const [bid, ask] = [book.levels('buy', 1)[0]!, book.levels('sell', 1)[0]!]
    tops.set(book.lastUpdate(), JSON.stringify([bid, ask]))
    found.spreads.push(Math.round((Number(ask[0]) - Number(bid[0])) * 1e8) / 1e8)
  }
  for (const [update, quote] of quotes) {
    if (!tops.has(update)) continue
    found.equalIds += 1
    if (tops.get(update) !== quote) found.wrongTops += 1
  }
  return found
}
