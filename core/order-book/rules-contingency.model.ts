import { describe, expect, test } from 'vitest'
import { amend, cancel, depth, list, market, order, print, sell, stop, tell, time } from './stories.model.ts'
import type { Book, PlaceList } from './types.ts'

/** What the members of a list do to each other. */
export function contingencyRules(createBook: () => Book): void {
  describe('one leg and the other', () => {
    legStories(createBook)
  })
  describe('triggered legs', () => {
    triggeredStories(createBook)
  })
  describe('the end of a member', () => {
    endStories(createBook)
  })
  describe('amended legs', () => {
    amendStories(createBook)
  })
}

const mine = { owner: 7 }
const profit = (id: number, changes = {}) => sell(id, { ...mine, price: 110, ...changes })
const loss = (id: number, changes = {}) => market(id, { ...mine, side: 'sell', trigger: stop(90), ...changes })

/** Sell 10 at 110, or at the market should it fall to 90. */
const either = (changes: Partial<PlaceList> = {}): PlaceList => list([profit(1), loss(2)], changes)
/** Buy 10 at 100 first. */
const bracket = (changes: Partial<PlaceList> = {}): PlaceList => list([profit(2), loss(3)], { working: order(1, mine), ...changes })

function legStories(createBook: () => Book): void {
  test('oco: the first fill of one ends the other', () => {
    const book = createBook()
    expect(tell(book, either())).toEqual(['1 pending', '2 pending', '1 opened 10', '2 armed'])
    expect(tell(book, market(9, { quantity: 4 }))).toEqual(['4@110 9>1 order', '9 filled 0', '2 canceled OCO_TRIGGER 10'])
    expect(book.describeOrders()).toBe('sell 110 1 6 6\nlist 1 0 1 10 1 0 0 4\n')
    tell(book, market(10, { quantity: 6 }))
    expect([...book.liveLists()]).toEqual([])
  })
  test('ouo: each fill of one is taken off the other, the last one ends it', () => {
    const book = createBook()
    tell(book, either({ contingency: 'ouo' }))
    expect(tell(book, market(9, { quantity: 4 }))).toEqual(['4@110 9>1 order', '9 filled 0', '2 amended 6 leaves 6'])
    expect(tell(book, market(10, { quantity: 6 }))).toEqual(['6@110 10>1 order', '1 filled 0', '10 filled 0', '2 canceled OCO_TRIGGER 6'])
  })
  test('ouo: what one trades in one step is taken off the other at once', () => {
    const book = createBook()
    tell(book, list([profit(1, { display: 2 }), loss(2)], { contingency: 'ouo' }))
    expect(tell(book, market(9, { quantity: 3 }))).toEqual(['2@110 9>1 order', '1@110 9>1 order', '9 filled 0', '2 amended 7 leaves 7'])
  })
  test('what the first leg sells while it starts is not the second one’s to sell', () => {
    const bids = depth(1, [[110, 4]], [])
    const start = ['1 pending', '2 pending', '4@110 1>0 level', '1 opened 6']
    expect(tell(createBook(), bids, either({ contingency: 'ouo' }))).toEqual([...start, '2 amended 6 leaves 6', '2 armed'])
    expect(tell(createBook(), bids, either())).toEqual([...start, '2 canceled OCO_TRIGGER 10'])
    expect(tell(createBook(), depth(1, [[110, 40]], []), either()).slice(2)).toEqual([
      '10@110 1>0 level',
      '1 filled 0',
      '2 canceled OCO_TRIGGER 10',
    ])
  })
  test('two buys of one hold depend on each other as two sells do', () => {
    const book = createBook()
    tell(book, list([order(1, mine), market(2, { ...mine, trigger: stop(110) })]))
    expect(tell(book, print(1, { price: 111 }))).toEqual([
      '2 triggered',
      '1 canceled OCO_TRIGGER 10',
      '2 expired INSUFFICIENT_LIQUIDITY 10',
    ])
  })
}

