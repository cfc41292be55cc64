import { riskAverse } from '#core/fill-model'
import { createBookMemory } from '#core/order-book'
import { F, LEAVES } from '../../core/order-book/cells.ts'
import {
  C_FLAGS,
  C_KIND,
  C_ORDER,
  C_OWNER,
  C_PRICE,
  C_QUANTITY,
  COMMAND_F,
  COMMAND_I,
  COMMAND_NEW,
  CommandLog,
  FLAG_IOC,
  FLAG_SELL,
} from '../../core/order-book/command-log.ts'
import { EventLog } from '../../core/order-book/event-log.ts'
import { MergedBook } from '../../core/order-book/merged-book.ts'
import type { StreamBook } from './s-streams.ts'

/** A plain limit order of a public stream. */
export interface StreamOrder {
  readonly id: number
  readonly isSell: boolean
  readonly isIoc: boolean
  readonly price: number
  readonly quantity: number
}

/** Our book spoken to in records, with what the maker of a stream asks of it. */
export class RecordBook implements StreamBook {
  readonly events = new EventLog(4_096)
  readonly book: MergedBook
  readonly #memory = createBookMemory(1 << 16)
  readonly #log = new CommandLog(1)

  constructor() {
    this.book = new MergedBook(this.#memory, riskAverse, this.events)
  }

  place(order: StreamOrder): void {
    writePlain(this.#log, 0, order)
    this.events.clear()
    this.book.place(this.#log, 0)
  }

  cancel(id: number): void {
    this.events.clear()
    this.book.cancel(id)
  }

  leavesOf(id: number): number {
    const cell = this.book.ladder.index.get(id)
    return cell === 0 ? 0 : this.#memory.cells.f[cell * F + LEAVES]!
  }

  resting(): number {
    return this.book.ladder.index.size
  }

  best(side: 'buy' | 'sell'): number {
    return this.book.priceAt(side === 'buy' ? this.book.ladder.bids : this.book.ladder.asks, 0)
  }
}

/** Writes a plain limit order into a fresh record. */
function writePlain(log: CommandLog, record: number, { id, isSell, isIoc, price, quantity }: StreamOrder): void {
  const n = record * COMMAND_I
  log.f[record * COMMAND_F + C_ORDER] = id
  log.f[record * COMMAND_F + C_QUANTITY] = quantity
  log.i[n + C_KIND] = COMMAND_NEW
  log.i[n + C_OWNER] = 1
  log.i[n + C_PRICE] = price
  log.i[n + C_FLAGS] = (isSell ? FLAG_SELL : 0) | (isIoc ? FLAG_IOC : 0)
}
