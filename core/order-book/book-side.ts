import { assert } from '#core/assert'
import type { Side } from '#core/orders'
import { PriceIndex } from './price-index.ts'
import type { FrameRef } from './types.ts'

/** A user's order at rest; mutable inside the book only. */
export interface Maker {
  readonly order: number
  readonly owner: number
  readonly side: Side
  readonly price: number
  readonly priority: number
  leaves: number
  ahead: number
}

/** What the house shows at a price and what of it is left to match. `left` never exceeds `shown`. */
export interface HouseLevel {
  shown: number
  left: number
  /** Lots printed here since the feed last changed the level; they lower `left` until then. */
  printed: number
  /** The frame that showed `shown`: the evidence of a fill against it. */
  frame: FrameRef
  /** Number of the frame that last spoke of the level; the younger side wins where the house crosses itself. */
  seen: number
}

/** One price of one side: the users' queue in time order and the house quantity among it. */
export interface PriceLevel {
  readonly price: number
  readonly makers: Maker[]
  /** The sum of the makers' leaves, kept by whoever changes them. */
  userLots: number
  house: HouseLevel | undefined
}

/** One side of the book: levels by price, and the prices in order. Remembers what changed for `takeChanges`. */
export class BookSide {
  readonly side: Side
  readonly #levels = new Map<number, PriceLevel>()
  readonly #prices: PriceIndex
  /** Merged quantity of touched levels as it was when the changes were last taken. */
  readonly #before = new Map<number, number>()

  constructor(side: Side) {
    this.side = side
    this.#prices = new PriceIndex(side === 'buy' ? 1 : -1)
  }

  /** Whether `price` is strictly better on this side than `other`. */
  isBetter(price: number, other: number): boolean {
    return this.side === 'buy' ? price > other : price < other
  }

  level(price: number): PriceLevel | undefined {
    return this.#levels.get(price)
  }

  /** The level of rank 0, 1, … from the best, undefined past the end. Levels may hold nothing that is left to match. */
  ranked(rank: number): PriceLevel | undefined {
    const price = this.#prices.at(rank)
    return price === 0 ? undefined : this.#levels.get(price)
  }

  /** The level to change: remembers its quantity first, and creates it when it is new. */
  touch(price: number): PriceLevel {
    let level = this.#levels.get(price)
    if (!this.#before.has(price)) this.#before.set(price, level ? mergedLots(level) : 0)
    if (level) return level
    level = { price, makers: [], userLots: 0, house: undefined }
    this.#levels.set(price, level)
    this.#prices.add(price)
    return level
  }

  /** Forgets a level that holds neither orders nor anything the house showed. */
  dropIfEmpty(level: PriceLevel): void {
    if (level.makers.length > 0 || level.house) return
    assert(this.#levels.delete(level.price), 'an empty level was in the book')
    this.#prices.remove(level.price)
  }

  /** Best first. The side must not gain or lose levels while it is walked. */
  *walk(): Generator<PriceLevel> {
    for (let rank = 0; rank < this.#prices.size; rank += 1) yield this.ranked(rank)!
  }

  /** Levels whose merged quantity differs from the last time, best first. */
  takeChanges(): [ticks: number, lots: number][] {
    const changed: [number, number][] = []
    for (const [price, before] of this.#before) {
      const level = this.#levels.get(price)
      const now = level ? mergedLots(level) : 0
      if (now !== before) changed.push([price, now])
    }
    this.#before.clear()
    return changed.sort((left, right) => (this.isBetter(left[0], right[0]) ? -1 : 1))
  }
}

/** All lots shown at a level: users' and what is left of the house's. */
export function mergedLots(level: PriceLevel): number {
  return level.userLots + (level.house?.left ?? 0)
}
