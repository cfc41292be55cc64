import { assert } from '#core/assert'
import { ceilDivide, floorDivide } from '#core/decimal'
import type { Instrument } from './instrument.ts'
import { lotOf, tickLotValue, tickOf } from './instrument.ts'

/** Largest price in ticks: the engine's price ladder is 32 bits wide. */
export const TICKS_MAX = 2 ** 31 - 1
/** Largest count of lots and of tick-lots: integers stay exact in a JavaScript number. */
export const LOTS_MAX = Number.MAX_SAFE_INTEGER

/** Most lots taken from one displayed level; keeps sums of levels exact. */
const SHOWN_LOTS_MAX = 2 ** 52

/** A stored price as ticks. The price is valid, so it is a multiple of the tick. */
export function toTicks(instrument: Instrument, price: bigint): number {
  return toCount(price, tickOf(instrument), TICKS_MAX)
}

/** A quantity in base units as lots. The quantity is valid, so it is a multiple of the step. */
export function toLots(instrument: Instrument, quantity: bigint): number {
  return toCount(quantity, lotOf(instrument), LOTS_MAX)
}

/**
 * A displayed or printed size in base units as whole lots, rounded down: exchanges show sizes finer than the step (recorded:
 * 25.426189 BTC at a step of 0.00001). 0 where less than a lot is shown; capped far above any real size.
 */
export function shownLots(instrument: Instrument, quantity: bigint): number {
  const lots = quantity / lotOf(instrument)
  return lots > BigInt(SHOWN_LOTS_MAX) ? SHOWN_LOTS_MAX : Number(lots)
}

/** A displayed or printed price as ticks; one off the tick (left from an older tick size) moves away from the other side. */
export function shownTicks(instrument: Instrument, price: bigint, side: 'bid' | 'ask'): number {
  const tick = tickOf(instrument)
  return Number(side === 'bid' ? floorDivide(price, tick) : ceilDivide(price, tick))
}

/** Quote units as tick-lots, rounded down: the engine may spend no unit more than was held. */
export function toTickLots(instrument: Instrument, quote: bigint): number {
  const count = quote / tickLotValue(instrument)
  return count > BigInt(LOTS_MAX) ? LOTS_MAX : Number(count)
}

/** Ticks as a stored price. */
export function fromTicks(instrument: Instrument, ticks: number): bigint {
  return BigInt(ticks) * tickOf(instrument)
}

/** Lots as base units. */
export function fromLots(instrument: Instrument, lots: number): bigint {
  return BigInt(lots) * lotOf(instrument)
}

/** Whether the engine can carry the price and the quantity, alone and multiplied (money-path.md §3). */
export function fitsEngine(instrument: Instrument, price: bigint | undefined, quantity: bigint | undefined): boolean {
  const ticks = price === undefined ? 0n : price / tickOf(instrument)
  const lots = quantity === undefined ? 0n : quantity / lotOf(instrument)
  return ticks <= BigInt(TICKS_MAX) && lots <= BigInt(LOTS_MAX) && ticks * lots <= BigInt(LOTS_MAX)
}

function toCount(amount: bigint, unit: bigint, countMax: number): number {
  assert(amount % unit === 0n, 'a valid amount is a whole number of ticks or lots')
  const count = amount / unit
  assert(count >= 0n && count <= BigInt(countMax), 'a valid amount is within the engine range')
  return Number(count)
}
