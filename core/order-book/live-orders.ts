import * as cells from './cells.ts'
import { type CommandLog } from './command-log.ts'
import * as commands from './command-log.ts'
import * as e from './event-log.ts'
import { Expiry } from './expiry.ts'
import type { Ladder } from './ladder.ts'
import { END_OF_DAY } from './types.ts'
import { PENDING, type WaitingOrders } from './waiting.ts'

const { COLD, DISPLAY, EXPIRES, F, I, LEAVES, LEVEL, NEXT, NUMBER, OWNER, PRICE, TOTAL, USERS, VISIBLE } = cells
const { C_OWNER, C_QUANTITY, C_QUOTE, COMMAND_F, COMMAND_I } = commands
const { E_QUANTITY, EVENT_F, KIND_AMENDED } = e

/** All orders in a book's care, whether they rest or wait: what is left of them, when they end, and ending them. */
export class LiveOrders {
  readonly #ladder: Ladder
  readonly #waiting: WaitingOrders
  readonly #expiry: Expiry
  /** Orders for the end of a day nobody knows yet. */
  #undated: number[] = []
  #now = 0

  constructor(ladder: Ladder, waiting: WaitingOrders) {
    this.#ladder = ladder
    this.#waiting = waiting
    this.#expiry = new Expiry(this)
  }

  /** Market time in ms, 0 before any is known. */
  get now(): number {
    return this.#now
  }

  isLive(order: number): boolean {
    return this.#ladder.find(order) !== 0 || this.#waiting.find(order) !== 0
  }

  isPending(order: number): boolean {
    const slot = this.#waiting.find(order)
    return slot !== 0 && this.#waiting.state(slot) === PENDING
  }

  /** 0 where the order is not live. */
  ownerOf(order: number): number {
    const cell = this.#ladder.find(order)
    if (cell !== 0) return this.#ladder.memory.cells.i[cell * I + OWNER]!
    const slot = this.#waiting.find(order)
    return slot === 0 ? 0 : this.#waiting.log.i[slot * COMMAND_I + C_OWNER]!
  }

  /** Total lots of a live order, as amended. */
  totalOf(order: number): number {
    const cell = this.#ladder.find(order)
    return cell === 0 ? this.#waiting.quantity(this.#waiting.find(order)) : this.#ladder.memory.cells.cold[cell * COLD + TOTAL]!
  }

  /** Lots left of an order that rests or is armed, 0 for any other. */
  leavesOf(order: number): number {
    const cell = this.#ladder.find(order)
    if (cell !== 0) return this.#ladder.memory.cells.f[cell * F + LEAVES]!
    const slot = this.#waiting.find(order)
    return slot === 0 || this.#waiting.state(slot) === PENDING ? 0 : this.#waiting.quantity(slot)
  }

  /** Fewer lots keep the order's place, more send it to the back of its level. */
  setLeaves(order: number, leaves: number): void {
    const cell = this.#ladder.find(order)
    if (cell === 0) {
      this.#waiting.setQuantity(this.#waiting.find(order), leaves)
      return this.tellAmended(order, leaves, leaves)
    }
    const { f, i, cold } = this.#ladder.memory.cells
    const before = f[cell * F + LEAVES]!
    const level = i[cell * I + LEVEL]!
    this.#ladder.sideOf(cell).note(level)
    cold[cell * COLD + TOTAL]! += leaves - before
    f[cell * F + LEAVES] = leaves
    if (leaves > before) {
      const display = cold[cell * COLD + DISPLAY]!
      this.#ladder.unlink(cell)
      f[cell * F + VISIBLE] = display > 0 && display < leaves ? display : leaves
      this.#ladder.join(cell, level)
    } else if (f[cell * F + VISIBLE]! > leaves) {
      f[level * F + USERS]! -= f[cell * F + VISIBLE]! - leaves
      f[cell * F + VISIBLE] = leaves
    }
    this.tellAmended(order, cold[cell * COLD + TOTAL]!, leaves)
  }

  tellAmended(order: number, quantity: number, leaves: number): void {
    const record = this.#ladder.tell(KIND_AMENDED, order, leaves)
    this.#ladder.events.f[record * EVENT_F + E_QUANTITY] = quantity
  }

  /** Ends an order that rests or waits. One that was triggered is neither while it works: nothing ends it but itself. */
  end(order: number, status: number, reason: number): void {
    const cell = this.#ladder.find(order)
    if (cell !== 0) return this.#ladder.endAlone(cell, status, reason)
    const slot = this.#waiting.find(order)
    if (slot === 0) return
    const leaves = leavesOf(this.#waiting.log, slot)
    this.#waiting.remove(slot)
    this.#ladder.tellEnded(order, leaves, status, reason)
  }

  /** Notes when a live order ends; the end of the day is known once market time is. */
  date(order: number, expiresAt: number): void {
    if (expiresAt === 0) return
    const cell = this.#ladder.find(order)
    if (cell !== 0) return this.dateResting(cell, expiresAt)
    const at = this.#endOf(expiresAt)
    const slot = this.#waiting.find(order)
    if (slot !== 0) this.#waiting.setExpiresAt(slot, at)
    this.#schedule(order, at)
  }

  /** The same of an order that rests. */
  dateResting(cell: number, expiresAt: number): void {
    const { f, cold } = this.#ladder.memory.cells
    const at = this.#endOf(expiresAt)
    cold[cell * COLD + EXPIRES] = at
    this.#schedule(f[cell * F + NUMBER]!, at)
  }

  #endOf(expiresAt: number): number {
    return expiresAt === END_OF_DAY && this.#now > 0 ? (Math.floor(this.#now / DAY_MS) + 1) * DAY_MS : expiresAt
  }

  #schedule(order: number, at: number): void {
    if (at === END_OF_DAY) this.#undated.push(order)
    else this.#expiry.add(order, at)
  }

  /** Tells of every live order that has an end, and when that is. */
  eachDated(visit: (order: number, at: number) => void): void {
    const { bids, asks, memory } = this.#ladder
    const { f, i, cold } = memory.cells
    for (const side of [bids, asks])
      for (let level = side.best; level !== 0; level = side.worse(i[level * I + PRICE]!))
        for (let cell = i[level * I + NEXT]!; cell !== level; cell = i[cell * I + NEXT]!)
          if (cold[cell * COLD + EXPIRES]! > 0) visit(f[cell * F + NUMBER]!, cold[cell * COLD + EXPIRES]!)
    for (const order of this.#waiting.numbers()) {
      const at = this.#waiting.expiresAt(this.#waiting.find(order))
      if (at > 0) visit(order, at)
    }
  }

  /** Whether an order that comes with this end is too late. */
  isOver(expiresAt: number): boolean {
    return expiresAt > 0 && expiresAt <= this.#now
  }

  setNow(at: number): void {
    this.#now = at
    const undated = this.#undated
    this.#undated = []
    for (const order of undated) if (this.isLive(order)) this.date(order, END_OF_DAY)
  }

  /** The next live order whose time has come, 0 where there is none; it is on the caller to end it. */
  takeOver(): number {
    let order = this.#expiry.take(this.#now)
    while (order !== 0 && !this.isLive(order)) order = this.#expiry.take(this.#now)
    return order
  }
}

const DAY_MS = 86_400_000

/** Lots of an order that has not worked: 0 where it is by quote. */
export function leavesOf(log: CommandLog, record: number): number {
  return log.f[record * COMMAND_F + C_QUOTE]! > 0 ? 0 : log.f[record * COMMAND_F + C_QUANTITY]!
}
