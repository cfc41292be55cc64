import { closeHold, growHold, holdPostings, releasePostings, trimHold } from '#core/ledger'
import { requiredHold } from '#core/orders'
import type { Settlement } from './batch-changes.ts'
import { type HoldBox, leavesOf, type Tracked } from './tracked.ts'

/** Moves an amount from available into a hold: bought for the legs of a list, or left by a replaced order. */
export function reserve(settlement: Settlement, box: HoldBox, amount: bigint): void {
  if (amount === 0n) return
  box.state = growHold(box.state, amount)
  const { orderId, accountId } = box
  const { asset } = box.state
  for (const line of holdPostings({ account: accountId, asset, amount })) settlement.lines.push({ ...line, journal: orderId })
  settlement.holds.push({ orderId, accountId, asset, taken: -amount, closed: false, opened: !box.isStored })
  box.isStored = true
}

/** Gives back what no order needs any more. What was bought for the legs of a list stays reserved until the last of them has ended. */
export function trim(settlement: Settlement, box: HoldBox): void {
  const [one] = box.members
  if (one === undefined || (one.list?.working !== undefined && one.list.working !== one)) return
  let required = 0n
  for (const order of box.members) {
    const needs = requiredOf(order)
    if (needs > required) required = needs
  }
  if (required >= box.state.remaining) return
  const { hold, released } = trimHold(box.state, required)
  box.state = hold
  give(settlement, box, { released, closed: false })
}

/** The last order that lived on the hold has ended: what is left goes back. */
export function close(settlement: Settlement, box: HoldBox): void {
  const { hold, released } = closeHold(box.state)
  box.state = hold
  if (box.isStored) give(settlement, box, { released, closed: true })
}

function give(settlement: Settlement, box: HoldBox, { released, closed }: { readonly released: bigint; readonly closed: boolean }): void {
  const { orderId, accountId } = box
  const { asset } = box.state
  for (const line of releasePostings({ account: accountId, asset, amount: released })) settlement.lines.push({ ...line, journal: orderId })
  settlement.holds.push({ orderId, accountId, asset, taken: released, closed, opened: false })
}

/** What a live order may still take from its hold; of an order by quote all that is there. */
function requiredOf({ placed, instrument, price, spendMax, filledQuote, hold, ...order }: Tracked): bigint {
  const leaves = leavesOf(order)
  if (leaves === undefined) return hold.state.remaining
  const bounds = {
    ...(price === undefined ? {} : { price }),
    ...(spendMax === undefined ? {} : { spendLeft: spendMax - filledQuote }),
  }
  return requiredHold({ side: placed.side, leaves, ...bounds }, instrument)
}
