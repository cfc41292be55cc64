import { OrderBook, Side as PeerSide } from 'nodejs-order-book'
import { type Book, type BookEvent, createBook, createBookMemory, createReferenceBook, type NewOrder } from '#core/order-book'
import type { Side } from '#core/orders'
import * as commands from '../../core/order-book/command-log.ts'
import type { CommandLog } from '../../core/order-book/command-log.ts'
import { BareBook } from './bare-book.ts'
import { RecordBooks } from './record-books.ts'
import type { Stream } from './stream.ts'

const {
  C_FLAGS,
  C_KIND,
  C_ORDER,
  C_OWNER,
  C_PRICE,
  C_QUANTITY,
  C_REPLACED,
  C_SYMBOL,
  COMMAND_CANCEL,
  COMMAND_F,
  COMMAND_I,
  COMMAND_NEW,
  COMMAND_REPLACE,
  FLAG_IOC,
  FLAG_SELL,
} = commands

/** Something that can run a stream of plain commands. */
export interface Engine {
  /** Applies the records from `from` to before `to` and throws their events away as the protocol says. */
  run(from: number, to: number): void
  /** The levels of the first book, best first: what all engines must agree on. */
  levels(side: Side): readonly (readonly [price: number, lots: number])[]
}

/** `records`: ours without objects; `objects`: ours as services use it; `naive`: our reference; `bare`: a yardstick; `peer`: nodejs-order-book. */
export type EngineName = 'records' | 'objects' | 'naive' | 'bare' | 'peer'

export function openEngine(name: EngineName, stream: Stream): Engine {
  switch (name) {
    case 'records':
      return new RecordEngine(stream)
    case 'objects': {
      const memory = createBookMemory()
      return new ObjectEngine(
        stream,
        Array.from({ length: stream.symbols }, () => createBook({ memory })),
      )
    }
    case 'naive':
      return new ObjectEngine(
        stream,
        Array.from({ length: stream.symbols }, () => createReferenceBook()),
      )
    case 'bare':
      return new BareBook(stream)
    case 'peer':
      return new PeerEngine(stream)
  }
}

/** The ring of performance-engine.md §6: events are overwritten after so many. */
const RING = 65_536

export class RecordEngine implements Engine {
  readonly books: RecordBooks
  readonly #stream: Stream

  constructor(stream: Stream) {
    this.#stream = stream
    this.books = new RecordBooks(stream.symbols)
  }

  run(from: number, to: number): void {
    if (this.books.events.count >= RING) this.books.events.clear()
    this.books.run(this.#stream.log, from, to)
  }

  levels(side: Side): [price: number, lots: number][] {
    return this.books.levels(side)
  }
}

/** Commands are made as objects in the loop, for that is what using objects costs. */
class ObjectEngine implements Engine {
  readonly #stream: Stream
  readonly #books: readonly Book[]
  readonly #events: BookEvent[] = []

  constructor(stream: Stream, books: readonly Book[]) {
    this.#stream = stream
    this.#books = books
  }

  run(from: number, to: number): void {
    const { log } = this.#stream
    const events = this.#events
    events.length = 0
    for (let record = from; record < to; record += 1) {
      const d = record * COMMAND_F
      const n = record * COMMAND_I
      const book = this.#books[log.i[n + C_SYMBOL]!]!
      const kind = log.i[n + C_KIND]!
      if (kind === COMMAND_NEW) book.apply(orderOf(log, record), events)
      else if (kind === COMMAND_CANCEL) book.apply({ kind: 'cancel', order: log.f[d + C_ORDER]! }, events)
      else {
        if (kind !== COMMAND_REPLACE) throw new Error(`record ${record} is of kind ${kind}; other engines know plain commands only`)
        const told = events.length
        book.apply({ kind: 'cancel', order: log.f[d + C_REPLACED]! }, events)
        if (events[told]!.kind === 'ended') book.apply(orderOf(log, record), events)
      }
    }
  }

  levels(side: Side): [price: number, lots: number][] {
    return this.#books[0]!.levels(side, Infinity)
  }
}

/** A plain limit order of a record, written out as services make it: that is what is timed. Other engines know no other. */
function orderOf({ f, i }: CommandLog, record: number): NewOrder {
  const d = record * COMMAND_F
  const n = record * COMMAND_I
  const flags = i[n + C_FLAGS]!
  if ((flags & ~(FLAG_SELL | FLAG_IOC)) !== 0) throw new Error(`record ${record} is no plain limit order; other engines know no other`)
  return {
    kind: 'new',
    order: f[d + C_ORDER]!,
    owner: i[n + C_OWNER]!,
    side: (flags & FLAG_SELL) === 0 ? 'buy' : 'sell',
    type: 'limit',
    timeInForce: (flags & FLAG_IOC) === 0 ? 'gtc' : 'ioc',
    postOnly: false,
    price: i[n + C_PRICE]!,
    quantity: f[d + C_QUANTITY]!,
    quoteQuantity: 0,
    spendMax: 0,
    selfTrade: 'none',
    display: 0,
    expiresAt: 0,
    trigger: null,
    peg: null,
  }
}

/** The npm package most used for this. Its ids are strings, made before anything is timed. */
class PeerEngine implements Engine {
  readonly #stream: Stream
  readonly #ids: readonly string[]
  readonly #book = new OrderBook()

  constructor(stream: Stream) {
    this.#stream = stream
    this.#ids = idsOf(stream)
  }

  run(from: number, to: number): void {
    const { i } = this.#stream.log
    for (let record = from; record < to; record += 1) {
      const id = this.#ids[record]!
      const kind = i[record * COMMAND_I + C_KIND]!
      if (kind === COMMAND_NEW) this.#place(id, record)
      else if (this.#book.cancel(id) !== undefined && kind === COMMAND_REPLACE) this.#place(id, record)
    }
  }

  levels(side: Side): [price: number, lots: number][] {
    const [asks, bids] = this.#book.depth()
    return side === 'sell' ? asks : bids
  }

  #place(id: string, record: number): void {
    const { f, i } = this.#stream.log
    const d = record * COMMAND_F
    const n = record * COMMAND_I
    const flags = i[n + C_FLAGS]!
    const done = this.#book.limit({
      id,
      side: (flags & FLAG_SELL) === 0 ? PeerSide.BUY : PeerSide.SELL,
      size: f[d + C_QUANTITY]!,
      price: i[n + C_PRICE]!,
      timeInForce: ((flags & FLAG_IOC) === 0 ? 'GTC' : 'IOC') as never,
    })
    if (done.err !== null) throw done.err
  }
}

let made: { readonly stream: Stream; readonly ids: readonly string[] } | undefined

function idsOf(stream: Stream): readonly string[] {
  if (made?.stream !== stream)
    made = { stream, ids: Array.from({ length: stream.count }, (_, record) => String(stream.log.f[record * COMMAND_F + C_ORDER])) }
  return made.ids
}
