import { assert } from '#core/assert'

/** The prices of one side in order, best last, so that the touch is cheap to add and remove. Bids ascend, asks descend. */
export class PriceIndex {
  readonly #direction: 1 | -1
  readonly #prices: number[] = []

  constructor(direction: 1 | -1) {
    this.#direction = direction
  }

  get size(): number {
    return this.#prices.length
  }

  /** The price at `rank` from the best, which has rank 0; 0 past the end. */
  at(rank: number): number {
    return this.#prices[this.#prices.length - 1 - rank] ?? 0
  }

  /** Adds a price that is not there yet. */
  add(price: number): void {
    const position = this.#position(price)
    assert(this.#prices[position] !== price, 'a price is in its index once')
    this.#prices.splice(position, 0, price)
  }

  /** Takes out a price that is there. */
  remove(price: number): void {
    const position = this.#position(price)
    assert(this.#prices[position] === price, 'a price to remove is in its index')
    this.#prices.splice(position, 1)
  }

  clear(): void {
    this.#prices.length = 0
  }

  #position(price: number): number {
    let [low, high] = [0, this.#prices.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#prices[middle]! - price) * this.#direction < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
