import { assert } from '#core/assert'
import type { QueueModel } from '#core/fill-model'
import * as cells from './cells.ts'
import { type CommandLog } from './command-log.ts'
import * as commands from './command-log.ts'
import { type EventLog } from './event-log.ts'
import * as e from './event-log.ts'
import { type BookMemory, BookSide } from './side.ts'
import type { LiveOrder } from './types.ts'

const {
  AHEAD,
  BOOK,
  COLD,
  DISPLAY,
  EXPIRES,
  F,
  FRAME,
  I,
  IS_BUY,
  LEAVES,
  LEFT,
  LEVEL,
  NEXT,
  NUMBER,
  OWNER,
  PREVIOUS,
  PRICE,
  PRIORITY,
  SESSION,
  SHOWN,
  TOTAL,
  USERS,
  VISIBLE,
} = cells
const { C_DISPLAY, C_FLAGS, C_ORDER, C_OWNER, C_PRICE, C_QUANTITY, COMMAND_F, COMMAND_I, FLAG_SELL } = commands
const {
  CAUSE_LEVEL,
  CAUSE_ORDER,
  E_AHEAD,
  E_CAUSE,
  E_FRAME,
  E_KIND,
  E_LEVEL,
  E_LOTS,
  E_MAKER,
  E_ORDER,
  E_PRICE,
  E_REASON,
  E_SESSION,
  E_SHOWN,
  E_STATUS,
  E_TAKER_SELLS,
  E_TRADE,
  EVENT_F,
  EVENT_I,
  FILLED,
  KIND_ENDED,
  KIND_FILL,
  KIND_OPENED,
  NO_REASON,
} = e

/**
 * The resting half of a book: levels, orders in their queues, the house beside them. Knows how to put orders in, take
 * them out and fill them; who may trade with whom is decided by those who call it.
 */
export class Ladder {
  readonly bids: BookSide
  readonly asks: BookSide
  readonly memory: BookMemory
  readonly queue: QueueModel
  readonly events: EventLog
  /** Whether house quantity can be matched. */
  isMatchable = true
  session = 0
  frame = 0
  /** The priority that was given last. */
  lastPriority = 0
  readonly #book: number

  constructor(memory: BookMemory, queue: QueueModel, events: EventLog) {
    this.memory = memory
    this.queue = queue
    this.events = events
    this.bids = new BookSide('buy', memory)
    this.asks = new BookSide('sell', memory)
    this.#book = this.bids.root
  }

  /** The cell of an order that rests in this book, 0 where it does not. */
  find(order: number): number {
    const cell = this.memory.index.get(order)
    return cell !== 0 && this.memory.cells.i[cell * I + BOOK] === this.#book ? cell : 0
  }

  sideOf(cell: number): BookSide {
    return this.memory.cells.i[cell * I + IS_BUY] === 1 ? this.bids : this.asks
  }

  /** Whether an order that may rest would meet nothing that is there, not even a level with nothing left. */
  isClear(isBuy: boolean, price: number): boolean {
    const { i } = this.memory.cells
    const best = isBuy ? this.asks.best : this.bids.best
    return best === 0 || (isBuy ? i[best * I + PRICE]! > price : i[best * I + PRICE]! < price)
  }