function triggeredStories(createBook: () => Book): void {
  test('the sibling ends before the triggered leg works', () => {
    const book = createBook()
    tell(book, either({ contingency: 'ouo' }), depth(1, [[89, 20]], []))
    expect(tell(book, print(2, { price: 90, takerSide: 'buy' }))).toEqual([
      '2 triggered',
      '1 canceled OCO_TRIGGER 10',
      '10@89 2>0 level',
      '2 filled 0',
    ])
  })
  test('two legs that one print triggers: the first works, the second has ended', () => {
    const book = createBook()
    tell(book, print(1, { price: 100 }), list([loss(1, { trigger: stop(95) }), loss(2, { trigger: stop(96) })]))
    expect(tell(book, print(2, { price: 90 }))).toEqual(['1 triggered', '2 canceled OCO_TRIGGER 10', '1 expired INSUFFICIENT_LIQUIDITY 10'])
  })
  test('a leg on the wrong side of the last price is rejected and ends the list', () => {
    const book = createBook()
    expect(tell(book, print(1, { price: 90 }), either())).toEqual([
      '1 pending',
      '2 pending',
      '1 opened 10',
      '2 rejected STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY 10',
      '1 canceled LIST_ENDED 10',
    ])
  })
  test('a leg that its working order starts on the wrong side is triggered at once', () => {
    const book = createBook()
    tell(book, print(1, { price: 90 }), bracket(), depth(2, [[85, 4]], []))
    expect(tell(book, market(9, { side: 'sell' }))).toEqual([
      '10@100 9>1 order',
      '1 filled 0',
      '9 filled 0',
      '2 opened 10',
      '3 triggered',
      '2 canceled OCO_TRIGGER 10',
      '4@85 3>0 level',
      '3 expired INSUFFICIENT_LIQUIDITY 6',
    ])
  })
  test('the other leg may still be pending by then', () => {
    const book = createBook()
    tell(book, print(1, { price: 90 }), list([loss(2), profit(3)], { working: order(1, mine) }))
    expect(tell(book, market(9, { side: 'sell' })).slice(3)).toEqual([
      '2 triggered',
      '3 canceled OCO_TRIGGER 10',
      '2 expired INSUFFICIENT_LIQUIDITY 10',
    ])
  })
  test('the print that fills the working order can trigger the leg it started', () => {
    const book = createBook()
    tell(book, print(1, { price: 100 }), list([loss(2)], { working: order(1, mine) }))
    expect(tell(book, print(2, { price: 90, lots: 50 }))).toEqual([
      '10@100 0>1 print',
      '1 filled 0',
      '2 armed',
      '2 triggered',
      '2 expired INSUFFICIENT_LIQUIDITY 10',
    ])
  })
}

