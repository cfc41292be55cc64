import { describe, expect, test } from 'vitest'
import { aheadOf, depth, list, liveNumbers, market, order, print, sell, stop, tell, trailing } from './stories.model.ts'
import type { Book, HouseSnapshot, LiveOrder } from './types.ts'

/** What is stored and given back, and the canonical text. */
export function restoreRules(createBook: () => Book): void {
  describe('restore', () => {
    restoreStories(createBook)
  })
  describe('the canonical text', () => {
    textStories(createBook)
  })
}

/** Three lots resting at 100 behind 40 of the house. */
const stored = (id: number, changes: Partial<LiveOrder> = {}): LiveOrder => ({
  order: id,
  owner: 1,
  side: 'buy',
  state: 'resting',
  quantity: 3,
  leaves: 3,
  price: 100,
  visible: 3,
  priority: id,
  ahead: 40,
  extreme: 0,
  expiresAt: 0,
  ...changes,
})
const snapshot: HouseSnapshot = { kind: 'house_snapshot', bids: [[100, 25]], asks: [], frame: { session: 1, frame: 1 } }

function restoreStories(createBook: () => Book): void {
  const three = (id: number) => order(id, { owner: 1, quantity: 3 })
  test('a restored order keeps its place until the feed shows less', () => {
    const book = createBook()
    book.restore(three(5), stored(5))
    tell(book, snapshot)
    expect(aheadOf(book)).toEqual([25])
  })
  test('who joins a restored order before the feed speaks again stands behind it', () => {
    const book = createBook()
    book.restore(three(5), stored(5))
    tell(book, order(6, { quantity: 2 }))
    expect(aheadOf(book)).toEqual([40, 40])
    tell(book, snapshot)
    expect(aheadOf(book)).toEqual([25, 25])
  })
  test('places stored at different times never put an earlier order behind a later one', () => {
    const book = createBook()
    book.restore(three(5), stored(5, { ahead: 50 }))
    book.restore(three(6), stored(6, { ahead: 30 }))
    expect(aheadOf(book)).toEqual([30, 30])
    expect(() => book.restore(three(4), stored(4, { ahead: 60 }))).toThrow('priority order')
  })
  test('a refilled iceberg restored before a newer number stays behind it, and newcomers behind both', () => {
    const book = createBook()
    book.restore(three(6), stored(6))
    book.restore(order(5, { display: 2 }), stored(5, { quantity: 10, leaves: 6, visible: 1, priority: 9 }))
    tell(book, order(8))
    expect(liveNumbers(book)).toEqual([6, 5, 8])
    expect(tell(book, market(10, { side: 'sell', quantity: 5 })).slice(0, 3)).toEqual([
      '3@100 10>6 order',
      '6 filled 0',
      '1@100 10>5 order',
    ])
    expect(book.find(5)).toMatchObject({ leaves: 5, visible: 2 })
  })
  test('a trailing order goes on from the best price it had seen', () => {
    const book = createBook()
    const waiting = { state: 'armed', visible: 0, priority: 0, ahead: 0, price: 0 } as const
    book.restore(market(5, { side: 'sell', quantity: 3, trigger: trailing(1_000) }), stored(5, { ...waiting, side: 'sell', extreme: 200 }))
    book.restoreMarket({ last: 190, now: 77 })
    expect([book.last(), book.describeAll()]).toEqual([190, 'feed live 0.0 trading 190 77\narmed 5 3 200\n'])
    expect(tell(book, print(1, { price: 181 }))).toEqual([])
    expect(tell(book, print(2, { price: 180 }))).toEqual(['5 triggered', '5 expired INSUFFICIENT_LIQUIDITY 3'])
  })
  test('a list goes on as it was stored', () => {
    const [first, second] = [createBook(), createBook()]
    const legs = [sell(2, { owner: 7, price: 110 }), market(3, { owner: 7, side: 'sell', trigger: stop(90) })]
    const working = order(1, { owner: 7 })
    tell(first, list(legs, { working, start: 'partial', keepPpm: 999_000, lotUnits: 1_000_000 }), market(4, { side: 'sell', quantity: 4 }))
    for (const state of first.liveOrders())
      second.restore(
        [working, ...legs].find(({ order: id }) => id === state.order)!,
        state,
      )
    for (const state of first.liveLists()) second.restoreList(state)
    expect(second.describeOrders()).toBe(first.describeOrders())
    const next = market(9, { side: 'sell', quantity: 6 })
    expect(tell(second, next)).toEqual(tell(first, next))
    expect(second.describeOrders()).toBe(first.describeOrders())
  })
  test('a list whose working order has ended still sells no more than was bought', () => {
    const [first, second] = [createBook(), createBook()]
    const legs = [sell(2, { owner: 7, price: 110 }), market(3, { owner: 7, side: 'sell', trigger: stop(90) })]
    const fees = { keepPpm: 999_000, lotUnits: 1_000_000 }
    tell(first, list(legs, { working: order(1, { owner: 7 }), contingency: 'ouo', ...fees }), market(4, { side: 'sell' }))
    for (const state of first.liveOrders())
      second.restore(
        legs.find(({ order: id }) => id === state.order)!,
        state,
      )
    for (const state of first.liveLists()) second.restoreList(state)
    for (const book of [first, second])
      expect(tell(book, market(9, { quantity: 2 }))).toEqual(['2@110 9>2 order', '9 filled 0', '3 amended 7 leaves 7'])
  })
}

function textStories(createBook: () => Book): void {
  test('orders best first, waiting ones by number, lists, then the queue and the house', () => {
    const book = createBook()
    tell(book, { kind: 'time', at: 5 }, depth(1, [[99, 7]], [[105, 4]]), print(2, { price: 99, lots: 2 }))
    tell(book, order(3, { price: 99, display: 4 }), order(4, { price: 98 }), sell(5, { price: 104 }), market(6, { trigger: stop(120) }))
    tell(book, list([sell(8, { owner: 7, price: 130 })], { working: order(7, { owner: 7, price: 97 }), list: 12 }))
    expect(book.describeOrders()).toBe(
      'buy 99 3 10 4\nbuy 98 4 10 10\nbuy 97 7 10 10\nsell 104 5 10 10\narmed 6 10 0\npending 8\nlist 12 7 8 10 0 0 0 0\n',
    )
    expect(book.describeAll()).toBe(
      `feed live 1.2 trading 99 5\n${book.describeOrders()}ahead 3 5\nahead 4 0\nahead 7 0\nahead 5 0\n` +
        'house buy 99 7 5 2 1.1\nhouse sell 105 4 4 0 1.1\n',
    )
  })
}