  /**
   * Lets what is left of an order rest at the back of its level, and says so; its cell. Room for two was reserved. One function
   * for what `join`, `link` and `tell` do elsewhere: most orders do nothing else.
   */
  rest(log: CommandLog, record: number, leaves: number): number {
    const d = record * COMMAND_F
    const n = record * COMMAND_I
    const number = log.f[d + C_ORDER]!
    const display = log.f[d + C_DISPLAY]!
    const price = log.i[n + C_PRICE]!
    const isBuy = (log.i[n + C_FLAGS]! & FLAG_SELL) === 0
    const { cells } = this.memory
    const level = (isBuy ? this.bids : this.asks).touch(price)
    const cell = cells.take()
    const { f, i, cold } = cells
    const visible = display > 0 && display < leaves ? display : leaves
    const last = i[level * I + PREVIOUS]!
    const before = last === level ? 0 : f[last * F + AHEAD]!
    const house = f[level * F + LEFT]!
    const joined = house === 0 ? 0 : this.queue.join(house)
    f[cell * F + NUMBER] = number
    f[cell * F + LEAVES] = leaves
    f[cell * F + VISIBLE] = visible
    f[cell * F + AHEAD] = joined > before ? joined : before
    i[cell * I + NEXT] = level
    i[cell * I + PREVIOUS] = last
    i[cell * I + LEVEL] = level
    i[cell * I + OWNER] = log.i[n + C_OWNER]!
    i[cell * I + IS_BUY] = isBuy ? 1 : 0
    i[cell * I + BOOK] = this.#book
    i[cell * I + PRICE] = price
    i[last * I + NEXT] = cell
    i[level * I + PREVIOUS] = cell
    f[level * F + USERS]! += visible
    this.lastPriority = number > this.lastPriority ? number : this.lastPriority + 1
    cold[cell * COLD + PRIORITY] = this.lastPriority
    cold[cell * COLD + DISPLAY] = display
    cold[cell * COLD + TOTAL] = log.f[d + C_QUANTITY]!
    cold[cell * COLD + EXPIRES] = 0
    this.memory.index.add(number, cell)
    const { events } = this
    const told = events.next()
    events.f[told * EVENT_F + E_ORDER] = number
    events.f[told * EVENT_F + E_LOTS] = leaves
    events.i[told * EVENT_I + E_KIND] = KIND_OPENED
    return cell
  }

  /** Puts an order at the back of a level with a new priority, behind the house that is there. */
  join(cell: number, level: number): void {
    const { f, i, cold } = this.memory.cells
    const last = i[level * I + PREVIOUS]!
    // After a restart orders have their places before the feed has shown the house: who comes now stands behind them all the same.
    const before = last === level ? 0 : f[last * F + AHEAD]!
    const joined = this.queue.join(f[level * F + LEFT]!)
    f[cell * F + AHEAD] = joined > before ? joined : before
    const number = f[cell * F + NUMBER]!
    this.lastPriority = number > this.lastPriority ? number : this.lastPriority + 1
    cold[cell * COLD + PRIORITY] = this.lastPriority
    this.#link(cell, level, last)
  }

  /** Puts a stored order back with the place it had. */
  restore(stored: LiveOrder, display: number): void {
    const { cells } = this.memory
    cells.reserve(2)
    const level = (stored.side === 'buy' ? this.bids : this.asks).touch(stored.price)
    const cell = cells.take()
    const { f, i, cold } = cells
    const last = i[level * I + PREVIOUS]!
    assert(last === level || cold[last * COLD + PRIORITY]! < stored.priority, 'stored orders come back in priority order')
    // Queue places are stored at different times; an earlier order is never behind a later one.
    for (let maker = last; maker !== level && f[maker * F + AHEAD]! > stored.ahead; maker = i[maker * I + PREVIOUS]!)
      f[maker * F + AHEAD] = stored.ahead
    f[cell * F + NUMBER] = stored.order
    f[cell * F + LEAVES] = stored.leaves
    f[cell * F + VISIBLE] = stored.visible
    f[cell * F + AHEAD] = stored.ahead
    i[cell * I + LEVEL] = level
    i[cell * I + OWNER] = stored.owner
    i[cell * I + IS_BUY] = stored.side === 'buy' ? 1 : 0
    i[cell * I + BOOK] = this.#book
    i[cell * I + PRICE] = stored.price
    cold[cell * COLD + PRIORITY] = stored.priority
    cold[cell * COLD + DISPLAY] = display
    cold[cell * COLD + TOTAL] = stored.quantity
    cold[cell * COLD + EXPIRES] = 0
    if (stored.priority > this.lastPriority) this.lastPriority = stored.priority
    this.memory.index.add(stored.order, cell)
    this.#link(cell, level, last)
  }

