import type { Side } from '#core/orders'
import {
  C_FLAGS,
  C_KIND,
  C_ORDER,
  C_PRICE,
  C_QUANTITY,
  COMMAND_CANCEL,
  COMMAND_F,
  COMMAND_I,
  COMMAND_NEW,
  COMMAND_REPLACE,
  FLAG_IOC,
  FLAG_SELL,
} from '../../core/order-book/command-log.ts'
import type { Engine } from './engines.ts'
import type { Stream } from './stream.ts'

/**
 * A yardstick, not an engine: plain limit orders in one book, numbers and prices as places in arrays that never grow, whole
 * lots of 32 bits, nothing checked. No owners, triggers, lists, ends in time, house, symbols or snapshots. What a book can do
 * on this machine when it does nothing else; the full engine is measured as a part of it (ADR 0017).
 */
export class BareBook implements Engine {
  readonly #stream: Stream
  #free = 0
  #used = 1
  #told = 0

  constructor(stream: Stream) {
    this.#stream = stream
    if (NUMBERS < stream.count) throw new Error(`the yardstick takes ${NUMBERS} orders`)
    for (const array of [next, previous, lots, number, at, cellOf, ...heads, ...tails, ...bitmaps.flat()]) array.fill(0)
  }

  run(from: number, to: number): void {
    const { f, i } = this.#stream.log
    for (let record = from; record < to; record += 1) {
      const [d, n] = [record * COMMAND_F, record * COMMAND_I]
      const [kind, order, price] = [i[n + C_KIND]!, f[d + C_ORDER]! | 0, i[n + C_PRICE]!]
      if (kind === COMMAND_CANCEL || kind === COMMAND_REPLACE) {
        const cell = cellOf[order]!
        this.#tell(cell === 0 ? REFUSED : ENDED, order, 0, cell === 0 ? 0 : lots[cell]!, 0)
        if (cell === 0) continue
        this.#remove(cell)
      } else if (kind !== COMMAND_NEW) throw new Error(`record ${record} is of kind ${kind}; the yardstick knows plain commands only`)
      if (kind === COMMAND_CANCEL) continue
      if (price <= 0 || price >= TICKS) throw new Error(`record ${record} has a price that the yardstick has no place for`)
      this.#place(order, price, f[d + C_QUANTITY]! | 0, i[n + C_FLAGS]!)
    }
  }

  levels(side: Side): [price: number, lots: number][] {
    const of = side === 'buy' ? 0 : 1
    const levels: [number, number][] = []
    for (let price = bestOf(of); price !== 0; price = side === 'buy' ? below(0, price) : above(1, price)) {
      let sum = 0
      for (let cell = heads[of]![price]!; cell !== 0; cell = next[cell]!) sum += lots[cell]!
      levels.push([price, sum])
    }
    return levels
  }

  #place(order: number, price: number, quantity: number, flags: number): void {
    const side = flags & FLAG_SELL
    let left = quantity
    for (let met = bestOf(1 - side); left > 0 && met !== 0 && (side === 0 ? met <= price : met >= price); met = bestOf(1 - side)) {
      const maker = heads[1 - side]![met]!
      const traded = Math.min(left, lots[maker]!)
      this.#tell(FILL, order, met, traded, number[maker]!)
      left -= traded
      lots[maker]! -= traded
      if (lots[maker] !== 0) break
      this.#tell(ENDED, number[maker]!, 0, 0, 0)
      this.#remove(maker)
    }
    if (left === 0 || (flags & FLAG_IOC) !== 0) return this.#tell(ENDED, order, price, left, 0)
    this.#rest(order, price, left, side)
    this.#tell(OPENED, order, price, left, 0)
  }

  #rest(order: number, price: number, left: number, side: number): void {
    const cell = this.#free === 0 ? this.#used++ : this.#free
    if (cell === this.#free) this.#free = next[cell]!
    const last = tails[side]![price]!
    number[cell] = order
    lots[cell] = left
    at[cell] = side === 0 ? price : -price
    next[cell] = 0
    previous[cell] = last
    tails[side]![price] = cell
    cellOf[order] = cell
    if (last !== 0) next[last] = cell
    else {
      heads[side]![price] = cell
      mark(side, price)
    }
  }

  #remove(cell: number): void {
    const side = at[cell]! > 0 ? 0 : 1
    const price = Math.abs(at[cell]!)
    const [before, after] = [previous[cell]!, next[cell]!]
    if (before !== 0) next[before] = after
    else heads[side]![price] = after
    if (after !== 0) previous[after] = before
    else tails[side]![price] = before
    if (before === 0 && after === 0) unmark(side, price)
    cellOf[number[cell]!] = 0
    next[cell] = this.#free
    this.#free = cell
  }

  #tell(kind: number, order: number, price: number, quantity: number, maker: number): void {
    const record = (this.#told & (RING - 1)) << 3
    this.#told = (this.#told + 1) | 0
    ring[record] = kind
    ring[record | 1] = order
    ring[record | 2] = price
    ring[record | 3] = quantity
    ring[record | 4] = maker
  }
}

