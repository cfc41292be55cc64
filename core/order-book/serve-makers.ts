import { assert } from '#core/assert'
import type { BookSide, Maker, PriceLevel } from './book-side.ts'
import type { HouseView } from './house-frames.ts'
import { bestHouse, emptyHouse } from './house-frames.ts'
import type { BookFill, Print } from './types.ts'
import type { Side } from '#core/orders'

/** Told about each fill of a resting order by the house, and expected to report it. */
export type Serve = (maker: Maker, lots: number, fill: BookFill) => void

/**
 * A print serves the resting orders of the passive side (money-path.md §6): those better than its price first, whole by
 * time, for it traded through them; then those at its price with what is left after their place in the queue.
 */
export function servePrint(view: HouseView, print: Print, serve: Serve): void {
  const passive = print.takerSide === 'sell' ? view.bids : view.asks
  let left = print.lots
  for (const level of reached(passive, print.price)) {
    left =
      level.price === print.price ? servePrintedLevel(view, level, { print, left, serve }) : serveThrough(level, { print, left, serve })
    if (left === 0) return
  }
}

/** House quantity a print has proved gone: better levels entirely, its own level by its size until the feed speaks of it. */
export function cutPrintedHouse(view: HouseView, print: Print): void {
  const passive = print.takerSide === 'sell' ? view.bids : view.asks
  for (const level of reached(passive, print.price)) if (level.price !== print.price) emptyHouse(view, passive, level.price)
  const house = passive.level(print.price)?.house
  if (!house) return
  const level = passive.touch(print.price)
  house.left = Math.max(0, house.left - print.lots)
  house.printed += print.lots
  for (const maker of level.makers) maker.ahead = Math.min(maker.ahead, house.left)
}

/** House levels that cross resting orders fill them as makers at their limits, each displayed lot once. */
export function serveCrossing(view: HouseView, serve: Serve): void {
  serveSide(view, view.bids, view.asks, serve)
  serveSide(view, view.asks, view.bids, serve)
}

/** While the feed is not live nothing fills from it: house levels that cross a resting order are emptied instead. */
export function dropCrossing(view: HouseView): void {
  for (const [users, houses] of [
    [view.bids, view.asks],
    [view.asks, view.bids],
  ] as const) {
    for (;;) {
      const house = bestHouse(houses)
      if (!house || !crossedUsers(users, house.price)) break
      emptyHouse(view, houses, house.price)
    }
  }
}

interface Serving {
  readonly print: Print
  readonly left: number
  readonly serve: Serve
}

function serveThrough(level: PriceLevel, serving: Serving): number {
  let { left } = serving
  for (const maker of [...level.makers]) {
    if (left === 0) return 0
    const lots = Math.min(maker.leaves, left)
    left -= lots
    serving.serve(maker, lots, printFill(maker, lots, { print: serving.print, ahead: maker.ahead }))
  }
  return left
}

function servePrintedLevel(view: HouseView, level: PriceLevel, serving: Serving): number {
  let { left } = serving
  let passed = 0
  const fills: [Maker, number, BookFill][] = []
  for (const maker of level.makers) {
    const queued = Math.min(left, Math.max(0, maker.ahead - passed))
    passed += queued
    left -= queued
    const lots = Math.min(maker.leaves, left)
    left -= lots
    if (lots > 0) fills.push([maker, lots, printFill(maker, lots, { print: serving.print, ahead: maker.ahead })])
    if (left === 0) break
  }
  for (const maker of level.makers) maker.ahead = view.queue.trade(maker.ahead, passed)
  for (const [maker, lots, fill] of fills) serving.serve(maker, lots, fill)
  return left
}

function printFill(maker: Maker, lots: number, cause: { print: Print; ahead: number }): BookFill {
  const { print, ahead } = cause
  const evidence = { cause: 'print' as const, frame: print.frame, shown: print.lots, level: print.price, ahead, tradeId: print.tradeId }
  return { kind: 'fill', price: maker.price, lots, taker: 0, maker: maker.order, takerSide: print.takerSide, evidence }
}

function serveSide(view: HouseView, users: BookSide, houses: BookSide, serve: Serve): void {
  for (;;) {
    const crossing = bestHouse(houses)
    const level = crossing && crossedUsers(users, crossing.price)
    if (!level) return
    const maker = level.makers[0]
    assert(maker, 'a level with users has a first order')
    const { house } = houses.touch(crossing.price)
    assert(house, 'a crossing level shows something')
    const lots = Math.min(maker.leaves, house.left)
    house.left -= lots
    for (const other of crossing.makers) other.ahead = view.queue.trade(other.ahead, lots)
    const takerSide: Side = users.side === 'buy' ? 'sell' : 'buy'
    const evidence = {
      cause: 'diff' as const,
      frame: house.frame,
      shown: house.shown,
      level: crossing.price,
      ahead: maker.ahead,
      tradeId: 0,
    }
    serve(maker, lots, { kind: 'fill', price: maker.price, lots, taker: 0, maker: maker.order, takerSide, evidence })
  }
}

/** The best level with orders that a house price on the other side reaches. */
function crossedUsers(users: BookSide, price: number): PriceLevel | undefined {
  for (const level of users.walk()) {
    if (users.isBetter(price, level.price)) return undefined
    if (level.makers.length > 0) return level
  }
  return undefined
}

/** The levels at a price or better, best first, as a list that stays while the side changes. */
function reached(side: BookSide, price: number): PriceLevel[] {
  const levels: PriceLevel[] = []
  for (const level of side.walk()) {
    if (side.isBetter(price, level.price)) break
    levels.push(level)
  }
  return levels
}
