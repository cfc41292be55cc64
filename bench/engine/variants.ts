import {
  C_EXPIRES,
  C_FLAGS,
  C_KIND,
  C_ORDER,
  C_OWNER,
  COMMAND_CANCEL,
  COMMAND_F,
  COMMAND_I,
  CommandLog,
  FLAG_WAITS,
  SELF_TRADE_SHIFT,
  STP_EXPIRE_MAKER,
} from '../../core/order-book/command-log.ts'
import { writeOrder } from '../../core/order-book/order-records.ts'
import type { NewOrder } from '#core/order-book'
import { plainOrder } from './plain-order.ts'
import type { RecordBooks } from './record-books.ts'
import type { Stream } from './stream.ts'

/** A feature that is there while a stream runs, and never acts. */
export interface Presence {
  /** What the cost line calls it. */
  readonly title: string
  change(stream: Stream): void
  prepare(books: RecordBooks): void
  readonly afterBatch?: (books: RecordBooks) => void
}

export type Variant = 'plain' | 'selfTrade' | 'waiting' | 'house' | 'expiry' | 'lists' | 'changes'

const nothing = (): void => undefined
/** Above every number of a stream. */
const FIRST_ORDER = 2 ** 24
const PRESENT = 1_000
const FAR_FUTURE = 4e12

export const variants: Readonly<Record<Variant, Presence>> = {
  plain: { title: 'plain', change: nothing, prepare: nothing },
  selfTrade: { title: 'every order asks for the self-trade check', change: askForSelfTradeCheck, prepare: nothing },
  waiting: { title: '10,000 stop orders wait', change: nothing, prepare: armStops },
  house: { title: 'the house shows 1,000 levels a side behind the users', change: nothing, prepare: showHouse },
  expiry: { title: 'every order has an end in time', change: dateOrders, prepare: nothing },
  lists: { title: '1,000 lists of two legs wait', change: nothing, prepare: placeLists },
  changes: { title: 'changed levels are asked for every 1,024 commands', change: nothing, prepare: nothing, afterBatch: takeChanges },
}

function askForSelfTradeCheck({ count, log }: Stream): void {
  for (let record = 0; record < count; record += 1) {
    const n = record * COMMAND_I
    if (log.i[n + C_KIND] === COMMAND_CANCEL) continue
    log.i[n + C_FLAGS]! |= STP_EXPIRE_MAKER << SELF_TRADE_SHIFT
    log.i[n + C_OWNER] = log.f[record * COMMAND_F + C_ORDER]!
  }
}

function dateOrders({ count, log }: Stream): void {
  for (let record = 0; record < count; record += 1) {
    const n = record * COMMAND_I
    if (log.i[n + C_KIND] === COMMAND_CANCEL) continue
    log.i[n + C_FLAGS]! |= FLAG_WAITS
    log.f[record * COMMAND_F + C_EXPIRES] = FAR_FUTURE
  }
}

function armStops({ books }: RecordBooks): void {
  const log = new CommandLog(1)
  for (let order = 0; order < PRESENT * 10; order += 1) {
    const stop = 1_000_000 + order
    writeOrder(log, 0, { ...far(FIRST_ORDER + order), side: 'buy', price: stop, trigger: { on: 'stop', stop, trailing: 0, activation: 0 } })
    books[0]!.place(log, 0)
  }
}

function showHouse({ books }: RecordBooks): void {
  const levels = (from: number, step: number): [number, number][] => Array.from({ length: PRESENT }, (_, at) => [from + at * step, 100])
  books[0]!.show({ kind: 'house_snapshot', bids: levels(49_000, -1), asks: levels(51_000, 1), frame: { session: 1, frame: 1 } })
}

/** A protective pair: a sell far above the market and a stop far below. */
function placeLists({ books }: RecordBooks): void {
  for (let list = 0; list < PRESENT; list += 1) {
    const first = FIRST_ORDER + 2 * list
    const stop = 1 + list
    const legs: NewOrder[] = [
      { ...far(first), side: 'sell', price: 1_000_000 + list },
      { ...far(first + 1), side: 'sell', price: stop, trigger: { on: 'stop', stop, trailing: 0, activation: 0 } },
    ]
    books[0]!.list({ kind: 'list', list, contingency: 'oco', start: 'full', working: null, legs, keepPpm: 1_000_000, lotUnits: 1 })
  }
}

function takeChanges({ books }: RecordBooks): void {
  books[0]!.ladder.bids.takeChanges()
  books[0]!.ladder.asks.takeChanges()
}

function far(order: number): Omit<NewOrder, 'side' | 'price'> {
  return { ...plainOrder, order, owner: 2, quantity: 1 }
}
