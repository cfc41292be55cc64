import type { LiveOrder } from '#core/order-book'
import { fromLots, toLots } from '#core/orders'
import { type Tracked, units } from './tracked.ts'

/** What a live order has beyond a plain resting one; lots and ticks as text of base units and prices, so that tick sizes may change. */
interface Extra {
  readonly state?: LiveOrder['state']
  readonly visible?: string
  readonly quantity?: string
  readonly prevented?: string
  readonly price?: string
  /** Ticks. */
  readonly extreme?: number
  /** Market time, ms. */
  readonly expires?: number
}

/** The stored text of what is not plain about a live order; null where it is a plain one at rest. */
export function writeExtra(order: Tracked, live: LiveOrder): string | null {
  const { instrument, placed } = order
  const extra: Extra = {
    ...(live.state === 'resting' ? {} : { state: live.state }),
    ...(live.state !== 'resting' || (live.visible === live.leaves && placed.display_quantity === undefined)
      ? {}
      : { visible: String(fromLots(instrument, live.visible)) }),
    ...(isAmended(order) ? { quantity: String(order.quantity) } : {}),
    ...(order.preventedQuantity === 0n ? {} : { prevented: String(order.preventedQuantity) }),
    ...(placed.peg === undefined || order.price === undefined ? {} : { price: String(order.price) }),
    ...(live.extreme === 0 ? {} : { extreme: live.extreme }),
    ...(live.expiresAt === 0 ? {} : { expires: live.expiresAt }),
  }
  return Object.keys(extra).length === 0 ? null : JSON.stringify(extra)
}

/** Sets what the text says on the order, and returns the rest of the book's state of it. */
export function readExtra(
  order: Tracked,
  text: string | null,
): Pick<LiveOrder, 'state' | 'extreme' | 'expiresAt'> & { readonly visible: number | undefined } {
  const extra = text === null ? {} : (JSON.parse(text) as Extra)
  if (extra.quantity !== undefined) order.quantity = BigInt(extra.quantity)
  if (extra.prevented !== undefined) order.preventedQuantity = BigInt(extra.prevented)
  if (extra.price !== undefined) order.price = BigInt(extra.price)
  return {
    state: extra.state ?? 'resting',
    visible: extra.visible === undefined ? undefined : toLots(order.instrument, BigInt(extra.visible)),
    extreme: extra.extreme ?? 0,
    expiresAt: extra.expires ?? 0,
  }
}

function isAmended({ placed, quantity, instrument }: Tracked): boolean {
  return placed.quantity !== null && quantity !== units(placed.quantity, instrument.baseScale)
}
