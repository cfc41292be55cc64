import { averagePrice, toOrder, toReceived } from '#contracts/order-wire'
import type { RouteReply } from '#contracts/kit'
import type { listOrderEvents, OrderEvent } from '#contracts/routes/order-events'
import type { Order } from '#contracts/routes/orders'
import type { MatchedFill, OrderState, PlacedOrder } from '#contracts/topics/orders'
import type { Evidence } from '#contracts/topics/trades'
import { assert } from '#core/assert'
import { formatDecimal, parseDecimal } from '#core/decimal'
import { assetScaleOf, type Instrument } from '#core/orders'
import type { Call } from '#platform/service'
import * as store from './order-store.ts'
import { findOrder } from './read-orders.ts'
import type { Trading } from './trading.ts'

/** Events of one answer after the first; a page shows a few dozen. */
const eventsMax = 1_000
/** Events of the account that are looked at from each end of the order's life. */
const scannedMax = 10_000

/** The committed events of an order, oldest first, each with the order as it was then. */
export async function events(trading: Trading, call: Call<typeof listOrderEvents>): Promise<RouteReply<typeof listOrderEvents>> {
  const row = await findOrder(trading, call.principal.userId, call.query.account_id, call.params.id)
  const instrument = trading.instruments.find(row.symbol)
  if (row.command_seq === null) return { status: 200, body: { items: [refusalOf(toOrder(row, instrument))], truncated: false } }
  const [placed] = await trading.sql.query<store.EventRow>(store.placedEvent(row))
  const after = placed?.account_seq ?? 0n
  const later = await trading.sql.query<store.EventRow>(store.laterEvents(row, { after, scanned: scannedMax, limit: eventsMax + 1 }))
  const shown = later.slice(0, eventsMax).toReversed()
  const filled = shown.filter(({ topic }) => topic === 'order.matched').map(({ account_seq: seq }) => seq)
  const fills = await trading.sql.query<store.EvidenceRow>(store.evidenceOf(row, filled))
  const evidenceOf = new Map(fills.map(({ id, evidence }) => [id, evidence]))
  const items: OrderEvent[] = []
  for (const event of placed === undefined ? shown : [placed, ...shown]) {
    const before = items.at(-1)?.order ?? toOrder({ ...row, filled_quantity: 0n, filled_quote: 0n, fee: 0n }, instrument)
    items.push(toEvent(event, { before, instrument, evidenceOf }))
  }
  return { status: 200, body: { items, truncated: later.length > eventsMax || row.seq - after > BigInt(scannedMax * 2) } }
}

/** A refused order has no events: it never began. */
function refusalOf(order: Order): OrderEvent {
  const { status, reason, seq, created_at: at } = order
  return { seq, at, topic: 'order.updated', status, reason, order, fill: null, evidence: null }
}

interface EventParts {
  readonly before: Order
  readonly instrument: Instrument
  readonly evidenceOf: ReadonlyMap<string, string>
}
function toEvent(
  { topic, body, account_seq: number, at: time }: store.EventRow,
  { before, instrument, evidenceOf }: EventParts,
): OrderEvent {
  const [seq, at] = [Number(number), new Date(time).toISOString()]
  const step = (order: Order): OrderEvent => ({
    seq,
    at,
    topic,
    status: order.status,
    reason: order.reason,
    order,
    fill: null,
    evidence: null,
  })
  switch (topic) {
    case 'order.placed':
      return step(toReceived(JSON.parse(body) as PlacedOrder, instrument, { seq: number, at: time }))
    case 'order.updated':
      return step({ ...(JSON.parse(body) as OrderState), seq })
    case 'order.matched': {
      const { fill } = JSON.parse(body) as MatchedFill
      const evidence = evidenceOf.get(fill.id)
      return {
        ...step(afterFill({ ...before, seq, updated_at: at }, fill, instrument)),
        fill: { ...fill, seq },
        evidence: evidence === undefined ? null : (JSON.parse(evidence) as Evidence),
      }
    }
  }
}

/** The order with one more fill; what else the engine did to it in that moment is told by the next event. */
function afterFill(order: Order, fill: MatchedFill['fill'], instrument: Instrument): Order {
  const { baseScale, quoteScale } = instrument
  const filled = units(order.filled_quantity, baseScale) + units(fill.quantity, baseScale)
  const quote = units(order.filled_quote, quoteScale) + units(fill.quote_quantity, quoteScale)
  const feeScale = assetScaleOf(instrument, fill.fee_asset)
  const fee = units(order.fees[0]?.amount ?? '0', feeScale) + units(fill.fee, feeScale)
  const whole = order.quantity === null ? undefined : units(order.quantity, baseScale) - units(order.prevented_quantity, baseScale)
  return {
    ...order,
    filled_quantity: formatDecimal(filled, baseScale),
    remaining_quantity: whole === undefined ? null : formatDecimal(whole - filled, baseScale),
    filled_quote: formatDecimal(quote, quoteScale),
    average_price: averagePrice(quote, filled, instrument),
    status: whole === filled ? 'filled' : 'partially_filled',
    reason: null,
    fees: fee === 0n ? [] : [{ asset: fill.fee_asset, amount: formatDecimal(fee, feeScale) }],
  }
}

function units(text: string, scale: number): bigint {
  const value = parseDecimal(text, scale)
  assert(typeof value === 'bigint', 'stored events have exact amounts')
  return value
}
