import {
  C_FLAGS,
  C_KIND,
  C_ORDER,
  C_OWNER,
  C_PRICE,
  C_QUANTITY,
  C_REPLACED,
  COMMAND_CANCEL,
  COMMAND_F,
  COMMAND_I,
  COMMAND_NEW,
  COMMAND_REPLACE,
  CommandLog,
  FLAG_IOC,
  FLAG_SELL,
} from '../../core/order-book/command-log.ts'

/** Commands for the books of one or more symbols, as records. */
export interface Stream {
  readonly name: string
  /** Records at the start that fill the books; they are not timed. */
  readonly prefill: number
  /** Records in all. */
  readonly count: number
  readonly symbols: number
  readonly log: CommandLog
}

/** Thrown where something is no stream, or no stream that can be run; the message says why in a sentence. */
export class NoStream extends Error {}

/** A plain limit order. */
export interface PlainOrder {
  readonly id: number
  readonly isSell: boolean
  readonly isIoc: boolean
  readonly price: number
  readonly quantity: number
}

/** Collects plain commands of one symbol into a stream. */
export class StreamWriter {
  readonly #log = new CommandLog(1 << 16)
  #count = 0

  get count(): number {
    return this.#count
  }

  new(order: PlainOrder): void {
    this.#write(COMMAND_NEW, order)
  }

  /** Side and price are there for engines that want to be told where the order rests. */
  cancel(order: Omit<PlainOrder, 'isIoc' | 'quantity'>): void {
    this.#write(COMMAND_CANCEL, { ...order, isIoc: false, quantity: 0 })
  }

  /** The new order has the number of the old one. */
  replace(order: PlainOrder): void {
    this.#write(COMMAND_REPLACE, order)
    this.#log.f[(this.#count - 1) * COMMAND_F + C_REPLACED] = order.id
  }

  stream(name: string, prefill: number): Stream {
    return { name, prefill, count: this.#count, symbols: 1, log: this.#log }
  }

  #write(kind: number, order: PlainOrder): void {
    this.#log.reserve(this.#count + 1)
    writePlain(this.#log, this.#count, order)
    this.#log.i[this.#count * COMMAND_I + C_KIND] = kind
    this.#count += 1
  }
}

/** Writes a plain new order into a fresh record. */
export function writePlain(log: CommandLog, record: number, { id, isSell, isIoc, price, quantity }: PlainOrder): void {
  const n = record * COMMAND_I
  log.f[record * COMMAND_F + C_ORDER] = id
  log.f[record * COMMAND_F + C_QUANTITY] = quantity
  log.i[n + C_KIND] = COMMAND_NEW
  log.i[n + C_OWNER] = 1
  log.i[n + C_PRICE] = price
  log.i[n + C_FLAGS] = (isSell ? FLAG_SELL : 0) | (isIoc ? FLAG_IOC : 0)
}
