import { assert } from '#core/assert'
import type { LiveOrder } from '#core/order-book'
import { type Instrument, toLots, toTicks } from '#core/orders'
import { readExtra } from './live-extra.ts'
import { readPlaced } from './placed-words.ts'
import { leavesOf, toCommand, track, type Tracked } from './tracked.ts'

/**
 * A row of `live_orders` as a line, its fields between tabs: number, priority, price, leaves, ahead, filled quantity, side, symbol, hold
 * remaining, filled quote, fee, extra, placed. Rows come as lines because a start reads all of them and looks at few: a line costs a tenth
 * of an object with its amounts.
 */
type StoredLine = string

/** What a plain order's place in its book needs, without looking at the order itself. Amounts in base units. */
export interface PlainPlace {
  readonly number: number
  readonly priority: number
  readonly price: number
  readonly leaves: number
  readonly ahead: number
  readonly filled: number
  readonly side: LiveOrder['side']
  readonly symbol: string
  readonly account: string
  /** Where in the text its id begins. */
  readonly idAt: number
}

/** The order's own words begin like this: so much is relied on, and checked. */
const placedStart = '["'
const accountStart = '","'
const idLength = 36
/** Whole numbers of so many digits are exact in a double. */
const digitsMax = 15
const tab = 9
const zero = 48
const letterB = 98

/** The place of a resting order that has nothing extra; undefined where the line at `from` must be looked at whole. */
export function readPlain(text: string, from: number): PlainPlace | undefined {
  let at = from
  const count = (): number => {
    const start = at
    let value = 0
    for (let code = text.charCodeAt(at); code !== tab; code = text.charCodeAt(++at)) value = value * 10 + code - zero
    at += 1
    return at - start > digitsMax ? NaN : value
  }
  const [number, priority, price, leaves, ahead, filled] = [count(), count(), count(), count(), count(), count()]
  if (Number.isNaN(number + priority + price + leaves + ahead + filled)) return undefined
  const side = text.charCodeAt(at) === letterB ? 'buy' : 'sell'
  const symbolAt = text.indexOf('\t', at) + 1
  const symbolEnd = text.indexOf('\t', symbolAt)
  at = symbolEnd + 1
  for (let skipped = 0; skipped < 3; skipped += 1) at = text.indexOf('\t', at) + 1
  const idAt = at + 1 + placedStart.length
  const accountAt = idAt + idLength + accountStart.length
  if (text.charCodeAt(at) !== tab || !text.startsWith(placedStart, at + 1) || !text.startsWith(accountStart, idAt + idLength))
    return undefined
  const [symbol, account] = [text.slice(symbolAt, symbolEnd), text.slice(accountAt, accountAt + idLength)]
  return { number, priority, price, leaves, ahead, filled, side, symbol, account, idAt }
}

/** A line taken apart. */
export interface StoredOrder {
  readonly order: Tracked
  readonly live: Omit<LiveOrder, 'owner'>
  readonly ahead: bigint
  readonly extra: string | null
}

/** The order as it was committed, and its place in its book. */
export function readStored(line: StoredLine, instruments: ReadonlyMap<string, Instrument>): StoredOrder {
  const fields = line.split('\t')
  const [number, priority, price, , ahead, filled, , symbol, held, filledQuote, fee, extraText] = fields
  const instrument = instruments.get(symbol!)
  assert(instrument !== undefined && fields.length === 13, 'a stored order has a known symbol and thirteen fields')
  const order = track(readPlaced(fields[12]!), Number(number), instrument)
  const remaining = BigInt(held!)
  const { state } = order.hold
  order.hold.state = {
    ...state,
    consumed: state.placed > remaining ? state.placed - remaining : 0n,
    placed: state.placed > remaining ? state.placed : remaining,
    remaining,
  }
  order.hold.isStored = order.hold.isStored || remaining > 0n
  order.filledQuantity = BigInt(filled!)
  order.filledQuote = BigInt(filledQuote!)
  order.fee = BigInt(fee!)
  const extra = readExtra(order, extraText === '' ? null : extraText!)
  order.status = extra.state !== 'resting' ? extra.state : order.filledQuantity > 0n ? 'partially_filled' : 'open'
  const leaves = toLots(instrument, leavesOf(order)!)
  const isResting = extra.state === 'resting'
  const live: StoredOrder['live'] = {
    order: order.number,
    side: order.placed.side,
    state: extra.state,
    quantity: toLots(instrument, order.quantity!),
    leaves,
    price: isResting ? toTicks(instrument, BigInt(price!)) : toCommand(order, 0).price,
    visible: isResting ? (extra.visible ?? leaves) : 0,
    priority: Number(priority),
    ahead: toLots(instrument, BigInt(ahead!)),
    extreme: extra.extreme,
    expiresAt: extra.expiresAt,
  }
  return { order, live, ahead: BigInt(ahead!), extra: extraText === '' ? null : extraText! }
}
