import { describe, expect, test } from 'vitest'
import { aheadOf, depth, feed, levels, market, order, print, sell, tell } from './stories.model.ts'
import type { Book } from './types.ts'

/** How orders take, what stops them, how they end, and whom they do not trade with. */
export function takerRules(createBook: () => Book): void {
  describe('takers', () => {
    walkStories(createBook)
    moneyStories(createBook)
    bandStories(createBook)
    killStories(createBook)
    postOnlyStories(createBook)
  })
  describe('self-trade prevention', () => {
    expireStories(createBook)
    decrementStories(createBook)
  })
}

function walkStories(createBook: () => Book): void {
  test('take the house up to the first order, that order, the house up to the second, and so on', () => {
    const book = createBook()
    tell(book, depth(1, [], [[100, 5]]), sell(1, { quantity: 3 }), depth(2, [], [[100, 9]]), sell(2, { quantity: 2 }))
    tell(book, depth(3, [], [[100, 12]]))
    expect(aheadOf(book)).toEqual([5, 9])
    expect(tell(book, market(3, { quantity: 15 }))).toEqual([
      '5@100 3>0 level',
      '3@100 3>1 order',
      '1 filled 0',
      '4@100 3>0 level',
      '2@100 3>2 order',
      '2 filled 0',
      '1@100 3>0 level',
      '3 filled 0',
    ])
    expect(book.levels('sell', 5)).toEqual([[100, 2]])
  })
  test('house quantity that was taken stays taken until the feed changes the level', () => {
    const book = createBook()
    tell(book, depth(1, [], [[100, 5]]), market(1, { quantity: 4 }))
    expect(book.levels('sell', 1)).toEqual([[100, 1]])
    const best = { kind: 'house_best', bid: 99, bidLots: 1, ask: 100, askLots: 5, frame: { session: 1, frame: 3 } } as const
    tell(book, depth(2, [], [[100, 5]]), best)
    expect(book.levels('sell', 1)).toEqual([[100, 1]])
    tell(book, depth(4, [], [[100, 6]]))
    expect(book.levels('sell', 1)).toEqual([[100, 6]])
  })
  test('a market order that empties a side expires for liquidity, partial fills stand', () => {
    const book = createBook()
    expect(tell(book, market(1))).toEqual(['1 expired INSUFFICIENT_LIQUIDITY 10'])
    expect(tell(book, depth(1, [], [[100, 4]]), market(2))).toEqual(['4@100 2>0 level', '2 expired INSUFFICIENT_LIQUIDITY 6'])
  })
  test('immediate-or-cancel, fill-or-kill and post-only end as their names say', () => {
    const book = createBook()
    tell(book, depth(1, [], [[100, 4]]))
    expect(tell(book, order(1, { timeInForce: 'fok' }))).toEqual(['1 expired UNFILLED_FOK_ORDER_EXPIRED 10'])
    expect(tell(book, order(2, { postOnly: true }))).toEqual(['2 rejected WOULD_MATCH_IMMEDIATELY 10'])
    expect(tell(book, order(3, { timeInForce: 'ioc' }))).toEqual(['4@100 3>0 level', '3 expired UNFILLED_IOC_QUANTITY_EXPIRED 6'])
    expect(tell(book, order(4, { postOnly: true }))).toEqual(['4 opened 10'])
  })
  test('a limit order trades at better prices first and rests with what is left', () => {
    const book = createBook()
    tell(book, depth(1, [], levels(99, 2, 101, 5)), sell(1, { price: 98, quantity: 1 }))
    expect(tell(book, order(2))).toEqual(['1@98 2>1 order', '1 filled 0', '2@99 2>0 level', '2 opened 7'])
  })
  test('without a live feed only good-till-canceled limit orders are taken', () => {
    const book = createBook()
    tell(book, depth(1, [], [[100, 5]]), feed(2, false))
    for (const taker of [market(1), order(2, { timeInForce: 'ioc' }), order(3, { timeInForce: 'fok' })])
      expect(tell(book, taker)).toEqual([`${taker.order} expired DATA_STALE 10`])
    expect(tell(book, market(4, { quantity: 0, quoteQuantity: 50 }))).toEqual(['4 expired DATA_STALE 0'])
    expect(tell(book, order(5, { price: 99 }))).toEqual(['5 opened 10'])
  })
}

