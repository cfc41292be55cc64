import { assert } from '#core/assert'
import * as cells from './cells.ts'
import type { Cells } from './cells.ts'

const { F, NUMBER } = cells

/**
 * The cell of each resting order of a shard, by its number. Numbers ascend with time and those at rest lie close together, so
 * the low bits of a number are its home in a table and neighbours share a line of the cache; the cell says whose it is. An
 * order whose home is taken goes to one of the next places, or into a map where those are taken as well; its home says that
 * somebody is away, so that nobody is sought in vain. Where many are away from home the table doubles, as long as it has fewer
 * than 16 places (64 bytes) an order.
 */
export class OrderIndex {
  readonly #cells: Cells
  /** The cell at each place, and `AWAY` where an order of this home is elsewhere. */
  #places = new Int32Array(PLACES_MIN)
  #mask = PLACES_MIN - 1
  readonly #far = new Map<number, number>()
  #count = 0
  /** Orders that are not at home. */
  #away = 0

  constructor(cells: Cells) {
    this.#cells = cells
  }

  /** 0 where no order of the number rests. */
  get(order: number): number {
    const place = this.#places[order & this.#mask]!
    const cell = place & CELL
    if (this.#cells.f[cell * F + NUMBER] === order) return cell
    return place >= 0 ? 0 : this.#seek(order)
  }

  /** What `get` most likely gives, without a look at the cell. */
  guess(order: number): number {
    return this.#places[order & this.#mask]! & CELL
  }

  /** Adds an order that does not rest yet; its cell has its number. */
  add(order: number, cell: number): void {
    const home = order & this.#mask
    const there = this.#places[home]!
    this.#count += 1
    if (there !== 0) {
      assert(this.get(order) === 0, 'an order id is used once')
      if ((there & CELL) !== 0) return this.#addAway(order, cell)
    }
    this.#places[home] = there | cell
  }

  delete(order: number, cell: number): void {
    const home = order & this.#mask
    const there = this.#places[home]!
    this.#count -= 1
    if ((there & CELL) === cell) this.#places[home] = there & AWAY
    else this.#deleteAway(order, cell)
  }

  #seek(order: number): number {
    const { f } = this.#cells
    for (let step = 1; step <= STEPS; step += 1) {
      const cell = this.#places[(order + step) & this.#mask]! & CELL
      if (f[cell * F + NUMBER] === order) return cell
    }
    return this.#far.size === 0 ? 0 : (this.#far.get(order) ?? 0)
  }

  #addAway(order: number, cell: number): void {
    this.#away += 1
    this.#places[order & this.#mask]! |= AWAY
    for (let step = 1; step <= STEPS; step += 1) {
      const place = (order + step) & this.#mask
      if ((this.#places[place]! & CELL) !== 0) continue
      this.#places[place]! |= cell
      break
    }
    if (this.#seek(order) === 0) this.#far.set(order, cell)
    const size = this.#places.length
    if (this.#away > Math.max(AWAY_MIN, size / PLACES_PER_AWAY) && size < this.#count * PLACES_PER_ORDER) this.#widen()
  }

  #deleteAway(order: number, cell: number): void {
    const home = order & this.#mask
    this.#away -= 1
    this.#far.delete(order)
    let isAnyAway = this.#far.size > 0 // of this home or not: looking in vain is no mistake
    for (let step = 1; step <= STEPS; step += 1) {
      const place = (order + step) & this.#mask
      const there = this.#places[place]! & CELL
      if (there === cell) this.#places[place]! &= AWAY
      else if (there !== 0 && (this.#cells.f[there * F + NUMBER]! & this.#mask) === home) isAnyAway = true
    }
    if (!isAnyAway) this.#places[home]! &= CELL
  }

  #widen(): void {
    const places = this.#places
    const far = [...this.#far.values()]
    this.#places = new Int32Array(places.length * 2)
    this.#mask = this.#places.length - 1
    this.#far.clear()
    this.#count = 0
    this.#away = 0
    for (let place = 0; place < places.length; place += 1) this.#addAgain(places[place]! & CELL)
    for (const cell of far) this.#addAgain(cell)
  }

  #addAgain(cell: number): void {
    if (cell !== 0) this.add(this.#cells.f[cell * F + NUMBER]!, cell)
  }
}

/** The parts of a place. */
const CELL = 0x7fff_ffff
const AWAY = ~CELL
const PLACES_MIN = 1_024
const PLACES_PER_ORDER = 16
/** Places after its home where an order may be. */
const STEPS = 3
/** Orders away from home before a wider table is thought of: so many, or one for so many places. */
const AWAY_MIN = 32
const PLACES_PER_AWAY = 1_024