  /** Takes an order out of its queue. */
  unlink(cell: number): void {
    const { f, i } = this.memory.cells
    const next = i[cell * I + NEXT]!
    const previous = i[cell * I + PREVIOUS]!
    i[previous * I + NEXT] = next
    i[next * I + PREVIOUS] = previous
    f[i[cell * I + LEVEL]! * F + USERS]! -= f[cell * F + VISIBLE]!
  }

  /** An iceberg whose slice is used up shows the next one at the back of its level. */
  refill(cell: number): void {
    const { f, i, cold } = this.memory.cells
    this.unlink(cell)
    const leaves = f[cell * F + LEAVES]!
    const display = cold[cell * COLD + DISPLAY]!
    f[cell * F + VISIBLE] = display < leaves ? display : leaves
    this.join(cell, i[cell * I + LEVEL]!)
  }

  /** Takes lots off an order and what it shows; its level was noted. Whoever calls ends or refills it. */
  reduce(cell: number, lots: number): void {
    const { f, i } = this.memory.cells
    f[cell * F + LEAVES]! -= lots
    f[cell * F + VISIBLE]! -= lots
    f[i[cell * I + LEVEL]! * F + USERS]! -= lots
    assert(f[cell * F + VISIBLE]! >= 0, 'an order is never filled beyond what it shows')
  }

  /** House lots of a level traded: everybody queued behind them moves up. */
  takeHouse(level: number, lots: number): void {
    const { f } = this.memory.cells
    f[level * F + LEFT]! -= lots
    assert(f[level * F + LEFT]! >= 0, 'the house has what is taken from it')
    this.advance(level, lots)
  }

  /** Moves the queue places of a level up by lots that traded before them. */
  advance(level: number, lots: number): void {
    const { f, i } = this.memory.cells
    for (let maker = i[level * I + NEXT]!; maker !== level; maker = i[maker * I + NEXT]!) {
      const ahead = f[maker * F + AHEAD]!
      if (ahead > 0) f[maker * F + AHEAD] = this.queue.trade(ahead, lots)
    }
  }

  /** A taker's fill against a maker, or against the house of a level (maker 0). Told before the book changes. */
  tellFill(taker: { number: number; isBuy: boolean }, level: number, maker: number, lots: number): void {
    const { events } = this
    const record = events.next()
    const { f, i, cold } = this.memory.cells
    const d = record * EVENT_F
    const n = record * EVENT_I
    const price = i[level * I + PRICE]!
    events.f[d + E_ORDER] = taker.number
    events.f[d + E_LOTS] = lots
    events.f[d + E_AHEAD] = 0
    events.f[d + E_TRADE] = 0
    events.i[n + E_KIND] = KIND_FILL
    events.i[n + E_PRICE] = price
    events.i[n + E_LEVEL] = price
    events.i[n + E_TAKER_SELLS] = taker.isBuy ? 0 : 1
    if (maker !== 0) {
      events.f[d + E_MAKER] = f[maker * F + NUMBER]!
      events.f[d + E_SHOWN] = f[maker * F + LEAVES]!
      events.f[d + E_FRAME] = this.frame
      events.i[n + E_SESSION] = this.session
      events.i[n + E_CAUSE] = CAUSE_ORDER
    } else {
      events.f[d + E_MAKER] = 0
      events.f[d + E_SHOWN] = f[level * F + SHOWN]!
      events.f[d + E_FRAME] = cold[level * COLD + FRAME]!
      events.i[n + E_SESSION] = i[level * I + SESSION]!
      events.i[n + E_CAUSE] = CAUSE_LEVEL
    }
  }

