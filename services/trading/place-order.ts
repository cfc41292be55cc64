import { createHash } from 'node:crypto'
import { shardOf } from '#contracts/instruments'
import { Problem, type ProblemCode, problems } from '#contracts/problems'
import type { NewOrder, Order } from '#contracts/routes/orders'
import type { PlacedOrder } from '#contracts/topics/orders'
import { formatDecimal, parseDecimal } from '#core/decimal'
import { type Hold, holdFor, type Instrument, type OrderRequest, type PricedOrder, type Violation } from '#core/orders'
import type { RouteReply } from '#contracts/kit'
import type { placeOrder } from '#contracts/routes/orders'
import type { Call } from '#platform/service'
import { judge, toRequest } from './judge-order.ts'
import * as store from './order-store.ts'
import type { Trading } from './trading.ts'

const settledTimeoutMs = 2_000
const int8Max = 2n ** 63n - 1n

/**
 * Places one order: pure validation and hold, one coalesced transaction, then the engine's word (at most 2 s).
 * The HTTP status says whether the order was accepted, not its fate.
 */
export async function place(trading: Trading, call: Call<typeof placeOrder>): Promise<RouteReply<typeof placeOrder>> {
  const account = await trading.findAccount(call.principal.userId, call.body.account_id)
  const clientOrderId = clientIdOf(call.body, call.idempotencyKey)
  const identity = { accountId: account.id, userId: call.principal.userId, clientOrderId, requestHash: hashOf(call.body) }
  if (account.state !== 'active') throw new Problem('ACCOUNT_HALTED')
  let prepared = await prepare(trading, call.body, identity).catch((refusal: unknown) => repeatOf(trading, identity, refusal))
  if ('repeated' in prepared) return { status: 200, body: await answer(trading, prepared.repeated) }
  let verdict = await trading.placements.submit(prepared.placement)
  if (
    verdict.code === store.verdicts.unfunded &&
    call.body.type === 'market' &&
    call.body.quantity !== undefined &&
    call.body.side === 'buy'
  ) {
    // The projected cost with its slack is more than there is: hold all there is instead, which the engine never exceeds.
    prepared = await prepare(trading, call.body, identity, await trading.availableOf(account.id, prepared.instrument.quoteAsset))
    verdict = await trading.placements.submit(prepared.placement)
  }
  if (verdict.code === store.verdicts.repeated) return { status: 200, body: await answer(trading, verdict.order_id) }
  if (verdict.code === store.verdicts.conflict) throw duplicate(clientOrderId!)
  if (verdict.code === store.verdicts.unfunded)
    throw refused(trading, prepared.placement, insufficient(prepared.placement, prepared.instrument))
  trading.openOrders.added(account.id, call.body.symbol)
  const spoken =
    call.query.wait === 'accepted' || (await trading.applied.wait(shardOf(call.body.symbol), Number(verdict.command_seq), settledTimeoutMs))
  return { status: spoken ? 201 : 202, body: await answer(trading, verdict.order_id) }
}

interface Identity {
  readonly accountId: string
  readonly userId: string
  readonly clientOrderId: string | undefined
  readonly requestHash: string
}
interface Prepared {
  readonly placement: store.Placement
  readonly instrument: Instrument
}

async function prepare(trading: Trading, body: NewOrder, identity: Identity, available?: bigint): Promise<Prepared> {
  const instrument = trading.instruments.find(body.symbol)
  const openOrders = await trading.openOrders.count(identity.accountId, body.symbol)
  const order = check(trading, body, { instrument, openOrders }, identity)
  const common = draft(trading, order, instrument, identity)
  const hold = holdOf(trading, order, instrument, available)
  if ('reason' in hold) throw refused(trading, common, new Problem(toProblemCode(hold.reason), undefined))
  const placement = {
    ...common,
    requestHash: identity.requestHash,
    holdAsset: hold.asset,
    holdAmount: hold.amount,
    body: (at: number) => JSON.stringify(placedOrder(common.id, order, instrument, identity, hold, at, body)),
  }
  return { placement, instrument }
}

