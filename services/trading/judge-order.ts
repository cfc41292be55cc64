import type { ListedOrder, NewOrder, NewOrderList } from '#contracts/routes/orders'
import {
  type Instrument,
  type MarketView,
  type OrderRequest,
  type PricedOrder,
  validateList,
  type Validated,
  type ValidatedList,
  validateOrder,
  type Violation,
} from '#core/orders'
import { countOf, type OpenCount } from './open-orders.ts'
import type { Trading } from './trading.ts'

export type Refusals = { readonly violations: readonly [Violation, ...Violation[]] }
export type Judged = { readonly order: PricedOrder } | Refusals
export type JudgedList = { readonly working: PricedOrder | undefined; readonly legs: readonly PricedOrder[] } | Refusals

/** Whose order it is, and what ends when it is accepted: that does not count against the limits any more. */
export interface Whose {
  readonly accountId: string
  readonly frees?: OpenCount
}
type Judging = Pick<Trading, 'books' | 'openOrders'>

/** All rules a request breaks at once, or the order it asks for: the same answer before an order and for one. */
export async function judge(trading: Judging, body: NewOrder, instrument: Instrument, whose: Whose): Promise<Judged> {
  const request = toRequest(body)
  const validated = await counted(trading, instrument, whose, view => validateOrder(request, instrument, view))
  return validated.ok ? { order: validated.order } : refusals(validated.violations)
}

/** The same for a list; fields are named `working.price`, `legs.0.stop_price`, … */
export async function judgeList(trading: Judging, body: NewOrderList, instrument: Instrument, whose: Whose): Promise<JudgedList> {
  // The limit of an OCO waits by its nature: whoever does not say so means it.
  const leg = (listed: ListedOrder): OrderRequest =>
    toRequest(body.working === undefined && listed.type === 'limit' ? { post_only: true, ...listed } : listed)
  const request = { legs: body.legs.map(leg), ...(body.working === undefined ? {} : { working: toRequest(body.working) }) }
  const validated = await counted(trading, instrument, whose, view => validateList(request, instrument, view))
  return validated.ok ? { working: validated.working, legs: validated.legs } : refusals(validated.violations)
}

/** Validates with the count of open orders as it is known; before that refuses, it is read anew: orders that ended count no more. */
async function counted<V extends Validated | ValidatedList>(
  trading: Judging,
  instrument: Instrument,
  { accountId, frees = countOf([]) }: Whose,
  validate: (view: MarketView) => V,
): Promise<V> {
  const judged = ({ orders, triggers }: OpenCount): V =>
    validate(viewOf(trading, instrument, { orders: orders - frees.orders, triggers: triggers - frees.triggers }))
  const first = judged(await trading.openOrders.count(accountId, instrument.symbol))
  if (first.ok || !first.violations.some(({ code }) => code.startsWith('FILTER_MAX_NUM'))) return first
  return judged(await trading.openOrders.recount(accountId, instrument.symbol))
}

function refusals(violations: readonly Violation[]): Refusals {
  const [first, ...others] = violations
  if (first === undefined) throw new Error('a refusal names a rule')
  return { violations: [first, ...others] }
}

function viewOf({ books }: Pick<Trading, 'books'>, instrument: Instrument, open: OpenCount): MarketView {
  const { bid, ask } = books.best(instrument)
  const { last, now } = books.market(instrument)
  return {
    openOrders: open.orders,
    openTriggers: open.triggers,
    ...(bid === undefined ? {} : { bestBid: bid }),
    ...(ask === undefined ? {} : { bestAsk: ask }),
    ...(last === undefined ? {} : { last }),
    ...(now === undefined ? {} : { now }),
  }
}

export function toRequest(body: NewOrder | ListedOrder): OrderRequest {
  return {
    side: body.side,
    type: body.type,
    timeInForce: body.time_in_force ?? (body.type === 'market' ? 'ioc' : 'gtc'),
    postOnly: body.post_only ?? false,
    selfTradePrevention: body.self_trade_prevention ?? 'expire_taker',
    ...(body.price === undefined ? {} : { price: body.price }),
    ...(body.quantity === undefined ? {} : { quantity: body.quantity }),
    ...(body.quote_quantity === undefined ? {} : { quoteQuantity: body.quote_quantity }),
    ...(body.stop_price === undefined ? {} : { stopPrice: body.stop_price }),
    ...(body.trailing_delta === undefined ? {} : { trailingDelta: body.trailing_delta }),
    ...(body.activation_price === undefined ? {} : { activationPrice: body.activation_price }),
    ...(body.display_quantity === undefined ? {} : { displayQuantity: body.display_quantity }),
    ...(body.expires_at === undefined ? {} : { expiresAt: Date.parse(body.expires_at) }),
    ...(body.peg === undefined ? {} : { peg: { to: body.peg, offset: body.peg_offset ?? 0 } }),
  }
}
