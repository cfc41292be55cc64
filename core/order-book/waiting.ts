import { assert } from '#core/assert'
import { TICKS_MAX } from '#core/orders'
import { CommandLog } from './command-log.ts'
import * as commands from './command-log.ts'
import type { PriceTree } from './price-tree.ts'
import type { BookMemory } from './side.ts'

const { C_ACTIVATION, C_EXPIRES, C_FLAGS, C_ORDER, C_QUANTITY, C_STOP, C_TRAILING, COMMAND_F, COMMAND_I, FLAG_SELL, FLAG_STOP } = commands

/** A leg whose working order is not there yet. */
export const PENDING = 1
/** Waits for the last price to reach its stop. */
const FIXED = 2
/** Trails, but its activation price was not reached or there was no last price. */
const ASLEEP = 3
/** Trails an extreme. */
const TRAILING = 4

/** Orders that do not work yet, each as the command it came with. Stops lie in price order, so that a print touches only those it triggers. */
export class WaitingOrders {
  readonly log = new CommandLog(16)
  #state = new Uint8Array(16)
  #extreme = new Int32Array(16)
  /** Neighbours at the same stop price. */
  #next = new Int32Array(16)
  #previous = new Int32Array(16)
  /** Trailing ones, asleep or not: each looks at every print. */
  readonly #trailing = new Set<number>()
  readonly #free: number[] = []
  readonly #tree: PriceTree
  /** The slot of each by its order. */
  readonly #slots = new Map<number, number>()
  /** Stops that trigger at or above their price, and at or below. */
  readonly #rising: number
  readonly #falling: number
  #used = 1
  /** No number below or above these waits: new orders are asked for most, and theirs are higher. */
  #firstNumber = Infinity
  #lastNumber = 0

  constructor({ tree }: BookMemory) {
    this.#tree = tree
    this.#rising = tree.plant()
    this.#falling = tree.plant()
  }

  get size(): number {
    return this.#slots.size
  }

  /** The slot of an order, 0 where it does not wait. */
  find(order: number): number {
    return order >= this.#firstNumber && order <= this.#lastNumber ? (this.#slots.get(order) ?? 0) : 0
  }

