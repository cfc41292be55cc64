import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBook, createReferenceBook } from '#core/order-book'
import type { Book, BookCommand, BookEvent, BookFill, RestingOrder } from '#core/order-book'
import { commandStreams } from './streams.model.ts'

const LONG = { minLength: 100, maxLength: 220 }

function run(book: Book, commands: readonly BookCommand[]): BookEvent[] {
  const events: BookEvent[] = []
  for (const command of commands) book.apply(command, events)
  return events
}

const fillsOf = (events: readonly BookEvent[]): BookFill[] => events.filter(event => event.kind === 'fill')

describe('the book is the naive book', () => {
  test('by events, changes, best prices and state, over 40,000 commands and more', () => {
    let applied = 0
    fc.assert(
      fc.property(commandStreams(LONG), commands => {
        const [book, naive] = [createBook(), createReferenceBook()]
        for (const [index, command] of commands.entries()) {
          const [events, expected] = [run(book, [command]), run(naive, [command])]
          expect(events).toEqual(expected)
          expect(book.describeAll()).toBe(naive.describeAll())
          if (index % 3 === 0) expect(book.takeChanges()).toEqual(naive.takeChanges())
          if (index % 5 === 0)
            expect([book.levels('buy', 3), book.levels('sell', 3), book.best('buy'), book.best('sell')]).toEqual([
              naive.levels('buy', 3),
              naive.levels('sell', 3),
              naive.best('buy'),
              naive.best('sell'),
            ])
          applied += 1
        }
      }),
      { numRuns: 300 },
    )
    expect(applied).toBeGreaterThan(40_000)
  })
})

