import type { PlacedOrder } from '#contracts/topics/orders'
import { assert } from '#core/assert'
import { openHold } from '#core/ledger'
import { type BookMemory, createBookMemory, type LiveList } from '#core/order-book'
import { type Instrument, toLots, toTicks } from '#core/orders'
import { Care } from './care.ts'
import { readExtra } from './live-extra.ts'
import { createMarket, type Market } from './market.ts'
import type { LiveListRow, LiveOrderRow, Position } from './matching-store.ts'
import { leavesOf, toCommand, track, type Tracked } from './tracked.ts'
import { joinList, type TrackedList } from './tracked-list.ts'

export interface RestoreInput {
  readonly instruments: ReadonlyMap<string, Instrument>
  readonly firstSeq: number
  readonly ownerOf: (account: string) => number
}
export interface Restored {
  readonly markets: Map<string, Market>
  readonly memory: BookMemory
  readonly care: Care
}

/**
 * The books as they were committed: orders in priority order with their stored queue places, those that wait, and lists.
 * Commands are never executed again. The next snapshot of the feed sets each queue place to min(stored, shown).
 */
export function restoreMarkets(
  rows: readonly LiveOrderRow[],
  lists: readonly LiveListRow[],
  positions: Readonly<Record<string, Position>>,
  { instruments, firstSeq, ownerOf }: RestoreInput,
): Restored {
  const markets = new Map<string, Market>()
  const care = new Care(ownerOf)
  const memory = createBookMemory()
  for (const [symbol, instrument] of instruments)
    markets.set(symbol, createMarket(instrument, { position: positions[symbol], firstSeq, memory }))
  for (const row of rows) {
    const market = markets.get(row.symbol)
    assert(market !== undefined, 'a stored order has a known symbol')
    restoreOrder(row, market, care, ownerOf)
  }
  for (const row of lists) restoreList(JSON.parse(row.body) as StoredList, markets.get(row.symbol)!, care)
  return { markets, memory, care }
}

function restoreOrder(row: LiveOrderRow, market: Market, care: Care, ownerOf: (account: string) => number): void {
  const { instrument, book } = market
  const order = track(JSON.parse(row.placed) as PlacedOrder, Number(row.number), instrument)
  const command = toCommand(order, ownerOf(order.placed.account_id))
  const { state } = order.hold
  const remaining = row.hold_remaining
  order.hold.state = {
    ...state,
    consumed: state.placed > remaining ? state.placed - remaining : 0n,
    placed: state.placed > remaining ? state.placed : remaining,
    remaining,
  }
  order.hold.isStored = order.hold.isStored || remaining > 0n
  order.filledQuantity = row.filled_quantity
  order.filledQuote = row.filled_quote
  order.fee = row.fee
  const extra = readExtra(order, row.extra)
  order.status = extra.state !== 'resting' ? extra.state : row.filled_quantity > 0n ? 'partially_filled' : 'open'
  const leaves = toLots(instrument, leavesOf(order)!)
  care.keep(order)
  book.restore(command, {
    order: command.order,
    owner: command.owner,
    side: command.side,
    state: extra.state,
    quantity: toLots(instrument, order.quantity!),
    leaves,
    price: extra.state === 'resting' ? toTicks(instrument, row.price) : command.price,
    visible: extra.state === 'resting' ? (extra.visible ?? leaves) : 0,
    priority: Number(row.priority),
    ahead: toLots(instrument, row.ahead),
    extreme: extra.extreme,
    expiresAt: extra.expiresAt,
  })
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
  const members = list.working === undefined ? list.legs : [list.working, ...list.legs]
  const { state, isStored } = list.hold
  return {
    id: list.id,
    live,
    members: members.map(({ placed, number }) => ({ placed, number })),
    hold: { remaining: String(state.remaining), isStored },
    entered: list.entered,
    reservedLots: list.reservedLots,
  }
}

/** Joins the live members of a list again; those that have ended are there in name only. */
function restoreList(stored: StoredList, market: Market, care: Care): void {
  const members = stored.members.map(({ placed, number }): Tracked => care.byNumber.get(number) ?? track(placed, number, market.instrument))
  const list = joinList(members)
  list.entered = stored.entered
  list.reservedLots = stored.reservedLots
  const remaining = BigInt(stored.hold.remaining)
  list.hold.state = { ...openHold(list.hold.state.asset, remaining) }
  list.hold.isStored = stored.hold.isStored
  for (const member of members) if (!care.byNumber.has(member.number)) list.hold.members.delete(member)
  care.lists.set(list.id, list)
  market.book.restoreList(stored.live)
}
