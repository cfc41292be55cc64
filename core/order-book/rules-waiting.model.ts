import { describe, expect, test } from 'vitest'
import { depth, feed, levels, liveNumbers, market, order, print, sell, stop, tell, time, trailing } from './stories.model.ts'
import type { Book, Trigger } from './types.ts'
import { END_OF_DAY } from './types.ts'

/** Orders that wait: for a price, for the market to come back, for their own price, for their time. */
export function waitingRules(createBook: () => Book): void {
  describe('stops and take-profits', () => {
    arrivalStories(createBook)
    triggerStories(createBook)
    usableStories(createBook)
  })
  describe('trailing orders', () => {
    trailingStories(createBook)
  })
  describe('pegged orders', () => {
    pegStories(createBook)
  })
  describe('market time', () => {
    timeStories(createBook)
  })
}

/** A book whose last price is known and whose house is far away. */
function bookAt(createBook: () => Book, last: number): Book {
  const book = createBook()
  tell(book, print(1, { price: last }))
  return book
}

function arrivalStories(createBook: () => Book): void {
  const waitingFor = (side: 'buy' | 'sell', trigger: Trigger) => market(1, { side, trigger })
  test.each([
    ['buy', 'stop', 100, 101],
    ['sell', 'stop', 100, 99],
    ['buy', 'take_profit', 100, 99],
    ['sell', 'take_profit', 100, 101],
  ] as const)('a %s %s on the wrong side of the last price is rejected, on the right one armed', (side, on, wrong, right) => {
    expect(tell(bookAt(createBook, 100), waitingFor(side, stop(wrong, on)))).toEqual(['1 rejected STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY 10'])
    expect(tell(bookAt(createBook, 100), waitingFor(side, stop(right, on)))).toEqual(['1 armed'])
  })
  test('before the first print every stop is armed, and none needs a live feed', () => {
    const book = createBook()
    expect(tell(book, feed(1, false), market(1, { trigger: stop(1) }), sell(2, { trigger: stop(900) }))).toEqual(['1 armed', '2 armed'])
    expect([...book.liveOrders()]).toMatchObject([
      { order: 1, state: 'armed', price: 0, visible: 0, priority: 0, extreme: 0 },
      { order: 2, state: 'armed', price: 100, visible: 0, priority: 0, extreme: 0 },
    ])
    expect(book.describeOrders()).toBe('armed 1 10 0\narmed 2 10 0\n')
  })
  test('armed orders are not in the levels, and a cancel ends them', () => {
    const book = createBook()
    tell(book, order(1, { trigger: stop(110) }))
    expect([book.best('buy'), tell(book, { kind: 'cancel', order: 1 })]).toEqual([0, ['1 canceled 10']])
  })
}