describe('at rest', () => {
  test('the merged book is never crossed, and queue places never decrease along a level', () => {
    fc.assert(
      fc.property(commandStreams(LONG), commands => {
        const book = createBook()
        for (const command of commands) {
          run(book, [command])
          const [bid, ask] = [book.best('buy'), book.best('sell')]
          expect(bid === 0 || ask === 0 || bid < ask).toBe(true)
          let before: RestingOrder | undefined
          for (const order of book.restingOrders()) {
            if (before?.price === order.price && before.side === order.side)
              expect(before.ahead <= order.ahead && before.priority < order.priority).toBe(true)
            before = order
          }
        }
      }),
      { numRuns: 100 },
    )
  })

  test('every lot of an order is traded, left, or ended', () => {
    fc.assert(
      fc.property(commandStreams(LONG), commands => {
        const book = createBook()
        const events = run(book, commands)
        const traded = new Map<number, number>()
        for (const fill of fillsOf(events))
          for (const order of [fill.taker, fill.maker]) traded.set(order, (traded.get(order) ?? 0) + fill.lots)
        const resting = new Map([...book.restingOrders()].map(order => [order.order, order.leaves]))
        for (const command of commands) {
          if (command.kind !== 'new') continue
          const ends = events.filter(event => event.kind === 'ended' && event.order === command.order)
          expect(ends.length).toBe(resting.has(command.order) ? 0 : 1)
          if (command.quoteQuantity > 0) continue
          const end = ends[0]
          const rest = end?.kind === 'ended' ? end.leaves : resting.get(command.order)
          expect((traded.get(command.order) ?? 0) + (rest ?? NaN)).toBe(command.quantity)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('each fill is within the limit of both orders, and money within its bounds', () => {
    fc.assert(
      fc.property(commandStreams(LONG), commands => {
        const events = run(createBook(), commands)
        const orders = new Map(commands.flatMap(command => (command.kind === 'new' ? [[command.order, command] as const] : [])))
        const spent = new Map<number, number>()
        for (const fill of fillsOf(events)) {
          const [taker, maker] = [orders.get(fill.taker), orders.get(fill.maker)]
          expect(taker === undefined && maker === undefined).toBe(false)
          if (maker) expect(fill.price).toBe(maker.price)
          if (taker?.type === 'limit') expect(taker.side === 'buy' ? fill.price <= taker.price : fill.price >= taker.price).toBe(true)
          if (taker && maker && taker.selfTrade === 'expire_taker') expect(taker.owner).not.toBe(maker.owner)
          if (taker) spent.set(taker.order, (spent.get(taker.order) ?? 0) + fill.price * fill.lots)
        }
        for (const [order, tickLots] of spent) {
          const { spendMax, quoteQuantity } = orders.get(order)!
          expect(spendMax === 0 || tickLots <= spendMax).toBe(true)
          expect(quoteQuantity === 0 || tickLots <= quoteQuantity).toBe(true)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('no print and no displayed lot is used twice', () => {
    fc.assert(
      fc.property(commandStreams(LONG), commands => {
        const used = new Map<string, { lots: number; shown: number }>()
        for (const fill of fillsOf(run(createBook(), commands))) {
          const { cause, frame, shown, tradeId, level } = fill.evidence
          if (cause === 'order') continue
          // A house level is told by its side, its price and the frame that showed it; in a diff the house is the taker.
          const houseSide = cause === 'diff' ? fill.takerSide : fill.takerSide === 'buy' ? 'sell' : 'buy'
          const key = cause === 'print' ? `print ${tradeId}` : `level ${houseSide} ${level} ${frame.frame}`
          const before = used.get(key) ?? { lots: 0, shown }
          expect(before.shown).toBe(shown)
          used.set(key, { lots: before.lots + fill.lots, shown })
          expect(before.lots + fill.lots).toBeLessThanOrEqual(shown)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('a fill-or-kill that fails changes nothing but its own end', () => {
    fc.assert(
      fc.property(commandStreams(LONG), commands => {
        const book = createBook()
        for (const command of commands) {
          const before = book.describeAll()
          const events = run(book, [command])
          if (command.kind !== 'new' || command.timeInForce !== 'fok' || fillsOf(events).length > 0) continue
          expect(book.describeAll()).toBe(before)
          expect(events).toHaveLength(1)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('a canceled order leaves nothing behind', () => {
    fc.assert(
      fc.property(commandStreams(LONG), commands => {
        const book = createBook()
        run(book, commands)
        for (const { order, leaves } of [...book.restingOrders()])
          expect(run(book, [{ kind: 'cancel', order }])).toEqual([{ kind: 'ended', order, status: 'canceled', reason: null, leaves }])
        expect(book.describeOrders()).toBe('')
        run(book, [{ kind: 'house_snapshot', bids: [], asks: [], frame: { session: 2, frame: 1 } }])
        expect([book.best('buy'), book.best('sell')]).toEqual([0, 0])
        expect(book.describeAll()).toBe('feed live 2.1\n'.replace('live', book.describeAll().includes('not_live') ? 'not_live' : 'live'))
      }),
      { numRuns: 60 },
    )
  })

  test('a restored book has the same orders, and goes on as the original after the same snapshot', () => {
    fc.assert(
      fc.property(commandStreams(LONG), commandStreams({ minLength: 20, maxLength: 40 }), (commands, more) => {
        const book = createBook()
        run(book, [...commands, { kind: 'feed_state', live: true, frame: { session: 1, frame: 998 } }])
        const house = { bids: book.levels('buy', 99), asks: book.levels('sell', 99) }
        const restored = createBook()
        for (const order of book.restingOrders()) restored.restore(order)
        expect(restored.describeOrders()).toBe(book.describeOrders())
        const snapshot: BookCommand = { kind: 'house_snapshot', ...house, frame: { session: 1, frame: 999 } }
        const later = more.map(command =>
          command.kind === 'new' || command.kind === 'cancel' ? { ...command, order: command.order + 1_000 } : command,
        )
        expect(run(restored, [snapshot, ...later])).toEqual(run(book, [snapshot, ...later]))
        expect(restored.describeAll()).toBe(book.describeAll())
      }),
      { numRuns: 60 },
    )
  })

  test('the changes taken one after another make the book', () => {
    fc.assert(
      fc.property(commandStreams(LONG), commands => {
        const book = createBook()
        const mirror = { buy: new Map<number, number>(), sell: new Map<number, number>() }
        for (const command of commands) {
          run(book, [command])
          const { bids, asks } = book.takeChanges()
          for (const [price, lots] of bids) mirror.buy.set(price, lots)
          for (const [price, lots] of asks) mirror.sell.set(price, lots)
        }
        for (const side of ['buy', 'sell'] as const) {
          const shown = [...mirror[side]].filter(([, lots]) => lots > 0).sort((a, b) => (side === 'buy' ? b[0] - a[0] : a[0] - b[0]))
          expect(book.levels(side, 99)).toEqual(shown)
        }
      }),
      { numRuns: 60 },
    )
  })
})
