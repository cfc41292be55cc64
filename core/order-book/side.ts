import { assert } from '#core/assert'
import type { Side } from '#core/orders'
import { type Cells } from './cells.ts'
import * as cells from './cells.ts'
import type { OrderIndex } from './order-index.ts'
import type { PriceTree } from './price-tree.ts'

const { F, HAS_HOUSE, I, IS_NOTED, LEFT, LEVEL, NEXT, PREVIOUS, PRICE, PRINTED, SHOWN, USERS } = cells

/** Memory shared by the books of a shard. */
export interface BookMemory {
  readonly cells: Cells
  readonly tree: PriceTree
  readonly index: OrderIndex
}

/** One side of a book: its levels by price, the best of them at hand, and what changed since somebody last asked. */
export class BookSide {
  readonly side: Side
  /** 1 for bids: a higher price is better. −1 for asks. */
  readonly sign: 1 | -1
  /** The best level, 0 where the side is empty. It may have nothing left to match. */
  best = 0
  readonly #memory: BookMemory
  /** The root of its prices: no other side of any book has it. */
  readonly root: number
  /** Leaves of the tree that were used last, by the upper bits of their prices: most prices are near one another. */
  readonly #leafKeys = new Int32Array(LEAVES).fill(-1)
  readonly #leaves = new Int32Array(LEAVES)
  /** The key of a leaf that nothing is left in: the next level often comes where the last one went. −1 where there is none. */
  #vacant = -1
  #count = 0
  #isWatched = false
  #notedPrices: number[] = []
  #notedLots: number[] = []

  constructor(side: Side, memory: BookMemory) {
    this.side = side
    this.sign = side === 'buy' ? 1 : -1
    this.#memory = memory
    this.root = memory.tree.plant()
  }

  /** Whether `price` is strictly better on this side than `other`. */
  isBetter(price: number, other: number): boolean {
    return this.sign === 1 ? price > other : price < other
  }

  /** The level of a price, 0 where there is none. */
  level(price: number): number {
    return this.#memory.tree.inLeaf(this.#leaf(price), price)
  }

  /** The next worse level after a price, 0 past the end. */
  worse(price: number): number {
    return this.#worse(price, this.#leaf(price))
  }

  #worse(price: number, leaf: number): number {
    const { tree } = this.#memory
    const near = this.sign === 1 ? tree.belowInLeaf(leaf, price) : tree.aboveInLeaf(leaf, price)
    if (near !== 0) return near
    if (this.#vacant !== -1 && this.#vacant !== price >>> LEAF_BITS) this.#prune()
    return this.sign === 1 ? tree.below(this.root, price) : tree.above(this.root, price)
  }

  /** The leaf of the tree for a price; 0, which is empty, where there is none. */
  #leaf(price: number): number {
    const key = price >>> LEAF_BITS
    const slot = key & (LEAVES - 1)
    if (this.#leafKeys[slot] === key) return this.#leaves[slot]!
    const leaf = this.#memory.tree.leaf(this.root, price)
    if (leaf === 0) return 0
    this.#leafKeys[slot] = key
    this.#leaves[slot] = leaf
    return leaf
  }