  /** A fill of a resting order by a print or by a crossing level. */
  tellServed(
    cell: number,
    fill: { cause: number; level: number; lots: number; shown: number; ahead: number; trade: number; session: number; frame: number },
  ): void {
    const { events } = this
    const record = events.next()
    const { f, i } = this.memory.cells
    const d = record * EVENT_F
    const n = record * EVENT_I
    events.f[d + E_ORDER] = 0
    events.f[d + E_MAKER] = f[cell * F + NUMBER]!
    events.f[d + E_LOTS] = fill.lots
    events.f[d + E_SHOWN] = fill.shown
    events.f[d + E_AHEAD] = fill.ahead
    events.f[d + E_TRADE] = fill.trade
    events.f[d + E_FRAME] = fill.frame
    events.i[n + E_KIND] = KIND_FILL
    events.i[n + E_PRICE] = i[cell * I + PRICE]!
    events.i[n + E_CAUSE] = fill.cause
    events.i[n + E_TAKER_SELLS] = i[cell * I + IS_BUY]!
    events.i[n + E_SESSION] = fill.session
    events.i[n + E_LEVEL] = fill.level
  }

  /** An event that names one order and what is left of it. */
  tell(kind: number, number: number, leaves: number): number {
    const { events } = this
    const record = events.next()
    events.f[record * EVENT_F + E_ORDER] = number
    events.f[record * EVENT_F + E_LOTS] = leaves
    events.i[record * EVENT_I + E_KIND] = kind
    return record
  }

  tellEnded(number: number, leaves: number, status: number, reason: number): void {
    const record = this.tell(KIND_ENDED, number, leaves)
    this.events.i[record * EVENT_I + E_STATUS] = status
    this.events.i[record * EVENT_I + E_REASON] = reason
  }

  /** Ends a resting order: its event, then it is gone from its level, which stays for whoever walks the side. */
  end(cell: number, status: number, reason: number): void {
    const { events } = this
    const { cells } = this.memory
    const { f, i } = cells
    const number = f[cell * F + NUMBER]!
    const record = events.next()
    events.f[record * EVENT_F + E_ORDER] = number
    events.f[record * EVENT_F + E_LOTS] = f[cell * F + LEAVES]!
    events.i[record * EVENT_I + E_KIND] = KIND_ENDED
    events.i[record * EVENT_I + E_STATUS] = status
    events.i[record * EVENT_I + E_REASON] = reason
    const next = i[cell * I + NEXT]!
    const previous = i[cell * I + PREVIOUS]!
    i[previous * I + NEXT] = next
    i[next * I + PREVIOUS] = previous
    f[i[cell * I + LEVEL]! * F + USERS]! -= f[cell * F + VISIBLE]!
    this.memory.index.delete(number, cell)
    cells.give(cell)
  }

  /** Ends an order of a level that nobody walks, and the level with its last order. */
  endAlone(cell: number, status: number, reason: number): void {
    const { i } = this.memory.cells
    const level = i[cell * I + LEVEL]!
    const side = i[cell * I + IS_BUY] === 1 ? this.bids : this.asks
    side.note(level)
    this.end(cell, status, reason)
    if (i[level * I + NEXT] === level) side.dropIfEmpty(level)
  }

  /** After lots were taken off an order: it ends as filled, shows its next slice, or stays. */
  afterFill(cell: number): void {
    const { f } = this.memory.cells
    if (f[cell * F + LEAVES] === 0) this.end(cell, FILLED, NO_REASON)
    else if (f[cell * F + VISIBLE] === 0) this.refill(cell)
  }

  #link(cell: number, level: number, last: number): void {
    const { f, i } = this.memory.cells
    assert(last === level || f[last * F + AHEAD]! <= f[cell * F + AHEAD]!, 'queue places never decrease along a level')
    i[cell * I + NEXT] = level
    i[cell * I + PREVIOUS] = last
    i[last * I + NEXT] = cell
    i[level * I + PREVIOUS] = cell
    f[level * F + USERS]! += f[cell * F + VISIBLE]!
  }
}
