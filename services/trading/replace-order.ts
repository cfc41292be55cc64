import type { RouteReply } from '#contracts/kit'
import { Problem } from '#contracts/problems'
import type { NewOrder, Order, replaceOrder } from '#contracts/routes/orders'
import { compareDecimals, formatDecimal } from '#core/decimal'
import { assetScaleOf, type Instrument, isTerminal, isTriggered, requiredHold } from '#core/orders'
import type { Call } from '#platform/service'
import { answer, clientIdOf, hashOf, placeAs, repeatOf } from './place-order.ts'
import { countOf } from './open-orders.ts'
import type { OrderRow } from './order-store.ts'
import { findOrder } from './read-orders.ts'
import type { Trading } from './trading.ts'

/**
 * Cancels an order and places another in one step of the engine. The new order takes over what the old one holds; only what it
 * needs beyond that is held now. What the old order trades meanwhile is not there to take over: then the engine places nothing.
 */
export async function replace(trading: Trading, call: Call<typeof replaceOrder>): Promise<RouteReply<typeof replaceOrder>> {
  const { principal, body, query, params } = call
  const row = await findOrder(trading, principal.userId, query.account_id, params.id)
  const account = await trading.findAccount(principal.userId, query.account_id)
  if (account.state !== 'active') throw new Problem('ACCOUNT_HALTED')
  const mode = body.mode ?? 'stop_on_failure'
  const instrument = trading.instruments.find(row.symbol)
  const identity = {
    accountId: account.id,
    userId: principal.userId,
    clientOrderId: clientIdOf(body.client_order_id, call.idempotencyKey),
    requestHash: hashOf({ ...body, replaces: row.id }),
  }
  const refusal = refusalOf(row, mode)
  if (refusal !== undefined) {
    const { repeated } = await repeatOf(trading, identity, refusal)
    return { status: 200, body: await answer(trading, repeated) }
  }
  const next = nextOf(await answer(trading, row.id), body)
  const leftover = isTerminal(row.status) ? 0n : leftOf(row, instrument)
  return placeAs(trading, next, identity, {
    wait: query.wait,
    frees: isTerminal(row.status) ? countOf([]) : countOf([row]),
    acceptance: hold => ({
      hold: { ...hold, amount: hold.amount > leftover ? hold.amount - leftover : 0n },
      replaces: { order_id: row.id, mode, hold_needed: formatDecimal(hold.amount, assetScaleOf(instrument, hold.asset)) },
    }),
  })
}

/** Why an order cannot be replaced; undefined where it can, or where its replacement does not depend on that. */
function refusalOf(row: OrderRow, mode: 'stop_on_failure' | 'allow_failure'): Problem | undefined {
  const errors = [{ field: 'id', rule: 'must be an open order of no list', value: row.id }]
  if (row.list_id !== null) return new Problem('NOT_CANCELABLE', 'The order belongs to a list; cancel the list and place a new one', errors)
  if (row.quote_quantity === null && (!isTerminal(row.status) || mode === 'allow_failure')) return undefined
  return new Problem('NOT_CANCELABLE', `The order is ${row.status} already`, errors)
}

type Changes = Call<typeof replaceOrder>['body']

/** The order as it was asked for, with what is to change. A trigger that has come is spent: what it left is replaced as a limit order. */
function nextOf(order: Order, body: Changes): NewOrder {
  const isSpent = ['open', 'partially_filled'].includes(order.status) && isTriggered(order.type)
  const isPlain = isSpent && body.stop_price === undefined && body.trailing_delta === undefined
  const quantity = body.quantity ?? order.remaining_quantity ?? order.quantity
  const slice = order.display_quantity
  const kept = {
    price: order.peg === null ? order.price : null,
    stop_price: isPlain || body.trailing_delta !== undefined ? null : order.stop_price,
    trailing_delta: isPlain || body.stop_price !== undefined ? null : order.trailing_delta,
    activation_price: isPlain || body.stop_price !== undefined ? null : order.activation_price,
    // What is left may be no more than the slice: then it is no iceberg any more.
    display_quantity: slice !== null && quantity !== null && compareDecimals(slice, quantity) < 0 ? slice : null,
    peg: order.peg,
    peg_offset: order.peg_offset,
    expires_at: order.time_in_force === 'gtd' ? order.expires_at : null,
  }
  const { price, stop_price, trailing_delta, display_quantity } = body
  const changed = { price, stop_price, trailing_delta, display_quantity }
  const fields = [
    ...Object.entries({ ...kept, quantity }).filter(([, value]) => value !== null),
    ...Object.entries(changed).filter(([, value]) => value !== undefined),
  ]
  return {
    symbol: order.symbol,
    side: order.side,
    type: isPlain ? 'limit' : order.type,
    time_in_force: order.time_in_force,
    post_only: order.post_only,
    self_trade_prevention: order.self_trade_prevention,
    ...Object.fromEntries(fields),
  }
}

/** What the old order still holds, as far as its row says it exactly; a buy of unknown price counts as nothing. */
function leftOf(row: OrderRow, instrument: Instrument): bigint {
  if (row.quantity === null || (row.side === 'buy' && row.price === null)) return 0n
  const leaves = row.quantity - row.filled_quantity - row.prevented_quantity
  return requiredHold({ side: row.side, leaves, ...(row.price === null ? {} : { price: row.price }) }, instrument)
}
