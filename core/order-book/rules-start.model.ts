import { describe, expect, test } from 'vitest'
import { depth, levels, list, liveNumbers, market, order, print, sell, stop, tell } from './stories.model.ts'
import type { Book, PlaceList } from './types.ts'

/** When the legs of a list start, with how much, and how they grow. */
export function startRules(createBook: () => Book): void {
  describe('legs that start with a whole fill', () => {
    fullStories(createBook)
  })
  describe('legs that start with the first fill', () => {
    partialStories(createBook)
  })
  describe('fees', () => {
    feeStories(createBook)
  })
}

const mine = { owner: 7 }
const profit = (id: number, changes = {}) => sell(id, { ...mine, price: 110, ...changes })
const loss = (id: number, changes = {}) => market(id, { ...mine, side: 'sell', trigger: stop(90), ...changes })
const bracket = (changes: Partial<PlaceList> = {}): PlaceList => list([profit(2), loss(3)], { working: order(1, mine), ...changes })

function fullStories(createBook: () => Book): void {
  test('wait until the working order is filled whole', () => {
    const book = createBook()
    expect(tell(book, bracket())).toEqual(['2 pending', '3 pending', '1 opened 10'])
    expect(tell(book, market(8, { side: 'sell', quantity: 4 }))).toEqual(['4@100 8>1 order', '8 filled 0'])
    expect(book.describeOrders()).toBe('buy 100 1 6 6\npending 2\npending 3\nlist 1 1 2,3 10 0 4 0 0\n')
    expect(book.find(2)).toMatchObject({ state: 'pending', quantity: 10, leaves: 10, price: 110, visible: 0, priority: 0 })
    expect(tell(book, market(9, { side: 'sell', quantity: 6 }))).toEqual([
      '6@100 9>1 order',
      '1 filled 0',
      '9 filled 0',
      '2 opened 10',
      '3 armed',
    ])
    expect(book.describeOrders()).toBe('sell 110 2 10 10\narmed 3 10 0\nlist 1 0 2,3 10 1 10 0 0\n')
  })
  test('start in the command of a working order that is filled on arrival', () => {
    expect(tell(createBook(), depth(1, [], [[100, 20]]), bracket({ working: market(1, mine) }))).toEqual([
      '2 pending',
      '3 pending',
      '10@100 1>0 level',
      '1 filled 0',
      '2 opened 10',
      '3 armed',
    ])
  })
  test('a leg that asks for more than was bought gets what was bought, one that asks for less keeps its quantity', () => {
    const bought = (legLots: number): string[] => {
      const legs = [profit(2, { quantity: legLots })]
      return tell(createBook(), depth(1, [], [[100, 20]]), list(legs, { working: market(1, mine) })).slice(3)
    }
    expect(bought(14)).toEqual(['2 amended 10 leaves 10', '2 opened 10'])
    expect(bought(3)).toEqual(['2 opened 3'])
  })
  test('the working order may wait for a trigger itself', () => {
    const book = createBook()
    tell(book, print(1), depth(2, [], [[106, 20]]))
    expect(tell(book, bracket({ working: market(1, { ...mine, trigger: stop(105) }) }))).toEqual(['2 pending', '3 pending', '1 armed'])
    expect(tell(book, print(3, { price: 105 }))).toEqual(['1 triggered', '10@106 1>0 level', '1 filled 0', '2 opened 10', '3 armed'])
  })
}

