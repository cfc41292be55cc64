import { createHash } from 'node:crypto'
import {
  E_KIND,
  E_LOTS,
  E_MAKER,
  E_PRICE,
  E_STATUS,
  EVENT_F,
  EVENT_I,
  EXPIRED,
  KIND_ENDED,
  KIND_FILL,
} from '../../core/order-book/event-log.ts'
import { RecordBook } from './record-book.ts'
import { OP_CANCEL, OP_REPLACE, type Stream } from './s-streams.ts'

/** SHA-256 of what our book reports of a stream, in the canonical lines of performance-engine.md §6. */
export function reportHash(stream: Stream): string {
  const book = new RecordBook()
  const hash = createHash('sha256')
  let text = ''
  for (let seq = 0; seq < stream.op.length; seq += 1) {
    for (const line of linesOf(book, stream, seq)) text += seq === 0 && text === '' ? line : `\n${line}`
    if (text.length < 1 << 16) continue
    hash.update(text)
    text = ''
  }
  return hash.update(text).digest('hex')
}

/** Acknowledgement or rejection, trades, the cancelled, the modified: by their type, as the order of the public report wants. */
function linesOf(book: RecordBook, stream: Stream, seq: number): string[] {
  const [op, id, side, price, quantity] = [stream.op[seq]!, stream.id[seq]!, stream.sell[seq]!, stream.price[seq]!, stream.quantity[seq]!]
  if (op === OP_CANCEL) {
    book.cancel(id)
    return [book.events.i[E_KIND] === KIND_ENDED ? `2,${seq},${side},${id},${price}` : `4,${seq},${id}`]
  }
  if (op === OP_REPLACE) book.cancel(id)
  book.place({ id, isSell: side === 1, isIoc: stream.ioc[seq] === 1, price, quantity })
  const { events } = book
  const trades: string[] = []
  let cancelled: string | undefined
  for (let record = 0; record < events.count; record += 1) {
    const [d, n] = [record * EVENT_F, record * EVENT_I]
    if (events.i[n + E_KIND] === KIND_FILL)
      trades.push(`1,${seq},${events.i[n + E_PRICE]},${events.f[d + E_LOTS]},${events.f[d + E_MAKER]},${id}`)
    if (events.i[n + E_KIND] === KIND_ENDED && events.i[n + E_STATUS] === EXPIRED) cancelled = `2,${seq},${side},${id},${price}`
  }
  const detail = `${seq},${side},${id},${price},${quantity}`
  return [
    ...(op === OP_REPLACE ? [] : [`0,${detail}`]),
    ...trades,
    ...(cancelled === undefined ? [] : [cancelled]),
    ...(op === OP_REPLACE ? [`3,${detail}`] : []),
  ]
}
