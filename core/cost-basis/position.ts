import { assert } from '#core/assert'
import type { Side } from '#core/orders'

/** What was bought and is still there: base units and their total cost in quote units, fees inside. */
export interface Lot {
  readonly quantity: bigint
  readonly cost: bigint
  readonly openedAt: number
  readonly tradeId: string
}

/** The holdings of one account in one symbol. `quantity` and `cost` are the sums over the lots, `realized` is in quote units. */
export interface Position {
  readonly lots: readonly Lot[]
  readonly quantity: bigint
  readonly cost: bigint
  readonly realized: bigint
}

/** A fill of one user: gross base, gross quote, and the fee in the asset received. `at` in ms of market time. */
export interface PositionFill {
  readonly side: Side
  readonly quantity: bigint
  readonly quote: bigint
  readonly feeBase: bigint
  readonly feeQuote: bigint
  readonly at: number
  readonly tradeId: string
}

/** First in first out, or one pool at average cost. Fixed per season. */
export type CostBasisMethod = 'fifo' | 'average'

/** Nothing held, nothing realized. */
export const EMPTY_POSITION: Position = { lots: [], quantity: 0n, cost: 0n, realized: 0n }

/**
 * The position after a fill (order-semantics d14). Costs are total-cost integers; a part of a lot takes its share rounded
 * down and the last part the remainder, so cost never drifts. A buy adds quantity net of the base fee at gross cost; a sell
 * consumes lots for the quote net of its fee. Selling more than is held breaks an invariant: spot sells are held first.
 */
export function applyFill(position: Position, fill: PositionFill, method: CostBasisMethod): Position {
  assert(
    fill.quantity > 0n && fill.quote >= 0n && fill.feeBase >= 0n && fill.feeQuote >= 0n,
    'a fill moves something and fees are not negative',
  )
  const next = fill.side === 'buy' ? bought(position, fill, method) : sold(position, fill, method)
  assert(next.quantity >= 0n && next.cost >= 0n, 'a position holds nothing negative')
  assert(next.lots.length > 0 ? next.quantity > 0n : next.quantity === 0n && next.cost === 0n, 'no lots, no quantity, no cost')
  return next
}

/** What the position would gain if it were sold at `value` (quote units for all of it), fees of that sale not counted. */
export function unrealizedOf(position: Position, value: bigint): bigint {
  return value - position.cost
}

function bought(position: Position, fill: PositionFill, method: CostBasisMethod): Position {
  assert(fill.feeBase <= fill.quantity, 'a fee is at most what was received')
  const quantity = fill.quantity - fill.feeBase
  const cost = fill.quote + fill.feeQuote
  // A fee that eats a whole dust fill leaves a cost without a quantity: it is lost at once.
  if (quantity === 0n) return { ...position, realized: position.realized - cost }
  const lot = { quantity, cost, openedAt: fill.at, tradeId: fill.tradeId }
  const lots = method === 'fifo' ? [...position.lots, lot] : [pooled(position, lot)]
  return { lots, quantity: position.quantity + quantity, cost: position.cost + cost, realized: position.realized }
}

function pooled(position: Position, lot: Lot): Lot {
  const [pool] = position.lots
  assert(position.lots.length <= 1, 'average cost keeps one pool')
  return pool ? { ...pool, quantity: pool.quantity + lot.quantity, cost: pool.cost + lot.cost } : lot
}

function sold(position: Position, fill: PositionFill, method: CostBasisMethod): Position {
  const quantity = fill.quantity + fill.feeBase
  assert(quantity <= position.quantity, 'a sell consumes no more than is held')
  assert(method === 'fifo' || position.lots.length <= 1, 'average cost keeps one pool')
  const { lots, cost } = consumed(position.lots, quantity)
  const proceeds = fill.quote - fill.feeQuote
  return { lots, quantity: position.quantity - quantity, cost: position.cost - cost, realized: position.realized + proceeds - cost }
}

/** Takes a quantity from the oldest lots: what is left of them, and the cost of what was taken. */
function consumed(lots: readonly Lot[], quantity: bigint): { readonly lots: Lot[]; readonly cost: bigint } {
  let [missing, cost] = [quantity, 0n]
  let whole = 0
  for (const lot of lots) {
    if (lot.quantity > missing) break
    missing -= lot.quantity
    cost += lot.cost
    whole += 1
  }
  const left = lots.slice(whole)
  const [oldest] = left
  if (missing === 0n || !oldest) return { lots: left, cost }
  const share = (oldest.cost * missing) / oldest.quantity
  left[0] = { ...oldest, quantity: oldest.quantity - missing, cost: oldest.cost - share }
  return { lots: left, cost: cost + share }
}
