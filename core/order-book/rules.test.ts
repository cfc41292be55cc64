import { describe, expect, test } from 'vitest'
import { createBook, createReferenceBook } from '#core/order-book'
import type { Book, BookCommand, BookEvent, NewOrder, Print } from '#core/order-book'

const frame = (number: number) => ({ session: 1, frame: number })
const order = (id: number, changes: Partial<NewOrder>): NewOrder => ({
  kind: 'new',
  order: id,
  owner: id,
  side: 'buy',
  type: 'limit',
  timeInForce: 'gtc',
  postOnly: false,
  price: 100,
  quantity: 10,
  quoteQuantity: 0,
  spendMax: 0,
  selfTrade: 'expire_taker',
  ...changes,
})
const market = (id: number, changes: Partial<NewOrder>): NewOrder => order(id, { type: 'market', price: 0, timeInForce: 'ioc', ...changes })
const depth = (number: number, bids: [number, number][], asks: [number, number][]): BookCommand => ({
  kind: 'house_depth',
  bids,
  asks,
  frame: frame(number),
})
const print = (number: number, changes: Partial<Print>): Print => ({
  kind: 'print',
  price: 100,
  lots: 1,
  takerSide: 'sell',
  tradeId: number,
  frame: frame(number),
  ...changes,
})

function tell(book: Book, ...commands: BookCommand[]): string[] {
  const events: BookEvent[] = []
  for (const command of commands) book.apply(command, events)
  return events.map(event => {
    switch (event.kind) {
      case 'fill':
        return `${event.lots}@${event.price} ${event.taker}>${event.maker} ${event.evidence.cause}`
      case 'ended':
        return `${event.order} ${event.status}${event.reason ? ` ${event.reason}` : ''} ${event.leaves}`
      case 'opened':
        return `${event.order} opened ${event.leaves}`
      case 'cancel_refused':
        return `${event.order} refused`
    }
  })
}

const aheadOf = (book: Book): number[] => [...book.restingOrders()].map(resting => resting.ahead)

describe('takers', () => {
  test('take the house up to the first order, that order, the house up to the second, and so on', () => {
    const book = createBook()
    tell(
      book,
      depth(1, [], [[100, 5]]),
      order(1, { side: 'sell', quantity: 3 }),
      depth(2, [], [[100, 9]]),
      order(2, { side: 'sell', quantity: 2 }),
      depth(3, [], [[100, 12]]),
    )
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
    tell(book, depth(2, [], [[100, 5]]), { kind: 'house_best', bid: 99, bidLots: 1, ask: 100, askLots: 5, frame: frame(3) })
    expect(book.levels('sell', 1)).toEqual([[100, 1]])
    tell(book, depth(4, [], [[100, 6]]))
    expect(book.levels('sell', 1)).toEqual([[100, 6]])
  })
  test('a market order that empties a side expires for liquidity, partial fills stand', () => {
    const book = createBook()
    expect(tell(book, market(1, {}))).toEqual(['1 expired INSUFFICIENT_LIQUIDITY 10'])
    expect(tell(book, depth(1, [], [[100, 4]]), market(2, {}))).toEqual(['4@100 2>0 level', '2 expired INSUFFICIENT_LIQUIDITY 6'])
  })
  test('immediate-or-cancel, fill-or-kill and post-only end as their names say', () => {
    const book = createBook()
    tell(book, depth(1, [], [[100, 4]]))
    expect(tell(book, order(1, { timeInForce: 'fok' }))).toEqual(['1 expired UNFILLED_FOK_ORDER_EXPIRED 10'])
    expect(tell(book, order(2, { postOnly: true }))).toEqual(['2 rejected WOULD_MATCH_IMMEDIATELY 10'])
    expect(tell(book, order(3, { timeInForce: 'ioc' }))).toEqual(['4@100 3>0 level', '3 expired UNFILLED_IOC_QUANTITY_EXPIRED 6'])
    expect(tell(book, order(4, { postOnly: true }))).toEqual(['4 opened 10'])
  })
  test('an order that would meet its owner expires, its resting order stays', () => {
    const book = createBook()
    tell(book, order(1, { owner: 7, side: 'sell', quantity: 2, price: 101 }), order(2, { owner: 8, side: 'sell', quantity: 2 }))
    expect(tell(book, order(3, { owner: 7, price: 102, timeInForce: 'fok', quantity: 3 }))).toEqual([
      '3 expired UNFILLED_FOK_ORDER_EXPIRED 3',
    ])
    expect(tell(book, order(4, { owner: 7, price: 102 }))).toEqual(['2@100 4>2 order', '2 filled 0', '4 expired SELF_TRADE_PREVENTED 8'])
    expect(tell(book, order(5, { owner: 7, price: 102, selfTrade: 'none' }))).toEqual(['2@101 5>1 order', '1 filled 0', '5 opened 8'])
  })
  test('a market buy spends no more than its hold and takes what that buys', () => {
    const book = createBook()
    expect(
      tell(
        book,
        depth(
          1,
          [],
          [
            [100, 4],
            [110, 9],
          ],
        ),
        market(1, { spendMax: 730 }),
      ),
    ).toEqual(['4@100 1>0 level', '3@110 1>0 level', '1 expired INSUFFICIENT_HOLD 3'])
  })
  test('an order by quote is filled when no whole lot fits any more', () => {
    const book = createBook()
    const byQuote = { quantity: 0, quoteQuantity: 730 }
    expect(
      tell(
        book,
        depth(
          1,
          [],
          [
            [100, 4],
            [110, 9],
          ],
        ),
        market(1, byQuote),
      ),
    ).toEqual(['4@100 1>0 level', '3@110 1>0 level', '1 filled 0'])
    expect(tell(book, depth(2, [], [[110, 2]]), market(2, byQuote))).toEqual(['2@110 2>0 level', '2 expired INSUFFICIENT_LIQUIDITY 0'])
    expect(
      tell(
        book,
        depth(
          3,
          [],
          [
            [110, 0],
            [900, 2],
          ],
        ),
        market(3, byQuote),
      ),
    ).toEqual(['3 expired INSUFFICIENT_LIQUIDITY 0'])
  })
  test('a sell by quote trades no more lots than it holds, and never skips a price it cannot afford', () => {
    const book = createBook()
    tell(
      book,
      depth(
        1,
        [
          [100, 50],
          [1, 50],
        ],
        [],
      ),
    )
    expect(tell(book, market(1, { side: 'sell', quantity: 3, quoteQuantity: 550 }))).toEqual([
      '3@100 1>0 level',
      '1 expired INSUFFICIENT_HOLD 0',
    ])
    expect(tell(book, market(2, { side: 'sell', quantity: 9, quoteQuantity: 550 }))).toEqual(['5@100 2>0 level', '2 filled 0'])
  })
})

