import { assert } from '#core/assert'
import { parseDecimal } from '#core/decimal'

/** A price or a quantity as it came: decimal text, or an integer of the caller's unit. One book uses one kind. */
export type Quoted = string | number

/** Price and quantity of one level; a quantity of zero deletes it. */
export type QuotedLevel = readonly [price: Quoted, quantity: Quoted]

/** Enough decimals for any price an exchange quotes; only the order of prices depends on it. */
const ORDER_SCALE = 18

interface Entry {
  readonly key: bigint
  readonly price: Quoted
  quantity: Quoted
}

/** One side of a mirrored book: levels by value of their price, in order, best last. */
export class QuotedSide {
  readonly #sign: bigint
  readonly #entries: Entry[] = []

  constructor(side: 'buy' | 'sell') {
    this.#sign = side === 'buy' ? 1n : -1n
  }

  get size(): number {
    return this.#entries.length
  }

  clear(): void {
    this.#entries.length = 0
  }

  /** Sets the quantity of a level; zero deletes it, also where there is none. */
  set([price, quantity]: QuotedLevel): void {
    const key = orderKey(price) * this.#sign
    const position = this.#position(key)
    const found = this.#entries[position]?.key === key
    if (isZero(quantity)) {
      if (found) this.#entries.splice(position, 1)
    } else if (found) this.#entries[position]!.quantity = quantity
    else this.#entries.splice(position, 0, { key, price, quantity })
  }

  /** The levels best first, at most `depthMax`. */
  levels(depthMax: number): [price: Quoted, quantity: Quoted][] {
    const levels: [Quoted, Quoted][] = []
    for (let index = this.#entries.length - 1; index >= 0 && levels.length < depthMax; index -= 1) {
      const entry = this.#entries[index]!
      levels.push([entry.price, entry.quantity])
    }
    return levels
  }

  /** The price of the best level as a number that orders as prices do, undefined when the side is empty. */
  bestKey(): bigint | undefined {
    const best = this.#entries.at(-1)
    return best && best.key * this.#sign
  }

  #position(key: bigint): number {
    let [low, high] = [0, this.#entries.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#entries[middle]!.key < key) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Whether a level can be read: texts are plain decimals, numbers safe integers, neither negative. */
export function isQuotedLevel(level: unknown): level is QuotedLevel {
  return Array.isArray(level) && level.length >= 2 && isQuoted(level[0]) && isQuoted(level[1])
}

function isQuoted(value: unknown): value is Quoted {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0
  if (typeof value !== 'string') return false
  const units = parseDecimal(value, ORDER_SCALE)
  return typeof units === 'bigint' && units >= 0n
}

function isZero(quantity: Quoted): boolean {
  return typeof quantity === 'number' ? quantity === 0 : !/[1-9]/.test(quantity)
}

function orderKey(price: Quoted): bigint {
  const key = typeof price === 'number' ? BigInt(price) : parseDecimal(price, ORDER_SCALE)
  assert(typeof key === 'bigint', 'a level was checked before it is kept')
  return key
}
