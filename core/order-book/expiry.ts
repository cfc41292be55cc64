type Visit = (order: number, at: number) => void
/** What the book knows of its live orders. */
interface DatedOrders {
  isLive(order: number): boolean
  /** Tells of every live order that has an end. */
  eachDated(visit: Visit): void
}

/**
 * Orders by the market time of their end: a heap that throws its dead entries out when most of them are. Only the ends of the
 * next hour are kept: most orders are gone long before theirs. Those beyond are asked for when the first of them has come.
 */
export class Expiry {
  readonly #dated: DatedOrders
  /** Every live order that ends by then is kept. */
  #horizon = 0
  /** No order ends after the horizon and before this. */
  #farFrom = Infinity
  #at = new Float64Array(SIZE_MIN)
  #orders = new Float64Array(SIZE_MIN)
  #size = 0
  /** Entries from which the dead ones are thrown out. */
  #sizeMax = SIZE_MIN

  constructor(dated: DatedOrders) {
    this.#dated = dated
  }

  add(order: number, at: number): void {
    if (at > this.#horizon) {
      if (at < this.#farFrom) this.#farFrom = at
      return
    }
    if (this.#size >= this.#sizeMax) this.#compact()
    if (this.#size === this.#at.length) this.#grow()
    this.#at[this.#size] = at
    this.#orders[this.#size] = order
    this.#size += 1
    this.#rise(this.#size - 1)
  }

  /** Takes the earliest order off whose time has come, dead or live; 0 where there is none. Of one time the lowest number comes first. */
  take(now: number): number {
    if (now >= this.#farFrom) this.#lookFurther(now)
    if (this.#size === 0 || this.#at[0]! > now) return 0
    const order = this.#orders[0]!
    this.#size -= 1
    this.#at[0] = this.#at[this.#size]!
    this.#orders[0] = this.#orders[this.#size]!
    this.#sink(0)
    return order
  }

  #lookFurther(now: number): void {
    const known = this.#horizon
    this.#horizon = now + AHEAD_MS
    this.#farFrom = Infinity
    this.#dated.eachDated((order, at) => {
      if (at > known) this.add(order, at)
    })
  }

  #compact(): void {
    const [at, orders] = [this.#at, this.#orders]
    let kept = 0
    for (let entry = 0; entry < this.#size; entry += 1) {
      if (!this.#dated.isLive(orders[entry]!)) continue
      at[kept] = at[entry]!
      orders[kept] = orders[entry]!
      kept += 1
    }
    this.#size = kept
    for (let parent = (kept >>> 1) - 1; parent >= 0; parent -= 1) this.#sink(parent)
    this.#sizeMax = Math.max(SIZE_MIN, kept * ENTRIES_PER_LIVE)
  }

  #grow(): void {
    const [at, orders] = [this.#at, this.#orders]
    this.#at = new Float64Array(at.length * 2)
    this.#orders = new Float64Array(at.length * 2)
    this.#at.set(at)
    this.#orders.set(orders)
  }

  #rise(from: number): void {
    let child = from
    while (child > 0) {
      const parent = (child - 1) >>> 1
      if (!this.#isBefore(child, parent)) return
      this.#swap(child, parent)
      child = parent
    }
  }

  #sink(from: number): void {
    for (let parent = from; ;) {
      const child = parent * 2 + 1
      let least = parent
      if (child < this.#size && this.#isBefore(child, least)) least = child
      if (child + 1 < this.#size && this.#isBefore(child + 1, least)) least = child + 1
      if (least === parent) return
      this.#swap(parent, least)
      parent = least
    }
  }

  #isBefore(a: number, b: number): boolean {
    return this.#at[a]! < this.#at[b]! || (this.#at[a] === this.#at[b] && this.#orders[a]! < this.#orders[b]!)
  }

  #swap(a: number, b: number): void {
    const [at, order] = [this.#at[a]!, this.#orders[a]!]
    this.#at[a] = this.#at[b]!
    this.#orders[a] = this.#orders[b]!
    this.#at[b] = at
    this.#orders[b] = order
  }
}

const SIZE_MIN = 64
const AHEAD_MS = 3_600_000
/** Entries kept for each live one: more of them, and fewer are looked at per order. */
const ENTRIES_PER_LIVE = 4
