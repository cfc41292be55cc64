import type { RouteReply } from '#contracts/kit'
import { refuse } from '#contracts/problems'
import type { cancelAllOrders, cancelOrder, Order } from '#contracts/routes/orders'
import type { CancelCommand } from '#contracts/topics/orders'
import { isTerminal } from '#core/orders'
import type { Call } from '#platform/service'
import { submitChange, type Wait } from './engine-word.ts'
import * as store from './order-store.ts'
import { findOrder } from './read-orders.ts'
import type { Trading } from './trading.ts'

/** Orders one call cancels; a caller with more calls again. */
const cancelAllMax = 1_000

/** Asks the engine to cancel; only it ends the order and gives the hold back. */
export async function cancel(trading: Trading, call: Call<typeof cancelOrder>): Promise<RouteReply<typeof cancelOrder>> {
  const row = await findOrder(trading, call.principal.userId, call.query.account_id, call.params.id)
  if (isTerminal(row.status))
    refuse('NOT_CANCELABLE', `The order is ${row.status} already`, [{ field: 'id', rule: 'must be an open order', value: row.id }])
  const { spoken, order } = await cancelRow(trading, row, call.query.wait)
  return { status: spoken ? 200 : 202, body: order }
}

export async function cancelAll(trading: Trading, call: Call<typeof cancelAllOrders>): Promise<RouteReply<typeof cancelAllOrders>> {
  const account = await trading.findAccount(call.principal.userId, call.query.account_id)
  const rows = await trading.sql.query<store.OrderRow>(store.openOrdersOf(account.id, call.query.symbol, cancelAllMax))
  const results = await Promise.all(rows.map(row => cancelRow(trading, row, call.query.wait)))
  return { status: results.every(({ spoken }) => spoken) ? 200 : 202, body: { items: results.map(({ order }) => order) } }
}

/** Asks for the cancel of a row that was open when it was read. */
export async function cancelRow(
  trading: Trading,
  row: store.OrderRow,
  wait: Wait,
): Promise<{ readonly spoken: boolean; readonly order: Order }> {
  const command: CancelCommand = {
    order_id: row.id,
    account_id: row.account_id,
    symbol: row.symbol,
    requested_at: new Date(trading.clock.now()).toISOString(),
  }
  return submitChange(trading, 'order.cancelled', { command, wait })
}
