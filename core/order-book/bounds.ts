import { TICKS_MAX } from '#core/orders'
import * as cells from './cells.ts'
import type { House } from './house.ts'
import type { Ladder } from './ladder.ts'
import type { Protection } from './types.ts'

const { I, PRICE } = cells
const BIPS = 10_000

/** How far a taker may go from the last price, and a print from the touch (README, takers 3 and usable prints). */
export class Bounds {
  bandBips = 0
  printBips = 0
  readonly #ladder: Ladder
  readonly #house: House

  constructor(ladder: Ladder, house: House) {
    this.#ladder = ladder
    this.#house = house
  }

  set({ bandBips, printBips }: Omit<Protection, 'kind'>): void {
    this.bandBips = bandBips
    this.printBips = printBips
  }

  /** The worst price a taker may pay or get, in ticks. */
  bandOf(isBuy: boolean, last: number): number {
    if (this.bandBips === 0 || last === 0) return isBuy ? TICKS_MAX : 0
    return isBuy ? Math.floor((last * (BIPS + this.bandBips)) / BIPS) : Math.ceil((last * (BIPS - this.bandBips)) / BIPS)
  }

  /** Whether a print is near enough to the best house prices to be believed. */
  isNearTouch(price: number): boolean {
    if (this.printBips === 0) return true
    const { i } = this.#ladder.memory.cells
    const bid = this.#house.best(this.#ladder.bids)
    const ask = this.#house.best(this.#ladder.asks)
    if (ask !== 0 && price * BIPS > i[ask * I + PRICE]! * (BIPS + this.printBips)) return false
    return bid === 0 || price * BIPS >= i[bid * I + PRICE]! * (BIPS - this.printBips)
  }
}