function partialStories(createBook: () => Book): void {
  test('a working order that ends with less than it wanted leaves what it bought protected', () => {
    const book = createBook()
    expect(tell(book, depth(1, [], [[100, 4]]), bracket({ start: 'partial', working: market(1, mine) }))).toEqual([
      '2 pending',
      '3 pending',
      '4@100 1>0 level',
      '1 expired INSUFFICIENT_LIQUIDITY 6',
      '2 amended 4 leaves 4',
      '2 opened 4',
      '3 amended 4 leaves 4',
      '3 armed',
    ])
  })
  test('a stop that triggers while its working order still buys ends that order first: it does not meet its own entry', () => {
    const book = createBook()
    tell(book, bracket({ start: 'partial' }), market(11, { side: 'sell', quantity: 4 }), depth(2, [[89, 20]], []))
    expect(tell(book, print(3, { price: 90, takerSide: 'buy' }))).toEqual([
      '3 triggered',
      '2 canceled OCO_TRIGGER 4',
      '1 canceled LIST_ENDED 6',
      '4@89 3>0 level',
      '3 filled 0',
    ])
    expect(liveNumbers(book)).toEqual([])
  })
  test('start with what it bought and grow with each further fill; a resting leg goes to the back, an armed one grows in place', () => {
    const book = createBook()
    tell(book, bracket({ start: 'partial', contingency: 'ouo' }))
    expect(tell(book, market(11, { side: 'sell', quantity: 4 }))).toEqual([
      '4@100 11>1 order',
      '11 filled 0',
      '2 amended 4 leaves 4',
      '2 opened 4',
      '3 amended 4 leaves 4',
      '3 armed',
    ])
    tell(book, sell(12, { price: 110 }), market(13, { quantity: 1 }))
    expect(book.find(3)).toMatchObject({ quantity: 3, leaves: 3 })
    expect(liveNumbers(book)).toEqual([1, 2, 12, 3])
    expect(tell(book, market(14, { side: 'sell', quantity: 3 }))).toEqual([
      '3@100 14>1 order',
      '14 filled 0',
      '2 amended 7 leaves 6',
      '3 amended 6 leaves 6',
    ])
    expect(liveNumbers(book)).toEqual([1, 12, 2, 3])
    expect(book.levels('sell', 1)).toEqual([[110, 16]])
    expect(book.describeOrders()).toContain('list 1 1 2,3 10 1 7 0 1\n')
  })
  test('start with everything a working order took in one step', () => {
    const book = createBook()
    tell(book, depth(1, [], levels(98, 2, 99, 3)))
    expect(tell(book, bracket({ start: 'partial' }))).toEqual([
      '2 pending',
      '3 pending',
      '2@98 1>0 level',
      '3@99 1>0 level',
      '1 opened 5',
      '2 amended 5 leaves 5',
      '2 opened 5',
      '3 amended 5 leaves 5',
      '3 armed',
    ])
  })
  test('what a leg sold while it started is not won back by growing', () => {
    const book = createBook()
    tell(book, depth(1, [], [[100, 4]]))
    const own = profit(2, { price: 100, selfTrade: 'none' })
    expect(tell(book, list([own], { working: order(1, { ...mine, quantity: 5 }), start: 'partial' }))).toEqual([
      '2 pending',
      '4@100 1>0 level',
      '1 opened 1',
      '2 amended 4 leaves 4',
      '1@100 2>1 order',
      '1 filled 0',
      '2 opened 3',
      '2 amended 5 leaves 4',
    ])
  })
  test('an iceberg leg that starts with less than its slice has no reserve', () => {
    const book = createBook()
    tell(book, list([profit(2, { display: 4 })], { working: order(1, mine), start: 'partial' }), market(8, { side: 'sell', quantity: 3 }))
    expect(book.find(2)).toMatchObject({ leaves: 3, visible: 3 })
  })
}

function feeStories(createBook: () => Book): void {
  const fees = { keepPpm: 999_000, lotUnits: 1_000 }
  test('what was bought counts after the fee, to the millionth, and whole lots can be sold', () => {
    const book = createBook()
    tell(book, bracket({ start: 'partial', ...fees }), market(8, { side: 'sell', quantity: 4 }))
    expect(book.describeOrders()).toBe('buy 100 1 6 6\nsell 110 2 3 3\narmed 3 3 0\nlist 1 1 2,3 10 1 3 996000 0\n')
    expect(tell(book, market(9, { side: 'sell', quantity: 6 })).slice(3)).toEqual(['2 amended 9 leaves 9', '3 amended 9 leaves 9'])
    expect(book.describeOrders()).toContain('list 1 0 2,3 10 1 9 990000 0\n')
  })
  test('full: the legs start with what is left of the fill after the fee', () => {
    const book = createBook()
    tell(book, bracket(fees))
    expect(tell(book, market(8, { side: 'sell' })).slice(3)).toEqual([
      '2 amended 9 leaves 9',
      '2 opened 9',
      '3 amended 9 leaves 9',
      '3 armed',
    ])
  })
  test.each(['full', 'partial'] as const)('%s: legs end with a working order that brought in no whole lot', start => {
    const book = createBook()
    const one = { quantity: 1 }
    tell(book, list([profit(2, one), loss(3, one)], { working: order(1, { ...mine, ...one }), start, ...fees }))
    expect(tell(book, market(8, { side: 'sell', ...one })).slice(3)).toEqual(['2 canceled LIST_ENDED 1', '3 canceled LIST_ENDED 1'])
  })
  test('the fee of a small fill can take all of it, and later ones are counted on from there', () => {
    const book = createBook()
    tell(book, bracket({ start: 'partial', keepPpm: 900_000, lotUnits: 1 }), market(8, { side: 'sell', quantity: 1 }))
    expect(book.describeOrders()).toContain('list 1 1 2,3 10 0 0 0 0\n')
    expect(tell(book, market(9, { side: 'sell', quantity: 3 })).slice(2)).toEqual([
      '2 amended 2 leaves 2',
      '2 opened 2',
      '3 amended 2 leaves 2',
      '3 armed',
    ])
  })
}