function triggerStories(createBook: () => Book): void {
  test('trigger at the very price and become what they are: a market order takes', () => {
    const book = bookAt(createBook, 100)
    tell(book, depth(2, [], [[111, 20]]), market(1, { trigger: stop(110) }))
    expect(tell(book, print(3, { price: 109 }))).toEqual([])
    expect(tell(book, print(4, { price: 110, takerSide: 'buy' }))).toEqual(['1 triggered', '10@111 1>0 level', '1 filled 0'])
  })
  test('a limit order joins the back of its level, and its next events are those of any other order', () => {
    const book = bookAt(createBook, 100)
    tell(book, sell(1, { trigger: stop(95), price: 97 }), sell(2, { price: 97 }))
    expect(tell(book, print(2, { price: 95 }))).toEqual(['1 triggered', '1 opened 10'])
    expect(liveNumbers(book)).toEqual([2, 1])
    expect(tell(book, print(3, { price: 90 }))).toEqual([])
  })
  test('a fill-or-kill that cannot be filled ends with its reason', () => {
    const book = bookAt(createBook, 100)
    tell(book, order(1, { trigger: stop(105), timeInForce: 'fok' }))
    expect(tell(book, print(2, { price: 105 }))).toEqual(['1 triggered', '1 expired UNFILLED_FOK_ORDER_EXPIRED 10'])
  })
  test('a print serves resting orders first and cuts the house, then triggers', () => {
    const book = bookAt(createBook, 100)
    tell(book, depth(2, [[95, 5]], []), order(1, { price: 95, quantity: 3 }), market(2, { side: 'sell', trigger: stop(95), quantity: 9 }))
    expect(tell(book, print(3, { price: 95, lots: 6 }))).toEqual([
      '1@95 0>1 print',
      '2 triggered',
      '2@95 2>1 order',
      '1 filled 0',
      '2 expired INSUFFICIENT_LIQUIDITY 7',
    ])
  })
  test('several on one print work by number, each in the book the one before left', () => {
    const book = bookAt(createBook, 100)
    tell(book, depth(2, levels(94, 5, 93, 5), []))
    for (const id of [1, 2]) tell(book, market(id, { side: 'sell', trigger: stop(98 - id), quantity: 6 }))
    expect(tell(book, print(3, { price: 95, takerSide: 'buy' }))).toEqual([
      '1 triggered',
      '5@94 1>0 level',
      '1@93 1>0 level',
      '1 filled 0',
      '2 triggered',
      '4@93 2>0 level',
      '2 expired INSUFFICIENT_LIQUIDITY 2',
    ])
  })
  test('the band of a triggered order is around the print that triggered it', () => {
    const book = bookAt(createBook, 100)
    tell(book, { kind: 'protection', bandBips: 500, printBips: 0 }, depth(2, levels(85, 1, 84, 9), []))
    tell(book, market(1, { side: 'sell', trigger: stop(95) }))
    expect(tell(book, print(3, { price: 89, takerSide: 'buy' }))).toEqual([
      '1 triggered',
      '1@85 1>0 level',
      '1 expired EXECUTION_RULE_PRICE_RANGE_EXCEEDED 9',
    ])
  })
}

function usableStories(createBook: () => Book): void {
  test('trades among users are no last price', () => {
    const book = createBook()
    tell(book, order(1), market(2, { side: 'sell' }))
    expect(book.last()).toBe(0)
  })
  test('a print while the feed is not live, or of no size, or absurd, is no last price', () => {
    const book = bookAt(createBook, 100)
    tell(book, print(2, { price: 90, lots: 0 }), print(3, { price: 1.5 }), feed(4, false), print(5, { price: 90 }), feed(6, true))
    expect(book.last()).toBe(100)
  })
  test('a print too far from the touch serves but triggers nothing; the book before the print decides', () => {
    const book = bookAt(createBook, 100)
    tell(book, depth(2, [[99, 5]], [[101, 5]]), { kind: 'protection', bandBips: 0, printBips: 100 })
    tell(book, order(1, { price: 98 }), market(2, { side: 'sell', trigger: stop(98) }))
    expect(tell(book, print(3, { price: 98, lots: 4 }))).toEqual(['4@98 0>1 print'])
    expect(book.last()).toBe(100)
    tell(book, depth(4, [[99, 5]], []), print(5, { price: 102, takerSide: 'buy' }))
    expect(book.last()).toBe(102)
    tell(book, depth(6, [], [[101, 5]]), print(7, { price: 103, takerSide: 'buy' }))
    expect(book.last()).toBe(102)
  })
  test('a print exactly as far from the touch as allowed is usable', () => {
    const book = bookAt(createBook, 150)
    tell(book, depth(2, [[100, 5]], [[200, 5]]), { kind: 'protection', bandBips: 0, printBips: 100 })
    tell(book, print(3, { price: 202, takerSide: 'buy' }))
    expect(book.last()).toBe(202)
    tell(book, print(4, { price: 99 }))
    expect(book.last()).toBe(99)
  })
  test('a side that shows nothing any more bounds nothing', () => {
    const book = bookAt(createBook, 100)
    tell(book, depth(2, [[99, 5]], []), { kind: 'protection', bandBips: 0, printBips: 100 }, market(1, { side: 'sell', quantity: 5 }))
    tell(book, print(3, { price: 50 }))
    expect(book.last()).toBe(50)
  })
}

