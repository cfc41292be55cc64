/** Orders by the market time of their end: a heap that throws its dead entries out whenever it has doubled. */
export class Expiry {
  readonly #isLive: (order: number) => boolean
  #at: number[] = []
  #orders: number[] = []
  #sizeMax = SIZE_MIN

  constructor(isLive: (order: number) => boolean) {
    this.#isLive = isLive
  }

  add(order: number, at: number): void {
    if (this.#at.length >= this.#sizeMax) this.#compact()
    let child = this.#at.length
    this.#at.push(at)
    this.#orders.push(order)
    while (child > 0) {
      const parent = (child - 1) >>> 1
      if (!this.#isBefore(child, parent)) break
      this.#swap(child, parent)
      child = parent
    }
  }

  #compact(): void {
    const [at, orders] = [this.#at, this.#orders]
    this.#at = []
    this.#orders = []
    this.#sizeMax = Infinity
    for (let entry = 0; entry < at.length; entry += 1) if (this.#isLive(orders[entry]!)) this.add(orders[entry]!, at[entry]!)
    this.#sizeMax = Math.max(SIZE_MIN, this.#at.length * 2)
  }

  /** Takes the earliest order off whose time has come, dead or live; 0 where there is none. Of one time the lowest number comes first. */
  take(now: number): number {
    const [first] = this.#at
    if (first === undefined || first > now) return 0
    const order = this.#orders[0]!
    const [at, last] = [this.#at.pop()!, this.#orders.pop()!]
    if (this.#at.length > 0) {
      this.#at[0] = at
      this.#orders[0] = last
      this.#sink()
    }
    return order
  }

  #sink(): void {
    for (let parent = 0; ;) {
      let least = parent
      for (const child of [parent * 2 + 1, parent * 2 + 2]) if (child < this.#at.length && this.#isBefore(child, least)) least = child
      if (least === parent) return
      this.#swap(parent, least)
      parent = least
    }
  }

  #isBefore(a: number, b: number): boolean {
    return this.#at[a]! < this.#at[b]! || (this.#at[a] === this.#at[b] && this.#orders[a]! < this.#orders[b]!)
  }

  #swap(a: number, b: number): void {
    ;[this.#at[a], this.#at[b]] = [this.#at[b]!, this.#at[a]!]
    ;[this.#orders[a], this.#orders[b]] = [this.#orders[b]!, this.#orders[a]!]
  }
}

const SIZE_MIN = 64
