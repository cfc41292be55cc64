import type { ReasonCode } from './reasons.ts'
import type { OrderType, Side, TimeInForce } from './types.ts'

/** An order as a client asks for it: amounts are decimal text, as on the wire. */
export interface OrderRequest {
  readonly side: Side
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  readonly price?: string
  readonly quantity?: string
  readonly quoteQuantity?: string
  readonly postOnly: boolean
  readonly stopPrice?: string
  readonly trailingDelta?: number
  readonly activationPrice?: string
  readonly displayQuantity?: string
}

/** What validation knows of the market; prices at the instrument's price scale. */
export interface MarketView {
  readonly bestBid?: bigint
  readonly bestAsk?: bigint
  /** Trading does not know it yet, so it checks no percent price. */
  readonly last?: bigint
  /** Open orders of the account in this symbol; unknown = not checked here. */
  readonly openOrders?: number
}

/** A valid order in integers: price at priceScale, quantity in base units, quoteQuantity in quote units. */
export interface PricedOrder {
  readonly side: Side
  readonly type: 'market' | 'limit'
  readonly timeInForce: 'gtc' | 'ioc' | 'fok'
  readonly postOnly: boolean
  readonly price?: bigint
  readonly quantity?: bigint
  readonly quoteQuantity?: bigint
}

/** One rule an order breaks, with the value, the limit and the nearest valid value as decimal text. */
export interface Violation {
  readonly code: ReasonCode
  readonly field: string
  readonly rule: string
  readonly value: string
  readonly limit?: string
  readonly nearest?: string
}

/** All that is wrong with an order in the order of d9 (a refusal reports the first), or the order in integers. */
export type Validated =
  | { readonly ok: true; readonly order: PricedOrder }
  | { readonly ok: false; readonly violations: readonly Violation[] }
