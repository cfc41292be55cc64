import { describe, expect, test } from 'vitest'
import { aheadOf, depth, feed, levels, market, order, print, sell, tell } from './stories.model.ts'
import type { Book } from './types.ts'

/** What the feed does: prints, frames, its state, and the state of the symbol. */
export function houseRules(createBook: () => Book): void {
  describe('prints', () => {
    printStories(createBook)
  })
  describe('the house', () => {
    frameStories(createBook)
  })
  describe('the state of the symbol', () => {
    symbolStories(createBook)
  })
}

function printStories(createBook: () => Book): void {
  test('serve what is left of their size after the queue, in time order, once', () => {
    const book = createBook()
    tell(book, depth(1, [[100, 5]], []), order(1, { quantity: 4 }), depth(2, [[100, 9]], []), order(2, { quantity: 4 }))
    expect(tell(book, print(3, { lots: 7 }))).toEqual(['2@100 0>1 print'])
    expect(aheadOf(book)).toEqual([0, 2])
    expect(tell(book, print(4, { lots: 6 }))).toEqual(['2@100 0>1 print', '1 filled 0', '2@100 0>2 print'])
  })
  test('through a limit fill it at the limit and empty the better levels of the house', () => {
    const book = createBook()
    const bids = levels(101, 50, 100, 50, 99, 50)
    tell(book, depth(1, bids, []), order(1, { price: 101, quantity: 3 }))
    expect(tell(book, print(2, { price: 99, lots: 8 }))).toEqual(['3@101 0>1 print', '1 filled 0'])
    expect(book.levels('buy', 5)).toEqual([[99, 42]])
    tell(book, depth(3, [[99, 50]], []))
    expect(book.levels('buy', 5)).toEqual([[99, 50]])
  })
}

function frameStories(createBook: () => Book): void {
  test('a level that crosses a resting order fills it as maker at its limit and is consumed by that', () => {
    const book = createBook()
    tell(book, order(1, { quantity: 4 }))
    expect(tell(book, depth(1, [], [[98, 6]]))).toEqual(['4@100 0>1 diff', '1 filled 0'])
    expect(book.levels('sell', 5)).toEqual([[98, 2]])
  })
  test('the best quote empties better levels at once; the side last spoken of wins a crossed house', () => {
    const book = createBook()
    tell(book, depth(1, levels(99, 5, 100, 5), levels(101, 5, 102, 5)))
    tell(book, { kind: 'house_best', bid: 101, bidLots: 2, ask: 102, askLots: 5, frame: { session: 1, frame: 2 } })
    expect([book.levels('buy', 1), book.levels('sell', 1)]).toEqual([[[101, 2]], [[102, 5]]])
    tell(book, depth(3, [], [[100, 3]]))
    expect([book.levels('buy', 1), book.levels('sell', 1)]).toEqual([[[99, 5]], [[100, 3]]])
  })
  test('while the feed is not live users trade among themselves and the house is only shown', () => {
    const book = createBook()
    tell(book, depth(1, [], [[100, 5]]), feed(2, false))
    expect(tell(book, market(1))).toEqual(['1 expired DATA_STALE 10'])
    expect(book.levels('sell', 1)).toEqual([[100, 5]])
    expect(tell(book, order(2, { price: 99 }), sell(3, { price: 99, quantity: 4 }))).toEqual([
      '2 opened 10',
      '4@99 3>2 order',
      '3 filled 0',
    ])
    expect(tell(book, print(4, { price: 90, lots: 50 }))).toEqual([])
    tell(book, order(4))
    expect(book.levels('sell', 1)).toEqual([])
  })
}

function symbolStories(createBook: () => Book): void {
  const halt = { kind: 'symbol_state', state: 'halt' } as const
  const trading = { kind: 'symbol_state', state: 'trading' } as const
  test('no order is accepted while it does not trade, every member of a list ends, cancels work', () => {
    const book = createBook()
    tell(book, order(1), halt)
    expect(tell(book, order(2), market(3, { quantity: 0, quoteQuantity: 50 }))).toEqual([
      '2 rejected SYMBOL_HALTED 10',
      '3 rejected SYMBOL_HALTED 0',
    ])
    tell(book, { kind: 'symbol_state', state: 'cancel_only' })
    const legs = [sell(5, { price: 120 }), sell(6, { price: 130 })]
    const placed = {
      kind: 'list',
      list: 1,
      contingency: 'oco',
      start: 'full',
      working: order(4),
      legs,
      keepPpm: 1e6,
      lotUnits: 1,
    } as const
    expect(tell(book, placed)).toEqual(['4 rejected CANCEL_ONLY 10', '5 rejected CANCEL_ONLY 10', '6 rejected CANCEL_ONLY 10'])
    expect(tell(book, { kind: 'replace', order: 1, mode: 'allow_failure', next: order(7, { owner: 1 }) })).toEqual([
      '1 cancel refused UNKNOWN_ORDER',
      '7 rejected CANCEL_ONLY 10',
    ])
    expect(tell(book, { kind: 'cancel', order: 1 })).toEqual(['1 canceled 10'])
  })
  test('the house serves nobody while it does not trade; what crosses then is taken away, later levels serve again', () => {
    const book = createBook()
    tell(book, order(1, { quantity: 4 }), halt)
    expect(tell(book, print(1, { price: 90, lots: 9 }), depth(2, [], levels(99, 9, 101, 1)))).toEqual([])
    expect([book.last(), book.levels('sell', 5)]).toEqual([0, [[101, 1]]])
    expect(tell(book, trading)).toEqual([])
    expect(tell(book, depth(3, [], [[99, 8]]))).toEqual(['4@100 0>1 diff', '1 filled 0'])
  })
  test('a print still cuts the house while nothing trades', () => {
    const book = createBook()
    tell(book, depth(1, [[100, 5]], []), halt, print(2, { lots: 2 }), trading)
    expect(book.levels('buy', 1)).toEqual([[100, 3]])
  })
}
