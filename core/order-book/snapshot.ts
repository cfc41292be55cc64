import * as cells from './cells.ts'
import { CommandLog } from './command-log.ts'
import * as commands from './command-log.ts'
import type { MergedBook } from './merged-book.ts'
import type { BookSide } from './side.ts'
import type { LiveList, LiveOrder, SymbolState } from './types.ts'
import { PENDING } from './waiting.ts'

const { AHEAD, COLD, DISPLAY, EXPIRES, F, FRAME, HAS_HOUSE, I, LEAVES, LEFT, NEXT, NUMBER, OWNER } = cells
const { PRICE, PRINTED, PRIORITY, SEEN, SESSION, SHOWN, TOTAL, VISIBLE } = cells
const { C_EXPIRES, C_ORDER, COMMAND_F } = commands

/**
 * The bytes of a book, layout 1: a row of 64-bit floats, little-endian, every one a whole number but the records of waiting orders,
 * which are taken over as they are (command-log.ts). In this order:
 * - head: magic, layout, last priority, frames seen, session, frame, feed live (0, 1), symbol state (place in `STATES`), last price,
 *   market time, band and print bips, then the counts of levels to buy, levels to sell, waiting orders and lists;
 * - each level, bids first, best first: price, house left, shown, printed, session, frame, frames seen then (−1 = the house has not
 *   spoken of it), count of orders; after it its orders in their order: number, owner, leaves, visible, ahead, priority, display,
 *   total, end;
 * - each waiting order by number: 1 where it is pending, extreme, its record;
 * - each list by number: number, contingency (0 oco, 1 ouo), start (0 full, 1 partial), keepPpm, lotUnits, working, quantity, started,
 *   entered, enteredPpm, exited, count of legs, the legs.
 */
const LAYOUT = 1
/** "TCBS" */
const MAGIC = 0x54_43_42_53
const HEAD = 16
const STATES: readonly SymbolState['state'][] = ['trading', 'halt', 'cancel_only']

/** The whole state of a book between two commands. The same state gives the same bytes. */
export function saveBook(book: MergedBook): Uint8Array {
  const words = new Words(HEAD)
  const { ladder, waiting, lists, isFeedLive, state, last, orders, framesSeen, protection } = book
  const head = [MAGIC, LAYOUT, ladder.lastPriority, framesSeen, ladder.session, ladder.frame, isFeedLive ? 1 : 0, STATES.indexOf(state)]
  words.put(...head, last, orders.now, protection.bandBips, protection.printBips, 0, 0, 0, 0)
  const counts = [saveSide(book, ladder.bids, words), saveSide(book, ladder.asks, words)]
  const numbers = waiting.numbers()
  for (const number of numbers) {
    const slot = waiting.find(number)
    words.put(waiting.state(slot) === PENDING ? 1 : 0, waiting.extreme(slot))
    words.putRecord(waiting.log, slot)
  }
  const saved = [...lists.live()]
  for (const list of saved) saveList(list, words)
  words.f.set([...counts, numbers.length, saved.length], HEAD - 4)
  return words.bytes()
}

function saveSide({ ladder }: MergedBook, side: BookSide, words: Words): number {
  const { f, i, cold } = ladder.memory.cells
  let levels = 0
  for (let level = side.best; level !== 0; level = side.worse(i[level * I + PRICE]!)) {
    levels += 1
    const hasHouse = i[level * I + HAS_HOUSE] === 1
    words.put(i[level * I + PRICE]!, f[level * F + LEFT]!, f[level * F + SHOWN]!, f[level * F + PRINTED]!)
    words.put(
      hasHouse ? i[level * I + SESSION]! : 0,
      hasHouse ? cold[level * COLD + FRAME]! : 0,
      hasHouse ? cold[level * COLD + SEEN]! : -1,
      0,
    )
    const count = words.at - 1
    for (let cell = i[level * I + NEXT]!; cell !== level; cell = i[cell * I + NEXT]!) {
      const [d, c] = [cell * F, cell * COLD]
      words.put(f[d + NUMBER]!, i[cell * I + OWNER]!, f[d + LEAVES]!, f[d + VISIBLE]!, f[d + AHEAD]!)
      words.put(cold[c + PRIORITY]!, cold[c + DISPLAY]!, cold[c + TOTAL]!, cold[c + EXPIRES]!)
      words.f[count]! += 1
    }
  }
  return levels
}

function saveList({ command, working, legs, quantity, started, entered, enteredPpm, exited }: LiveList, words: Words): void {
  const { list, contingency, start, keepPpm, lotUnits } = command
  words.put(list, contingency === 'ouo' ? 1 : 0, start === 'partial' ? 1 : 0, keepPpm, lotUnits, working, quantity)
  words.put(started ? 1 : 0, entered, enteredPpm, exited, legs.length, ...legs)
}

