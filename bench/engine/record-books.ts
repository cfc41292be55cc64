import { riskAverse } from '#core/fill-model'
import { createBookMemory } from '#core/order-book'
import * as cells from '../../core/order-book/cells.ts'
import { CommandLog } from '../../core/order-book/command-log.ts'
import * as commands from '../../core/order-book/command-log.ts'
import { EventLog } from '../../core/order-book/event-log.ts'
import * as e from '../../core/order-book/event-log.ts'
import { GROUP, LookAhead } from '../../core/order-book/look-ahead.ts'
import { MergedBook } from '../../core/order-book/merged-book.ts'
import { NoStream, type PlainOrder, writePlain } from './stream.ts'

const { F, I, IS_BUY, LEAVES, LEFT, PRICE, USERS } = cells
const {
  C_EXPIRES,
  C_FLAGS,
  C_KIND,
  C_ORDER,
  C_PRICE,
  C_QUANTITY,
  C_REPLACED,
  C_SYMBOL,
  COMMAND_AMEND,
  COMMAND_CANCEL,
  COMMAND_F,
  COMMAND_I,
  COMMAND_LEVEL,
  COMMAND_NEW,
  COMMAND_PRINT,
  COMMAND_REPLACE,
  COMMAND_TIME,
  FLAG_SELL,
} = commands
const { E_KIND, E_ORDER, EVENT_F, EVENT_I, KIND_ENDED } = e

/** Our books spoken to in records: one per symbol, all in one memory and with one event log, as in a shard. */
export class RecordBooks {
  readonly events = new EventLog(1 << 17)
  readonly memory = createBookMemory(1 << 16)
  readonly books: readonly MergedBook[]
  readonly #plain = new CommandLog(1)
  readonly #lookAhead = new LookAhead()
  #resting = 0

  constructor(symbols = 1) {
    this.books = Array.from({ length: symbols }, () => new MergedBook(this.memory, riskAverse, this.events))
  }

  /** Applies the records from `from` to before `to`; events pile up in `events`. */
  run(log: CommandLog, from: number, to: number): void {
    if (to - from === 1 || !LookAhead.isFor(this.memory)) return this.#run(log, from, to)
    for (let group = from; group < to; group += GROUP) {
      const end = Math.min(to, group + GROUP)
      this.#lookAhead.at(this.memory, this.books, log, group, end)
      this.#run(log, group, end)
    }
  }

  #run(log: CommandLog, from: number, to: number): void {
    const { books } = this
    for (let record = from; record < to; record += 1) {
      const n = record * COMMAND_I
      const book = books[log.i[n + C_SYMBOL]!]!
      const kind = log.i[n + C_KIND]!
      if (kind === COMMAND_NEW) book.place(log, record)
      else if (kind === COMMAND_CANCEL) book.cancel(log.f[record * COMMAND_F + C_ORDER]!)
      else if (kind === COMMAND_REPLACE) this.#replace(book, log, record)
      else this.#seldom(book, log, record)
    }
  }

  /** Plain commands of the first book, for those who make a stream as they go. Clears the events. */
  place(order: PlainOrder): void {
    this.events.clear()
    writePlain(this.#plain, 0, order)
    this.books[0]!.place(this.#plain, 0)
    if (this.leavesOf(order.id) > 0) this.#resting += 1
    this.#countEnds(order.id)
  }

  cancel(id: number): void {
    this.events.clear()
    this.books[0]!.cancel(id)
    this.#countEnds(0)
  }

  /** Lots left of an order that rests in the first book, 0 where it does not. */
  leavesOf(id: number): number {
    const cell = this.books[0]!.ladder.find(id)
    return cell === 0 ? 0 : this.memory.cells.f[cell * F + LEAVES]!
  }

  /** Orders at rest in the first book, if nothing but `place` and `cancel` was done. */
  get resting(): number {
    return this.#resting
  }

  /** The best price of the first book, 0 where the side is empty. */
  best(side: 'buy' | 'sell'): number {
    const { bids, asks } = this.books[0]!.ladder
    return this.books[0]!.priceAt(side === 'buy' ? bids : asks, 0)
  }

  /** Levels of the first book that show anything, best first. */
  levels(side: 'buy' | 'sell'): [price: number, lots: number][] {
    const { bids, asks } = this.books[0]!.ladder
    const { f, i } = this.memory.cells
    const walked = side === 'buy' ? bids : asks
    const levels: [number, number][] = []
    for (let level = walked.best; level !== 0; level = walked.worse(i[level * I + PRICE]!)) {
      const lots = f[level * F + USERS]! + f[level * F + LEFT]!
      if (lots > 0) levels.push([i[level * I + PRICE]!, lots])
    }
    return levels
  }

  /** Side (0 buys) and price of an order that rests or is armed. */
  placeOf(symbol: number, order: number): { readonly side: number; readonly price: number } | undefined {
    const { ladder, waiting } = this.books[symbol]!
    const cell = ladder.find(order)
    const { i } = this.memory.cells
    if (cell !== 0) return { side: 1 - i[cell * I + IS_BUY]!, price: i[cell * I + PRICE]! }
    const slot = waiting.find(order)
    if (slot === 0) return undefined
    const n = slot * COMMAND_I
    return { side: waiting.log.i[n + C_FLAGS]! & FLAG_SELL, price: waiting.log.i[n + C_PRICE]! }
  }

  /** Who ended had rested, but for the taker itself. */
  #countEnds(taker: number): void {
    const { f, i, count } = this.events
    for (let record = 0; record < count; record += 1)
      if (i[record * EVENT_I + E_KIND] === KIND_ENDED && f[record * EVENT_F + E_ORDER] !== taker) this.#resting -= 1
  }

  #replace(book: MergedBook, log: CommandLog, record: number): void {
    const told = this.events.count
    book.cancel(log.f[record * COMMAND_F + C_REPLACED]!)
    if (this.events.i[told * EVENT_I + E_KIND] === KIND_ENDED) book.place(log, record)
  }

  #seldom(book: MergedBook, log: CommandLog, record: number): void {
    const [d, n] = [record * COMMAND_F, record * COMMAND_I]
    const [price, lots, isSell] = [log.i[n + C_PRICE]!, log.f[d + C_QUANTITY]!, (log.i[n + C_FLAGS]! & FLAG_SELL) !== 0]
    const frame = { session: 1, frame: record }
    switch (log.i[n + C_KIND]) {
      case COMMAND_AMEND:
        return book.amend(log.f[d + C_ORDER]!, lots)
      case COMMAND_TIME:
        return book.setTime(log.f[d + C_EXPIRES]!)
      case COMMAND_PRINT:
        return book.print({ kind: 'print', price, lots, takerSide: isSell ? 'sell' : 'buy', tradeId: log.f[d + C_ORDER]!, frame })
      case COMMAND_LEVEL:
        return book.show({ kind: 'house_depth', bids: isSell ? [] : [[price, lots]], asks: isSell ? [[price, lots]] : [], frame })
      default:
        throw new NoStream(`it is of kind ${log.i[n + C_KIND]}, and there are 1 to 7`)
    }
  }
}
