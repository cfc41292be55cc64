import { Problem, type ProblemCode, problems } from '#contracts/problems'
import { type Terms, termsOf, writeTerms } from '#contracts/order-wire'
import type { ListMember, PlacedOrder } from '#contracts/topics/orders'
import { formatDecimal, parseDecimal } from '#core/decimal'
import { assetScaleOf, type Hold, type Instrument, type OrderRequest, type PricedOrder, type Violation } from '#core/orders'
import type * as store from './order-store.ts'
import type { Trading } from './trading.ts'

const int8Max = 2n ** 63n - 1n

/** Who places an order, and the name they gave it. */
export interface Identity {
  readonly accountId: string
  readonly userId: string
  readonly clientOrderId: string | undefined
  readonly requestHash: string
}

/** What an accepted order has beside what was asked for. */
export interface Acceptance {
  readonly hold: Hold
  readonly list?: ListMember
  readonly replaces?: PlacedOrder['replaces']
}

/** The order as it goes into the books and to the engine. */
export function placementOf(
  id: string,
  order: PricedOrder,
  { instrument, identity }: { readonly instrument: Instrument; readonly identity: Identity },
  acceptance: Acceptance,
): store.Placement {
  const placed = placedOrder(id, order, { instrument, identity }, acceptance)
  return {
    ...columnsOf(id, order, instrument, identity),
    terms: writeTerms(termsOf(placed)),
    listId: acceptance.list?.list_id,
    requestHash: identity.requestHash,
    holdAsset: acceptance.hold.asset,
    holdAmount: acceptance.hold.amount,
    body: (at: number) => JSON.stringify({ ...placed, created_at: new Date(at).toISOString() }),
  }
}

function placedOrder(
  id: string,
  order: PricedOrder,
  { instrument, identity }: { readonly instrument: Instrument; readonly identity: Identity },
  { hold, list, replaces }: Acceptance,
): Omit<PlacedOrder, 'created_at'> {
  const { price, quantity, quote } = formats(instrument)
  return {
    order_id: id,
    account_id: identity.accountId,
    user_id: identity.userId,
    client_order_id: identity.clientOrderId ?? null,
    symbol: instrument.symbol,
    side: order.side,
    type: order.type,
    time_in_force: order.timeInForce,
    post_only: order.postOnly,
    price: order.price === undefined ? null : price(order.price),
    quantity: order.quantity === undefined ? null : quantity(order.quantity),
    quote_quantity: order.quoteQuantity === undefined ? null : quote(order.quoteQuantity),
    self_trade_prevention: order.selfTradePrevention,
    ...extrasOf(order, instrument),
    ...(list === undefined ? {} : { list }),
    ...(replaces === undefined ? {} : { replaces }),
    hold_asset: hold.asset,
    hold_amount: formatDecimal(hold.amount, assetScaleOf(instrument, hold.asset)),
    spend_max: hold.spendMax === undefined ? null : quote(hold.spendMax),
    maker_fee_ppm: instrument.makerFeePpm,
    taker_fee_ppm: instrument.takerFeePpm,
    filter_version: instrument.version,
  }
}

function extrasOf(order: PricedOrder, instrument: Instrument): Omit<Terms, 'self_trade_prevention' | 'replaces' | 'list'> {
  const { price, quantity } = formats(instrument)
  return {
    ...(order.stopPrice === undefined ? {} : { stop_price: price(order.stopPrice) }),
    ...(order.trailingDelta === undefined ? {} : { trailing_delta: order.trailingDelta }),
    ...(order.activationPrice === undefined ? {} : { activation_price: price(order.activationPrice) }),
    ...(order.displayQuantity === undefined ? {} : { display_quantity: quantity(order.displayQuantity) }),
    ...(order.peg === undefined ? {} : { peg: order.peg.to, peg_offset: order.peg.offset }),
    ...(order.expiresAt === undefined ? {} : { expires_at: new Date(order.expiresAt).toISOString() }),
  }
}

type Columns = Omit<store.RefusedOrder, 'reason' | 'terms' | 'listId'>
type Drafted = Pick<PricedOrder, 'side' | 'type' | 'timeInForce' | 'postOnly' | 'price' | 'quantity' | 'quoteQuantity'>

function columnsOf(id: string, order: Drafted, instrument: Instrument, identity: Identity): Columns {
  return {
    id,
    accountId: identity.accountId,
    userId: identity.userId,
    clientOrderId: identity.clientOrderId,
    symbol: instrument.symbol,
    side: order.side,
    type: order.type,
    timeInForce: order.timeInForce,
    postOnly: order.postOnly,
    price: order.price,
    quantity: order.quantity,
    quoteQuantity: order.quoteQuantity,
    filterVersion: instrument.version,
  }
}