/** All broken rules at once; the first gives the code. A refused order is kept in the history. */
function check(
  trading: Trading,
  body: NewOrder,
  { instrument, openOrders }: { readonly instrument: Instrument; readonly openOrders: number },
  identity: Identity,
): PricedOrder {
  const judged = judge(trading, body, instrument, openOrders)
  if ('violations' in judged) {
    const { violations } = judged
    const first = violations[0]
    const problem = new Problem(
      toProblemCode(first.code),
      sentence(first),
      violations.map(({ code: _, ...error }) => error),
    )
    throw refused(trading, draftOfRequest(trading, toRequest(body), instrument, identity), problem)
  }
  const { order } = judged
  const needsMarket = order.type === 'market' || order.timeInForce !== 'gtc'
  if (needsMarket && !trading.books.isLive(body.symbol))
    throw refused(trading, draft(trading, order, instrument, identity), new Problem('DATA_STALE', undefined, [], 1))
  return order
}

/** A market buy by quantity holds what the projected walk costs, or all there is when that is known to be less. */
function holdOf(
  trading: Trading,
  order: PricedOrder,
  instrument: Instrument,
  available: bigint | undefined,
): Hold | { readonly reason: string } {
  if (order.type !== 'market') return holdFor(order, instrument, {})
  return holdFor(order, instrument, {
    levels: trading.books.opposite(instrument, order.side),
    ...(available === undefined ? {} : { available }),
  })
}

function placedOrder(
  id: string,
  order: PricedOrder,
  instrument: Instrument,
  identity: Identity,
  hold: Hold,
  at: number,
  body: NewOrder,
): PlacedOrder {
  const quantityOf = (units: bigint | undefined): string | null => (units === undefined ? null : formatDecimal(units, instrument.baseScale))
  const quoteOf = (units: bigint | undefined): string | null => (units === undefined ? null : formatDecimal(units, instrument.quoteScale))
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
    price: order.price === undefined ? null : formatDecimal(order.price, instrument.priceScale),
    quantity: quantityOf(order.quantity),
    quote_quantity: quoteOf(order.quoteQuantity),
    self_trade_prevention: body.self_trade_prevention === 'none' ? 'none' : 'expire_taker',
    hold_asset: hold.asset,
    hold_amount: formatDecimal(hold.amount, hold.asset === instrument.baseAsset ? instrument.baseScale : instrument.quoteScale),
    spend_max: quoteOf(hold.spendMax),
    maker_fee_ppm: instrument.makerFeePpm,
    taker_fee_ppm: instrument.takerFeePpm,
    filter_version: instrument.version,
    created_at: new Date(at).toISOString(),
  }
}

type Drafted = Pick<store.Placement, 'side' | 'type' | 'timeInForce' | 'postOnly'> &
  Partial<Pick<store.Placement, 'price' | 'quantity' | 'quoteQuantity'>>

