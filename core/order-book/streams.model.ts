import fc from 'fast-check'
import type { BookCommand, Level } from './types.ts'

/** Prices and sizes are few, so that everything collides. */
const price = fc.integer({ min: 1, max: 12 })
const lots = fc.integer({ min: 1, max: 9 })
const side = fc.constantFrom('buy' as const, 'sell' as const)
const absurd = fc.constantFrom(-1, 0, 1.5, NaN, Infinity, 2 ** 31, 2 ** 53, 2 ** 60)
const framePrice = fc.oneof({ weight: 30, arbitrary: price }, { weight: 1, arbitrary: absurd })
const frameLots = fc.oneof({ weight: 30, arbitrary: fc.integer({ min: 0, max: 12 }) }, { weight: 1, arbitrary: absurd })
const level: fc.Arbitrary<Level> = fc.tuple(framePrice, frameLots)
const levels = fc.array(level, { maxLength: 4 })
const bidLevels = fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 12 })), { maxLength: 6 })
const askLevels = fc.array(fc.tuple(fc.integer({ min: 6, max: 12 }), fc.integer({ min: 0, max: 12 })), { maxLength: 6 })

const limit = fc.record({
  kind: fc.constant('new' as const),
  owner: fc.integer({ min: 1, max: 3 }),
  side,
  type: fc.constant('limit' as const),
  timeInForce: fc.constantFrom('gtc' as const, 'gtc' as const, 'gtc' as const, 'ioc' as const, 'fok' as const),
  postOnly: fc.constant(false),
  price,
  quantity: lots,
  quoteQuantity: fc.constant(0),
  spendMax: fc.constant(0),
  selfTrade: fc.constantFrom('none' as const, 'expire_taker' as const),
})
const postOnly = limit.map(order => ({ ...order, timeInForce: 'gtc' as const, postOnly: true }))
const market = limit.chain(order =>
  fc
    .record({
      spendMax: fc.constantFrom(0, 0, 7, 25, 60),
      byQuote: fc.boolean(),
      quote: fc.integer({ min: 1, max: 90 }),
      capped: fc.boolean(),
      fok: fc.boolean(),
    })
    .map(money => ({
      ...order,
      type: 'market' as const,
      price: 0,
      timeInForce: money.fok ? ('fok' as const) : ('ioc' as const),
      spendMax: order.side === 'buy' && !money.byQuote ? money.spendMax : 0,
      quoteQuantity: money.byQuote ? money.quote : 0,
      quantity: money.byQuote && !(money.capped && order.side === 'sell') ? 0 : order.quantity,
    })),
)
/** A frame or a cancel with its free parts; order ids and frame numbers are given when the stream is numbered. */
const feed = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('house_depth' as const), bids: bidLevels, asks: askLevels }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('house_depth' as const), bids: levels, asks: levels }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('house_snapshot' as const), bids: bidLevels, asks: askLevels }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('house_snapshot' as const), bids: levels, asks: levels }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('house_best' as const),
      bid: framePrice,
      bidLots: frameLots,
      ask: framePrice,
      askLots: frameLots,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('print' as const),
      price: framePrice,
      lots: frameLots,
      takerSide: side,
      tradeId: fc.constant(0),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('feed_state' as const), live: fc.constantFrom(true, true, false) }) },
)
const command = fc.oneof(
  { weight: 12, arbitrary: limit },
  { weight: 2, arbitrary: postOnly },
  { weight: 4, arbitrary: market },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('cancel' as const), back: fc.integer({ min: 0, max: 30 }) }) },
  { weight: 14, arbitrary: feed },
)

/** A stream of commands with ascending order ids and frame numbers. */
export function commandStreams(length: { readonly minLength: number; readonly maxLength: number }): fc.Arbitrary<BookCommand[]> {
  return fc.array(command, { ...length, size: 'max' }).map(parts => {
    let [order, frame] = [0, 0]
    return parts.map((part): BookCommand => {
      if (part.kind === 'new') return { ...part, order: (order += 1) }
      if (part.kind === 'cancel') return { kind: 'cancel', order: Math.max(1, order - part.back) }
      frame += 1
      return part.kind === 'print' ? { ...part, tradeId: frame, frame: { session: 1, frame } } : { ...part, frame: { session: 1, frame } }
    })
  })
}