/** As much of a refused request as can be stored: what is no amount at the symbol's scale stays empty. */
export function refusedRequest(
  trading: Pick<Trading, 'ids'>,
  request: OrderRequest,
  instrument: Instrument,
  identity: Identity,
): Omit<store.RefusedOrder, 'reason'> {
  const read = (text: string | undefined, scale: number): bigint | undefined => {
    const units = text === undefined ? undefined : parseDecimal(text, scale)
    return typeof units === 'bigint' && units >= 0n && units <= int8Max ? units : undefined
  }
  const { price, quantity, quoteQuantity, ...rest } = request
  const amounts = {
    price: read(price, instrument.priceScale),
    quantity: read(quantity, instrument.baseScale),
    quoteQuantity: read(quoteQuantity, instrument.quoteScale),
  }
  const given = Object.fromEntries(Object.entries(amounts).filter(([, units]) => units !== undefined))
  return { ...columnsOf(trading.ids.uuid(), { ...rest, ...given }, instrument, identity), terms: refusedTerms(request), listId: undefined }
}

function refusedTerms({ stopPrice, trailingDelta, activationPrice, displayQuantity, selfTradePrevention }: OrderRequest): string | null {
  const amount = (text: string | undefined): string | undefined =>
    text !== undefined && /^\d{1,20}(\.\d{1,20})?$/.test(text) ? text : undefined
  const terms: Record<string, unknown> = {
    stop_price: amount(stopPrice),
    trailing_delta: trailingDelta,
    activation_price: amount(activationPrice),
    display_quantity: amount(displayQuantity),
    self_trade_prevention: selfTradePrevention === 'expire_taker' ? undefined : selfTradePrevention,
  }
  const text = JSON.stringify(terms)
  return text === '{}' ? null : text
}

/** The problem of a request that breaks rules: the first gives the code, all are listed. */
export function problemOf(violations: readonly [Violation, ...Violation[]]): Problem {
  const [first] = violations
  return new Problem(
    toProblemCode(first.code),
    sentence(first),
    violations.map(({ code: _, ...error }) => error),
  )
}

/** Core's reasons and the catalogue share their names; a reason the catalogue does not have is a form error. */
export function toProblemCode(reason: string): ProblemCode {
  if (reason === 'INSUFFICIENT_LIQUIDITY') return 'NO_LIQUIDITY'
  if (reason === 'FILTER_MAX_NUM_ORDERS' || reason === 'FILTER_MAX_NUM_ALGO_ORDERS') return 'TOO_MANY_ORDERS'
  return reason in problems ? (reason as ProblemCode) : 'VALIDATION_FAILED'
}

function sentence(violation: Violation): string {
  const limit = violation.limit === undefined ? '' : ` ${violation.limit}`
  const nearest = violation.nearest === undefined ? '' : `; the nearest valid value is ${violation.nearest}`
  return `${violation.field} ${violation.value}: ${violation.rule}${limit}${nearest}`
}

export function duplicate(clientOrderId: string): Problem {
  return new Problem('DUPLICATE_CLIENT_ORDER_ID', `client_order_id ${clientOrderId} belongs to another order; use a new one`, [
    { field: 'client_order_id', rule: 'must be new', value: clientOrderId },
  ])
}

/** What an order needs and the account has not. */
export function insufficient(placement: store.Placement, instrument: Instrument): Problem {
  const error = lacking(placement, { asset: placement.holdAsset, amount: placement.holdAmount }, instrument)
  return new Problem('INSUFFICIENT_BALANCE', `This order needs ${error.limit} available`, [error])
}

/** The same as an error of the field that asks for too much. */
export function lacking(
  { quantity, quoteQuantity }: { readonly quantity?: bigint | undefined; readonly quoteQuantity?: bigint | undefined },
  { asset, amount }: Hold,
  instrument: Instrument,
): { readonly field: string; readonly rule: string; readonly value: string; readonly limit: string } {
  const show = formats(instrument)
  const asked =
    quoteQuantity === undefined
      ? { field: 'quantity', value: show.quantity(quantity ?? 0n) }
      : { field: 'quote_quantity', value: show.quote(quoteQuantity) }
  const limit = `${formatDecimal(amount, assetScaleOf(instrument, asset))} ${asset}`
  return { ...asked, rule: 'needs more than is available', limit }
}

function formats(instrument: Instrument) {
  return {
    price: (units: bigint): string => formatDecimal(units, instrument.priceScale),
    quantity: (units: bigint): string => formatDecimal(units, instrument.baseScale),
    quote: (units: bigint): string => formatDecimal(units, instrument.quoteScale),
  }
}
