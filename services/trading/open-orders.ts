import { isTriggered, type PricedOrder } from '#core/orders'
import type { Clock, Sql } from '#platform/service'
import { countOpenOrders } from './order-store.ts'

/** A count this old is read again; until then accepted orders are added and ended ones still count, unless that would refuse. */
const freshForMs = 3_000
const entriesMax = 20_000

/** Open orders of an account in a symbol, and how many of them have a trigger. */
export interface OpenCount {
  readonly orders: number
  readonly triggers: number
}

export interface OpenOrders {
  count(accountId: string, symbol: string): Promise<OpenCount>
  /** As it is now: for whoever would be refused by what is known. */
  recount(accountId: string, symbol: string): Promise<OpenCount>
  /** Orders were accepted and may stay open, in the place of others. */
  added(accountId: string, symbol: string, more: OpenCount, fewer?: OpenCount): void
}

/** What orders count. */
export function countOf(orders: readonly Pick<PricedOrder, 'type'>[]): OpenCount {
  return { orders: orders.length, triggers: orders.filter(({ type }) => isTriggered(type)).length }
}

/** Counts for the limit of open orders: one read per account, symbol and few seconds, not one per order. */
export function createOpenOrders(sql: Sql, clock: Clock): OpenOrders {
  const entries = new Map<string, { orders: number; triggers: number; readonly readAt: number }>()
  async function recount(accountId: string, symbol: string): Promise<OpenCount> {
    const [row] = await sql.query<{ orders: bigint; triggers: bigint }>(countOpenOrders(accountId, symbol))
    if (entries.size >= entriesMax) entries.delete(entries.keys().next().value!)
    const entry = { orders: Number(row?.orders ?? 0), triggers: Number(row?.triggers ?? 0), readAt: clock.monotonic() }
    entries.set(`${accountId} ${symbol}`, entry)
    return entry
  }
  return {
    recount,
    async count(accountId, symbol) {
      const known = entries.get(`${accountId} ${symbol}`)
      return known !== undefined && clock.monotonic() - known.readAt < freshForMs ? known : await recount(accountId, symbol)
    },
    added(accountId, symbol, more, fewer = countOf([])) {
      const entry = entries.get(`${accountId} ${symbol}`)
      if (entry === undefined) return
      entry.orders += more.orders - fewer.orders
      entry.triggers += more.triggers - fewer.triggers
    },
  }
}