  /** The level to change, made where it is missing: notes what it shows now. Room for a cell was reserved. */
  touch(price: number): number {
    const leaf = this.#leaf(price)
    const level = this.#memory.tree.inLeaf(leaf, price)
    if (level === 0) return this.#create(price, leaf)
    if (this.#isWatched) this.note(level)
    return level
  }

  /** Notes what a level shows before it changes; once between two calls of `takeChanges`. */
  note(level: number): void {
    const { f, i } = this.#memory.cells
    if (!this.#isWatched || i[level * I + IS_NOTED] === 1) return
    i[level * I + IS_NOTED] = 1
    this.#notedPrices.push(i[level * I + PRICE]!)
    this.#notedLots.push(f[level * F + USERS]! + f[level * F + LEFT]!)
  }

  /** Forgets a level with neither orders nor anything the house said. */
  dropIfEmpty(level: number): void {
    const { f, i } = this.#memory.cells
    if (i[level * I + NEXT] !== level || i[level * I + HAS_HOUSE] === 1) return
    assert(f[level * F + USERS] === 0, 'a level without orders has no lots of users')
    const price = i[level * I + PRICE]!
    const leaf = this.#leaf(price)
    if (this.#memory.tree.removeInLeaf(leaf, price)) {
      if (this.#vacant !== -1) this.#prune()
      this.#vacant = price >>> LEAF_BITS
    }
    this.#count -= 1
    if (this.best === level) this.best = this.#count === 0 ? 0 : this.#worse(price, leaf)
    this.#memory.cells.give(level)
  }

  /** Gives the vacant leaf back. */
  #prune(): void {
    const slot = this.#vacant & (LEAVES - 1)
    if (this.#leafKeys[slot] === this.#vacant) this.#leafKeys[slot] = -1
    this.#memory.tree.prune(this.root, this.#vacant << LEAF_BITS)
    this.#vacant = -1
  }

  /** Levels whose merged quantity differs from the last time, best first. Noting begins with the first call. */
  takeChanges(): [ticks: number, lots: number][] {
    const { f, i } = this.#memory.cells
    if (!this.#isWatched) this.#noteAll()
    this.#isWatched = true
    const changed: [number, number][] = []
    let last = 0
    for (const at of this.#firstNotes()) {
      const price = this.#notedPrices[at]!
      if (price === last) continue
      last = price
      const level = this.level(price)
      if (level !== 0) i[level * I + IS_NOTED] = 0
      const now = level === 0 ? 0 : f[level * F + USERS]! + f[level * F + LEFT]!
      if (now !== this.#notedLots[at]) changed.push([price, now])
    }
    this.#notedPrices = []
    this.#notedLots = []
    return changed
  }

  /** The notes best price first, of one price the oldest first: a level that went and came back was noted twice. Sorted as numbers, which needs no calls. */
  #firstNotes(): Int32Array {
    const prices = this.#notedPrices
    assert(prices.length <= NOTES_MAX, 'notes are fewer than a key can count')
    const keys = new Float64Array(prices.length)
    for (let at = 0; at < keys.length; at += 1) keys[at] = (this.sign === 1 ? -prices[at]! : prices[at]!) * NOTES_MAX + at
    keys.sort()
    const order = new Int32Array(keys.length)
    for (let at = 0; at < order.length; at += 1) order[at] = keys[at]! - Math.floor(keys[at]! / NOTES_MAX) * NOTES_MAX
    return order
  }

  #create(price: number, leaf: number): number {
    const { cells, tree } = this.#memory
    const level = cells.take()
    const { f, i } = cells
    f[level * F + USERS] = 0
    f[level * F + LEFT] = 0
    f[level * F + SHOWN] = 0
    f[level * F + PRINTED] = 0
    i[level * I + NEXT] = level
    i[level * I + PREVIOUS] = level
    i[level * I + LEVEL] = level
    i[level * I + PRICE] = price
    i[level * I + HAS_HOUSE] = 0
    i[level * I + IS_NOTED] = 0
    if (leaf === 0) tree.set(this.root, price, level)
    else tree.setInLeaf(leaf, price, level)
    this.#count += 1
    if (this.#vacant === price >>> LEAF_BITS) this.#vacant = -1
    if (this.best === 0 || this.isBetter(price, i[this.best * I + PRICE]!)) this.best = level
    if (this.#isWatched) this.note(level)
    return level
  }

  /** Everything counts as new for who asks for the first time. */
  #noteAll(): void {
    const { i } = this.#memory.cells
    for (let level = this.best; level !== 0; level = this.worse(i[level * I + PRICE]!)) {
      this.#notedPrices.push(i[level * I + PRICE]!)
      this.#notedLots.push(0)
    }
  }
}

const LEAF_BITS = 8
/** Leaves kept at hand. */
const LEAVES = 64
/** Levels noted between two calls: price times this is still an exact number. */
const NOTES_MAX = 2 ** 21
