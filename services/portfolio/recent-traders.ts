import { Gauge, type Registry } from 'prom-client'
import type { EpochMs } from '#platform/service'

const dayMs = 86_400_000
/** Accounts that get a point a minute, the ones that traded last; the others get one an hour. 1,000 are 1.4 million points a day before thinning. */
export const recentMax = 1_000

export interface RecentTraders {
  /** An account traded at a moment of market time and is worth `equity` since; undefined: nobody could say. */
  traded(accountId: string, at: EpochMs, equity: bigint | undefined): void
  /** Those that traded within the day before `now`, with what was recorded of them last. */
  at(now: EpochMs): ReadonlyMap<string, bigint | undefined>
  /** A point of an account was recorded. */
  recorded(accountId: string, equity: bigint): void
}

/** Who traded within a day of market time, at most the newest thousand. */
export function createRecentTraders(registry: Registry): RecentTraders {
  const traders = new Map<string, { readonly at: EpochMs; readonly equity: bigint | undefined }>()
  const gauge: Gauge = new Gauge({
    name: 'tradecraft_portfolio_recent_traders',
    help: `Accounts whose equity is recorded every minute; at ${recentMax} the one that traded longest ago is recorded every hour`,
    registers: [registry],
    collect: () => gauge.set(traders.size),
  })
  return {
    traded(accountId, at, equity) {
      traders.delete(accountId) // the last one to trade goes to the end
      traders.set(accountId, { at, equity })
      if (traders.size > recentMax) traders.delete(traders.keys().next().value!)
    },
    at(now) {
      for (const [accountId, { at }] of traders) if (at <= now - dayMs) traders.delete(accountId)
      return new Map([...traders].map(([accountId, { equity }]) => [accountId, equity]))
    },
    recorded(accountId, equity) {
      const trader = traders.get(accountId)
      if (trader !== undefined) traders.set(accountId, { ...trader, equity })
    },
  }
}
