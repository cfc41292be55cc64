import { toFill, toOrder } from '#contracts/order-wire'
import type { RouteReply } from '#contracts/kit'
import { refuse } from '#contracts/problems'
import type { getFill, getOrder, listFills, listOrders, Order } from '#contracts/routes/orders'
import type { Evidence } from '#contracts/topics/trades'
import type { Call, Connection } from '#platform/service'
import * as store from './order-store.ts'
import type { Trading } from './trading.ts'

const pageDefault = 50

/** The row of one of the account's orders, by id or `client:` id; UNKNOWN_ORDER for anything else, other people's orders included. */
export async function findOrder(
  trading: Trading,
  userId: string,
  accountId: string | undefined,
  reference: string,
): Promise<store.OrderRow> {
  const account = await trading.findAccount(userId, accountId)
  const statement = reference.startsWith('client:')
    ? store.orderByClientId(account.id, reference.slice('client:'.length))
    : store.orderOf(account.id, reference)
  const [row] = await trading.sql.query<store.OrderRow>(statement)
  return row ?? refuse('UNKNOWN_ORDER', `You have no order ${reference} in this account`)
}

export async function get(trading: Trading, call: Call<typeof getOrder>): Promise<RouteReply<typeof getOrder>> {
  const row = await findOrder(trading, call.principal.userId, call.query.account_id, call.params.id)
  return { status: 200, body: (await trading.readOrder(row.id))! }
}

export async function list(trading: Trading, call: Call<typeof listOrders>): Promise<RouteReply<typeof listOrders>> {
  const { query, principal } = call
  if (query.user_id !== undefined && query.user_id !== principal.userId && principal.role !== 'admin')
    refuse('FORBIDDEN', 'Only an admin may ask for another user; leave user_id out to see your own orders')
  const account = await trading.findAccount(query.user_id ?? principal.userId, query.account_id)
  const limit = query.limit ?? pageDefault
  const filter = {
    accountId: account.id,
    status: query.status ?? 'all',
    symbol: query.symbol,
    side: query.side,
    from: query.from,
    to: query.to,
    before: fromCursor(query.cursor, idForm),
    limit: limit + 1,
  }
  const rows = await trading.sql.query<store.OrderRow>(store.listOrders(filter))
  const page = rows.slice(0, limit)
  return {
    status: 200,
    body: {
      items: page.map(row => toOrder(row, trading.instruments.find(row.symbol))),
      next_cursor: rows.length > limit ? toCursor(page.at(-1)!.id) : null,
    },
  }
}

export async function fills(trading: Trading, call: Call<typeof listFills>): Promise<RouteReply<typeof listFills>> {
  const { query, principal } = call
  const account = await trading.findAccount(principal.userId, query.account_id)
  const limit = query.limit ?? pageDefault
  const before = fromCursor(query.cursor, /^[0-9]{1,15}$/)
  const filter = {
    accountId: account.id,
    symbol: query.symbol,
    orderId: query.order_id,
    from: query.from,
    to: query.to,
    before: before === undefined ? undefined : Number(before),
    limit: limit + 1,
  }
  const rows = await trading.sql.query<store.FillRow>(store.listFills(filter))
  const page = rows.slice(0, limit)
  return {
    status: 200,
    body: {
      items: page.map(row => toFill(row, trading.instruments.find(row.symbol))),
      next_cursor: rows.length > limit ? toCursor(String(page.at(-1)!.seq)) : null,
    },
  }
}

export async function fill(trading: Trading, call: Call<typeof getFill>): Promise<RouteReply<typeof getFill>> {
  const account = await trading.findAccount(call.principal.userId, undefined)
  const [row] = await trading.sql.query<store.FillRow>(store.fillOf(account.id, call.params.id))
  if (row === undefined) refuse('UNKNOWN_FILL')
  return { status: 200, body: { ...toFill(row, trading.instruments.find(row.symbol)), evidence: JSON.parse(row.evidence) as Evidence } }
}

/** Reads asked for in one turn become one round trip: the orders and their fills. */
export function createOrderReader(trading: Pick<Trading, 'instruments' | 'clock'>, connection: Connection): Trading['readOrder'] {
  let asked: { readonly ids: Set<string>; readonly result: Promise<ReadonlyMap<string, Order>> } | undefined
  async function read(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, Order>> {
    await trading.clock.sleep(0) // callers that wait for one batch of the engine wake in one turn
    asked = undefined
    const wanted = [...ids]
    const [orders, fillRows] = (await connection.queryAll([store.ordersByIds(wanted), store.fillsByOrders(wanted)])) as [
      store.OrderRow[],
      store.FillRow[],
    ]
    const byOrder = Map.groupBy(fillRows, row => row.order_id)
    // A fill committed between the two reads belongs to a later state than the order read.
    const fillsOf = (row: store.OrderRow): store.FillRow[] => (byOrder.get(row.id) ?? []).filter(fill => fill.seq <= row.seq)
    return new Map(orders.map(row => [row.id, toOrder(row, trading.instruments.find(row.symbol), fillsOf(row))]))
  }
  return async orderId => {
    if (asked === undefined) {
      const ids = new Set([orderId])
      asked = { ids, result: read(ids) }
    } else asked.ids.add(orderId)
    return (await asked.result).get(orderId)
  }
}

/** The form of an id in a cursor. */
export const idForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function toCursor(position: string): string {
  return Buffer.from(position).toString('base64url')
}
export function fromCursor(cursor: string | undefined, form: RegExp): string | undefined {
  if (cursor === undefined) return undefined
  const position = Buffer.from(cursor, 'base64url').toString()
  return form.test(position)
    ? position
    : refuse('VALIDATION_FAILED', 'cursor: not one this list gave', [
        { field: 'cursor', rule: "must be a list's next_cursor", value: cursor.slice(0, 64) },
      ])
}