function trailingStories(createBook: () => Book): void {
  test.each([
    ['buy', 42_000, 500, 44_100],
    ['sell', 41_000, 1_000, 36_900],
    ['buy', 37_000, 850, 40_145],
    ['sell', 465_000, 750, 430_125],
    ['sell', 45_500, 700, 42_315],
  ] as const)('a %s whose extreme is %i triggers %i basis points away, at %i and not a tick before', (side, extreme, bips, at) => {
    const step = side === 'buy' ? 1 : -1
    const book = bookAt(createBook, extreme + 3 * step)
    tell(book, market(1, { side, trigger: trailing(bips) }))
    expect(book.find(1)?.extreme).toBe(extreme + 3 * step)
    tell(book, print(2, { price: extreme }), print(3, { price: extreme + 2 * step }))
    expect(book.find(1)?.extreme).toBe(extreme)
    expect(tell(book, print(4, { price: at - step }))).toEqual([])
    expect(tell(book, print(5, { price: at }))).toEqual(['1 triggered', '1 expired INSUFFICIENT_LIQUIDITY 10'])
  })
  test('without a last price it tracks from the first print', () => {
    const book = createBook()
    tell(book, market(1, { side: 'sell', trigger: trailing(1_000) }))
    expect(book.find(1)?.extreme).toBe(0)
    expect(tell(book, print(1, { price: 100 }))).toEqual([])
    expect([book.find(1)?.extreme, book.describeOrders()]).toEqual([100, 'armed 1 10 100\n'])
    expect(tell(book, print(2, { price: 90 }))[0]).toBe('1 triggered')
  })
  test.each([
    ['sell', 'stop', 95, 94],
    ['buy', 'stop', 105, 106],
    ['sell', 'take_profit', 105, 106],
    ['buy', 'take_profit', 95, 94],
  ] as const)('with activation a %s %s tracks from the first print that reaches %i', (side, on, activation, beyond) => {
    const book = bookAt(createBook, 100)
    expect(tell(book, market(1, { side, trigger: trailing(100, activation, on) }))).toEqual(['1 armed'])
    tell(book, print(2, { price: 100 }))
    expect(book.find(1)?.extreme).toBe(0)
    expect(tell(book, print(3, { price: beyond }))).toEqual([])
    expect(book.find(1)?.extreme).toBe(beyond)
    expect(tell(book, print(4, { price: side === 'sell' ? beyond - 2 : beyond + 2 }))[0]).toBe('1 triggered')
  })
  test('activation is not looked for in the last price at arrival', () => {
    const book = bookAt(createBook, 90)
    expect(tell(book, market(1, { side: 'sell', trigger: trailing(100, 95) }))).toEqual(['1 armed'])
    expect(book.find(1)?.extreme).toBe(0)
  })
}

function pegStories(createBook: () => Book): void {
  const withHouse = (): Book => {
    const book = createBook()
    tell(book, depth(1, levels(99, 5, 97, 5), levels(101, 5, 103, 5)))
    return book
  }
  const pegged = (id: number, to: 'primary' | 'market', offset: number, changes = {}) =>
    order(id, { price: 0, peg: { to, offset }, ...changes })
  test('take the price of a level of their own side or the other one, users included, and keep it', () => {
    const book = withHouse()
    tell(book, order(1, { price: 98 }))
    expect(tell(book, pegged(2, 'primary', 0), pegged(3, 'primary', 1, { postOnly: true }), pegged(4, 'primary', 2))).toEqual([
      '2 priced 99',
      '2 opened 10',
      '3 priced 98',
      '3 opened 10',
      '4 priced 97',
      '4 opened 10',
    ])
    expect(tell(book, pegged(5, 'market', 1))).toEqual(['5 priced 103', '5@101 5>0 level', '5@103 5>0 level', '5 filled 0'])
    tell(book, depth(2, [[99, 0]], []))
    expect(book.find(2)).toMatchObject({ price: 99 })
  })
  test('without such a level, or with too small a hold, they are rejected', () => {
    expect(tell(withHouse(), pegged(1, 'primary', 2))).toEqual(['1 rejected INSUFFICIENT_LIQUIDITY 10'])
    expect(tell(withHouse(), pegged(1, 'primary', 0, { spendMax: 989 }))).toEqual(['1 priced 99', '1 rejected INSUFFICIENT_HOLD 10'])
    expect(tell(withHouse(), pegged(1, 'primary', 0, { spendMax: 990 }))).toEqual(['1 priced 99', '1 opened 10'])
  })
  test('the house is a level as long as it is shown', () => {
    const book = withHouse()
    tell(book, feed(2, false))
    expect(tell(book, pegged(1, 'primary', 0, { side: 'sell' }))).toEqual(['1 priced 101', '1 opened 10'])
  })
  test('one with a stop takes its price when it is triggered', () => {
    const book = withHouse()
    tell(book, print(2, { price: 100 }))
    expect(tell(book, pegged(1, 'primary', 0, { trigger: stop(105) }))).toEqual(['1 armed'])
    expect(book.find(1)?.price).toBe(0)
    expect(tell(book, print(3, { price: 106 }))).toEqual(['1 triggered', '1 priced 99', '1 opened 10'])
  })
}

