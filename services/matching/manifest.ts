import { applyFills, settleBatch } from '#contracts/procedures'
import { bookUpdated, bookWanted, feedWanted, instrumentUpdated, marketDataUpdate } from '#contracts/topics/market'
import { orderAmended, orderCancelled, orderPlaced } from '#contracts/topics/orders'
import { tradeExecuted } from '#contracts/topics/trades'
import { defineManifest } from '#platform/service'

export const manifest = defineManifest({
  name: 'matching',
  owns: 'Books: merges commands with the feed, matches by price and time, settles each batch in one transaction.',
  routes: {},
  procedures: {},
  uses: { settleBatch, applyFills },
  consumes: { instrumentUpdated },
  follows: [orderPlaced, orderCancelled, orderAmended],
  hears: { marketDataUpdate, bookWanted },
  produces: [tradeExecuted],
  volatile: [bookUpdated, feedWanted],
  tables: ['shards', 'instruments', 'live_orders', 'live_lists', 'trades', 'audit_log', 'snapshots'],
  partitions: { trades: 'month', audit_log: 'day' },
  jobs: { saveFronts: 5_000 },
  replicated: false,
})
export type MatchingManifest = typeof manifest