function moneyStories(createBook: () => Book): void {
  const asks = depth(1, [], levels(100, 4, 110, 9))
  const byQuote = { quantity: 0, quoteQuantity: 730 }
  test('a market buy spends no more than its hold and takes what that buys', () => {
    expect(tell(createBook(), asks, market(1, { spendMax: 730 }))).toEqual([
      '4@100 1>0 level',
      '3@110 1>0 level',
      '1 expired INSUFFICIENT_HOLD 3',
    ])
  })
  test('an order by quote is filled when no whole lot fits any more', () => {
    const book = createBook()
    expect(tell(book, asks, market(1, byQuote))).toEqual(['4@100 1>0 level', '3@110 1>0 level', '1 filled 0'])
    expect(tell(book, depth(2, [], [[110, 2]]), market(2, byQuote))).toEqual(['2@110 2>0 level', '2 expired INSUFFICIENT_LIQUIDITY 0'])
    tell(book, depth(3, [], levels(110, 0, 900, 2)))
    expect(tell(book, market(3, byQuote))).toEqual(['3 expired INSUFFICIENT_LIQUIDITY 0'])
  })
  test('an order by quote on a side that is empty now is filled where its quote would not buy another lot at its last price', () => {
    const book = createBook()
    expect(tell(book, depth(1, [], [[100, 7]]), market(1, byQuote))).toEqual(['7@100 1>0 level', '1 filled 0'])
    expect(tell(book, market(2, byQuote))).toEqual(['2 expired INSUFFICIENT_LIQUIDITY 0'])
  })
  test('a sell by quote trades no more lots than it holds, and never skips a price it cannot afford', () => {
    const book = createBook()
    tell(book, depth(1, levels(100, 50, 1, 50), []))
    expect(tell(book, market(1, { side: 'sell', quantity: 3, quoteQuantity: 550 }))).toEqual([
      '3@100 1>0 level',
      '1 expired INSUFFICIENT_HOLD 0',
    ])
    expect(tell(book, market(2, { side: 'sell', quantity: 9, quoteQuantity: 550 }))).toEqual(['5@100 2>0 level', '2 filled 0'])
  })
}

