import { riskAverse } from '#core/fill-model'
import type { QueueModel } from '#core/fill-model'
import type { Side } from '#core/orders'
import { Cells } from './cells.ts'
import * as cells from './cells.ts'
import { CommandLog } from './command-log.ts'
import { writeOrder } from './order-records.ts'
import * as commands from './command-log.ts'
import { describeHouse, describeQueue, describeResting, describeWaiting } from './describe.ts'
import { EventLog } from './event-log.ts'
import { MergedBook } from './merged-book.ts'
import { OrderIndex } from './order-index.ts'
import { PriceTree } from './price-tree.ts'
import { readEvents } from './read-events.ts'
import type { BookMemory } from './side.ts'
import { loadBook, saveBook } from './snapshot.ts'
import type { Book, BookChanges, BookCommand, BookEvent, LiveList, LiveOrder, NewOrder } from './types.ts'
import { PENDING } from './waiting.ts'

const { AHEAD, COLD, EXPIRES, F, I, IS_BUY, LEAVES, LEFT, NEXT, NUMBER, OWNER, PREVIOUS, PRICE, PRIORITY, TOTAL, USERS, VISIBLE } = cells
const { C_FLAGS, C_OWNER, C_PRICE, COMMAND_I, FLAG_SELL } = commands

/** Memory for the books of a shard. Books that share it are used by one thread, and no two of them have orders of one number. */
export function createBookMemory(cells = 1024): BookMemory {
  const made = new Cells(cells)
  return { cells: made, tree: new PriceTree(), index: new OrderIndex(made) }
}

/** An empty book whose feed is live and whose symbol trades. Rules: README.md; the queue rule is the model's. */
export function createBook({ queue = riskAverse, memory = createBookMemory() }: BookParts = {}): EngineBook {
  return new ObjectBook(queue, memory)
}

/**
 * The book that was saved, with everything it knew: it goes on as the one that was saved would.
 * @throws RangeError where the bytes are not a whole snapshot of a layout this version reads
 */
export function restoreBook(bytes: Uint8Array, { queue = riskAverse, memory = createBookMemory() }: BookParts = {}): EngineBook {
  const book = new ObjectBook(queue, memory)
  book.load(bytes)
  return book
}

/** What a book is made of where it is not the usual. */
export interface BookParts {
  readonly queue?: QueueModel
  readonly memory?: BookMemory
}

/** A book whose whole state can be taken as bytes. */
export interface EngineBook extends Book {
  /** All it holds between two commands, in a versioned layout (snapshot.ts). The same state gives the same bytes. */
  snapshot(): Uint8Array
  /** Puts a stored order back that rests, shows all it has and has no end in time. */
  restorePlain(state: LiveOrder): void
  /** A list with a live member by its number. */
  findList(list: number): LiveList | undefined
  /** Orders that frames move without an event: those behind house quantity, and those that track an extreme. */
  fronts(): Iterable<LiveOrder>
}

/** The book for those who speak in objects: writes their commands as records and reads the events back. */
class ObjectBook implements EngineBook {
  readonly #memory: BookMemory
  readonly #events = new EventLog()
  readonly #book: MergedBook
  readonly #log = new CommandLog(1)

  constructor(queue: QueueModel, memory: BookMemory) {
    this.#memory = memory
    this.#book = new MergedBook(memory, queue, this.#events)
  }

