import { assetScaleOf } from '#core/orders'
import type { Care } from './care.ts'
import { type Tracked, units } from './tracked.ts'

/** What a replacement still has to take from the order it replaces, in base units of the asset both hold. */
export function shortfallOf(next: Tracked): bigint {
  const { placed, instrument } = next
  const missing = units(placed.replaces!.hold_needed, assetScaleOf(instrument, placed.hold_asset)) - next.hold.state.remaining
  return missing > 0n ? missing : 0n
}

/**
 * Why a replacement cannot be placed, null where it can: what it was to take over from the old order may have traded
 * meanwhile, and no order works with less than it needs.
 */
export function refusalOf([next]: readonly Tracked[], care: Care): 'INSUFFICIENT_HOLD' | null {
  if (next?.placed.replaces === undefined) return null
  const old = care.byId(next.placed.replaces.order_id)
  const missing = shortfallOf(next)
  const left =
    old === undefined || old.list !== undefined || old.placed.account_id !== next.placed.account_id ? 0n : old.hold.state.remaining
  return missing > left ? 'INSUFFICIENT_HOLD' : null
}
