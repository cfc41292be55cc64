import { TICKS_MAX } from '#core/orders'
import * as cells from './cells.ts'
import * as e from './event-log.ts'
import type { Ladder } from './ladder.ts'
import type { BookSide } from './side.ts'
import type { FrameRef, HouseBest, HouseDepth, HouseSnapshot, Level, Print } from './types.ts'

const { AHEAD, COLD, F, FRAME, HAS_HOUSE, I, LEAVES, LEFT, NEXT, PRICE, PRINTED, SEEN, SESSION, SHOWN, VISIBLE } = cells
const { CAUSE_DIFF, CAUSE_PRINT, FILLED, NO_REASON } = e

/** Most lots one level may show; beyond it a frame is absurd and the entry ignored, so that sums stay exact. */
const SHOWN_MAX = 2 ** 52

/** Whether the price and the size of a frame's entry can be taken seriously. */
export function isPlausible(price: number, lots: number): boolean {
  return Number.isSafeInteger(price) && price > 0 && price <= TICKS_MAX && Number.isSafeInteger(lots) && lots >= 0 && lots <= SHOWN_MAX
}

/** The mirrored quantity of the real market: what frames do to it, and how it serves resting orders. */
export class House {
  readonly #ladder: Ladder
  /** Frames seen; the younger side wins where the house crosses itself. */
  seen = 0
  /** Icebergs that a print used up, in their order: they show their next slice when it is done. */
  readonly #usedUp: number[] = []

  constructor(ladder: Ladder) {
    this.#ladder = ladder
  }

  /** Every frame counts, whatever it says. */
  begin({ session, frame }: FrameRef): void {
    this.seen += 1
    this.#ladder.session = session
    this.#ladder.frame = frame
  }

  show(frame: HouseSnapshot | HouseDepth | HouseBest): void {
    const { bids, asks } = this.#ladder
    switch (frame.kind) {
      case 'house_snapshot':
        this.#replace(bids, frame.bids, frame.frame)
        this.#replace(asks, frame.asks, frame.frame)
        break
      case 'house_depth':
        this.#depth(bids, frame.bids, frame.frame)
        this.#depth(asks, frame.asks, frame.frame)
        break
      case 'house_best':
        this.#touch(bids, { price: frame.bid, lots: frame.bidLots }, frame.frame)
        this.#touch(asks, { price: frame.ask, lots: frame.askLots }, frame.frame)
        break
    }
    this.#uncross()
  }

  /** House levels that cross resting orders fill them as makers at their limits; while they cannot match they are emptied. */
  meet(): void {
    const { bids, asks, isMatchable } = this.#ladder
    for (const [users, houses] of [
      [bids, asks],
      [asks, bids],
    ] as const) {
      for (;;) {
        const crossing = this.best(houses)
        if (crossing === 0) break
        const price = this.#ladder.memory.cells.i[crossing * I + PRICE]!
        const level = this.#crossed(users, price)
        if (level === 0) break
        if (isMatchable) this.#serveCrossed(houses, crossing, users, level)
        else this.#empty(houses, price)
      }
    }
  }

  /** A print serves the resting orders it reaches, best price first, and proves house quantity gone. */
  print(print: Print): void {
    const passive = print.takerSide === 'sell' ? this.#ladder.bids : this.#ladder.asks
    if (this.#ladder.isMatchable) this.#serve(passive, print)
    this.#cut(passive, print)
  }

  /** The best level of a side on which the house has something left, 0 where there is none. */
  best(side: BookSide): number {
    const { f, i } = this.#ladder.memory.cells
    let level = side.best
    while (level !== 0 && f[level * F + LEFT] === 0) level = side.worse(i[level * I + PRICE]!)
    return level
  }

  #depth(side: BookSide, levels: readonly Level[], frame: FrameRef): void {
    for (let at = 0; at < levels.length; at += 1) {
      const [price, lots] = levels[at]!
      if (isPlausible(price, lots)) this.#show(side, { price, lots, source: 'depth' }, frame)
    }
  }