function endStories(createBook: () => Book): void {
  test('a canceled leg ends the list, started or pending', () => {
    const book = createBook()
    tell(book, either())
    expect(tell(book, cancel(2))).toEqual(['2 canceled 10', '1 canceled LIST_ENDED 10'])
    const other = createBook()
    tell(other, bracket())
    expect(tell(other, cancel(3))).toEqual(['3 canceled 10', '2 canceled LIST_ENDED 10', '1 canceled LIST_ENDED 10'])
    expect(other.describeOrders()).toBe('')
  })
  test('a canceled working order ends legs that did not start, whatever it bought', () => {
    const book = createBook()
    tell(book, bracket(), market(9, { side: 'sell', quantity: 4 }))
    expect(tell(book, cancel(1))).toEqual(['1 canceled 6', '2 canceled LIST_ENDED 10', '3 canceled LIST_ENDED 10'])
  })
  test.each([
    ['expires', order(1, { ...mine, timeInForce: 'ioc' }), '1 expired UNFILLED_IOC_QUANTITY_EXPIRED 10'],
    ['is rejected', order(1, { ...mine, price: 120, postOnly: true }), '1 rejected WOULD_MATCH_IMMEDIATELY 10'],
    ['comes too late', order(1, { ...mine, expiresAt: 500 }), '1 expired GTD_EXPIRED 10'],
  ])('a working order that %s ends its legs as expired', (_, working, ended) => {
    const book = createBook()
    tell(book, time(1_000), sell(8, { price: 115 }))
    expect(tell(book, bracket({ working }))).toEqual([
      '2 pending',
      '3 pending',
      ended,
      '2 expired OTO_PHASE_ONE_EXPIRED 10',
      '3 expired OTO_PHASE_ONE_EXPIRED 10',
    ])
  })
  test('a leg whose time is over takes everybody with it, at arrival and later', () => {
    const book = createBook()
    tell(book, time(1_000), depth(1, [], [[100, 50]]))
    expect(tell(book, list([profit(2), loss(3, { expiresAt: 900 })], { working: order(1, mine) }))).toEqual([
      '2 pending',
      '3 pending',
      '3 expired GTD_EXPIRED 10',
      '2 canceled LIST_ENDED 10',
      '1 canceled LIST_ENDED 10',
    ])
    tell(book, list([profit(5), loss(6, { expiresAt: 2_000 })], { working: order(4, { ...mine, price: 99 }), list: 2 }))
    expect(tell(book, time(2_000))).toEqual(['6 expired GTD_EXPIRED 10', '5 canceled LIST_ENDED 10', '4 canceled LIST_ENDED 10'])
  })
  test('a leg that would match although post-only ends the list', () => {
    const book = createBook()
    tell(book, depth(1, [[99, 5]], []), list([profit(2, { price: 99, postOnly: true }), loss(3)], { working: order(1, mine) }))
    expect(tell(book, market(9, { side: 'sell' })).slice(3)).toEqual(['2 rejected WOULD_MATCH_IMMEDIATELY 10', '3 canceled LIST_ENDED 10'])
  })
  test('partial: a filled leg ends the working order with its sibling, a full list never comes to that', () => {
    for (const contingency of ['oco', 'ouo'] as const) {
      const book = createBook()
      tell(book, bracket({ start: 'partial', contingency }), market(8, { side: 'sell', quantity: 4 }))
      expect(tell(book, market(9, { quantity: 4 }))).toEqual([
        '4@110 9>2 order',
        '2 filled 0',
        '9 filled 0',
        '3 canceled OCO_TRIGGER 4',
        '1 canceled LIST_ENDED 6',
      ])
    }
  })
  test('partial: any other end of a leg ends sibling and working order, an ended working order leaves started legs', () => {
    const book = createBook()
    tell(book, bracket({ start: 'partial' }), market(8, { side: 'sell', quantity: 4 }))
    expect(tell(book, cancel(1))).toEqual(['1 canceled 6'])
    expect(book.describeOrders()).toBe('sell 110 2 4 4\narmed 3 4 0\nlist 1 0 2,3 10 1 4 0 0\n')
    const other = createBook()
    tell(other, bracket({ start: 'partial' }), market(8, { side: 'sell', quantity: 4 }))
    expect(tell(other, cancel(2))).toEqual(['2 canceled 4', '3 canceled LIST_ENDED 4', '1 canceled LIST_ENDED 6'])
  })
  test('a leg that loses its lots to self-trade prevention ends the list', () => {
    const book = createBook()
    tell(book, either())
    expect(tell(book, order(9, { ...mine, price: 110, selfTrade: 'expire_maker' }))).toEqual([
      '1 expired SELF_TRADE_PREVENTED 10',
      '9 opened 10',
      '2 canceled LIST_ENDED 10',
    ])
  })
  test('partial: a leg that sells to its own working order sells no lot twice', () => {
    const book = createBook()
    tell(book, depth(1, [], [[100, 4]]))
    const own = { selfTrade: 'none', price: 100 } as const
    expect(tell(book, list([profit(2, own), loss(3)], { working: order(1, mine), start: 'partial' })).slice(2)).toEqual([
      '4@100 1>0 level',
      '1 opened 6',
      '2 amended 4 leaves 4',
      '4@100 2>1 order',
      '2 filled 0',
      '3 canceled OCO_TRIGGER 10',
      '1 canceled LIST_ENDED 2',
    ])
  })
}

function amendStories(createBook: () => Book): void {
  test('the sibling follows, and what they ask for is less from now on', () => {
    const book = createBook()
    tell(book, either({ contingency: 'ouo' }))
    expect(tell(book, amend(1, 8))).toEqual(['1 amended 8 leaves 8', '2 amended 8 leaves 8'])
    tell(book, market(9, { quantity: 3 }))
    expect(tell(book, amend(1, 5))).toEqual(['1 amended 5 leaves 2', '2 amended 2 leaves 2'])
    expect(book.describeOrders()).toBe('sell 110 1 2 2\narmed 2 2 0\nlist 1 0 1,2 5 1 0 0 3\n')
  })
  test('pending legs are not amendable; the working order is, and the legs get what it buys', () => {
    const book = createBook()
    tell(book, bracket())
    expect(tell(book, amend(2, 5))).toEqual(['2 amend refused NOT_AMENDABLE'])
    expect(tell(book, amend(1, 6))).toEqual(['1 amended 6 leaves 6'])
    expect(tell(book, market(9, { side: 'sell', quantity: 6 })).slice(3)).toEqual([
      '2 amended 6 leaves 6',
      '2 opened 6',
      '3 amended 6 leaves 6',
      '3 armed',
    ])
  })
  test('partial: growth stops at what is asked for by then', () => {
    const book = createBook()
    tell(book, bracket({ start: 'partial' }), market(8, { side: 'sell', quantity: 4 }))
    expect(tell(book, amend(3, 3))).toEqual(['3 amended 3 leaves 3', '2 amended 3 leaves 3'])
    expect(tell(book, market(9, { side: 'sell', quantity: 6 }))).toEqual(['6@100 9>1 order', '1 filled 0', '9 filled 0'])
  })
}
