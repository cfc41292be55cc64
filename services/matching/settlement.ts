import { fromLots, fromTicks } from '#core/orders'
import type { BookEvent } from '#core/order-book'
import type { Settlement, SettleInput } from './batch-changes.ts'
import { close, trim } from './holds.ts'
import { settleFill } from './settle-fill.ts'
import { toState, type Tracked } from './tracked.ts'

/** Adds the events of one applied command or frame: postings, order states, fills, trades. Pure but for the tracked orders it moves. */
export function settleEvents(settlement: Settlement, events: readonly BookEvent[], input: SettleInput): void {
  const touched = new Set<Tracked>()
  for (const event of events) for (const order of settleEvent(settlement, event, input)) touched.add(order)
  for (const order of touched) announce(settlement, order, input.at)
}

/** What one event changes; the orders it touched. */
function settleEvent(settlement: Settlement, event: BookEvent, input: SettleInput): readonly Tracked[] {
  switch (event.kind) {
    case 'fill':
      return settleFill(settlement, event, input)
    case 'prevented': {
      const orders = [input.find(event.taker), input.find(event.maker)]
      for (const order of orders) {
        order.preventedQuantity += order.quantity === undefined ? 0n : fromLots(input.instrument, event.lots)
        trim(settlement, order.hold)
      }
      return orders
    }
    case 'refused':
      return []
    case 'ended': {
      const order = input.find(event.order)
      endOrder(settlement, order, event.status, event.reason)
      return [order]
    }
    case 'pending':
    case 'armed':
    case 'triggered':
    case 'opened':
    case 'priced':
    case 'amended':
      return [moveOrder(settlement, event, input)]
  }
}

/** An order that lives on in another state, with another price or another quantity. */
function moveOrder(
  settlement: Settlement,
  event: Extract<BookEvent, { readonly kind: 'pending' | 'armed' | 'triggered' | 'opened' | 'priced' | 'amended' }>,
  input: SettleInput,
): Tracked {
  const order = input.find(event.order)
  switch (event.kind) {
    case 'pending':
    case 'armed':
      order.status = event.kind
      break
    case 'triggered':
      break
    case 'opened':
      order.status = order.filledQuantity > 0n ? 'partially_filled' : 'open'
      break
    case 'priced':
      order.price = fromTicks(input.instrument, event.price)
      trim(settlement, order.hold)
      break
    case 'amended':
      order.quantity = fromLots(input.instrument, event.quantity)
      trim(settlement, order.hold)
      break
  }
  return order
}

/** The order's end: what nobody else lives on goes back, and with the last one who does the hold closes. */
export function endOrder(
  settlement: Settlement,
  order: Tracked,
  status: 'filled' | 'canceled' | 'expired' | 'rejected' | 'replaced',
  reason: string | null,
): void {
  order.status = status
  order.reason = reason
  settlement.ended.add(order.placed.order_id)
  order.hold.members.delete(order)
  if (order.hold.members.size > 0) trim(settlement, order.hold)
  else close(settlement, order.hold)
}

export function announce(settlement: Settlement, order: Tracked, at: string): void {
  const { account_id: accountId, order_id: orderId } = order.placed
  settlement.touched.set(orderId, order)
  if (order.list !== undefined) settlement.lists.add(order.list)
  settlement.events.push({ topic: 'order.updated', accountId, orderId, body: JSON.stringify(toState(order, at)) })
  settlement.lastEvents.set(orderId, settlement.events.length)
}