  #replace(side: BookSide, levels: readonly Level[], frame: FrameRef): void {
    const shown = new Map<number, number>()
    for (const [price, lots] of levels) if (isPlausible(price, lots)) shown.set(price, lots)
    const { i } = this.#ladder.memory.cells
    const stale: number[] = []
    for (let level = side.best; level !== 0; level = side.worse(i[level * I + PRICE]!)) {
      const price = i[level * I + PRICE]!
      if ((shown.get(price) ?? 0) === 0) stale.push(price)
    }
    for (const price of stale) this.#empty(side, price)
    for (const [price, lots] of shown) if (lots > 0) this.#show(side, { price, lots, source: 'snapshot' }, frame)
  }

  /** The best quote of a side: better levels are gone, the touch shows what it says. Price 0 says that the side is empty. */
  #touch(side: BookSide, quote: { readonly price: number; readonly lots: number }, frame: FrameRef): void {
    const isEmpty = quote.price === 0
    if (!isEmpty && !isPlausible(quote.price, quote.lots)) return
    const { i } = this.#ladder.memory.cells
    for (let level = side.best; level !== 0;) {
      const price = i[level * I + PRICE]!
      if (!isEmpty && !side.isBetter(price, quote.price)) break
      level = side.worse(price)
      this.#empty(side, price)
    }
    if (!isEmpty) this.#show(side, { ...quote, source: 'best' }, frame)
  }

  /**
   * A level shows a size. House quantity that users consumed stays consumed until the feed changes the level: saying the
   * same size again is no change, unless prints have cut the level and a depth frame says that it was filled up again.
   * A snapshot always is a change.
   */
  #show(
    side: BookSide,
    shown: { readonly price: number; readonly lots: number; readonly source: 'snapshot' | 'depth' | 'best' },
    frame: FrameRef,
  ): void {
    if (shown.lots === 0) return this.#empty(side, shown.price)
    const { cells } = this.#ladder.memory
    cells.reserve(1)
    const level = side.touch(shown.price)
    const { f, i, cold } = cells
    this.#requeue(level, shown.lots, shown.source === 'best' ? 'best' : 'depth')
    const isSame = i[level * I + HAS_HOUSE] === 1 && f[level * F + SHOWN] === shown.lots
    cold[level * COLD + SEEN] = this.seen
    if (isSame && (shown.source === 'best' || (shown.source === 'depth' && f[level * F + PRINTED] === 0))) return
    f[level * F + SHOWN] = shown.lots
    f[level * F + LEFT] = shown.lots
    f[level * F + PRINTED] = 0
    i[level * I + HAS_HOUSE] = 1
    i[level * I + SESSION] = frame.session
    cold[level * COLD + FRAME] = frame.frame
  }

  /** Empties a house level until the feed speaks of it again. */
  #empty(side: BookSide, price: number): void {
    const level = side.level(price)
    if (level === 0) return
    side.note(level)
    this.#requeue(level, 0, 'depth')
    const { f, i } = this.#ladder.memory.cells
    f[level * F + SHOWN] = 0
    f[level * F + LEFT] = 0
    f[level * F + PRINTED] = 0
    i[level * I + HAS_HOUSE] = 0
    side.dropIfEmpty(level)
  }

  #requeue(level: number, shownNow: number, source: 'depth' | 'best'): void {
    const { f, i } = this.#ladder.memory.cells
    const first = i[level * I + NEXT]!
    if (first === level) return
    const change = { source, shownNow, shownBefore: f[level * F + SHOWN]!, printed: f[level * F + PRINTED]! }
    for (let maker = first; maker !== level; maker = i[maker * I + NEXT]!)
      f[maker * F + AHEAD] = this.#ladder.queue.change(f[maker * F + AHEAD]!, change)
  }

  /** Where the house crosses itself the side last spoken of wins; both go when one frame said both. */
  #uncross(): void {
    const { bids, asks } = this.#ladder
    const { i, cold } = this.#ladder.memory.cells
    for (;;) {
      const [bid, ask] = [this.best(bids), this.best(asks)]
      if (bid === 0 || ask === 0) return
      const [bidPrice, askPrice] = [i[bid * I + PRICE]!, i[ask * I + PRICE]!]
      if (bidPrice < askPrice) return
      const age = cold[bid * COLD + SEEN]! - cold[ask * COLD + SEEN]!
      if (age <= 0) this.#empty(bids, bidPrice)
      if (age >= 0) this.#empty(asks, askPrice)
    }
  }

  /** The best level with orders that a house price on the other side reaches, 0 where there is none. */
  #crossed(users: BookSide, price: number): number {
    const { i } = this.#ladder.memory.cells
    for (let level = users.best; level !== 0; level = users.worse(i[level * I + PRICE]!)) {
      if (users.isBetter(price, i[level * I + PRICE]!)) return 0
      if (i[level * I + NEXT] !== level) return level
    }
    return 0
  }

  /** The first order of a crossed level is served from the house level that crosses it. */
  #serveCrossed(houses: BookSide, crossing: number, users: BookSide, level: number): void {
    const ladder = this.#ladder
    const { f, i, cold } = ladder.memory.cells
    const maker = i[level * I + NEXT]!
    houses.note(crossing)
    users.note(level)
    const lots = Math.min(f[maker * F + VISIBLE]!, f[crossing * F + LEFT]!)
    ladder.tellServed(maker, {
      cause: CAUSE_DIFF,
      level: i[crossing * I + PRICE]!,
      lots,
      shown: f[crossing * F + SHOWN]!,
      ahead: f[maker * F + AHEAD]!,
      trade: 0,
      session: i[crossing * I + SESSION]!,
      frame: cold[crossing * COLD + FRAME]!,
    })
    ladder.takeHouse(crossing, lots)
    ladder.reduce(maker, lots)
    ladder.afterFill(maker)
    users.dropIfEmpty(level)
  }

  /** Orders better than the print's price first, whole by time, for it traded through them; then those at its price after their place in the queue. */
  #serve(passive: BookSide, print: Print): void {
    const { i } = this.#ladder.memory.cells
    let left = print.lots
    for (let level = passive.best; level !== 0 && left > 0;) {
      const price = i[level * I + PRICE]!
      if (passive.isBetter(print.price, price)) break
      const next = passive.worse(price)
      if (i[level * I + NEXT] !== level) {
        passive.note(level)
        left = price === print.price ? this.#servePrinted(level, print, left) : this.#serveThrough(level, print, left)
        passive.dropIfEmpty(level)
      }
      level = next
    }
    for (const maker of this.#usedUp) this.#ladder.refill(maker)
    this.#usedUp.length = 0
  }

  #serveThrough(level: number, print: Print, printed: number): number {
    const { f, i } = this.#ladder.memory.cells
    let left = printed
    for (let maker = i[level * I + NEXT]!; maker !== level && left > 0;) {
      const next = i[maker * I + NEXT]!
      const lots = Math.min(f[maker * F + VISIBLE]!, left)
      left -= lots
      this.#fillPrinted(maker, print, { lots, ahead: f[maker * F + AHEAD]! })
      maker = next
    }
    return left
  }

  #servePrinted(level: number, print: Print, printed: number): number {
    const { f, i } = this.#ladder.memory.cells
    const served: [maker: number, lots: number, ahead: number][] = []
    let [left, passed] = [printed, 0]
    for (let maker = i[level * I + NEXT]!; maker !== level && left > 0; maker = i[maker * I + NEXT]!) {
      const ahead = f[maker * F + AHEAD]!
      const queued = Math.min(left, Math.max(0, ahead - passed))
      passed += queued
      left -= queued
      const lots = Math.min(f[maker * F + VISIBLE]!, left)
      left -= lots
      if (lots > 0) served.push([maker, lots, ahead])
    }
    this.#ladder.advance(level, passed)
    for (const [maker, lots, ahead] of served) this.#fillPrinted(maker, print, { lots, ahead })
    return left
  }

  #fillPrinted(maker: number, print: Print, { lots, ahead }: { readonly lots: number; readonly ahead: number }): void {
    const ladder = this.#ladder
    const { f } = ladder.memory.cells
    const { session, frame } = print.frame
    ladder.tellServed(maker, {
      cause: CAUSE_PRINT,
      level: print.price,
      lots,
      shown: print.lots,
      ahead,
      trade: print.tradeId,
      session,
      frame,
    })
    ladder.reduce(maker, lots)
    if (f[maker * F + LEAVES] === 0) ladder.end(maker, FILLED, NO_REASON)
    else if (f[maker * F + VISIBLE] === 0) this.#usedUp.push(maker)
  }

  /** Levels better than the print are gone entirely, its own by its size until the feed speaks of it. */
  #cut(passive: BookSide, print: Print): void {
    const { f, i } = this.#ladder.memory.cells
    for (let level = passive.best; level !== 0;) {
      const price = i[level * I + PRICE]!
      if (!passive.isBetter(price, print.price)) break
      level = passive.worse(price)
      this.#empty(passive, price)
    }
    const level = passive.level(print.price)
    if (level === 0 || i[level * I + HAS_HOUSE] === 0) return
    passive.note(level)
    const left = Math.max(0, f[level * F + LEFT]! - print.lots)
    f[level * F + LEFT] = left
    f[level * F + PRINTED]! += print.lots
    for (let maker = i[level * I + NEXT]!; maker !== level; maker = i[maker * I + NEXT]!)
      if (f[maker * F + AHEAD]! > left) f[maker * F + AHEAD] = left
  }
}
