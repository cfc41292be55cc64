/** Orders in plain words, for notices and rows. */
import { problems } from '#contracts/problems'
import type { Order } from '#contracts/routes/orders'
import { isLimit, isStop } from '#core/orders'
import { grouped, isZero, multiply, thousandths, trim } from './amounts.ts'
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
    case 'armed':
      return {
        tone: 'neutral',
        sentence: `Order armed: ${order.side} ${trim(order.quantity ?? '0')} ${order.symbol} ${triggerWords(order)}`,
      }
    case 'received':
    case 'pending':
    case 'replaced':
      return undefined
  }
}

const typeNames: Readonly<Record<Order['type'], string>> = {
  market: 'market',
  limit: 'limit',
  stop_loss: 'stop',
  stop_loss_limit: 'stop limit',
  take_profit: 'take profit',
  take_profit_limit: 'profit limit',
}
export function typeWords(order: Pick<Order, 'type' | 'trailing_delta' | 'display_quantity' | 'peg'>): string {
  if (order.trailing_delta !== null) return isLimit(order.type) ? 'trailing limit' : 'trailing'
  if (order.type !== 'limit') return typeNames[order.type]
  if (order.display_quantity !== null) return 'iceberg'
  return order.peg === null ? 'limit' : 'pegged'
}
/** What a triggered order waits for: the price it is waiting to reach, or how far it trails; empty for one without. */
export function triggerWords({ side, type, stop_price, trailing_delta, activation_price }: Order): string {
  const isAbove = (side === 'buy') === isStop(type)
  if (stop_price !== null) return `at\u00a0${isAbove ? '≥' : '≤'}\u00a0${grouped(stop_price)}`
  if (trailing_delta === null) return ''
  const from = activation_price === null ? '' : ` from ${grouped(activation_price)}`
  return `trails ${trim(multiply(String(trailing_delta), '0.01'))}\u00a0%${from}`
}
/** Where an open order is, in a word or two. */
export function statusWords({ status, filled_quantity, quantity }: Order): string {
  switch (status) {
    case 'partially_filled':
      return `${(thousandths(filled_quantity, quantity ?? '0') / 10).toFixed(0)} % filled`
    case 'received':
      return 'sent'
    default:
      return status
  }
}
/** The same for a reader who does not know our words. */
export function statusHint({ status }: Order): string | undefined {
  if (status === 'armed') return 'Waits for its trigger; not in the book yet'
  return status === 'pending' ? 'Waits for the order before it in its list' : undefined
}

const reasons: Readonly<Record<string, string>> = {
  SELF_TRADE_PREVENTED: 'it would have met an order of your own',
  INSUFFICIENT_LIQUIDITY: 'nobody offered the rest',
  UNFILLED_IOC_QUANTITY_EXPIRED: 'what could not be filled at once was not kept',
  UNFILLED_FOK_ORDER_EXPIRED: 'it could not be filled in full at once',
  INSUFFICIENT_HOLD: 'the price moved beyond what was set aside',
  GTD_EXPIRED: 'its time was over',
  OCO_TRIGGER: 'the other order of its list came first',
  LIST_ENDED: 'its list has ended',
  OTO_PHASE_ONE_EXPIRED: 'the order it waited for was not filled',
  EXECUTION_RULE_PRICE_RANGE_EXCEEDED: 'the rest was too far from the market',
  FEED_CHANGED: 'the market feed was changed',
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
