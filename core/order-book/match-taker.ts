import { assert } from '#core/assert'
import type { QueueModel } from '#core/fill-model'
import type { BookSide, Maker, PriceLevel } from './book-side.ts'
import { allowanceAt, countFill } from './taker-limits.ts'
import type { Stop, Taker } from './taker-limits.ts'
import type { FillEvidence } from './types.ts'

/** What a taker meets next: a user's order, or house quantity queued before it (or behind everybody). */
export type Counterparty = { readonly maker: Maker; readonly lots: number } | { readonly maker: null; readonly lots: number }

/** The side a taker walks, and whether house quantity can be matched. */
export interface Opposite {
  readonly side: BookSide
  readonly houseLive: boolean
  readonly queue: QueueModel
}

/** A fill the walk found, told before the book is changed by it. */
export interface Met {
  readonly level: PriceLevel
  readonly maker: Maker | null
  readonly lots: number
}

/** Whether the taker accepts a price of the other side. A market order accepts any. */
export function accepts(taker: Taker, side: BookSide, price: number): boolean {
  return taker.order.type === 'market' || !side.isBetter(taker.order.price, price)
}

/**
 * Walks the merged book in price and queue order and tells `fill` what the taker meets, until it is done or stops.
 * With `fill` changing nothing this is the dry walk of fill-or-kill; so it never looks back at the book for amounts taken.
 */
export function walk(taker: Taker, opposite: Opposite, fill: (met: Met) => void): Stop {
  for (const level of opposite.side.walk()) {
    if (!accepts(taker, opposite.side, level.price)) return 'limit'
    for (const next of [...counterparties(level, opposite.houseLive)]) {
      const stop = meet(taker, level, next, fill)
      if (stop) return stop
    }
  }
  return 'empty'
}

/** Changes the book by a fill: the maker shrinks, or the house does and everybody queued behind those lots moves up. */
export function take(met: Met, opposite: Opposite): void {
  const level = opposite.side.touch(met.level.price)
  if (met.maker) {
    met.maker.leaves -= met.lots
    level.userLots -= met.lots
    assert(met.maker.leaves >= 0, 'a maker is never overfilled')
    return
  }
  assert(level.house && level.house.left >= met.lots, 'the house has what a taker takes')
  level.house.left -= met.lots
  for (const maker of level.makers) maker.ahead = opposite.queue.trade(maker.ahead, met.lots)
}

/** The evidence of a taker's fill, from the level as it is before the fill. */
export function takerEvidence(met: Met, frameLast: FillEvidence['frame']): FillEvidence {
  if (met.maker) return { cause: 'order', frame: frameLast, shown: met.maker.leaves, level: met.level.price, ahead: 0, tradeId: 0 }
  assert(met.level.house, 'a fill against the house has a level that showed it')
  return { cause: 'level', frame: met.level.house.frame, shown: met.level.house.shown, level: met.level.price, ahead: 0, tradeId: 0 }
}

/** The level's queue as a taker meets it: house up to the first order's place, that order, house up to the second's, …, the rest. */
function* counterparties(level: PriceLevel, houseLive: boolean): Generator<Counterparty> {
  const houseLots = houseLive ? (level.house?.left ?? 0) : 0
  let passed = 0
  for (const maker of level.makers) {
    const place = Math.min(maker.ahead, houseLots)
    if (place > passed) yield { maker: null, lots: place - passed }
    passed = Math.max(passed, place)
    yield { maker, lots: maker.leaves }
  }
  if (houseLots > passed) yield { maker: null, lots: houseLots - passed }
}

function meet(taker: Taker, level: PriceLevel, next: Counterparty, fill: (met: Met) => void): Stop | null {
  const { order } = taker
  const allowance = allowanceAt(taker, level.price)
  if (allowance.bound !== 'none') return allowance.bound
  if (next.maker && order.selfTrade === 'expire_taker' && next.maker.owner === order.owner) return 'own_order'
  const lots = Math.min(allowance.lots, next.lots)
  assert(lots > 0, 'whoever is met has something left')
  fill({ level, maker: next.maker, lots })
  countFill(taker, level.price, lots)
  if (taker.leaves === 0 && order.quoteQuantity === 0) return 'done'
  if (lots === next.lots) return null
  // Something is left at this price that the taker cannot pay for: it must not go on to a worse one.
  const { bound } = allowanceAt(taker, level.price)
  assert(bound !== 'none', 'a taker leaves nothing behind without a reason')
  return bound
}
