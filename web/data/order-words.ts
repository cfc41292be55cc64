/** Orders in plain words, for notices and rows. */
import { problems } from '#contracts/problems'
import type { Order } from '#contracts/routes/orders'
import { grouped, isZero, trim } from './amounts.ts'
import type { Notice } from './notices.ts'

/** What just happened to an order; undefined where there is nothing to tell yet. */
export function describeOrder(order: Order): Pick<Notice, 'sentence' | 'tone'> | undefined {
  const done = order.side === 'buy' ? 'Bought' : 'Sold'
  const traded = `${trim(order.filled_quantity)} ${order.symbol}`
  const average = order.average_price === null ? '' : ` at ${grouped(order.average_price)}`
  switch (order.status) {
    case 'open':
      return {
        tone: 'neutral',
        sentence: `Order open: ${order.side} ${trim(order.quantity ?? '0')} ${order.symbol} at ${grouped(order.price ?? '')}`,
      }
    case 'partially_filled':
      return { tone: 'good', sentence: `${done} ${traded}${average}; the rest waits` }
    case 'filled':
      return { tone: 'good', sentence: `${done} ${traded}${average}` }
    case 'canceled':
      return { tone: 'neutral', sentence: `Order canceled: ${order.side} ${order.symbol}${because(order)}` }
    case 'expired':
      return { tone: 'bad', sentence: `Order expired: ${order.side} ${order.symbol}${because(order)}` }
    case 'rejected':
      return { tone: 'bad', sentence: `Order rejected: ${order.side} ${order.symbol}${because(order)}` }
    case 'received':
    case 'pending':
    case 'armed':
    case 'replaced':
      return undefined
  }
}

const reasons: Readonly<Record<string, string>> = {
  SELF_TRADE_PREVENTED: 'it would have met an order of your own',
  INSUFFICIENT_LIQUIDITY: 'nobody offered the rest',
  UNFILLED_IOC_QUANTITY_EXPIRED: 'what could not be filled at once was not kept',
  UNFILLED_FOK_ORDER_EXPIRED: 'it could not be filled in full at once',
  INSUFFICIENT_HOLD: 'the price moved beyond what was set aside',
}

function because({ reason, filled_quantity: filled }: Order): string {
  const part = isZero(filled) ? '' : `, ${trim(filled)} filled`
  if (reason === null || reason === 'USER_REQUESTED') return part
  return `${part}: ${reasonWords(reason)}`
}
/** A reason code as a sentence's end. */
export function reasonWords(code: string): string {
  const known = reasons[code] ?? (problems as Readonly<Record<string, { readonly title: string }>>)[code]?.title
  return known ?? code.toLowerCase().replaceAll('_', ' ')
}
