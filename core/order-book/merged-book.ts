import { assert } from '#core/assert'
import type { QueueModel } from '#core/fill-model'
import * as cells from './cells.ts'
import { CommandLog } from './command-log.ts'
import { writeOrder } from './order-records.ts'
import * as commands from './command-log.ts'
import * as e from './event-log.ts'
import { House, isPlausible } from './house.ts'
import { Bounds } from './bounds.ts'
import { Ladder } from './ladder.ts'
import { Lists } from './lists.ts'
import { leavesOf, LiveOrders } from './live-orders.ts'
import type { BookMemory, BookSide } from './side.ts'
import { Taker } from './taker.ts'
import * as stops from './taker.ts'
import type { FeedState, HouseBest, HouseDepth, HouseSnapshot, PlaceList, Print, ReplaceOrder, SymbolState } from './types.ts'
import { WaitingOrders } from './waiting.ts'
import { walk, wouldFill, wouldMatch } from './walk.ts'

const { CANCELED, NO_REASON } = e
const { F, I, LEFT, PRICE, USERS } = cells
const {
  C_EXPIRES,
  C_FLAGS,
  C_ORDER,
  C_PEG_OFFSET,
  C_PRICE,
  C_QUANTITY,
  C_QUOTE,
  C_SPEND_MAX,
  C_TRAILING,
  C_ACTIVATION,
  COMMAND_F,
  COMMAND_I,
  FLAG_FOK,
  FLAG_IOC,
  FLAG_MARKET,
  FLAG_PEG_MARKET,
  FLAG_PEG_PRIMARY,
  FLAG_SELL,
  FLAG_STOP,
  FLAG_TAKE_PROFIT,
  FLAG_WAITS,
} = commands
const { EMPTY, LIMIT } = stops

/**
 * The book of one symbol on records: commands in, events into `events`, which whoever calls reads and clears. All rules of
 * README.md; the parts each know their own: `Ladder` who rests where, `walk` who meets whom, `House` the real market,
 * `WaitingOrders` what is not working yet, `Lists` what depends on each other.
 */
export class MergedBook {
  readonly events: e.EventLog
  readonly ladder: Ladder
  readonly waiting: WaitingOrders
  readonly lists: Lists
  readonly orders: LiveOrders
  readonly #house: House
  readonly #taker = new Taker()
  readonly #scratch = new CommandLog(1)
  #isLive = true
  #state: SymbolState['state'] = 'trading'
  readonly protection: Bounds
  #last = 0

