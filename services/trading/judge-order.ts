import type { NewOrder } from '#contracts/routes/orders'
import { type Instrument, type OrderRequest, type PricedOrder, validateOrder, type Violation } from '#core/orders'
import type { Trading } from './trading.ts'

export type Judged = { readonly order: PricedOrder } | { readonly violations: readonly [Violation, ...Violation[]] }

/** All rules a request breaks at once, or the order it asks for: the same answer before an order and for one. */
export function judge({ books }: Pick<Trading, 'books'>, body: NewOrder, instrument: Instrument, openOrders: number): Judged {
  const best = books.best(instrument)
  const validated = validateOrder(toRequest(body), instrument, {
    openOrders,
    ...(best.bid === undefined ? {} : { bestBid: best.bid }),
    ...(best.ask === undefined ? {} : { bestAsk: best.ask }),
  })
  const [first, ...others] = [...(validated.ok ? [] : validated.violations), ...unsupported(body)]
  if (first !== undefined) return { violations: [first, ...others] }
  return { order: (validated as { readonly order: PricedOrder }).order }
}

function unsupported({ self_trade_prevention: mode }: NewOrder): Violation[] {
  if (mode === undefined || mode === 'none' || mode === 'expire_taker') return []
  return [{ code: 'VALIDATION_FAILED', field: 'self_trade_prevention', rule: 'not_yet_supported', value: mode, nearest: 'expire_taker' }]
}

export function toRequest(body: NewOrder): OrderRequest {
  return {
    side: body.side,
    type: body.type,
    timeInForce: body.time_in_force ?? (body.type === 'market' ? 'ioc' : 'gtc'),
    postOnly: body.post_only ?? false,
    ...(body.price === undefined ? {} : { price: body.price }),
    ...(body.quantity === undefined ? {} : { quantity: body.quantity }),
    ...(body.quote_quantity === undefined ? {} : { quoteQuantity: body.quote_quantity }),
    ...(body.stop_price === undefined ? {} : { stopPrice: body.stop_price }),
    ...(body.trailing_delta === undefined ? {} : { trailingDelta: body.trailing_delta }),
    ...(body.activation_price === undefined ? {} : { activationPrice: body.activation_price }),
    ...(body.display_quantity === undefined ? {} : { displayQuantity: body.display_quantity }),
  }
}
