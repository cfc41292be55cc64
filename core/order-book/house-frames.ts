import { assert } from '#core/assert'
import type { QueueModel } from '#core/fill-model'
import { TICKS_MAX } from '#core/orders'
import type { BookSide, PriceLevel } from './book-side.ts'
import type { FrameRef, HouseBest, HouseDepth, HouseSnapshot, Level } from './types.ts'

/** Most lots one level may show; beyond it a frame is absurd and the entry ignored, so that sums stay exact. */
const SHOWN_MAX = 2 ** 52

/** The two sides and the counter of frames, which orders what the feed said. */
export interface HouseView {
  readonly bids: BookSide
  readonly asks: BookSide
  readonly queue: QueueModel
  /** Number of the frame being applied, ascending. */
  readonly seen: number
}

/** Whether the price and the size of a frame's entry can be taken seriously. */
export function isPlausible(price: number, lots: number): boolean {
  return Number.isSafeInteger(price) && price > 0 && price <= TICKS_MAX && Number.isSafeInteger(lots) && lots >= 0 && lots <= SHOWN_MAX
}

/** Replaces all house quantity; what users consumed before is forgotten with the levels it was consumed from. */
export function applySnapshot(view: HouseView, snapshot: HouseSnapshot): void {
  replaceSide(view, view.bids, snapshot.bids, snapshot.frame)
  replaceSide(view, view.asks, snapshot.asks, snapshot.frame)
}

/** Sets the shown sizes of the listed levels. */
export function applyDepth(view: HouseView, depth: HouseDepth): void {
  for (const [price, lots] of depth.bids)
    if (isPlausible(price, lots)) showLevel(view, view.bids, { price, lots, frame: depth.frame, source: 'depth' })
  for (const [price, lots] of depth.asks)
    if (isPlausible(price, lots)) showLevel(view, view.asks, { price, lots, frame: depth.frame, source: 'depth' })
}

/** Applies the best quotes at once: better levels of their side are gone, the touch shows what they say. */
export function applyBest(view: HouseView, best: HouseBest): void {
  applyTouch(view, view.bids, { price: best.bid, lots: best.bidLots, frame: best.frame, source: 'best' })
  applyTouch(view, view.asks, { price: best.ask, lots: best.askLots, frame: best.frame, source: 'best' })
}

/** Empties a house level until the feed speaks of it again. */
export function emptyHouse(view: HouseView, side: BookSide, price: number): void {
  if (!side.level(price)) return
  const level = side.touch(price)
  requeue(view, level, { source: 'depth', shownNow: 0 })
  level.house = undefined
  side.dropIfEmpty(level)
}

/** Where the house crosses itself the side last spoken of wins; both go when one frame said both. */
export function uncrossHouse(view: HouseView): void {
  for (;;) {
    const bid = bestHouse(view.bids)
    const ask = bestHouse(view.asks)
    if (!bid?.house || !ask?.house || bid.price < ask.price) return
    const age = bid.house.seen - ask.house.seen
    if (age <= 0) emptyHouse(view, view.bids, bid.price)
    if (age >= 0) emptyHouse(view, view.asks, ask.price)
  }
}

/** The best level of a side on which the house has something left. */
export function bestHouse(side: BookSide): PriceLevel | undefined {
  for (let rank = 0; ; rank += 1) {
    const level = side.ranked(rank)
    if (!level || (level.house && level.house.left > 0)) return level
  }
}

interface Shown {
  readonly price: number
  readonly lots: number
  readonly frame: FrameRef
  readonly source: 'snapshot' | 'depth' | 'best'
}

function replaceSide(view: HouseView, side: BookSide, levels: readonly Level[], frame: FrameRef): void {
  const shown = new Map<number, number>()
  for (const [price, lots] of levels) if (isPlausible(price, lots)) shown.set(price, lots)
  const stale = [...side.walk()].map(level => level.price).filter(price => (shown.get(price) ?? 0) === 0)
  for (const price of stale) emptyHouse(view, side, price)
  for (const [price, lots] of shown) {
    if (lots > 0) showLevel(view, side, { price, lots, frame, source: 'snapshot' })
  }
}

function applyTouch(view: HouseView, side: BookSide, shown: Shown): void {
  const emptySide = shown.price === 0
  if (!emptySide && !isPlausible(shown.price, shown.lots)) return
  const better: number[] = []
  for (const level of side.walk()) {
    if (!emptySide && !side.isBetter(level.price, shown.price)) break
    better.push(level.price)
  }
  for (const price of better) emptyHouse(view, side, price)
  if (!emptySide) showLevel(view, side, shown)
}

/**
 * A level shows a size. House quantity that users consumed stays consumed until the feed changes the level: saying the
 * same size again is no change, unless prints have cut the level and a depth frame says that it was filled up again.
 * A snapshot always is a change.
 */
function showLevel(view: HouseView, side: BookSide, shown: Shown): void {
  if (shown.lots === 0) return emptyHouse(view, side, shown.price)
  const level = side.touch(shown.price)
  const { house } = level
  requeue(view, level, { source: shown.source === 'best' ? 'best' : 'depth', shownNow: shown.lots })
  const unchanged = house?.shown === shown.lots && (shown.source === 'best' || (shown.source === 'depth' && house.printed === 0))
  if (house && unchanged) house.seen = view.seen
  else level.house = { shown: shown.lots, left: shown.lots, printed: 0, frame: shown.frame, seen: view.seen }
  assert(!level.house || level.house.left <= level.house.shown, 'the house never has more than it showed')
}

function requeue(view: HouseView, level: PriceLevel, now: { source: 'depth' | 'best'; shownNow: number }): void {
  if (level.makers.length === 0) return
  const change = { ...now, shownBefore: level.house?.shown ?? 0, printed: level.house?.printed ?? 0 }
  for (const maker of level.makers) maker.ahead = view.queue.change(maker.ahead, change)
}