  /** The numbers of all waiting orders, ascending. */
  numbers(): number[] {
    const numbers: number[] = []
    for (let slot = 1; slot < this.#used; slot += 1) if (this.#state[slot] !== 0) numbers.push(this.order(slot))
    return numbers.sort((a, b) => a - b)
  }

  /** The slots of the trailing ones that track an extreme. */
  *tracking(): Generator<number> {
    for (const slot of this.#trailing) if (this.#state[slot] === TRAILING) yield slot
  }

  order(slot: number): number {
    return this.log.f[slot * COMMAND_F + C_ORDER]!
  }

  state(slot: number): number {
    return this.#state[slot]!
  }

  extreme(slot: number): number {
    return this.#extreme[slot]!
  }

  /** Lots the order will work with. */
  quantity(slot: number): number {
    return this.log.f[slot * COMMAND_F + C_QUANTITY]!
  }

  setQuantity(slot: number, lots: number): void {
    this.log.f[slot * COMMAND_F + C_QUANTITY] = lots
  }

  expiresAt(slot: number): number {
    return this.log.f[slot * COMMAND_F + C_EXPIRES]!
  }

  setExpiresAt(slot: number, at: number): void {
    this.log.f[slot * COMMAND_F + C_EXPIRES] = at
  }

  /** Keeps a leg until its list starts it. */
  addPending(from: CommandLog, record: number): number {
    return this.#add(from, record, PENDING)
  }

  /** Arms an order. A trailing one without activation tracks from `extreme`, 0 = from the next usable print. */
  arm(from: CommandLog, record: number, extreme: number): number {
    const trails = from.i[record * COMMAND_I + C_TRAILING]! > 0
    const slot = this.#add(from, record, !trails ? FIXED : extreme > 0 ? TRAILING : ASLEEP)
    this.#extreme[slot] = extreme
    if (trails) this.#trailing.add(slot)
    else this.#chain(slot)
    return slot
  }

  remove(slot: number): void {
    if (this.#state[slot] === FIXED) this.#unchain(slot)
    else this.#trailing.delete(slot)
    this.#slots.delete(this.order(slot))
    if (this.#slots.size === 0) [this.#firstNumber, this.#lastNumber] = [Infinity, 0]
    this.#state[slot] = 0
    this.#free.push(slot)
  }

  /** Whether the order's stop is reached at a price; a trailing one has none. */
  isReached(from: CommandLog, record: number, price: number): boolean {
    const n = record * COMMAND_I
    if (price === 0 || from.i[n + C_TRAILING]! > 0) return false
    return reaches(from.i[n + C_FLAGS]!, price, from.i[n + C_STOP]!)
  }

  /** The orders a print at `price` triggers, by number; moves the extremes of the trailing ones. */
  elect(price: number): number[] {
    const elected: number[] = []
    for (let slot = this.#lowest(); slot !== 0;) {
      const stop = this.log.i[slot * COMMAND_I + C_STOP]!
      if (stop > price) break
      this.#collect(slot, elected)
      slot = this.#tree.above(this.#rising, stop)
    }
    for (let slot = this.#highest(); slot !== 0;) {
      const stop = this.log.i[slot * COMMAND_I + C_STOP]!
      if (stop < price) break
      this.#collect(slot, elected)
      slot = this.#tree.below(this.#falling, stop)
    }
    for (const slot of this.#trailing) if (this.#trail(slot, price)) elected.push(this.order(slot))
    return elected.length > 1 ? elected.sort((a, b) => a - b) : elected
  }

  /** Moves one trailing order by a print; whether it triggers. Cross-multiplied, so that nothing is rounded. */
  #trail(slot: number, price: number): boolean {
    const n = slot * COMMAND_I
    const flags = this.log.i[n + C_FLAGS]!
    if (this.#state[slot] === ASLEEP) {
      const activation = this.log.i[n + C_ACTIVATION]!
      if (activation > 0 && !reaches(flags, price, activation)) return false
      this.#state[slot] = TRAILING
      this.#extreme[slot] = price
      return false
    }
    const bips = this.log.i[n + C_TRAILING]!
    const before = this.#extreme[slot]!
    if ((flags & FLAG_SELL) !== 0) {
      const extreme = price > before ? price : before
      this.#extreme[slot] = extreme
      return price * BIPS <= extreme * (BIPS - bips)
    }
    const extreme = price < before ? price : before
    this.#extreme[slot] = extreme
    return price * BIPS >= extreme * (BIPS + bips)
  }

  #add(from: CommandLog, record: number, state: number): number {
    const slot = this.#free.pop() ?? this.#used++
    if (slot >= this.#state.length) this.#grow()
    this.log.reserve(slot + 1)
    this.log.copy(slot, from, record)
    this.#state[slot] = state
    this.#extreme[slot] = 0
    assert(!this.#slots.has(this.order(slot)), 'an order id is used once')
    this.#slots.set(this.order(slot), slot)
    this.#firstNumber = Math.min(this.#firstNumber, this.order(slot))
    this.#lastNumber = Math.max(this.#lastNumber, this.order(slot))
    return slot
  }

  #grow(): void {
    const wider = <A extends Int32Array | Uint8Array>(made: A, old: A): A => {
      made.set(old)
      return made
    }
    const size = this.#state.length * 2
    this.#state = wider(new Uint8Array(size), this.#state)
    this.#extreme = wider(new Int32Array(size), this.#extreme)
    this.#next = wider(new Int32Array(size), this.#next)
    this.#previous = wider(new Int32Array(size), this.#previous)
  }

  #rootOf(slot: number): number {
    return rises(this.log.i[slot * COMMAND_I + C_FLAGS]!) ? this.#rising : this.#falling
  }

  /** The tree holds the newest order of a stop price; the others hang behind it. */
  #chain(slot: number): void {
    const [root, stop] = [this.#rootOf(slot), this.log.i[slot * COMMAND_I + C_STOP]!]
    assert(stop > 0, 'an order with a trigger has a stop or trails')
    const head = this.#tree.get(root, stop)
    this.#next[slot] = head
    this.#previous[slot] = 0
    if (head !== 0) this.#previous[head] = slot
    this.#tree.set(root, stop, slot)
  }

  #unchain(slot: number): void {
    const [next, previous] = [this.#next[slot]!, this.#previous[slot]!]
    if (next !== 0) this.#previous[next] = previous
    if (previous !== 0) {
      this.#next[previous] = next
      return
    }
    const [root, stop] = [this.#rootOf(slot), this.log.i[slot * COMMAND_I + C_STOP]!]
    if (next === 0) this.#tree.remove(root, stop)
    else this.#tree.set(root, stop, next)
  }

  #collect(head: number, elected: number[]): void {
    for (let slot = head; slot !== 0; slot = this.#next[slot]!) elected.push(this.order(slot))
  }

  #lowest(): number {
    return this.#tree.above(this.#rising, 0)
  }

  #highest(): number {
    return this.#tree.get(this.#falling, TICKS_MAX) || this.#tree.below(this.#falling, TICKS_MAX)
  }
}

const BIPS = 10_000

/** Whether the order triggers when the price comes from below: a stop that buys, a take-profit that sells. */
function rises(flags: number): boolean {
  return ((flags & FLAG_STOP) !== 0) === ((flags & FLAG_SELL) === 0)
}

function reaches(flags: number, price: number, level: number): boolean {
  return rises(flags) ? price >= level : price <= level
}
