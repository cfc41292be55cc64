/**
 * Memory of all books of a shard: cells of 64 bytes for levels and resting orders, with a colder record beside each.
 * A level is the head of the circular queue of its orders, so that linking and unlinking have no special case.
 * Cell 0 is nobody. Lots are whole numbers in doubles, exact up to 2^53; indexes, prices and flags are 32-bit.
 */
export class Cells {
  /** Eight doubles a cell, of which the first four are used. */
  f: Float64Array
  /** Sixteen integers a cell over the same bytes, of which the last eight are used. */
  i: Int32Array
  /** Four doubles a cell that matching seldom needs. */
  cold: Float64Array
  #capacity: number
  #free = 0
  #next = 1

  constructor(capacity = 1024) {
    const bytes = new ArrayBuffer(capacity * CELL_BYTES)
    this.f = new Float64Array(bytes)
    this.i = new Int32Array(bytes)
    this.cold = new Float64Array(capacity * COLDS)
    this.#capacity = capacity
  }

  /** Makes room for `count` more cells. The arrays stay the same objects until the next call. */
  reserve(count: number): void {
    if (this.#next + count <= this.#capacity) return
    const capacity = this.#capacity * 2 + count
    const bytes = new ArrayBuffer(capacity * CELL_BYTES)
    const [f, cold] = [new Float64Array(bytes), new Float64Array(capacity * COLDS)]
    f.set(this.f)
    cold.set(this.cold)
    this.f = f
    this.i = new Int32Array(bytes)
    this.cold = cold
    this.#capacity = capacity
  }

  /** A cell with whatever its last owner left in it. Room was reserved before. */
  take(): number {
    const cell = this.#free
    if (cell === 0) return this.#next++
    this.#free = this.i[cell * INTEGERS + LINK]!
    return cell
  }

  give(cell: number): void {
    this.i[cell * INTEGERS + LINK] = this.#free
    this.#free = cell
  }

  /** Cells that were ever in use at once. */
  get reached(): number {
    return this.#next
  }

  /** Bytes held for cells, used or not. */
  get bytes(): number {
    return this.#capacity * (CELL_BYTES + COLDS * 8)
  }
}

const CELL_BYTES = 64
const INTEGERS = CELL_BYTES / 4
const COLDS = 4
/** Free cells hang together by what links orders and levels. */
const LINK = 8

/**
 * Doubles, integers and cold doubles from one cell to the next. Whoever is in a hurry takes these names apart into constants of
 * its own module: V8 reads an imported one from memory at each use and folds one of the module into the code, which is worth a
 * quarter of the engine's speed.
 */
export const F = CELL_BYTES / 8
export const I = INTEGERS
export const COLD = COLDS

/** Queue links of orders and levels. */
export const NEXT = LINK
export const PREVIOUS = 9
/** Price in ticks, of orders and levels. */
export const PRICE = 14

/** A resting order. */
export const NUMBER = 0
/** Lots that neither traded nor were prevented. */
export const LEAVES = 1
/** Lots shown: leaves, or an iceberg's slice. */
export const VISIBLE = 2
/** House lots queued before the order. */
export const AHEAD = 3
export const LEVEL = 10
export const OWNER = 11
/** 1 where the order buys. */
export const IS_BUY = 12
/** The root of the bids of its book. */
export const BOOK = 13
/** Cold: who came first, lots shown at once (0 = all), total lots, market time of its end (0 = never). */
export const PRIORITY = 0
export const DISPLAY = 1
export const TOTAL = 2
export const EXPIRES = 3

/** A level: lots its orders show; what the house has left, showed and printed. */
export const USERS = 0
export const LEFT = 1
export const SHOWN = 2
export const PRINTED = 3
export const SESSION = 11
/** 1 where the feed has spoken of the level, even if nothing of it is left. */
export const HAS_HOUSE = 12
/** 1 where the level's quantity before its last changes is noted. */
export const IS_NOTED = 13
/** Cold: number of the frame that showed the house, and of the frame that last spoke of it. */
export const FRAME = 0
export const SEEN = 1