function bandStories(createBook: () => Book): void {
  const around = (last: number, bandBips: number): Book => {
    const book = createBook()
    tell(book, print(1, { price: last }), { kind: 'protection', bandBips, printBips: 0 })
    return book
  }
  test('the band lets a buy pay up to its bound, rounded down, and a sell take down to its own, rounded up', () => {
    const book = around(105, 100) // 103.95 to 106.05
    tell(book, depth(2, levels(104, 1, 103, 9), levels(106, 1, 107, 9)))
    expect(tell(book, market(1, { quantity: 2 }))).toEqual(['1@106 1>0 level', '1 expired EXECUTION_RULE_PRICE_RANGE_EXCEEDED 1'])
    expect(tell(book, market(2, { side: 'sell', quantity: 2 }))).toEqual([
      '1@104 2>0 level',
      '2 expired EXECUTION_RULE_PRICE_RANGE_EXCEEDED 1',
    ])
  })
  test('what the band stops ends, whatever its type; an order whose own limit comes first rests', () => {
    const book = around(100, 100)
    tell(book, depth(2, [], [[102, 9]]))
    expect(tell(book, order(1, { price: 102 }))).toEqual(['1 expired EXECUTION_RULE_PRICE_RANGE_EXCEEDED 10'])
    expect(tell(book, order(2, { price: 103, timeInForce: 'ioc' }))).toEqual(['2 expired EXECUTION_RULE_PRICE_RANGE_EXCEEDED 10'])
    expect(tell(book, order(3, { price: 103, timeInForce: 'fok', quantity: 1 }))).toEqual(['3 expired UNFILLED_FOK_ORDER_EXPIRED 1'])
    expect(tell(book, order(4, { price: 103, postOnly: true }))).toEqual(['4 rejected WOULD_MATCH_IMMEDIATELY 10'])
    expect(tell(book, order(5, { price: 101 }))).toEqual(['5 opened 10'])
  })
  test('the band is asked before quote, hold and own order', () => {
    const book = around(100, 100)
    tell(book, sell(1, { owner: 7, price: 102 }))
    expect(tell(book, order(2, { owner: 7, price: 102 }))).toEqual(['2 expired EXECUTION_RULE_PRICE_RANGE_EXCEEDED 10'])
    expect(tell(book, market(3, { spendMax: 5 }))).toEqual(['3 expired EXECUTION_RULE_PRICE_RANGE_EXCEEDED 10'])
    expect(tell(book, market(4, { quantity: 0, quoteQuantity: 5 }))).toEqual(['4 expired EXECUTION_RULE_PRICE_RANGE_EXCEEDED 0'])
  })
  test('without a last price, or without bips, there is no band', () => {
    const book = createBook()
    tell(book, { kind: 'protection', bandBips: 100, printBips: 0 }, depth(1, [], [[900, 1]]))
    expect(tell(book, market(1, { quantity: 1 }))).toEqual(['1@900 1>0 level', '1 filled 0'])
    tell(book, print(2), { kind: 'protection', bandBips: 0, printBips: 0 }, depth(3, [], [[900, 2]]))
    expect(tell(book, market(2, { quantity: 1 }))).toEqual(['1@900 2>0 level', '2 filled 0'])
  })
}

function killStories(createBook: () => Book): void {
  test('fill-or-kill counts the reserves of icebergs', () => {
    const book = createBook()
    tell(book, sell(1, { display: 2, quantity: 7 }))
    expect(tell(book, order(2, { timeInForce: 'fok', quantity: 8 }))).toEqual(['2 expired UNFILLED_FOK_ORDER_EXPIRED 8'])
    expect(book.describeOrders()).toBe('sell 100 1 7 2\n')
    expect(tell(book, order(3, { timeInForce: 'fok', quantity: 7 }))).toEqual([
      '2@100 3>1 order',
      '2@100 3>1 order',
      '2@100 3>1 order',
      '1@100 3>1 order',
      '1 filled 0',
      '3 filled 0',
    ])
  })
  test('fill-or-kill does not expire the orders of its owner unless it is filled without them', () => {
    const book = createBook()
    tell(book, sell(1, { owner: 7, quantity: 2 }), sell(2, { quantity: 3 }))
    const kill = { owner: 7, timeInForce: 'fok', selfTrade: 'expire_maker' } as const
    expect(tell(book, order(3, { ...kill, quantity: 4 }))).toEqual(['3 expired UNFILLED_FOK_ORDER_EXPIRED 4'])
    expect(tell(book, order(4, { ...kill, quantity: 3 }))).toEqual([
      '1 expired SELF_TRADE_PREVENTED 2',
      '3@100 4>2 order',
      '2 filled 0',
      '4 filled 0',
    ])
  })
  test('fill-or-kill is killed where anything would be prevented, by quantity or by quote', () => {
    const book = createBook()
    tell(book, sell(1, { owner: 7, quantity: 2 }), sell(2, { quantity: 9 }))
    const kill = { owner: 7, timeInForce: 'fok', selfTrade: 'decrement' } as const
    expect(tell(book, order(3, { ...kill, quantity: 5 }))).toEqual(['3 expired UNFILLED_FOK_ORDER_EXPIRED 5'])
    expect(tell(book, market(4, { ...kill, quantity: 0, quoteQuantity: 550 }))).toEqual(['4 expired UNFILLED_FOK_ORDER_EXPIRED 0'])
    expect(book.levels('sell', 1)).toEqual([[100, 11]])
  })
  test('fill-or-kill by quote is filled whole or not at all', () => {
    const book = createBook()
    tell(book, depth(1, [], [[100, 4]]))
    const kill = { timeInForce: 'fok', quantity: 0 } as const
    expect(tell(book, market(1, { ...kill, quoteQuantity: 550 }))).toEqual(['1 expired UNFILLED_FOK_ORDER_EXPIRED 0'])
    expect(tell(book, market(2, { ...kill, quoteQuantity: 350 }))).toEqual(['3@100 2>0 level', '2 filled 0'])
  })
}

