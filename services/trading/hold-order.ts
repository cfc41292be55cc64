import { holdFor, type Instrument, isTriggered, levelAt, type Hold, type NoHold, type PricedOrder } from '#core/orders'
import type { Trading } from './trading.ts'

type Seeing = Pick<Trading, 'books'>
type Levels = ReturnType<Trading['books']['levels']>

/** Whether an order works at once and cannot wait for the market to come back. */
export function needsMarket(order: PricedOrder): boolean {
  return !isTriggered(order.type) && (order.type === 'market' || order.timeInForce === 'ioc' || order.timeInForce === 'fok')
}

/** The asset an order spends, and so holds. */
export function spentAsset({ side }: PricedOrder, instrument: Instrument): string {
  return side === 'buy' ? instrument.quoteAsset : instrument.baseAsset
}

/** What an order holds of what trading knows of the market; one that makes do, all there is when that is known to be less. */
export function holdOf(trading: Seeing, order: PricedOrder, instrument: Instrument, available: bigint | undefined): Hold | NoHold {
  const { last } = trading.books.market(instrument)
  const needsLevels = order.price === undefined
  return holdFor(order, instrument, {
    ...(needsLevels ? { levels: trading.books.opposite(instrument, order.side) } : {}),
    ...(order.peg === undefined ? {} : { pegLevels: pegLevels(trading, order, instrument) }),
    ...(last === undefined || order.type === 'market' ? {} : { last }),
    ...(available === undefined ? {} : { available }),
  })
}

/**
 * Whether the hold is an estimate with slack, a market buy by quantity or sell by quote: where that is more than there is, the order
 * holds all there is instead, which the engine never exceeds.
 */
export function makesDo({ type, side, quantity }: PricedOrder): boolean {
  return type === 'market' && (side === 'buy') === (quantity !== undefined)
}

/** The price a pegged order would take now; undefined where its side of the book has no such level. */
export function pegPrice(trading: Seeing, order: PricedOrder, instrument: Instrument): bigint | undefined {
  return order.peg && levelAt(pegLevels(trading, order, instrument), order.peg.offset)
}

function pegLevels({ books }: Seeing, { side, peg }: PricedOrder, instrument: Instrument): Levels {
  return peg?.to === 'primary' ? books.levels(instrument, side) : books.opposite(instrument, side)
}