function timeStories(createBook: () => Book): void {
  const DAY_MS = 86_400_000
  test('ends orders by their time, then by number, resting and armed', () => {
    const book = createBook()
    tell(book, time(1_000), order(1, { expiresAt: 5_000 }), order(2, { expiresAt: 3_000 }), order(3, { expiresAt: 5_001 }))
    tell(book, market(4, { expiresAt: 5_000, trigger: stop(200) }), order(5))
    expect(tell(book, time(2_999))).toEqual([])
    expect(tell(book, time(5_000))).toEqual(['2 expired GTD_EXPIRED 10', '1 expired GTD_EXPIRED 10', '4 expired GTD_EXPIRED 10'])
    expect(liveNumbers(book)).toEqual([3, 5])
  })
  test('orders that end in different hours end each in its own, also those that come in between', () => {
    const HOUR_MS = 3_600_000
    const book = createBook()
    tell(book, time(1), order(1, { expiresAt: 5 * HOUR_MS }), order(2, { expiresAt: HOUR_MS }), order(3, { expiresAt: 2 * HOUR_MS }))
    expect(tell(book, time(HOUR_MS))).toEqual(['2 expired GTD_EXPIRED 10'])
    tell(book, order(4, { expiresAt: 2 * HOUR_MS - 1 }), market(5, { expiresAt: 5 * HOUR_MS + 1, trigger: stop(200) }))
    expect(tell(book, time(3 * HOUR_MS))).toEqual(['4 expired GTD_EXPIRED 10', '3 expired GTD_EXPIRED 10'])
    expect(tell(book, time(5 * HOUR_MS))).toEqual(['1 expired GTD_EXPIRED 10'])
    expect(tell(book, time(6 * HOUR_MS))).toEqual(['5 expired GTD_EXPIRED 10'])
  })
  test('an order whose time has come already ends at once', () => {
    const book = createBook()
    tell(book, time(1_000), depth(1, [], [[100, 5]]))
    expect(tell(book, order(1, { expiresAt: 1_000 }), order(2, { expiresAt: 1_001 }))).toEqual([
      '1 expired GTD_EXPIRED 10',
      '5@100 2>0 level',
      '2 opened 5',
    ])
  })
  test('never goes back', () => {
    const book = createBook()
    tell(book, time(5_000), time(4_000))
    expect(book.describeAll()).toBe('feed live 0.0 trading 0 5000\n')
  })
  test('a day ends at the next midnight; exactly midnight belongs to the day that begins', () => {
    const book = createBook()
    tell(book, time(DAY_MS - 1), order(1, { expiresAt: END_OF_DAY }))
    expect(book.find(1)?.expiresAt).toBe(DAY_MS)
    expect(tell(book, time(DAY_MS))).toEqual(['1 expired GTD_EXPIRED 10'])
    tell(book, order(2, { expiresAt: END_OF_DAY }))
    expect(book.find(2)?.expiresAt).toBe(2 * DAY_MS)
  })
  test('before any time is known the first one says which day it is', () => {
    const book = createBook()
    tell(book, order(1, { expiresAt: END_OF_DAY }))
    expect(book.find(1)?.expiresAt).toBe(END_OF_DAY)
    expect(tell(book, time(3 * DAY_MS))).toEqual([])
    expect(book.find(1)?.expiresAt).toBe(4 * DAY_MS)
  })
}
