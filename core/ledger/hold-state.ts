import { assert } from '#core/assert'

/** A reserve in units of the held asset. Ends exactly once (invariant I6). */
export interface HoldState {
  readonly asset: string
  readonly placed: bigint
  readonly consumed: bigint
  /** Given back before the end, because less was needed. */
  readonly trimmed: bigint
  readonly remaining: bigint
  readonly isClosed: boolean
}

/** A hold as it is placed; 0 where something is added to it later. */
export function openHold(asset: string, amount: bigint): HoldState {
  assert(amount >= 0n, 'a hold reserves something or waits for it')
  return { asset, placed: amount, consumed: 0n, trimmed: 0n, remaining: amount, isClosed: false }
}

/** More is reserved: a list's working order bought it, or an order takes over what its predecessor held. */
export function growHold(hold: HoldState, amount: bigint): HoldState {
  assert(!hold.isClosed, 'a closed hold is final')
  assert(amount > 0n, 'a hold grows by something')
  return { ...hold, placed: hold.placed + amount, remaining: hold.remaining + amount }
}

/** A fill's share leaves the hold. Never more than remains, never after the end. */
export function consumeHold(hold: HoldState, share: bigint): HoldState {
  assert(!hold.isClosed, 'a closed hold is final')
  assert(share >= 0n && share <= hold.remaining, 'a fill takes no more than the hold has')
  return { ...hold, consumed: hold.consumed + share, remaining: hold.remaining - share }
}

/** Less is needed from now on: what is too much goes back to available. */
export function trimHold(hold: HoldState, required: bigint): { readonly hold: HoldState; readonly released: bigint } {
  assert(!hold.isClosed, 'a closed hold is final')
  assert(required >= 0n && required <= hold.remaining, 'a hold is trimmed to what it has')
  const released = hold.remaining - required
  return { hold: { ...hold, trimmed: hold.trimmed + released, remaining: required }, released }
}

/** The end of the hold: `released` is what goes back to available. Breaks an invariant the second time. */
export function closeHold(hold: HoldState): { readonly hold: HoldState; readonly released: bigint } {
  assert(!hold.isClosed, 'a hold ends exactly once')
  assert(hold.consumed + hold.trimmed + hold.remaining === hold.placed, 'captured and released make what was placed')
  return { hold: { ...hold, remaining: 0n, isClosed: true }, released: hold.remaining }
}
