import { assert } from '#core/assert'
import { fromLots } from '#core/orders'
import type { Statement } from '#platform/service'
import type { Settlement } from './batch-changes.ts'
import type { Care } from './care.ts'
import type { Fronts } from './fronts.ts'
import { writeExtra } from './live-extra.ts'
import type { Market } from './market.ts'
import * as store from './matching-store.ts'
import { storeList } from './recovery.ts'
import type { Tracked } from './tracked.ts'
import { membersOf } from './tracked-list.ts'

export interface LiveParts {
  readonly shard: number
  readonly markets: ReadonlyMap<string, Market>
  readonly care: Care
  readonly fronts: Fronts
  /** Whether queue fronts and extremes of all orders are due, not only what the batch touched. */
  readonly withFronts: boolean
}

/** What recovery needs of the orders and lists a batch touched, in the batch's own transaction. */
export function saveLive(settlement: Settlement, parts: LiveParts): Statement[] {
  const { touched, ended } = settlement
  const places = [...touched.values()].filter(order => !ended.has(order.placed.order_id)).map(order => placeOf(order, parts))
  return [
    ...(parts.withFronts ? movedFronts(parts) : []),
    ...store.saveLiveOrders(parts.shard, places, [...ended]),
    ...saveLists(settlement, parts),
  ]
}

/** Fronts of frames that were not committed would be worn down twice by a rebuild: they are saved with a batch or not at all. */
function movedFronts({ markets, care, fronts }: LiveParts): Statement[] {
  const ids: string[] = []
  const aheads: bigint[] = []
  const extras: (string | null)[] = []
  for (const { market, live } of fronts.moved(markets)) {
    const order = care.find(live.order)
    ids.push(order.placed.order_id)
    aheads.push(fromLots(market.instrument, live.ahead))
    extras.push(writeExtra(order, live))
  }
  return ids.length === 0 ? [] : [store.saveFronts(ids, aheads, extras)]
}

function saveLists({ lists, ended }: Settlement, { shard, markets }: LiveParts): Statement[] {
  const places: store.ListPlace[] = []
  const over: string[] = []
  for (const list of lists) {
    const members = membersOf(list)
    const { symbol } = members[0]!.placed
    const live = markets.get(symbol)!.book.findList(list.number)
    if (live === undefined || members.every(({ placed }) => ended.has(placed.order_id))) over.push(list.id)
    else places.push({ id: list.id, symbol, body: JSON.stringify(storeList(list, live)) })
  }
  return store.saveLiveLists(shard, places, over)
}

function placeOf(order: Tracked, { markets, fronts }: LiveParts): store.LivePlace {
  const live = markets.get(order.placed.symbol)!.book.find(order.number)
  assert(live !== undefined, 'an order that has not ended rests or waits')
  fronts.note(order.placed.symbol, live)
  return {
    order,
    leaves: fromLots(order.instrument, live.leaves),
    ahead: fromLots(order.instrument, live.ahead),
    priority: live.priority,
    extra: writeExtra(order, live),
  }
}
