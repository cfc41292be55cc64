import { assert } from '#core/assert'
import { ceilDivide, powerOfTen, roundFeeUp } from '#core/decimal'

/** What a symbol trades and within which limits. All amounts are integers at the scale named; 0n switches a limit off. */
export interface Instrument {
  readonly symbol: string
  readonly baseAsset: string
  readonly quoteAsset: string
  readonly status: 'trading' | 'halt' | 'cancel_only'
  /** Decimals of a stored price, fixed for the symbol's life (money-path.md §3). */
  readonly priceScale: number
  /** Decimals of the base asset's unit; one per asset over all symbols. */
  readonly baseScale: number
  /** Decimals of the quote asset's unit; one per asset over all symbols. */
  readonly quoteScale: number
  /** At priceScale. */
  readonly tickSize: bigint
  readonly priceMin: bigint
  readonly priceMax: bigint
  /** At baseScale. */
  readonly stepSize: bigint
  readonly quantityMin: bigint
  readonly quantityMax: bigint
  readonly marketStepSize: bigint
  readonly marketQuantityMin: bigint
  readonly marketQuantityMax: bigint
  /** At quoteScale. */
  readonly notionalMin: bigint
  readonly notionalMax: bigint
  readonly notionalAppliesToMarket: boolean
  /** Multipliers of the reference price, as decimal text. */
  readonly percentPrice?: PercentPrice
  /** Open orders an account may have in the symbol; 0 = no limit. */
  readonly ordersMax: number
  /** Orders of those that may wait for a trigger; 0 = no limit. */
  readonly triggersMax: number
  /** Slices an iceberg may be cut into; 0 = no limit. */
  readonly icebergPartsMax: number
  /** Absent = any delta that makes sense. */
  readonly trailingDelta?: TrailingDeltaRange
  /** How far from the last print a taker may trade, basis points; 0 = no bound. */
  readonly protectionBips: number
  /** How far from the touch a print may be and still be a last price and trigger, basis points; 0 = no bound. */
  readonly printBips: number
  /** Version of the filters; stamped on every order. */
  readonly version: number
  /** Parts per million of what is received. */
  readonly makerFeePpm: number
  readonly takerFeePpm: number
}

/** How far from the reference price a buy (bid) and a sell (ask) may be. */
export interface PercentPrice {
  readonly bidUp: string
  readonly bidDown: string
  readonly askUp: string
  readonly askDown: string
}

/** Basis points a trailing order may follow by: `above` for stop buys and take-profit sells, `below` for the other two. */
export interface TrailingDeltaRange {
  readonly aboveMin: number
  readonly aboveMax: number
  readonly belowMin: number
  readonly belowMax: number
}

/** Until an instrument says otherwise nobody trades farther than 10 % from the last print: a thin book is no price. */
export const PROTECTION_BIPS_DEFAULT = 1_000
/** Until an instrument says otherwise a print 1 % beyond the touch triggers nothing: half of all prints are a little beyond it. */
export const PRINT_BIPS_DEFAULT = 100

/** A multiplier that is not rounded. */
export interface Factor {
  readonly numerator: bigint
  readonly denominator: bigint
}

const PPM = 1_000_000n

/** The engine's price unit: the tick, or one unit of the price scale where the tick is switched off. */
export function tickOf(instrument: Instrument): bigint {
  return instrument.tickSize > 0n ? instrument.tickSize : 1n
}

/** The engine's quantity unit: the step, or one base unit where the step is switched off. */
export function lotOf(instrument: Instrument): bigint {
  return instrument.stepSize > 0n ? instrument.stepSize : 1n
}

/** Decimals of an amount of one of the symbol's two assets. */
export function assetScaleOf(instrument: Instrument, asset: string): number {
  return asset === instrument.baseAsset ? instrument.baseScale : instrument.quoteScale
}

/** Quote units of price × quantity, exact; breaks an invariant if it is not whole, which valid orders never cause. */
export function notional(instrument: Instrument, price: bigint, quantity: bigint): bigint {
  const { amount, divisor } = scaledNotional(instrument, price, quantity)
  assert(amount % divisor === 0n, 'price times quantity is a whole number of quote units')
  return amount / divisor
}

/** Quote units of price × quantity rounded down, for reference prices that need not lie on the tick. */
export function notionalFloor(instrument: Instrument, price: bigint, quantity: bigint): bigint {
  const { amount, divisor } = scaledNotional(instrument, price, quantity)
  return amount / divisor
}

/**
 * Quote units of price × quantity × factor, rounded up to whole tick-lots, for bounds on what may be spent: the engine counts
 * them in tick-lots and must be able to use all of what is held. The price need not lie on the tick.
 */
export function spendBound(
  instrument: Instrument,
  at: { readonly price: bigint; readonly quantity: bigint; readonly factor: Factor },
): bigint {
  const { amount, divisor } = scaledNotional(instrument, at.price, at.quantity)
  const unit = tickLotValue(instrument)
  return ceilDivide(amount * at.factor.numerator, divisor * at.factor.denominator * unit) * unit
}

/** Quote units of one tick-lot, the unit in which the engine counts money. Whole for every enabled instrument. */
export function tickLotValue(instrument: Instrument): bigint {
  return notional(instrument, tickOf(instrument), lotOf(instrument))
}

/** The fee on an amount received, in the same asset, rounded up; never more than was received. */
export function feeOn(received: bigint, ppm: number): bigint {
  assert(Number.isInteger(ppm) && ppm >= 0 && ppm <= 1_000_000, 'a fee rate is between nothing and everything')
  assert(received >= 0n, 'a fee is charged on something received')
  return roundFeeUp(received * BigInt(ppm), PPM)
}

function scaledNotional(instrument: Instrument, price: bigint, quantity: bigint): { amount: bigint; divisor: bigint } {
  assert(price >= 0n && quantity >= 0n, 'prices and quantities are not negative')
  const shift = instrument.quoteScale - instrument.priceScale - instrument.baseScale
  if (shift >= 0) return { amount: price * quantity * powerOfTen(shift), divisor: 1n }
  return { amount: price * quantity, divisor: powerOfTen(-shift) }
}
