import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBook, createReferenceBook } from '#core/order-book'
import type { Book, BookCommand, BookEvent, LiveOrder, NewOrder } from '#core/order-book'
import { bookInvariants } from './invariants.model.ts'
import { bookRules } from './rules.model.ts'
import { commandStreams, seededCommands } from './streams.model.ts'

bookRules('the book', createBook)
bookInvariants('the book', createBook, { runs: 60 })

/** Streams of this many commands; `.ci/run` asks for more of them. */
const LENGTH = 250
const SEEDS = Number(process.env['TRADECRAFT_BOOK_SEEDS'] ?? 400)

function run(book: Book, commands: readonly BookCommand[]): BookEvent[] {
  const events: BookEvent[] = []
  for (const command of commands) book.apply(command, events)
  return events
}

/** Whether both books say and hold the same after each command; the first command after which they do not. */
function firstDifference(commands: readonly BookCommand[]): string | undefined {
  const [book, naive] = [createBook(), createReferenceBook()]
  for (const [at, command] of commands.entries()) {
    const [events, expected] = [run(book, [command]), run(naive, [command])]
    const isSame =
      same(events, expected) &&
      book.describeAll() === naive.describeAll() &&
      same([...book.liveOrders()], [...naive.liveOrders()]) &&
      same([...book.liveLists()], [...naive.liveLists()]) &&
      same(book.takeChanges(), naive.takeChanges())
    if (!isSame) return `command ${at}: ${JSON.stringify(command)}\n${book.describeAll()}\nand not\n${naive.describeAll()}`
  }
  return undefined
}

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b)

/** JSON with the fields of each object in the order of their names. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

describe('the book is the naive book', () => {
  test(`by events, changes and state after each of ${SEEDS * LENGTH} commands of every kind`, { timeout: 600_000 }, () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) expect(firstDifference(seededCommands(seed, LENGTH)), `seed ${seed}`).toBeUndefined()
  })
  test('also on streams that shrink when they fail', () => {
    fc.assert(
      fc.property(commandStreams({ minLength: 100, maxLength: 220 }), commands => firstDifference(commands) === undefined),
      { numRuns: 100 },
    )
  })
})

/** What a store keeps of a book, and the book made from it. */
function rebuilt(book: Book, placed: ReadonlyMap<number, NewOrder>, market: { readonly last: number; readonly now: number }): Book {
  const restored = createBook()
  restored.restoreMarket(market)
  const orders: LiveOrder[] = [...book.liveOrders()]
  for (const order of orders) restored.restore(placed.get(order.order)!, order)
  for (const list of book.liveLists()) restored.restoreList(list)
  return restored
}

describe('a rebuilt book', () => {
  test('has the orders and lists it had, and goes on as the original does once both see the same market', { timeout: 60_000 }, () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const commands = seededCommands(seed, 160)
      const [before, after] = [commands.slice(0, 120), commands.slice(120)]
      const book = createBook()
      const placed = new Map<number, NewOrder>()
      let now = 0
      for (const command of before) {
        run(book, [command])
        for (const order of ordersOf(command)) placed.set(order.order, order)
        if (command.kind === 'time') now = Math.max(now, command.at)
      }
      const trading: BookCommand[] = [
        { kind: 'symbol_state', state: 'trading' },
        { kind: 'protection', bandBips: 0, printBips: 0 },
        { kind: 'feed_state', live: true, frame: { session: 9, frame: 1 } },
      ]
      run(book, trading)
      const restored = rebuilt(book, placed, { last: book.last(), now })
      run(restored, trading)
      expect(restored.describeOrders(), `seed ${seed}`).toBe(book.describeOrders())
      const empty: BookCommand = { kind: 'house_snapshot', bids: [], asks: [], frame: { session: 9, frame: 2 } }
      expect(run(restored, [empty, ...after]), `seed ${seed}`).toEqual(run(book, [empty, ...after]))
      expect(restored.describeAll(), `seed ${seed}`).toBe(book.describeAll())
    }
  })
})

function ordersOf(command: BookCommand): readonly NewOrder[] {
  if (command.kind === 'new') return [command]
  if (command.kind === 'replace') return [command.next]
  if (command.kind === 'list') return command.working === null ? command.legs : [command.working, ...command.legs]
  return []
}
