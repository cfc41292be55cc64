import type { PlacedOrder } from '#contracts/topics/orders'
import { assert } from '#core/assert'
import { openHold } from '#core/ledger'
import { type BookMemory, createBookMemory, type LiveList, type LiveOrder } from '#core/order-book'
import { type Instrument, lotOf, tickOf } from '#core/orders'
import { Care } from './care.ts'
import { Fronts } from './fronts.ts'
import { createMarket, type Market } from './market.ts'
import type { Sql } from '#platform/service'
import * as store from './matching-store.ts'
import type { LiveListRow } from './matching-store.ts'
import type { PlainPlace, StoredOrder } from './stored-order.ts'
import { StoredOrders } from './stored-orders.ts'
import { toCommand, track, type Tracked } from './tracked.ts'
import { joinList, membersOf, type TrackedList } from './tracked-list.ts'

export interface RestoreInput {
  readonly instruments: ReadonlyMap<string, Instrument>
  readonly firstSeq: number
  readonly ownerOf: (account: string) => number
}
export interface Restored {
  readonly markets: Map<string, Market>
  readonly memory: BookMemory
  readonly care: Care
  readonly fronts: Fronts
  /** What a replay must know of it: orders that are not plain. The others have nobody ahead, and `book_hash` names them all. */
  readonly entries: unknown[]
}

/** A shard as it was committed. */
export interface CommittedShard {
  readonly row: store.ShardRow
  readonly orders: StoredOrders
  readonly lists: readonly LiveListRow[]
}

/** 1.6 MB of the table, 0.8 MB as text: from 1 MB on strings lie outside the heap, and each makes the collector look at everything. */
const blocksAtOnce = 200
/** Pieces that are read side by side. */
const readers = 2

/** Reads what was stored of a shard that was taken: nobody else can change it any more. */
export async function readCommitted(
  sql: Sql,
  row: store.ShardRow,
  { shard, instruments }: { readonly shard: number; readonly instruments: RestoreInput['instruments'] },
): Promise<CommittedShard> {
  const orders = new StoredOrders(instruments)
  const [table] = await sql.query<{ blocks: number }>(store.liveOrderBlocks)
  let block = 0
  const read = async (): Promise<void> => {
    while (block < table!.blocks) {
      const from = block
      block += blocksAtOnce
      const [piece] = await sql.query<{ lines: string | null }>(store.liveOrderLines(shard, from, from + blocksAtOnce))
      if (piece!.lines !== null) orders.add(piece!.lines)
    }
  }
  await Promise.all(Array.from({ length: readers }, read))
  return { row, orders, lists: await sql.query<LiveListRow>(store.liveLists(shard)) }
}

/**
 * The books as they were committed: orders in priority order with their stored queue places, those that wait, and lists.
 * Commands are never executed again. The next snapshot of the feed sets each queue place to min(stored, shown).
 */
export function restoreMarkets({ row, orders, lists }: CommittedShard, { instruments, firstSeq, ownerOf }: RestoreInput): Restored {
  const markets = new Map<string, Market>()
  const care = new Care(ownerOf, orders)
  const memory = createBookMemory()
  for (const [symbol, instrument] of instruments)
    markets.set(symbol, createMarket(instrument, { position: row.positions[symbol], firstSeq, memory }))
  const restored: Restored = { markets, memory, care, fronts: new Fronts(), entries: [] }
  for (const stored of orders.rows()) {
    const plain = orders.keep(stored)
    if (plain === undefined) restoreSpecial(orders.read(stored), restored, ownerOf)
    else restorePlain(plain, restored, ownerOf)
  }
  for (const list of lists) restoreList(JSON.parse(list.body) as StoredList, markets.get(list.symbol)!, care)
  return restored
}

function restorePlain(plain: PlainPlace, { markets, care, fronts, entries }: Restored, ownerOf: RestoreInput['ownerOf']): void {
  const market = markets.get(plain.symbol)
  assert(market !== undefined, 'a stored order has a known symbol')
  const { instrument, book } = market
  const [lot, tick] = [Number(lotOf(instrument)), Number(tickOf(instrument))]
  const live: LiveOrder = {
    order: plain.number,
    owner: ownerOf(plain.account),
    side: plain.side,
    state: 'resting',
    quantity: (plain.leaves + plain.filled) / lot,
    leaves: plain.leaves / lot,
    price: plain.price / tick,
    visible: plain.leaves / lot,
    priority: plain.priority,
    ahead: plain.ahead / lot,
    extreme: 0,
    expiresAt: 0,
  }
  book.restorePlain(live)
  if (plain.ahead === 0) return
  fronts.note(plain.symbol, live)
  entries.push(['order', care.find(plain.number).placed.order_id, String(plain.ahead), null])
}

function restoreSpecial(
  { order, live, ahead, extra }: StoredOrder,
  { markets, care, fronts, entries }: Restored,
  ownerOf: RestoreInput['ownerOf'],
): void {
  const { symbol } = order.placed
  const command = toCommand(order, ownerOf(order.placed.account_id))
  const place: LiveOrder = { ...live, owner: command.owner }
  care.keep(order)
  markets.get(symbol)!.book.restore(command, place)
  fronts.note(symbol, place)
  if (ahead !== 0n || extra !== null) entries.push(['order', order.placed.order_id, String(ahead), extra])
}

/** A list as it is stored: the book's state of it, its orders as they were placed, and the reserve of its legs. */
export interface StoredList {
  readonly id: string
  readonly live: LiveList
  readonly members: readonly { readonly placed: PlacedOrder; readonly number: number }[]
  readonly hold: { readonly remaining: string; readonly isStored: boolean }
  readonly entered: TrackedList['entered']
  readonly reservedLots: number
}

export function storeList(list: TrackedList, live: LiveList): StoredList {
  const { state, isStored } = list.hold
  return {
    id: list.id,
    live,
    members: membersOf(list).map(({ placed, number }) => ({ placed, number })),
    hold: { remaining: String(state.remaining), isStored },
    entered: list.entered,
    reservedLots: list.reservedLots,
  }
}

/** Joins the live members of a list again; those that have ended are there in name only. */
function restoreList(stored: StoredList, market: Market, care: Care): void {
  const members = stored.members.map(({ placed, number }): Tracked =>
    care.has(number) ? care.find(number) : track(placed, number, market.instrument),
  )
  const list = joinList(members)
  list.entered = stored.entered
  list.reservedLots = stored.reservedLots
  list.hold.state = openHold(list.hold.state.asset, BigInt(stored.hold.remaining))
  list.hold.isStored = stored.hold.isStored
  for (const member of members) if (!care.has(member.number)) list.hold.members.delete(member)
  care.lists.set(list.id, list)
  market.book.restoreList(stored.live)
}
