import { describe, expect, test } from 'vitest'
import { aheadOf, amend, cancel, depth, list, liveNumbers, market, order, print, sell, stop, tell } from './stories.model.ts'
import type { Book, ReplaceOrder } from './types.ts'

/** Places along a level, icebergs, amending and replacing. */
export function restingRules(createBook: () => Book): void {
  describe('icebergs', () => {
    sliceStories(createBook)
    servedSliceStories(createBook)
  })
  describe('amend', () => {
    amendStories(createBook)
  })
  describe('replace', () => {
    replaceStories(createBook)
  })
}

function sliceStories(createBook: () => Book): void {
  test('show their slice only, in levels, best prices and changes', () => {
    const book = createBook()
    expect(tell(book, order(1, { display: 3 }))).toEqual(['1 opened 10'])
    expect(book.find(1)).toMatchObject({ leaves: 10, visible: 3 })
    expect([book.levels('buy', 5), book.takeChanges()]).toEqual([[[100, 3]], { bids: [[100, 3]], asks: [] }])
    tell(book, market(2, { side: 'sell', quantity: 9 }))
    expect(book.takeChanges()).toEqual({ bids: [[100, 1]], asks: [] })
  })
  test('an emptied slice refills at the back of its level; the same taker can meet it again', () => {
    const book = createBook()
    tell(book, sell(1, { display: 3 }), sell(2, { quantity: 4 }), sell(3, { quantity: 2, price: 101 }))
    expect(tell(book, market(4, { quantity: 9 }))).toEqual([
      '3@100 4>1 order',
      '4@100 4>2 order',
      '2 filled 0',
      '2@100 4>1 order',
      '4 filled 0',
    ])
    expect(book.describeOrders()).toBe('sell 100 1 5 1\nsell 101 3 2 2\n')
  })
  test('a refilled slice stands behind the house that is left, and behind who came later', () => {
    const book = createBook()
    tell(book, sell(1, { display: 2, quantity: 6 }), depth(1, [], [[100, 7]]), sell(2, { quantity: 1 }))
    expect(aheadOf(book)).toEqual([0, 7])
    tell(book, market(3, { quantity: 2 }))
    expect([liveNumbers(book), aheadOf(book)]).toEqual([
      [2, 1],
      [7, 7],
    ])
    expect(tell(book, market(4, { quantity: 10 }))).toEqual([
      '7@100 4>0 level',
      '1@100 4>2 order',
      '2 filled 0',
      '2@100 4>1 order',
      '4 filled 0',
    ])
  })
  test('what is left after taking decides whether there is a reserve', () => {
    const book = createBook()
    tell(book, depth(1, [], [[100, 8]]))
    expect(tell(book, order(1, { display: 3 }))).toEqual(['8@100 1>0 level', '1 opened 2'])
    expect(book.find(1)).toMatchObject({ leaves: 2, visible: 2 })
  })
}

function servedSliceStories(createBook: () => Book): void {
  test('one print serves what a slice shows when it comes; refills come after all its fills, in their order', () => {
    const book = createBook()
    tell(book, order(1, { display: 2 }), order(2, { display: 3 }), order(3, { quantity: 1 }))
    expect(tell(book, print(1, { lots: 50 }))).toEqual(['2@100 0>1 print', '3@100 0>2 print', '1@100 0>3 print', '3 filled 0'])
    expect(book.describeOrders()).toBe('buy 100 1 8 2\nbuy 100 2 7 3\n')
    tell(book, order(4))
    tell(book, print(2, { lots: 2 }))
    expect(liveNumbers(book)).toEqual([2, 4, 1])
  })
  test('a print through the limit of an iceberg serves one slice of it', () => {
    const book = createBook()
    tell(book, order(1, { display: 2 }))
    expect(tell(book, print(1, { price: 98, lots: 50 }))).toEqual(['2@100 0>1 print'])
    expect(book.find(1)).toMatchObject({ leaves: 8, visible: 2 })
  })
  test('a crossing level meets refills again', () => {
    const book = createBook()
    tell(book, order(1, { display: 2, quantity: 5 }), order(2, { quantity: 1 }))
    expect(tell(book, depth(1, [], [[99, 9]]))).toEqual([
      '2@100 0>1 diff',
      '1@100 0>2 diff',
      '2 filled 0',
      '2@100 0>1 diff',
      '1@100 0>1 diff',
      '1 filled 0',
    ])
    expect(book.levels('sell', 1)).toEqual([[99, 3]])
  })
}