/** What the two kinds of stored order have in common. */
function draft(trading: Trading, order: Drafted, instrument: Instrument, identity: Identity): Omit<store.RefusedOrder, 'reason'> {
  return {
    id: trading.ids.uuid(),
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
function draftOfRequest(
  trading: Trading,
  request: OrderRequest,
  instrument: Instrument,
  identity: Identity,
): Omit<store.RefusedOrder, 'reason'> {
  const read = (text: string | undefined, scale: number): bigint | undefined => {
    const units = text === undefined ? undefined : parseDecimal(text, scale)
    return typeof units === 'bigint' && units <= int8Max ? units : undefined
  }
  const amounts = {
    price: read(request.price, instrument.priceScale),
    quantity: read(request.quantity, instrument.baseScale),
    quoteQuantity: read(request.quoteQuantity, instrument.quoteScale),
  }
  return draft(trading, { ...request, ...amounts }, instrument, identity)
}

/** Keeps the refused order beside the next batch and gives back the problem to throw. */
function refused(trading: Trading, order: Omit<store.RefusedOrder, 'reason'>, problem: Problem): Problem {
  trading.keepRefused({ ...order, reason: problem.code })
  return problem
}

/** A repeat of an accepted order gets its answer even where the order would be refused today. */
async function repeatOf(trading: Trading, identity: Identity, refusal: unknown): Promise<{ readonly repeated: string }> {
  if (!(refusal instanceof Problem) || identity.clientOrderId === undefined) throw refusal
  const [key] = await trading.sql.query<{ request_hash: string; order_id: string }>(store.keyOf(identity.accountId, identity.clientOrderId))
  if (key === undefined) throw refusal
  if (key.request_hash !== identity.requestHash) throw duplicate(identity.clientOrderId)
  return { repeated: key.order_id }
}

async function answer(trading: Trading, orderId: string): Promise<Order> {
  const order = await trading.readOrder(orderId)
  if (order === undefined) throw new Error(`the accepted order ${orderId} cannot be read`)
  return order
}

function clientIdOf(body: NewOrder, key: string | undefined): string | undefined {
  if (key !== undefined && !/^[A-Za-z0-9._:/-]{1,64}$/.test(key))
    throw new Problem('VALIDATION_FAILED', 'Idempotency-Key has 1 to 64 characters of A-Z a-z 0-9 . _ : / -', [
      { field: 'Idempotency-Key', rule: 'must match', limit: '^[A-Za-z0-9._:/-]{1,64}$' },
    ])
  if (key !== undefined && body.client_order_id !== undefined && key !== body.client_order_id) {
    throw new Problem('IDEMPOTENCY_KEY_CONFLICT', undefined, [
      { field: 'client_order_id', rule: 'must equal Idempotency-Key', value: body.client_order_id, nearest: key },
    ])
  }
  return body.client_order_id ?? key
}

/** The same order gives the same hash: fields in name order, the client's own id left out. */
function hashOf(body: NewOrder): string {
  const entries = Object.entries(body)
    .filter(([name]) => name !== 'client_order_id')
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(entries)).digest('base64url')
}

/** Core's reasons and the catalogue share their names; a reason the catalogue does not have is a form error. */
function toProblemCode(reason: string): ProblemCode {
  if (reason === 'INSUFFICIENT_LIQUIDITY') return 'NO_LIQUIDITY'
  if (reason === 'FILTER_MAX_NUM_ORDERS') return 'TOO_MANY_ORDERS'
  return reason in problems ? (reason as ProblemCode) : 'VALIDATION_FAILED'
}

function sentence(violation: Violation): string {
  const limit = violation.limit === undefined ? '' : ` ${violation.limit}`
  const nearest = violation.nearest === undefined ? '' : `; the nearest valid value is ${violation.nearest}`
  return `${violation.field} ${violation.value}: ${violation.rule}${limit}${nearest}`
}

function duplicate(clientOrderId: string): Problem {
  return new Problem('DUPLICATE_CLIENT_ORDER_ID', `client_order_id ${clientOrderId} belongs to another order; use a new one`, [
    { field: 'client_order_id', rule: 'must be new', value: clientOrderId },
  ])
}

function insufficient(placement: store.Placement, instrument: Instrument): Problem {
  const scale = placement.holdAsset === instrument.baseAsset ? instrument.baseScale : instrument.quoteScale
  const field = placement.quoteQuantity === undefined ? 'quantity' : 'quote_quantity'
  const value =
    placement.quoteQuantity === undefined
      ? formatDecimal(placement.quantity ?? 0n, instrument.baseScale)
      : formatDecimal(placement.quoteQuantity, instrument.quoteScale)
  return new Problem(
    'INSUFFICIENT_BALANCE',
    `This order needs ${formatDecimal(placement.holdAmount, scale)} ${placement.holdAsset} available`,
    [{ field, rule: 'needs more than is available', value, limit: `${formatDecimal(placement.holdAmount, scale)} ${placement.holdAsset}` }],
  )
}
