import type { PlacedOrder } from '#contracts/topics/orders'
import { assert } from '#core/assert'
import { type Instrument, toLots, toTicks } from '#core/orders'
import { createMarket, type Market } from './market.ts'
import type { LiveOrderRow, Position } from './matching-store.ts'
import { toCommand, track, type Tracked } from './tracked.ts'

export interface RestoreInput {
  readonly instruments: ReadonlyMap<string, Instrument>
  readonly firstSeq: number
  readonly ownerOf: (account: string) => number
}
export interface Restored {
  readonly markets: Map<string, Market>
  readonly byNumber: Map<number, Tracked>
}

/**
 * The books as they were committed: orders in priority order with their stored queue places. Commands are never executed again.
 * The next snapshot of the feed sets each queue place to min(stored, shown).
 */
export function restoreMarkets(
  rows: readonly LiveOrderRow[],
  positions: Readonly<Record<string, Position>>,
  { instruments, firstSeq, ownerOf }: RestoreInput,
): Restored {
  const markets = new Map<string, Market>()
  const byNumber = new Map<number, Tracked>()
  for (const [symbol, instrument] of instruments) markets.set(symbol, createMarket(instrument, positions[symbol], firstSeq))
  for (const row of rows) {
    const market = markets.get(row.symbol)
    assert(market !== undefined, 'a stored order has a known symbol')
    const order = restoreOrder(row, market.instrument)
    byNumber.set(order.number, order)
    const command = toCommand(order, ownerOf(order.placed.account_id))
    const leaves = toLots(market.instrument, row.leaves)
    market.book.restore(command, {
      order: command.order,
      owner: command.owner,
      side: command.side,
      state: 'resting',
      quantity: command.quantity,
      leaves,
      price: toTicks(market.instrument, row.price),
      visible: leaves,
      priority: Number(row.priority),
      ahead: toLots(market.instrument, row.ahead),
      extreme: 0,
      expiresAt: 0,
    })
  }
  return { markets, byNumber }
}

function restoreOrder(row: LiveOrderRow, instrument: Instrument): Tracked {
  const order = track(JSON.parse(row.placed) as PlacedOrder, Number(row.number), instrument)
  order.hold = { ...order.hold, consumed: order.hold.placed - row.hold_remaining, remaining: row.hold_remaining }
  order.filledQuantity = row.filled_quantity
  order.filledQuote = row.filled_quote
  order.fee = row.fee
  order.status = row.filled_quantity > 0n ? 'partially_filled' : 'open'
  return order
}
