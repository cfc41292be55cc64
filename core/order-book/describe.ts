import type { BookSide } from './book-side.ts'
import type { FrameRef, RestingOrder } from './types.ts'

/** Canonical text of the orders: one line each, bids then asks, best price first, then by priority. */
export function describeOrders(orders: Iterable<RestingOrder>): string {
  let text = ''
  for (const order of orders) text += `${order.side} ${order.price} ${order.order} ${order.leaves} ${order.priority}\n`
  return text
}

/** Canonical text of one side's house levels, best first, with what was consumed and printed since the feed spoke. */
export function describeHouse(side: BookSide): string {
  let text = ''
  for (const { price, house } of side.walk()) {
    if (house) text += `house ${side.side} ${price} ${house.shown} ${house.left} ${house.printed} ${describeFrame(house.frame)}\n`
  }
  return text
}

/** Canonical text of the queue places. */
export function describeQueue(orders: Iterable<RestingOrder>): string {
  let text = ''
  for (const order of orders) text += `ahead ${order.order} ${order.ahead}\n`
  return text
}

/** A position in the feed as text. */
export function describeFrame(frame: FrameRef): string {
  return `${frame.session}.${frame.frame}`
}