  apply(command: BookCommand, events: BookEvent[]): void {
    this.#apply(command)
    readEvents(this.#events, events)
    this.#events.clear()
  }

  takeChanges(): BookChanges {
    const { bids, asks } = this.#book.ladder
    return { bids: bids.takeChanges(), asks: asks.takeChanges() }
  }

  levels(side: Side, depthMax: number): [ticks: number, lots: number][] {
    const { f, i } = this.#memory.cells
    const levels: [number, number][] = []
    const { bids, asks } = this.#book.ladder
    const walked = side === 'buy' ? bids : asks
    for (let level = walked.best; level !== 0 && levels.length < depthMax; level = walked.worse(i[level * I + PRICE]!)) {
      const lots = f[level * F + USERS]! + f[level * F + LEFT]!
      if (lots > 0) levels.push([i[level * I + PRICE]!, lots])
    }
    return levels
  }

  best(side: Side): number {
    return this.#book.priceAt(side === 'buy' ? this.#book.ladder.bids : this.#book.ladder.asks, 0)
  }

  last(): number {
    return this.#book.last
  }

  *liveOrders(): Generator<LiveOrder> {
    const { i } = this.#memory.cells
    for (const side of [this.#book.ladder.bids, this.#book.ladder.asks])
      for (let level = side.best; level !== 0; level = side.worse(i[level * I + PRICE]!))
        for (let cell = i[level * I + NEXT]!; cell !== level; cell = i[cell * I + NEXT]!) yield this.#resting(cell)
    yield* this.#waitingOrders()
  }

  *#waitingOrders(): Generator<LiveOrder> {
    for (const order of this.#book.waiting.numbers()) yield this.#waiting(this.#book.waiting.find(order))
  }

  *fronts(): Generator<LiveOrder> {
    const { f, i } = this.#memory.cells
    for (const side of [this.#book.ladder.bids, this.#book.ladder.asks])
      for (let level = side.best; level !== 0; level = side.worse(i[level * I + PRICE]!))
        // Places never decrease along a level: from its end until one has nothing ahead.
        for (let cell = i[level * I + PREVIOUS]!; cell !== level && f[cell * F + AHEAD]! > 0; cell = i[cell * I + PREVIOUS]!)
          yield this.#resting(cell)
    for (const slot of this.#book.waiting.tracking()) yield this.#waiting(slot)
  }

  liveLists(): Iterable<LiveList> {
    return this.#book.lists.live()
  }

  findList(list: number): LiveList | undefined {
    return this.#book.lists.find(list)
  }

  find(order: number): LiveOrder | undefined {
    const cell = this.#book.ladder.find(order)
    if (cell !== 0) return this.#resting(cell)
    const slot = this.#book.waiting.find(order)
    return slot === 0 ? undefined : this.#waiting(slot)
  }

  restore(command: NewOrder, state: LiveOrder): void {
    if (state.state === 'resting') this.#book.ladder.restore(state, command.display)
    else {
      writeOrder(this.#log, 0, { ...command, quantity: state.leaves, expiresAt: state.expiresAt })
      if (state.state === 'armed') this.#book.waiting.arm(this.#log, 0, state.extreme)
      else this.#book.waiting.addPending(this.#log, 0)
    }
    this.#book.orders.date(state.order, state.expiresAt)
  }

  restorePlain(state: LiveOrder): void {
    this.#book.ladder.restore(state, 0)
  }

  restoreList(list: LiveList): void {
    this.#book.lists.restore(list)
  }

  restoreMarket(market: { readonly last: number; readonly now: number }): void {
    this.#book.restoreMarket(market)
  }

  snapshot(): Uint8Array {
    return saveBook(this.#book)
  }

  load(bytes: Uint8Array): void {
    loadBook(this.#book, bytes)
  }

  describeOrders(): string {
    const { bids, asks } = this.#book.ladder
    const waiting = describeWaiting(this.#waitingOrders(), this.liveLists())
    return describeResting(this.#memory, bids) + describeResting(this.#memory, asks) + waiting
  }

  describeAll(): string {
    const { ladder, isFeedLive, state, last } = this.#book
    const { now } = this.#book.orders
    const feed = `feed ${isFeedLive ? 'live' : 'not_live'} ${ladder.session}.${ladder.frame} ${state} ${last} ${now}\n`
    const house = describeHouse(this.#memory, ladder.bids) + describeHouse(this.#memory, ladder.asks)
    return feed + this.describeOrders() + describeQueue(this.liveOrders()) + house
  }

  #apply(command: BookCommand): void {
    const book = this.#book
    switch (command.kind) {
      case 'new':
        writeOrder(this.#log, 0, command)
        return book.place(this.#log, 0)
      case 'cancel':
        return book.cancel(command.order)
      case 'amend':
        return book.amend(command.order, command.quantity)
      case 'replace':
        return book.replace(command)
      case 'list':
        return book.list(command)
      case 'house_snapshot':
      case 'house_depth':
      case 'house_best':
        return book.show(command)
      case 'print':
        return book.print(command)
      case 'feed_state':
        return book.setFeed(command)
      case 'time':
        return book.setTime(command.at)
      case 'symbol_state':
        return book.setState(command.state)
      case 'protection':
        return book.protection.set(command)
    }
  }

  #resting(cell: number): LiveOrder {
    const { f, i, cold } = this.#memory.cells
    return {
      order: f[cell * F + NUMBER]!,
      owner: i[cell * I + OWNER]!,
      side: i[cell * I + IS_BUY] === 1 ? 'buy' : 'sell',
      state: 'resting',
      quantity: cold[cell * COLD + TOTAL]!,
      leaves: f[cell * F + LEAVES]!,
      price: i[cell * I + PRICE]!,
      visible: f[cell * F + VISIBLE]!,
      priority: cold[cell * COLD + PRIORITY]!,
      ahead: f[cell * F + AHEAD]!,
      extreme: 0,
      expiresAt: cold[cell * COLD + EXPIRES]!,
    }
  }

  #waiting(slot: number): LiveOrder {
    const { waiting } = this.#book
    const n = slot * COMMAND_I
    const quantity = waiting.quantity(slot)
    return {
      order: waiting.order(slot),
      owner: waiting.log.i[n + C_OWNER]!,
      side: (waiting.log.i[n + C_FLAGS]! & FLAG_SELL) === 0 ? 'buy' : 'sell',
      state: waiting.state(slot) === PENDING ? 'pending' : 'armed',
      quantity,
      leaves: quantity,
      price: waiting.log.i[n + C_PRICE]!,
      visible: 0,
      priority: 0,
      ahead: 0,
      extreme: waiting.extreme(slot),
      expiresAt: waiting.expiresAt(slot),
    }
  }
}