const [OPENED, FILL, ENDED, REFUSED] = [1, 2, 3, 4]
const NUMBERS = 1 << 22
const TICKS = 1 << 17
const RING = 65_536
const ring = new Int32Array(RING * 8)
const next = new Int32Array(NUMBERS)
const previous = new Int32Array(NUMBERS)
const lots = new Int32Array(NUMBERS)
const number = new Int32Array(NUMBERS)
/** Price of an order; below 0 where it sells. */
const at = new Int32Array(NUMBERS)
const cellOf = new Int32Array(NUMBERS)
const heads = [new Int32Array(TICKS), new Int32Array(TICKS)]
const tails = [new Int32Array(TICKS), new Int32Array(TICKS)]
/** A bit for each price, for each word of those, and so on up to a single word. */
const bitmaps = [0, 1].map(() => [TICKS >>> 5, TICKS >>> 10, TICKS >>> 15, 1].map(words => new Int32Array(words)))
const LEVELS = 4

function mark(side: number, price: number): void {
  for (let [level, bit] = [0, price]; level < LEVELS; level += 1, bit >>>= 5) bitmaps[side]![level]![bit >>> 5]! |= 1 << (bit & 31)
}

function unmark(side: number, price: number): void {
  for (let [level, bit] = [0, price]; level < LEVELS; level += 1, bit >>>= 5) {
    const words = bitmaps[side]![level]!
    words[bit >>> 5]! &= ~(1 << (bit & 31))
    if (words[bit >>> 5] !== 0) return
  }
}

function bestOf(side: number): number {
  return side === 0 ? below(0, TICKS) : above(1, 0)
}

/** The highest price in use below one, 0 where there is none. */
function below(side: number, price: number): number {
  for (let [level, bit] = [0, price - 1]; level < LEVELS; level += 1, bit = (bit >>> 5) - 1) {
    if (bit < 0) return 0
    const found = bitmaps[side]![level]![bit >>> 5]! & (-1 >>> (31 - (bit & 31)))
    if (found === 0) continue
    let way = (bit & ~31) + 31 - Math.clz32(found)
    for (let down = level - 1; down >= 0; down -= 1) way = (way << 5) + 31 - Math.clz32(bitmaps[side]![down]![way]!)
    return way
  }
  return 0
}

/** The lowest price in use above one, 0 where there is none. */
function above(side: number, price: number): number {
  for (let [level, bit] = [0, price + 1]; level < LEVELS; level += 1, bit = (bit >>> 5) + 1) {
    const words = bitmaps[side]![level]!
    if (bit >>> 5 >= words.length) return 0
    const found = words[bit >>> 5]! & (-1 << (bit & 31))
    if (found === 0) continue
    let way = (bit & ~31) + lowest(found)
    for (let down = level - 1; down >= 0; down -= 1) way = (way << 5) + lowest(bitmaps[side]![down]![way]!)
    return way
  }
  return 0
}

function lowest(word: number): number {
  return 31 - Math.clz32(word & -word)
}
