/** Orders in plain words, for notices and rows. */
import type { Order } from '#contracts/routes/orders'
import { isLimit, isStop } from '#core/orders'
import type { TextKey, Translate } from '../i18n/texts.ts'
import { grouped, isZero, multiply, thousandths, trim } from './amounts.ts'
import type { Notice } from './notices.ts'
import { codeWords } from './problem-words.ts'

/** What just happened to an order; undefined where there is nothing to tell yet. */
export function describeOrder(text: Translate, order: Order): Pick<Notice, 'sentence' | 'tone'> | undefined {
  const isBuy = order.side === 'buy'
  const side = text(`words.${order.side}`)
  const what = {
    side,
    symbol: order.symbol,
    quantity: trim(order.quantity ?? '0'),
    filled: trim(order.filled_quantity),
    average: order.average_price === null ? '' : grouped(order.average_price),
    why: because(text, order),
  }
  switch (order.status) {
    case 'open':
      return { tone: 'neutral', sentence: text('words.open', { ...what, price: grouped(order.price ?? '') }) }
    case 'partially_filled':
      return { tone: 'good', sentence: text(isBuy ? 'words.boughtPart' : 'words.soldPart', what) }
    case 'filled':
      return { tone: 'good', sentence: text(isBuy ? 'words.bought' : 'words.sold', what) }
    case 'canceled':
      return { tone: 'neutral', sentence: text('words.canceled', what) }
    case 'expired':
      return { tone: 'bad', sentence: text('words.expired', what) }
    case 'rejected':
      return { tone: 'bad', sentence: text('words.rejected', what) }
    case 'armed':
      return { tone: 'neutral', sentence: text('words.armed', { ...what, trigger: triggerWords(text, order) }) }
    case 'received':
    case 'pending':
    case 'replaced':
      return undefined
  }
}

export function typeWords(text: Translate, order: Pick<Order, 'type' | 'trailing_delta' | 'display_quantity' | 'peg'>): string {
  if (order.trailing_delta !== null) return text(isLimit(order.type) ? 'words.type.trailing_limit' : 'words.type.trailing')
  if (order.type !== 'limit') return text(`words.type.${order.type}`)
  if (order.display_quantity !== null) return text('words.type.iceberg')
  return text(order.peg === null ? 'words.type.limit' : 'words.type.pegged')
}
/** What a triggered order waits for: the price it is waiting to reach, or how far it trails; empty for one without. */
export function triggerWords(text: Translate, { side, type, stop_price, trailing_delta, activation_price }: Order): string {
  const isAbove = (side === 'buy') === isStop(type)
  if (stop_price !== null) return text(isAbove ? 'words.atOrAbove' : 'words.atOrBelow', { price: grouped(stop_price) })
  if (trailing_delta === null) return ''
  const distance = trim(multiply(String(trailing_delta), '0.01'))
  if (activation_price === null) return text('words.trails', { distance })
  return text('words.trailsFrom', { distance, price: grouped(activation_price) })
}
/** Where an order is, in a word or two. */
export function statusWords(text: Translate, { status, filled_quantity: filled, quantity }: Order): string {
  if (status !== 'partially_filled') return text(`words.status.${status}`)
  return text('words.filledPart', { percent: (thousandths(filled, quantity ?? '0') / 10).toFixed(0) })
}
/** The same for a reader who does not know our words. */
export function statusHint(text: Translate, { status }: Order): string | undefined {
  if (status === 'armed') return text('words.hint.armed')
  return status === 'pending' ? text('words.hint.pending') : undefined
}

const reasons: Readonly<Record<string, TextKey>> = {
  SELF_TRADE_PREVENTED: 'words.reason.selfTrade',
  INSUFFICIENT_LIQUIDITY: 'words.reason.liquidity',
  UNFILLED_IOC_QUANTITY_EXPIRED: 'words.reason.ioc',
  UNFILLED_FOK_ORDER_EXPIRED: 'words.reason.fok',
  INSUFFICIENT_HOLD: 'words.reason.hold',
  GTD_EXPIRED: 'words.reason.gtd',
  OCO_TRIGGER: 'words.reason.oco',
  LIST_ENDED: 'words.reason.list',
  OTO_PHASE_ONE_EXPIRED: 'words.reason.entry',
  EXECUTION_RULE_PRICE_RANGE_EXCEEDED: 'words.reason.range',
  FEED_CHANGED: 'words.reason.feed',
}

function because(text: Translate, { reason, filled_quantity: filled }: Order): string {
  const part = isZero(filled) ? '' : text('words.filledOf', { filled: trim(filled) })
  if (reason === null || reason === 'USER_REQUESTED') return part
  return `${part}: ${reasonWords(text, reason)}`
}
/** A reason code as a sentence's end. */
export function reasonWords(text: Translate, code: string): string {
  const key = reasons[code]
  if (key !== undefined) return text(key)
  return codeWords(text, code) ?? code.toLowerCase().replaceAll('_', ' ')
}