function amendStories(createBook: () => Book): void {
  test('lowers the total and keeps the place', () => {
    const book = createBook()
    tell(book, order(1), order(2), market(3, { side: 'sell', quantity: 3 }))
    expect(tell(book, amend(1, 8))).toEqual(['1 amended 8 leaves 5'])
    expect([book.find(1), book.levels('buy', 1)]).toMatchObject([{ quantity: 8, leaves: 5, visible: 5 }, [[100, 15]]])
    expect(liveNumbers(book)).toEqual([1, 2])
  })
  test('is refused unless the new total is below the present one and above what is gone', () => {
    const book = createBook()
    tell(book, order(1), market(2, { side: 'sell', quantity: 3 }), order(3, { owner: 9, side: 'sell', price: 110 }))
    for (const quantity of [11, 10, 3, 1]) expect(tell(book, amend(1, quantity))).toEqual(['1 amend refused NOT_AMENDABLE'])
    expect(tell(book, amend(2, 1), amend(77, 1))).toEqual(['2 amend refused UNKNOWN_ORDER', '77 amend refused UNKNOWN_ORDER'])
    expect(tell(book, amend(1, 4))).toEqual(['1 amended 4 leaves 1'])
  })
  test('counts prevented lots as gone', () => {
    const book = createBook()
    tell(book, order(1, { owner: 7 }), sell(2, { owner: 7, quantity: 4, selfTrade: 'decrement' }))
    expect(tell(book, amend(1, 4), amend(1, 5))).toEqual(['1 amend refused NOT_AMENDABLE', '1 amended 5 leaves 1'])
  })
  test('changes the slice of an iceberg only where it shows more than is left', () => {
    const book = createBook()
    tell(book, order(1, { display: 4 }), amend(1, 6))
    expect(book.find(1)).toMatchObject({ leaves: 6, visible: 4 })
    tell(book, amend(1, 3))
    expect([book.find(1), book.levels('buy', 1)]).toMatchObject([{ leaves: 3, visible: 3 }, [[100, 3]]])
  })
  test('works on armed orders and while the symbol is halted', () => {
    const book = createBook()
    tell(book, market(1, { trigger: stop(110) }), { kind: 'symbol_state', state: 'halt' })
    expect(tell(book, amend(1, 4))).toEqual(['1 amended 4 leaves 4'])
    expect(book.find(1)).toMatchObject({ state: 'armed', quantity: 4, leaves: 4, visible: 0 })
  })
}

function replaceStories(createBook: () => Book): void {
  const replace = (old: number, changes: Partial<ReplaceOrder['next']>, mode: ReplaceOrder['mode'] = 'stop_on_failure'): ReplaceOrder => {
    return { kind: 'replace', order: old, mode, next: order(9, changes) }
  }
  test('ends the old order and places the new one at the back', () => {
    const book = createBook()
    tell(book, order(1), order(2), market(3, { side: 'sell', quantity: 3 }))
    expect(tell(book, replace(1, { owner: 1 }))).toEqual(['1 replaced 7', '9 opened 10'])
    expect(liveNumbers(book)).toEqual([2, 9])
  })
  test('the new order may trade at once, or be refused; the old one is gone either way', () => {
    const book = createBook()
    tell(book, depth(1, [], [[101, 4]]), order(1), order(2))
    expect(tell(book, replace(1, { owner: 1, price: 101 }))).toEqual(['1 replaced 10', '4@101 9>0 level', '9 opened 6'])
    tell(book, depth(2, [], [[102, 4]]))
    expect(tell(book, { ...replace(2, {}), next: order(10, { owner: 2, price: 102, postOnly: true }) })).toEqual([
      '2 replaced 10',
      '10 rejected WOULD_MATCH_IMMEDIATELY 10',
    ])
  })
  test('an armed order can be replaced', () => {
    const book = createBook()
    tell(book, market(1, { trigger: stop(110) }))
    expect(tell(book, replace(1, { owner: 1 }))).toEqual(['1 replaced 10', '9 opened 10'])
  })
  test('an unknown order is refused; the new one ends with it or is placed all the same', () => {
    const book = createBook()
    expect(tell(book, replace(1, {}))).toEqual(['1 cancel refused UNKNOWN_ORDER', '9 rejected UNKNOWN_ORDER 10'])
    expect(tell(book, { ...replace(1, {}, 'allow_failure'), next: order(10) })).toEqual(['1 cancel refused UNKNOWN_ORDER', '10 opened 10'])
  })
  test('orders of others and members of lists are unknown to it', () => {
    const book = createBook()
    tell(book, order(1), list([sell(2, { owner: 2, price: 120 }), market(3, { owner: 2, side: 'sell', trigger: stop(90) })]))
    const refused = ['1 cancel refused UNKNOWN_ORDER', '9 rejected UNKNOWN_ORDER 10']
    expect(tell(book, replace(1, { owner: 2 }))).toEqual(refused)
    expect(tell(book, { ...replace(2, {}), next: order(10, { owner: 2 }) })).toEqual([
      '2 cancel refused UNKNOWN_ORDER',
      '10 rejected UNKNOWN_ORDER 10',
    ])
    expect(liveNumbers(book)).toEqual([1, 2, 3])
    expect(tell(book, cancel(4))).toEqual(['4 cancel refused UNKNOWN_ORDER'])
  })
}
