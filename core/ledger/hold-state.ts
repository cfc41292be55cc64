import { assert } from '#core/assert'

/** The reserve of one order, in units of the held asset. Ends exactly once (invariant I6). */
export interface HoldState {
  readonly asset: string
  readonly placed: bigint
  readonly consumed: bigint
  readonly remaining: bigint
  readonly isClosed: boolean
}

/** A hold as it is placed. */
export function openHold(asset: string, amount: bigint): HoldState {
  assert(amount > 0n, 'a hold reserves something')
  return { asset, placed: amount, consumed: 0n, remaining: amount, isClosed: false }
}

/** A fill's share leaves the hold. Never more than remains, never after the end. */
export function consumeHold(hold: HoldState, share: bigint): HoldState {
  assert(!hold.isClosed, 'a closed hold is final')
  assert(share >= 0n && share <= hold.remaining, 'a fill takes no more than the hold has')
  return { ...hold, consumed: hold.consumed + share, remaining: hold.remaining - share }
}

/** The end of the hold: `released` is what goes back to available. Breaks an invariant the second time. */
export function closeHold(hold: HoldState): { readonly hold: HoldState; readonly released: bigint } {
  assert(!hold.isClosed, 'a hold ends exactly once')
  assert(hold.consumed + hold.remaining === hold.placed, 'captured and released make what was placed')
  return { hold: { ...hold, remaining: 0n, isClosed: true }, released: hold.remaining }
}
