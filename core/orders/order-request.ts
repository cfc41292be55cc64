import type { ReasonCode } from './reasons.ts'
import type { OrderType, Peg, SelfTradePrevention, Side, TimeInForce } from './types.ts'

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
  /** Basis points. */
  readonly trailingDelta?: number
  readonly activationPrice?: string
  readonly displayQuantity?: string
  /** Market time, ms. */
  readonly expiresAt?: number
  readonly peg?: Peg
  readonly selfTradePrevention: SelfTradePrevention
}

/** What validation knows of the market; prices at the instrument's price scale. */
export interface MarketView {
  readonly bestBid?: bigint
  readonly bestAsk?: bigint
  /** Price of the last trade of the real market; unknown = what depends on it is left to the engine. */
  readonly last?: bigint
  /** Market time, ms; unknown = the engine judges expiry alone. */
  readonly now?: number
  /** Open orders of the account in this symbol, and how many of them wait for a trigger; unknown = not checked here. */
  readonly openOrders?: number
  readonly openTriggers?: number
}

/** A valid order in integers: prices at priceScale, quantities in base units, quoteQuantity in quote units. */
export interface PricedOrder {
  readonly side: Side
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  readonly postOnly: boolean
  readonly price?: bigint
  readonly quantity?: bigint
  readonly quoteQuantity?: bigint
  readonly stopPrice?: bigint
  readonly trailingDelta?: number
  readonly activationPrice?: bigint
  readonly displayQuantity?: bigint
  readonly expiresAt?: number
  readonly peg?: Peg
  readonly selfTradePrevention: SelfTradePrevention
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

/** Several orders that depend on each other, as a client asks for them (order-semantics d7). */
export interface ListRequest {
  /** The order whose fills the legs close; absent for an OCO. It buys, the legs sell. */
  readonly working?: OrderRequest
  /** Two legs of an OCO, one or two behind a working order; each has the list's leg quantity. */
  readonly legs: readonly OrderRequest[]
}

/** A valid list in integers, or all that is wrong with it; fields are named `working.price`, `legs.0.stop_price`, … */
export type ValidatedList =
  | { readonly ok: true; readonly working?: PricedOrder; readonly legs: readonly PricedOrder[] }
  | { readonly ok: false; readonly violations: readonly Violation[] }
