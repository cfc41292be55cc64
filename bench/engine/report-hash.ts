import { createHash } from 'node:crypto'
import {
  C_FLAGS,
  C_KIND,
  C_ORDER,
  C_PRICE,
  C_QUANTITY,
  C_REPLACED,
  C_SYMBOL,
  COMMAND_CANCEL,
  COMMAND_F,
  COMMAND_I,
  COMMAND_NEW,
  COMMAND_REPLACE,
  FLAG_SELL,
} from '../../core/order-book/command-log.ts'
import * as e from '../../core/order-book/event-log.ts'
import { InvariantBroken } from '#core/assert'
import { RecordBooks } from './record-books.ts'
import { NoStream, type Stream } from './stream.ts'

/** SHA-256 of what our books report of a stream, in the lines that README.md gives; of plain commands those are the public ones. */
export function reportHash(stream: Stream): string {
  const hash = createHash('sha256')
  let text = ''
  let isFirst = true
  for (const line of reportOf(stream)) {
    text += isFirst ? line : `\n${line}`
    isFirst = false
    if (text.length < 1 << 16) continue
    hash.update(text)
    text = ''
  }
  return hash.update(text).digest('hex')
}

/** The lines of a report, without their ends. */
export function* reportOf(stream: Stream): Generator<string> {
  const books = new RecordBooks(stream.symbols)
  const { f, i } = stream.log
  for (let seq = 0; seq < stream.count; seq += 1) {
    const [d, n] = [seq * COMMAND_F, seq * COMMAND_I]
    const command: Command = {
      seq,
      kind: i[n + C_KIND]!,
      order: f[d + C_ORDER]!,
      replaced: f[d + C_REPLACED]!,
      side: (i[n + C_FLAGS]! & FLAG_SELL) === 0 ? 0 : 1,
      price: i[n + C_PRICE]!,
      quantity: f[d + C_QUANTITY]!,
    }
    const rested = command.kind === COMMAND_CANCEL ? books.placeOf(i[n + C_SYMBOL]!, command.order) : undefined
    books.events.clear()
    runOne(books, stream, seq)
    yield* linesOf(books.events, rested === undefined ? command : { ...command, ...rested })
  }
}

/** What a stream asks that no validated command would is the stream's fault: said with the record, not with a stack. */
function runOne(books: RecordBooks, { log, symbols }: Stream, record: number): void {
  const symbol = log.i[record * COMMAND_I + C_SYMBOL]!
  if (symbol < 0 || symbol >= symbols) throw new NoStream(`record ${record} is of symbol ${symbol}; there are ${symbols}`)
  try {
    books.run(log, record, record + 1)
  } catch (error) {
    if (!(error instanceof InvariantBroken) && !(error instanceof NoStream)) throw error
    throw new NoStream(`record ${record} cannot be run: ${error.message}`)
  }
}

/** A command, with side and price of the order it is about. */
interface Command {
  readonly seq: number
  readonly kind: number
  readonly order: number
  readonly replaced: number
  readonly side: number
  readonly price: number
  readonly quantity: number
}

/** By type, and within one type as it happened. */
function linesOf(log: e.EventLog, command: Command): string[] {
  const { seq, kind, side, order, price, quantity } = command
  const typed: (readonly [type: number, rest: string])[] = []
  if (kind === COMMAND_NEW) typed.push([0, `${side},${order},${price},${quantity}`])
  for (let record = 0; record < log.count; record += 1) typed.push(...typedOf(log, record, command))
  if (kind === COMMAND_REPLACE && typed[0]?.[0] !== 5) typed.push([3, `${side},${order},${price},${quantity}`])
  if (typed.length > 1) typed.sort(([a], [b]) => a - b)
  return typed.map(([type, rest]) => `${type},${seq},${rest}`)
}

function typedOf({ f, i }: e.EventLog, record: number, command: Command): readonly (readonly [type: number, rest: string])[] {
  const [d, n] = [record * e.EVENT_F, record * e.EVENT_I]
  const [order, lots, price] = [f[d + e.E_ORDER]!, f[d + e.E_LOTS]!, i[n + e.E_PRICE]!]
  const kind = i[n + e.E_KIND]!
  switch (kind) {
    case e.KIND_FILL:
      return [[1, `${price},${lots},${f[d + e.E_MAKER]!},${order}`]]
    case e.KIND_ENDED:
      return endOf(command, { order, lots, status: i[n + e.E_STATUS]!, reason: i[n + e.E_REASON]! })
    case e.KIND_CANCEL_REFUSED:
      return [[command.kind === COMMAND_CANCEL ? 4 : 5, `${order}`]]
    case e.KIND_PENDING:
    case e.KIND_ARMED:
    case e.KIND_TRIGGERED:
      return [[7, `${kind},${order}`]]
    case e.KIND_PRICED:
      return [[7, `${kind},${order},${price}`]]
    case e.KIND_PREVENTED:
      return [[8, `${price},${lots},${f[d + e.E_MAKER]!},${order}`]]
    case e.KIND_AMENDED:
      return [[9, `${order},${f[d + e.E_QUANTITY]!},${lots}`]]
    case e.KIND_AMEND_REFUSED:
      return [[10, `${order},${e.REASONS[i[n + e.E_REASON]!]}`]]
    default:
      return []
  }
}

/** Filled and opened need no line: trades and quantities say it. */
function endOf(
  command: Command,
  end: { readonly order: number; readonly lots: number; readonly status: number; readonly reason: number },
): readonly (readonly [type: number, rest: string])[] {
  const { kind, side, price } = command
  if (end.status === e.FILLED) return []
  if (kind === COMMAND_REPLACE && end.order === command.replaced && end.status === e.CANCELED) return []
  const isCanceled = kind === COMMAND_CANCEL && end.order === command.order
  const isRest = (kind === COMMAND_NEW || kind === COMMAND_REPLACE) && end.order === command.order && end.status === e.EXPIRED
  if (isCanceled || isRest) return [[2, `${side},${end.order},${price}`]]
  return [[6, `${end.order},${e.STATUSES[end.status]},${e.REASONS[end.reason] ?? ''},${end.lots}`]]
}
