import type { Clock, Sql } from '#platform/service'
import { countOpenOrders } from './order-store.ts'

/** A count this old is read again; until then accepted orders are added and ended ones still count. */
const freshForMs = 3_000
const entriesMax = 20_000

export interface OpenOrders {
  count(accountId: string, symbol: string): Promise<number>
  /** An order was accepted and may rest. */
  added(accountId: string, symbol: string): void
}

/** Counts for the limit of open orders: one read per account, symbol and few seconds, not one per order. */
export function createOpenOrders(sql: Sql, clock: Clock): OpenOrders {
  const entries = new Map<string, { count: number; readonly readAt: number }>()
  return {
    async count(accountId, symbol) {
      const key = `${accountId} ${symbol}`
      const known = entries.get(key)
      if (known !== undefined && clock.monotonic() - known.readAt < freshForMs) return known.count
      const [row] = await sql.query<{ count: bigint }>(countOpenOrders(accountId, symbol))
      if (entries.size >= entriesMax) entries.delete(entries.keys().next().value!)
      const entry = { count: Number(row?.count ?? 0), readAt: clock.monotonic() }
      entries.set(key, entry)
      return entry.count
    },
    added(accountId, symbol) {
      const entry = entries.get(`${accountId} ${symbol}`)
      if (entry !== undefined) entry.count += 1
    },
  }
}
