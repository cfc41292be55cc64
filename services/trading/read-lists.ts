import type { RouteReply } from '#contracts/kit'
import { readTerms, toOrder } from '#contracts/order-wire'
import { refuse } from '#contracts/problems'
import type { cancelList, getList, listLists, OrderList } from '#contracts/routes/orders'
import { isTerminal } from '#core/orders'
import type { Call } from '#platform/service'
import { cancelRow } from './cancel-order.ts'
import * as store from './order-store.ts'
import { fromCursor, idForm, toCursor } from './read-orders.ts'
import type { Trading } from './trading.ts'

const pageDefault = 50

/** A list with every order and its state; undefined where the account has none of that id. */
export async function readList(trading: Trading, accountId: string, id: string): Promise<OrderList | undefined> {
  return (await readLists(trading, accountId, [id]))[0]
}

/** The list an order belongs to. */
export async function listOfOrder(trading: Trading, accountId: string, orderId: string): Promise<string | undefined> {
  const [row] = await trading.sql.query<store.OrderRow>(store.orderOf(accountId, orderId))
  return row?.list_id ?? undefined
}

export async function getOne(trading: Trading, call: Call<typeof getList>): Promise<RouteReply<typeof getList>> {
  const account = await trading.findAccount(call.principal.userId, call.query.account_id)
  return { status: 200, body: (await readList(trading, account.id, call.params.id)) ?? unknown(call.params.id) }
}

export async function getAll(trading: Trading, call: Call<typeof listLists>): Promise<RouteReply<typeof listLists>> {
  const { query, principal } = call
  const account = await trading.findAccount(principal.userId, query.account_id)
  const limit = query.limit ?? pageDefault
  const before = fromCursor(query.cursor, idForm)
  const rows = await trading.sql.query<{ id: string }>(
    store.listIds({ accountId: account.id, status: query.status ?? 'all', before, limit: limit + 1 }),
  )
  const page = rows.slice(0, limit).map(({ id }) => id)
  return {
    status: 200,
    body: { items: await readLists(trading, account.id, page), next_cursor: rows.length > limit ? toCursor(page.at(-1)!) : null },
  }
}

/** Cancels whatever of a list is still open; the engine ends the rest with the first. */
export async function cancelWhole(trading: Trading, call: Call<typeof cancelList>): Promise<RouteReply<typeof cancelList>> {
  const account = await trading.findAccount(call.principal.userId, call.query.account_id)
  const rows = await trading.sql.query<store.OrderRow>(store.ordersOfLists(account.id, [call.params.id]))
  if (rows.length === 0) unknown(call.params.id)
  const open = rows.filter(({ status }) => !isTerminal(status))
  if (open.length === 0)
    refuse('NOT_CANCELABLE', 'Every order of the list has ended already', [
      { field: 'id', rule: 'must be an open list', value: call.params.id },
    ])
  const results = await Promise.all(open.map(row => cancelRow(trading, row, call.query.wait)))
  return { status: results.every(({ spoken }) => spoken) ? 200 : 202, body: (await readList(trading, account.id, call.params.id))! }
}

function unknown(id: string): never {
  return refuse('UNKNOWN_ORDER', `You have no order list ${id} in this account`)
}

async function readLists(trading: Trading, accountId: string, ids: readonly string[]): Promise<OrderList[]> {
  const rows = ids.length === 0 ? [] : await trading.sql.query<store.OrderRow>(store.ordersOfLists(accountId, ids))
  return ids.flatMap(id => {
    const members = rows.filter(row => row.list_id === id)
    return members.length === 0 ? [] : [toList(trading, members)]
  })
}

function toList(trading: Trading, rows: readonly store.OrderRow[]): OrderList {
  const [first] = rows
  const listed = rows.map(row => ({
    list: readTerms(row.terms).list!,
    order: toOrder(row, trading.instruments.find(row.symbol)),
  }))
  const { contingency, start } = listed[0]!.list
  return {
    id: first!.list_id!,
    account_id: first!.account_id,
    symbol: first!.symbol,
    contingency,
    start,
    status: rows.every(({ status }) => isTerminal(status)) ? 'closed' : 'open',
    working: listed.find(({ list }) => list.role === 'working')?.order ?? null,
    legs: listed.filter(({ list }) => list.role === 'leg').map(({ order }) => order),
    created_at: listed[0]!.order.created_at,
  }
}