  constructor(memory: BookMemory, queue: QueueModel, events: e.EventLog) {
    this.events = events
    this.ladder = new Ladder(memory, queue, events)
    this.waiting = new WaitingOrders(memory)
    this.#house = new House(this.ladder)
    this.protection = new Bounds(this.ladder, this.#house)
    this.orders = new LiveOrders(this.ladder, this.waiting)
    this.lists = new Lists(this.orders, events, (order, quantity, mayTrigger) => this.#startLeg(order, quantity, mayTrigger))
  }

  get isFeedLive(): boolean {
    return this.#isLive
  }
  get framesSeen(): number {
    return this.#house.seen
  }
  get state(): SymbolState['state'] {
    return this.#state
  }
  /** Price of the last usable print, 0 before the first. */
  get last(): number {
    return this.#last
  }

  place(log: CommandLog, record: number): void {
    if (this.#meetNothing(log, record)) return
    const from = this.events.count
    this.#arrive(log, record, false)
    if (!this.lists.isEmpty) this.lists.follow(from)
  }

  /**
   * The short way of most orders: they wait for nothing, meet nothing, and rest or, where they may not, expire; which concerns no list.
   * Says and does what the long way would.
   */
  #meetNothing(log: CommandLog, record: number): boolean {
    const { ladder } = this
    const d = record * COMMAND_F
    const n = record * COMMAND_I
    const flags = log.i[n + C_FLAGS]!
    if ((flags & FLAGS_NOT_PLAIN) !== 0 || !ladder.isMatchable) return false
    const price = log.i[n + C_PRICE]!
    const expires = log.f[d + C_EXPIRES]!
    if (!ladder.isClear((flags & FLAG_SELL) === 0, price) || this.orders.isOver(expires)) return false
    const order = log.f[d + C_ORDER]!
    const quantity = log.f[d + C_QUANTITY]!
    const isWhole = isNumber(order) && isNumber(quantity) && price > 0 && log.f[d + C_QUOTE] === 0
    assert(isWhole && this.waiting.find(order) === 0, 'an order has a number of its own, a quantity and a limit')
    if ((flags & FLAG_IOC) !== 0) {
      assert(ladder.find(order) === 0, 'an order id is used once')
      ladder.tellEnded(order, quantity, e.EXPIRED, e.IOC_EXPIRED)
      return true
    }
    ladder.memory.cells.reserve(2)
    const cell = ladder.rest(log, record, quantity)
    if (expires !== 0) this.orders.dateResting(cell, expires)
    return true
  }

  cancel(order: number): void {
    const from = this.events.count
    const cell = this.ladder.find(order)
    if (cell !== 0) this.ladder.endAlone(cell, CANCELED, NO_REASON)
    else if (this.waiting.find(order) !== 0) this.orders.end(order, CANCELED, NO_REASON)
    else this.#refuse(e.KIND_CANCEL_REFUSED, order, e.UNKNOWN_ORDER)
    if (!this.lists.isEmpty) this.lists.follow(from)
  }

  /** Lowers an order's total to `quantity` lots. */
  amend(order: number, quantity: number): void {
    const from = this.events.count
    if (!this.orders.isLive(order)) return this.#refuse(e.KIND_AMEND_REFUSED, order, e.UNKNOWN_ORDER)
    const before = this.orders.leavesOf(order)
    const leaves = quantity - (this.orders.totalOf(order) - before)
    if (before === 0 || !Number.isSafeInteger(quantity) || leaves <= 0 || leaves >= before)
      return this.#refuse(e.KIND_AMEND_REFUSED, order, e.NOT_AMENDABLE)
    this.orders.setLeaves(order, leaves)
    this.lists.amended(order)
    this.lists.follow(from)
  }

  replace({ order, mode, next }: ReplaceOrder): void {
    const from = this.events.count
    writeOrder(this.#scratch, 0, next)
    if (this.#state === 'trading') {
      const isReplaceable = this.orders.ownerOf(order) === next.owner && !this.orders.isPending(order) && !this.lists.has(order)
      if (isReplaceable) this.orders.end(order, e.REPLACED, NO_REASON)
      else this.#refuse(e.KIND_CANCEL_REFUSED, order, e.UNKNOWN_ORDER)
      if (!isReplaceable && mode === 'stop_on_failure')
        return this.ladder.tellEnded(next.order, leavesOf(this.#scratch, 0), e.REJECTED, e.UNKNOWN_ORDER)
    } else this.#refuse(e.KIND_CANCEL_REFUSED, order, e.UNKNOWN_ORDER)
    this.#arrive(this.#scratch, 0, false)
    this.lists.follow(from)
  }

  list(command: PlaceList): void {
    const from = this.events.count
    const { working, legs, list } = command
    const log = new CommandLog(legs.length + 1)
    legs.forEach((leg, at) => writeOrder(log, at, leg))
    if (working !== null) writeOrder(log, legs.length, working)
    if (this.#state !== 'trading') {
      if (working !== null) this.#arrive(log, legs.length, false)
      return legs.forEach((_, at) => this.#arrive(log, at, false))
    }
    for (const leg of legs) this.ladder.tell(e.KIND_PENDING, leg.order, leg.quantity)
    if (legs.some(leg => this.orders.isOver(leg.expiresAt))) return this.#endAtOnce(command)
    this.lists.add(command)
    legs.forEach((leg, at) => {
      this.waiting.addPending(log, at)
      this.orders.date(leg.order, leg.expiresAt)
    })
    if (working === null) return this.lists.begin(list, from)
    this.#arrive(log, legs.length, false)
    this.lists.follow(from)
  }

  /** A list with a leg whose time is over: nothing of it comes to work. */
  #endAtOnce({ working, legs }: PlaceList): void {
    for (const leg of legs) if (this.orders.isOver(leg.expiresAt)) this.ladder.tellEnded(leg.order, leg.quantity, e.EXPIRED, e.TIME_EXPIRED)
    for (const leg of legs) if (!this.orders.isOver(leg.expiresAt)) this.ladder.tellEnded(leg.order, leg.quantity, CANCELED, e.LIST_ENDED)
    if (working !== null) this.ladder.tellEnded(working.order, working.quoteQuantity > 0 ? 0 : working.quantity, CANCELED, e.LIST_ENDED)
  }

  show(frame: HouseSnapshot | HouseDepth | HouseBest): void {
    const from = this.events.count
    this.#house.begin(frame.frame)
    this.#house.show(frame)
    this.#meet(from)
  }

  print(print: Print): void {
    this.#house.begin(print.frame)
    if (!isPlausible(print.price, print.lots) || print.lots === 0) return
    const isUsable = this.ladder.isMatchable && this.protection.isNearTouch(print.price)
    const from = this.events.count
    this.#house.print(print)
    this.lists.follow(from)
    if (!isUsable) return
    this.#last = print.price
    if (this.waiting.size === 0) return
    for (const order of this.waiting.elect(print.price)) {
      const slot = this.waiting.find(order)
      if (slot !== 0) this.#trigger(slot)
    }
  }

  setFeed(feed: FeedState): void {
    const from = this.events.count
    this.#house.begin(feed.frame)
    this.#isLive = feed.live
    this.#meet(from)
  }

  setState(state: SymbolState['state']): void {
    const from = this.events.count
    this.#state = state
    this.#meet(from)
  }

  /** Moves market time on, never back. Expired orders end, each with what follows from it. */
  setTime(at: number): void {
    if (at <= this.orders.now) return
    this.orders.setNow(at)
    for (let order = this.orders.takeOver(); order !== 0; order = this.orders.takeOver()) {
      const from = this.events.count
      this.orders.end(order, e.EXPIRED, e.TIME_EXPIRED)
      this.lists.follow(from)
    }
  }

  /** Sets what a restored book knew; orders come back one by one. */
  restoreMarket({ last, now }: { readonly last: number; readonly now: number }): void {
    this.#last = last
    this.orders.setNow(now)
  }

  /** Sets what a snapshot knew of feed, symbol and protection; nothing meets anything, for it had. */
  resume(head: { readonly framesSeen: number; readonly isFeedLive: boolean; readonly state: SymbolState['state'] }): void {
    this.#house.seen = head.framesSeen
    this.#isLive = head.isFeedLive
    this.#state = head.state
    this.ladder.isMatchable = head.isFeedLive && head.state === 'trading'
  }

  /** An order comes: refused, armed, or at work. `isStarted`: a leg its list starts, whose stop may be reached already. */
  #arrive(log: CommandLog, record: number, isStarted: boolean): void {
    const d = record * COMMAND_F
    const n = record * COMMAND_I
    if (this.#state !== 'trading') {
      const reason = this.#state === 'halt' ? e.SYMBOL_HALTED : e.CANCEL_ONLY
      return this.ladder.tellEnded(log.f[d + C_ORDER]!, leavesOf(log, record), e.REJECTED, reason)
    }
    assert(!this.orders.isLive(log.f[d + C_ORDER]!), 'an order id is used once')
    if ((log.i[n + C_FLAGS]! & FLAG_WAITS) === 0) return this.#work(log, record)
    const expiresAt = log.f[d + C_EXPIRES]!
    if (this.orders.isOver(expiresAt)) return this.ladder.tellEnded(log.f[d + C_ORDER]!, leavesOf(log, record), e.EXPIRED, e.TIME_EXPIRED)
    if ((log.i[n + C_FLAGS]! & (FLAG_STOP | FLAG_TAKE_PROFIT)) === 0) return this.#price(log, record)
    this.#arm(log, record, isStarted)
  }

  #arm(log: CommandLog, record: number, isStarted: boolean): void {
    const d = record * COMMAND_F
    const n = record * COMMAND_I
    const order = log.f[d + C_ORDER]!
    if (this.waiting.isReached(log, record, this.#last)) {
      if (!isStarted) return this.ladder.tellEnded(order, leavesOf(log, record), e.REJECTED, e.WOULD_TRIGGER)
      return this.#startTriggered(log, record)
    }
    const isTracking = log.i[n + C_TRAILING]! > 0 && log.i[n + C_ACTIVATION] === 0
    this.waiting.arm(log, record, isTracking ? this.#last : 0)
    this.orders.date(order, log.f[d + C_EXPIRES]!)
    this.ladder.tell(e.KIND_ARMED, order, leavesOf(log, record))
  }

  #trigger(slot: number): void {
    const log = new CommandLog(1)
    log.copy(0, this.waiting.log, slot)
    const from = this.events.count
    this.waiting.remove(slot)
    this.#startTriggered(log, 0)
    this.lists.follow(from)
  }

  #startTriggered(log: CommandLog, record: number): void {
    const order = log.f[record * COMMAND_F + C_ORDER]!
    this.ladder.tell(e.KIND_TRIGGERED, order, leavesOf(log, record))
    this.lists.triggered(order)
    this.#price(log, record)
  }

  /** A pegged order takes its price from the merged book; any other has one or needs none. */
  #price(log: CommandLog, record: number): void {
    const d = record * COMMAND_F
    const n = record * COMMAND_I
    const flags = log.i[n + C_FLAGS]!
    if ((flags & (FLAG_PEG_PRIMARY | FLAG_PEG_MARKET)) === 0) return this.#work(log, record)
    const isOwnSide = (flags & FLAG_PEG_PRIMARY) !== 0
    const isBids = isOwnSide === ((flags & FLAG_SELL) === 0)
    const price = this.priceAt(isBids ? this.ladder.bids : this.ladder.asks, log.i[n + C_PEG_OFFSET]!)
    const order = log.f[d + C_ORDER]!
    const quantity = log.f[d + C_QUANTITY]!
    const spendMax = log.f[d + C_SPEND_MAX]!
    if (price === 0) return this.ladder.tellEnded(order, quantity, e.REJECTED, e.NO_LIQUIDITY)
    const told = this.ladder.tell(e.KIND_PRICED, order, quantity)
    this.events.i[told * e.EVENT_I + e.E_PRICE] = price
    if (spendMax > 0 && spendMax < price * quantity) return this.ladder.tellEnded(order, quantity, e.REJECTED, e.NO_HOLD)
    const priced = new CommandLog(1)
    priced.copy(0, log, record)
    priced.i[C_PRICE] = price
    priced.f[C_SPEND_MAX] = 0
    this.#work(priced, 0)
  }

  /** The price of the level at `rank` from the best of a side as it is shown, 0 where there are not so many. */
  priceAt(side: BookSide, rank: number): number {
    const { f, i } = this.ladder.memory.cells
    let left = rank
    for (let level = side.best; level !== 0; level = side.worse(i[level * I + PRICE]!)) {
      if (f[level * F + USERS] === 0 && f[level * F + LEFT] === 0) continue
      if (left === 0) return i[level * I + PRICE]!
      left -= 1
    }
    return 0
  }

  /** The order takes what it may and rests, or ends. */
  #work(log: CommandLog, record: number): void {
    const { ladder } = this
    const taker = this.#taker
    ladder.memory.cells.reserve(2)
    taker.load(log, record)
    taker.band = this.protection.bandOf(taker.isBuy, this.#last)
    if (!taker.canRest && !this.#isLive) return ladder.tellEnded(taker.number, taker.rest(), e.EXPIRED, e.DATA_STALE)
    if (taker.isPostOnly && wouldMatch(ladder, taker)) return ladder.tellEnded(taker.number, taker.rest(), e.REJECTED, e.WOULD_MATCH)
    if (taker.isFok) {
      const isFilled = wouldFill(ladder, taker)
      taker.load(log, record)
      taker.band = this.protection.bandOf(taker.isBuy, this.#last)
      if (!isFilled) return ladder.tellEnded(taker.number, taker.rest(), e.EXPIRED, e.FOK_EXPIRED)
    }
    const stop = walk(ladder, taker)
    if (taker.canRest && (stop === EMPTY || stop === LIMIT)) return this.#rest(log, record)
    const reason = taker.endReason(stop)
    ladder.tellEnded(taker.number, taker.rest(), reason === NO_REASON ? e.FILLED : e.EXPIRED, reason)
  }

  #rest(log: CommandLog, record: number): void {
    const { ladder } = this
    const taker = this.#taker
    const expires = log.f[record * COMMAND_F + C_EXPIRES]!
    const cell = ladder.rest(log, record, taker.leaves)
    if (expires !== 0) this.orders.dateResting(cell, expires)
    if (!ladder.isMatchable) this.#house.meet()
  }

  /** House and users meet after a frame or a change of state. */
  #meet(from: number): void {
    this.ladder.isMatchable = this.#isLive && this.#state === 'trading'
    this.#house.meet()
    this.lists.follow(from)
  }

  #refuse(kind: number, order: number, reason: number): void {
    const record = this.ladder.tell(kind, order, 0)
    this.events.i[record * e.EVENT_I + e.E_REASON] = reason
  }

  #startLeg(order: number, quantity: number, mayTrigger: boolean): void {
    const slot = this.waiting.find(order)
    assert(slot !== 0, 'a leg waits until it is started')
    const log = new CommandLog(1)
    log.copy(0, this.waiting.log, slot)
    this.waiting.remove(slot)
    if (log.f[C_QUANTITY] !== quantity) {
      log.f[C_QUANTITY] = quantity
      this.orders.tellAmended(order, quantity, quantity)
    }
    this.#arrive(log, 0, mayTrigger)
  }
}

/** What keeps an order from the short way, whatever the book holds. */
const FLAGS_NOT_PLAIN = FLAG_STOP | FLAG_TAKE_PROFIT | FLAG_PEG_PRIMARY | FLAG_PEG_MARKET | FLAG_MARKET | FLAG_FOK

function isNumber(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0
}
