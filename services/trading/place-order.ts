import { createHash } from 'node:crypto'
import { Problem } from '#contracts/problems'
import type { NewOrder, Order, placeOrder } from '#contracts/routes/orders'
import type { RouteReply } from '#contracts/kit'
import type { Hold, Instrument, PricedOrder } from '#core/orders'
import type { Call } from '#platform/service'
import {
  type Acceptance,
  duplicate,
  type Identity,
  insufficient,
  placementOf,
  problemOf,
  refusedRequest,
  toProblemCode,
} from './draft-order.ts'
import { isSettled, type Wait } from './engine-word.ts'
import { holdOf, makesDo, needsMarket, spentAsset } from './hold-order.ts'
import { judge, toRequest, type Whose } from './judge-order.ts'
import { countOf, type OpenCount } from './open-orders.ts'
import * as store from './order-store.ts'
import type { Trading } from './trading.ts'

/**
 * Places one order: pure validation and hold, one coalesced transaction, then the engine's word (at most 2 s).
 * The HTTP status says whether the order was accepted, not its fate.
 */
export async function place(trading: Trading, call: Call<typeof placeOrder>): Promise<RouteReply<typeof placeOrder>> {
  const account = await trading.findAccount(call.principal.userId, call.body.account_id)
  const clientOrderId = clientIdOf(call.body.client_order_id, call.idempotencyKey)
  const identity = { accountId: account.id, userId: call.principal.userId, clientOrderId, requestHash: hashOf(call.body) }
  if (account.state !== 'active') throw new Problem('ACCOUNT_HALTED')
  return placeAs(trading, call.body, identity, { wait: call.query.wait, acceptance: hold => ({ hold }) })
}

export interface PlacingTerms {
  readonly wait: Wait
  /** What the order is accepted with, from the hold it needs. */
  readonly acceptance: (hold: Hold) => Acceptance
  /** What ends when the order is accepted. */
  readonly frees?: OpenCount
}

/** Places an order for somebody who was identified; a repeat gives the order it repeats. */
export async function placeAs(
  trading: Trading,
  body: NewOrder,
  identity: Identity,
  { wait, acceptance, frees }: PlacingTerms,
): Promise<{ readonly status: 200 | 201 | 202; readonly body: Order }> {
  const instrument = trading.instruments.find(body.symbol)
  const prepared = await prepare(trading, body, instrument, { ...identity, ...(frees && { frees }) }).catch((refusal: unknown) =>
    repeatOf(trading, identity, refusal),
  )
  if ('repeated' in prepared) return { status: 200, body: await answer(trading, prepared.repeated) }
  const { order } = prepared
  const submit = (hold: Hold): { readonly placement: store.Placement; readonly verdict: Promise<store.PlacementVerdict> } => {
    const placement = placementOf(trading.ids.uuid(), order, { instrument, identity }, acceptance(hold))
    return { placement, verdict: trading.placements.submit([placement]) }
  }
  let { placement, verdict } = submit(prepared.hold)
  let { code, order_id: orderId, command_seq: command } = await verdict
  if (code === store.verdicts.unfunded && makesDo(order)) {
    const hold = holdOf(trading, order, instrument, await trading.availableOf(identity.accountId, spentAsset(order, instrument)))
    if ('reason' in hold) throw refused(trading, body, instrument, identity, new Problem(toProblemCode(hold.reason), undefined))
    ;({ placement, verdict } = submit(hold))
    ;({ code, order_id: orderId, command_seq: command } = await verdict)
  }
  if (code === store.verdicts.repeated) return { status: 200, body: await answer(trading, orderId) }
  if (code === store.verdicts.conflict) throw duplicate(identity.clientOrderId!)
  if (code === store.verdicts.unfunded) throw refused(trading, body, instrument, identity, insufficient(placement, instrument))
  trading.openOrders.added(identity.accountId, body.symbol, countOf([order]), frees)
  const spoken = await isSettled(trading, { symbol: body.symbol, seq: Number(command), wait })
  return { status: spoken ? 201 : 202, body: await answer(trading, orderId) }
}

interface Prepared {
  readonly order: PricedOrder
  readonly hold: Hold
}

/** All broken rules at once; the first gives the code. A refused order is kept in the history. */
async function prepare(trading: Trading, body: NewOrder, instrument: Instrument, identity: Identity & Whose): Promise<Prepared> {
  const judged = await judge(trading, body, instrument, identity)
  if ('violations' in judged) throw refused(trading, body, instrument, identity, problemOf(judged.violations))
  const { order } = judged
  if (needsMarket(order) && !trading.books.isLive(body.symbol))
    throw refused(trading, body, instrument, identity, new Problem('DATA_STALE', undefined, [], 1))
  const hold = holdOf(trading, order, instrument, undefined)
  if ('reason' in hold) throw refused(trading, body, instrument, identity, new Problem(toProblemCode(hold.reason), undefined))
  return { order, hold }
}

/** Keeps the refused order beside the next batch and gives back the problem to throw. */
function refused(trading: Trading, body: NewOrder, instrument: Instrument, identity: Identity, problem: Problem): Problem {
  trading.keepRefused({ ...refusedRequest(trading, toRequest(body), instrument, identity), reason: problem.code })
  return problem
}

/** A repeat of an accepted order gets its answer even where the order would be refused today. */
export async function repeatOf(trading: Trading, identity: Identity, refusal: unknown): Promise<{ readonly repeated: string }> {
  if (!(refusal instanceof Problem)) throw refusal
  const repeated = await acceptedBefore(trading, identity)
  if (repeated === undefined) throw refusal
  return { repeated }
}

/** The order this very request was accepted as under its client id; undefined where nothing was accepted under it. */
export async function acceptedBefore(trading: Trading, { accountId, clientOrderId, requestHash }: Identity): Promise<string | undefined> {
  if (clientOrderId === undefined) return undefined
  const [key] = await trading.sql.query<{ request_hash: string; order_id: string }>(store.keyOf(accountId, clientOrderId))
  if (key !== undefined && key.request_hash !== requestHash) throw duplicate(clientOrderId)
  return key?.order_id
}

export async function answer(trading: Trading, orderId: string): Promise<Order> {
  const order = await trading.readOrder(orderId)
  if (order === undefined) throw new Error(`the accepted order ${orderId} cannot be read`)
  return order
}

/** The client's own name of an order: given in the body, or as the Idempotency-Key. */
export function clientIdOf(given: string | undefined, key: string | undefined): string | undefined {
  if (key !== undefined && !/^[A-Za-z0-9._:/-]{1,64}$/.test(key))
    throw new Problem('VALIDATION_FAILED', 'Idempotency-Key has 1 to 64 characters of A-Z a-z 0-9 . _ : / -', [
      { field: 'Idempotency-Key', rule: 'must match', limit: '^[A-Za-z0-9._:/-]{1,64}$' },
    ])
  if (key !== undefined && given !== undefined && key !== given) {
    throw new Problem('IDEMPOTENCY_KEY_CONFLICT', undefined, [
      { field: 'client_order_id', rule: 'must equal Idempotency-Key', value: given, nearest: key },
    ])
  }
  return given ?? key
}

/** The same request gives the same hash: fields in name order, the client's own id left out. */
export function hashOf(body: object): string {
  const entries = Object.entries(body)
    .filter(([name]) => name !== 'client_order_id')
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(entries)).digest('base64url')
}