/** Puts what the bytes hold into an empty book. @throws RangeError where they are not a whole snapshot of this layout */
export function loadBook(book: MergedBook, bytes: Uint8Array): void {
  const words = Words.over(bytes)
  if (words.take() !== MAGIC) throw new RangeError('this is no snapshot of a book')
  const layout = words.take()
  if (layout !== LAYOUT) throw new RangeError(`a snapshot of layout ${layout}; this version reads layout ${LAYOUT}`)
  const [lastPriority, framesSeen] = [words.take(), words.take()]
  const { ladder } = book
  ladder.session = words.take()
  ladder.frame = words.take()
  const isFeedLive = words.take() === 1
  const state = STATES[words.take()]!
  book.restoreMarket({ last: words.take(), now: words.take() })
  book.protection.set({ bandBips: words.take(), printBips: words.take() })
  const [bids, asks, waiting, lists] = [words.take(), words.take(), words.take(), words.take()]
  book.resume({ framesSeen, isFeedLive, state })
  for (let n = 0; n < bids; n += 1) loadLevel(book, ladder.bids, words)
  for (let n = 0; n < asks; n += 1) loadLevel(book, ladder.asks, words)
  const log = new CommandLog(1)
  for (let n = 0; n < waiting; n += 1) loadWaiting(book, log, words)
  for (let n = 0; n < lists; n += 1) book.lists.restore(takeList(words))
  ladder.lastPriority = lastPriority
  if (!words.isOver) throw new RangeError('the snapshot is longer than it says')
}

function loadLevel(book: MergedBook, side: BookSide, words: Words): void {
  const { ladder, orders } = book
  ladder.memory.cells.reserve(1)
  const price = words.take()
  const level = side.touch(price)
  const { f, i, cold } = ladder.memory.cells
  f[level * F + LEFT] = words.take()
  f[level * F + SHOWN] = words.take()
  f[level * F + PRINTED] = words.take()
  const [session, frame, seen] = [words.take(), words.take(), words.take()]
  if (seen >= 0) {
    i[level * I + HAS_HOUSE] = 1
    i[level * I + SESSION] = session
    cold[level * COLD + FRAME] = frame
    cold[level * COLD + SEEN] = seen
  }
  for (let count = words.take(); count > 0; count -= 1) {
    const [order, owner, leaves, visible, ahead] = [words.take(), words.take(), words.take(), words.take(), words.take()]
    const [priority, display, quantity, expiresAt] = [words.take(), words.take(), words.take(), words.take()]
    const resting: LiveOrder = {
      order,
      owner,
      side: side.side,
      state: 'resting',
      quantity,
      leaves,
      price,
      visible,
      priority,
      ahead,
      extreme: 0,
      expiresAt,
    }
    ladder.restore(resting, display)
    orders.date(order, expiresAt)
  }
}

function loadWaiting({ waiting, orders }: MergedBook, log: CommandLog, words: Words): void {
  const [isPending, extreme] = [words.take() === 1, words.take()]
  words.takeRecord(log)
  if (isPending) waiting.addPending(log, 0)
  else waiting.arm(log, 0, extreme)
  orders.date(log.f[C_ORDER]!, log.f[C_EXPIRES]!)
}

function takeList(words: Words): LiveList {
  const [list, contingency, start, keepPpm, lotUnits] = [words.take(), words.take(), words.take(), words.take(), words.take()]
  const [working, quantity, started, entered] = [words.take(), words.take(), words.take(), words.take()]
  const [enteredPpm, exited, count] = [words.take(), words.take(), words.take()]
  return {
    command: { list, contingency: contingency === 1 ? 'ouo' : 'oco', start: start === 1 ? 'partial' : 'full', keepPpm, lotUnits },
    working,
    legs: Array.from({ length: count }, () => words.take()),
    quantity,
    started: started === 1,
    entered,
    enteredPpm,
    exited,
  }
}

/** A growing row of floats, written or read from the front. */
class Words {
  f: Float64Array
  at = 0

  constructor(capacity: number) {
    this.f = new Float64Array(capacity)
  }

  static over(bytes: Uint8Array): Words {
    const words = new Words(0)
    if (bytes.length % 8 !== 0) throw new RangeError('the snapshot is cut off')
    words.f = new Float64Array(new Uint8Array(bytes).buffer) // a copy: the bytes may begin anywhere
    return words
  }

  get isOver(): boolean {
    return this.at === this.f.length
  }

  put(...values: readonly number[]): void {
    this.#reserve(values.length)
    for (const value of values) this.f[this.at++] = value
  }

  /** A record as it is: half of its words are pairs of integers, which no float may pass through. */
  putRecord(log: CommandLog, record: number): void {
    this.#reserve(COMMAND_F)
    this.f.set(log.f.subarray(record * COMMAND_F, (record + 1) * COMMAND_F), this.at)
    this.at += COMMAND_F
  }

  take(): number {
    if (this.at >= this.f.length) throw new RangeError('the snapshot is cut off')
    return this.f[this.at++]!
  }

  takeRecord(log: CommandLog): void {
    if (this.at + COMMAND_F > this.f.length) throw new RangeError('the snapshot is cut off')
    log.f.set(this.f.subarray(this.at, this.at + COMMAND_F))
    this.at += COMMAND_F
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.f.buffer, 0, this.at * 8)
  }

  #reserve(count: number): void {
    if (this.at + count <= this.f.length) return
    const f = new Float64Array(Math.max(this.at + count, this.f.length * 2))
    f.set(this.f)
    this.f = f
  }
}