function postOnlyStories(createBook: () => Book): void {
  test('post-only looks at orders of its owner too, and at the house only while that can be matched', () => {
    const book = createBook()
    tell(book, sell(1, { owner: 7 }))
    expect(tell(book, order(2, { owner: 7, postOnly: true, selfTrade: 'expire_maker' }))).toEqual(['2 rejected WOULD_MATCH_IMMEDIATELY 10'])
    tell(book, depth(1, [], [[99, 5]]), feed(2, false))
    expect(tell(book, order(3, { price: 99, postOnly: true }))).toEqual(['3 opened 10'])
    expect(book.best('sell')).toBe(100)
  })
}

function expireStories(createBook: () => Book): void {
  const own = (id: number, changes = {}) => order(id, { owner: 7, price: 102, ...changes })
  const meeting = (): Book => {
    const book = createBook()
    tell(book, sell(1, { owner: 7, quantity: 2, price: 101 }), sell(2, { quantity: 2 }), sell(3, { quantity: 5, price: 102 }))
    return book
  }
  test('none: they trade', () => {
    expect(tell(meeting(), own(4, { selfTrade: 'none', quantity: 4 }))).toEqual([
      '2@100 4>2 order',
      '2 filled 0',
      '2@101 4>1 order',
      '1 filled 0',
      '4 filled 0',
    ])
  })
  test('expire_taker: an order that would meet its owner expires, its resting order stays', () => {
    const book = meeting()
    expect(tell(book, own(4, { timeInForce: 'fok', quantity: 3 }))).toEqual(['4 expired UNFILLED_FOK_ORDER_EXPIRED 3'])
    expect(tell(book, own(5))).toEqual(['2@100 5>2 order', '2 filled 0', '5 expired SELF_TRADE_PREVENTED 8'])
    expect(book.levels('sell', 1)).toEqual([[101, 2]])
  })
  test('expire_maker: the met order expires whole, the taker goes on and may rest', () => {
    expect(tell(meeting(), own(4, { selfTrade: 'expire_maker' }))).toEqual([
      '2@100 4>2 order',
      '2 filled 0',
      '1 expired SELF_TRADE_PREVENTED 2',
      '5@102 4>3 order',
      '3 filled 0',
      '4 opened 3',
    ])
  })
  test('expire_maker: a market order that met only its owner ends for liquidity', () => {
    const book = createBook()
    tell(book, sell(1, { owner: 7, quantity: 9, display: 2 }))
    expect(tell(book, market(2, { owner: 7, selfTrade: 'expire_maker' }))).toEqual([
      '1 expired SELF_TRADE_PREVENTED 9',
      '2 expired INSUFFICIENT_LIQUIDITY 10',
    ])
  })
  test('expire_both: the met order ends, then the taker', () => {
    const book = meeting()
    expect(tell(book, own(4, { selfTrade: 'expire_both' }))).toEqual([
      '2@100 4>2 order',
      '2 filled 0',
      '1 expired SELF_TRADE_PREVENTED 2',
      '4 expired SELF_TRADE_PREVENTED 8',
    ])
    expect(book.levels('sell', 9)).toEqual([[102, 5]])
  })
  test('the mode of the taker decides, and house before the own order is taken first', () => {
    const book = createBook()
    tell(book, depth(1, [], [[100, 3]]), sell(1, { owner: 7, selfTrade: 'none' }))
    expect(tell(book, order(2, { owner: 7 }))).toEqual(['3@100 2>0 level', '2 expired SELF_TRADE_PREVENTED 7'])
  })
}

