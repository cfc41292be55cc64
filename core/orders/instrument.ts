import { assert } from '#core/assert'
import { powerOfTen, roundFeeUp } from '#core/decimal'

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

const PPM = 1_000_000n

/** The engine's price unit: the tick, or one unit of the price scale where the tick is switched off. */
export function tickOf(instrument: Instrument): bigint {
  return instrument.tickSize > 0n ? instrument.tickSize : 1n
}

/** The engine's quantity unit: the step, or one base unit where the step is switched off. */
export function lotOf(instrument: Instrument): bigint {
  return instrument.stepSize > 0n ? instrument.stepSize : 1n
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