describe('prints', () => {
  test('serve what is left of their size after the queue, in time order, once', () => {
    const book = createBook()
    tell(book, depth(1, [[100, 5]], []), order(1, { quantity: 4 }), depth(2, [[100, 9]], []), order(2, { quantity: 4 }))
    expect(tell(book, print(3, { lots: 7 }))).toEqual(['2@100 0>1 print'])
    expect(aheadOf(book)).toEqual([0, 2])
    expect(tell(book, print(4, { lots: 6 }))).toEqual(['2@100 0>1 print', '1 filled 0', '2@100 0>2 print'])
  })
  test('through a limit fill it at the limit and empty the better levels of the house', () => {
    const book = createBook()
    tell(
      book,
      depth(
        1,
        [
          [101, 50],
          [100, 50],
          [99, 50],
        ],
        [],
      ),
      order(1, { price: 101, quantity: 3 }),
    )
    expect(tell(book, print(2, { price: 99, lots: 8 }))).toEqual(['3@101 0>1 print', '1 filled 0'])
    expect(book.levels('buy', 5)).toEqual([[99, 42]])
    tell(book, depth(3, [[99, 50]], []))
    expect(book.levels('buy', 5)).toEqual([[99, 50]])
  })
})

describe('the house', () => {
  test('a level that crosses a resting order fills it as maker at its limit and is consumed by that', () => {
    const book = createBook()
    tell(book, order(1, { quantity: 4 }))
    expect(tell(book, depth(1, [], [[98, 6]]))).toEqual(['4@100 0>1 diff', '1 filled 0'])
    expect(book.levels('sell', 5)).toEqual([[98, 2]])
  })
  test('the best quote empties better levels at once; the side last spoken of wins a crossed house', () => {
    const book = createBook()
    tell(
      book,
      depth(
        1,
        [
          [99, 5],
          [100, 5],
        ],
        [
          [101, 5],
          [102, 5],
        ],
      ),
    )
    tell(book, { kind: 'house_best', bid: 101, bidLots: 2, ask: 102, askLots: 5, frame: frame(2) })
    expect([book.levels('buy', 1), book.levels('sell', 1)]).toEqual([[[101, 2]], [[102, 5]]])
    tell(book, depth(3, [], [[100, 3]]))
    expect([book.levels('buy', 1), book.levels('sell', 1)]).toEqual([[[99, 5]], [[100, 3]]])
  })
  test('while the feed is not live users trade among themselves and the house is only shown', () => {
    const book = createBook()
    tell(book, depth(1, [], [[100, 5]]), { kind: 'feed_state', live: false, frame: frame(2) })
    expect(tell(book, market(1, {}))).toEqual(['1 expired DATA_STALE 10'])
    expect(book.levels('sell', 1)).toEqual([[100, 5]])
    expect(tell(book, order(2, { price: 99 }), order(3, { side: 'sell', price: 99, quantity: 4 }))).toEqual([
      '2 opened 10',
      '4@99 3>2 order',
      '3 filled 0',
    ])
    expect(tell(book, print(4, { price: 90, lots: 50 }))).toEqual([])
    tell(book, order(4, { price: 100 }))
    expect(book.levels('sell', 1)).toEqual([])
  })
  test('a restored order keeps its place until the feed shows less', () => {
    const book = createBook()
    book.restore({ order: 5, owner: 1, side: 'buy', price: 100, leaves: 3, priority: 5, ahead: 40 })
    tell(book, { kind: 'house_snapshot', bids: [[100, 25]], asks: [], frame: frame(1) })
    expect(aheadOf(book)).toEqual([25])
  })
  test.each([
    ['the book', createBook],
    ['the reference', createReferenceBook],
  ])('%s: who joins a restored order before the feed speaks again stands behind it', (_, create) => {
    const book = create()
    book.restore({ order: 5, owner: 1, side: 'buy', price: 100, leaves: 3, priority: 5, ahead: 40 })
    tell(book, order(6, { quantity: 2 }))
    expect(aheadOf(book)).toEqual([40, 40])
    tell(book, { kind: 'house_snapshot', bids: [[100, 25]], asks: [], frame: frame(1) })
    expect(aheadOf(book)).toEqual([25, 25])
  })
  test('places stored at different times never put an earlier order behind a later one', () => {
    const book = createBook()
    const stored = { owner: 1, side: 'buy' as const, price: 100, leaves: 3 }
    book.restore({ ...stored, order: 5, priority: 5, ahead: 50 })
    book.restore({ ...stored, order: 6, priority: 6, ahead: 30 })
    expect(aheadOf(book)).toEqual([30, 30])
    expect(() => book.restore({ ...stored, order: 4, priority: 4, ahead: 60 })).toThrow('priority order')
  })
})