function decrementStories(createBook: () => Book): void {
  const decrement = { owner: 7, selfTrade: 'decrement' } as const
  const facing = (quantity: number, changes = {}): Book => {
    const book = createBook()
    tell(book, sell(1, { owner: 7, quantity, ...changes }))
    return book
  }
  test('the smaller one ends, the other goes on with the rest', () => {
    const book = facing(4)
    expect(tell(book, order(2, decrement))).toEqual(['4@100 2>1 prevented', '1 expired SELF_TRADE_PREVENTED 0', '2 opened 6'])
    expect(book.find(2)).toMatchObject({ quantity: 10, leaves: 6 })
    expect(tell(facing(9), order(2, { ...decrement, quantity: 4 }))).toEqual(['4@100 2>1 prevented', '2 expired SELF_TRADE_PREVENTED 0'])
  })
  test('both end where they are equal', () => {
    expect(tell(facing(4), market(2, { ...decrement, quantity: 4 }))).toEqual([
      '4@100 2>1 prevented',
      '1 expired SELF_TRADE_PREVENTED 0',
      '2 expired SELF_TRADE_PREVENTED 0',
    ])
  })
  test('who loses the first lots and trades the last ones is filled', () => {
    const book = facing(4)
    tell(book, sell(2, { quantity: 6 }))
    expect(tell(book, order(3, decrement)).slice(2)).toEqual(['6@100 3>2 order', '2 filled 0', '3 filled 0'])
    const other = facing(9)
    tell(other, order(2, { ...decrement, quantity: 4 }))
    expect(tell(other, order(3, { quantity: 5 }))).toEqual(['5@100 3>1 order', '1 filled 0', '3 filled 0'])
  })
  test('an iceberg that loses its slice refills', () => {
    const book = facing(5, { display: 2 })
    tell(book, sell(2, { quantity: 3 }))
    expect(tell(book, order(3, { ...decrement, quantity: 6 }))).toEqual([
      '2@100 3>1 prevented',
      '3@100 3>2 order',
      '2 filled 0',
      '1@100 3>1 prevented',
      '3 expired SELF_TRADE_PREVENTED 0',
    ])
    expect(book.describeOrders()).toBe('sell 100 1 2 1\n')
  })
  test('prevented lots use up quote and hold as if they had traded', () => {
    const book = facing(4)
    tell(book, sell(2, { quantity: 20 }))
    expect(tell(book, market(3, { ...decrement, quantity: 0, quoteQuantity: 650 }))).toEqual([
      '4@100 3>1 prevented',
      '1 expired SELF_TRADE_PREVENTED 0',
      '2@100 3>2 order',
      '3 filled 0',
    ])
    const other = facing(4)
    tell(other, sell(2, { quantity: 20 }))
    expect(tell(other, market(3, { ...decrement, spendMax: 650 })).slice(2)).toEqual(['2@100 3>2 order', '3 expired INSUFFICIENT_HOLD 4'])
  })
  test('an order by quote is never done by prevented lots', () => {
    expect(tell(facing(9), market(2, { ...decrement, quantity: 0, quoteQuantity: 450 }))).toEqual([
      '4@100 2>1 prevented',
      '2 expired INSUFFICIENT_LIQUIDITY 0',
    ])
    const bids = createBook()
    tell(bids, order(1, { owner: 7, quantity: 9 }))
    expect(tell(bids, market(2, { ...decrement, side: 'sell', quantity: 3, quoteQuantity: 900 }))).toEqual([
      '3@100 2>1 prevented',
      '2 expired INSUFFICIENT_HOLD 0',
    ])
  })
}
