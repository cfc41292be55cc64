/** How the money of a fill comes about, step by step, in the platform's own figures. */
import type { MarketSymbol } from '#contracts/routes/market'
import type { Fill } from '#contracts/routes/orders'
import { add, divideDown, isLess, multiply, trim } from '../../data/amounts.ts'

export interface FeeArithmetic {
  /** What the fee is taken from: a buyer receives the base asset, a seller the quote asset. */
  readonly received: string
  readonly asset: string
  readonly ratePercent: string
  /** The fee is a whole number of the asset's smallest unit: it is rounded up to one, or the rate is read off it. */
  readonly isRounded: boolean
  readonly net: string
}

/** Fees are exact to this unit, rounded up. */
const unit = '0.00000001'
const rateDecimals = 6

/** The rate is the one of the market where it gives this fee; an order of before a change of rates shows the one it had. */
export function feeArithmetic(fill: Fill, symbol: MarketSymbol): FeeArithmetic {
  const received = fill.side === 'buy' ? fill.quantity : fill.quote_quantity
  const listed = fill.liquidity === 'maker' ? symbol.maker_fee : symbol.taker_fee
  const excess = add(fill.fee, `-${multiply(received, listed)}`)
  const isListed = !isLess(excess, '0') && isLess(excess, unit)
  const rate = isListed ? listed : (divideDown(fill.fee, received, rateDecimals) ?? '0')
  return {
    received: trim(received),
    asset: fill.fee_asset,
    ratePercent: multiply(rate, '100'),
    isRounded: !isListed || excess !== '0',
    net: add(received, `-${fill.fee}`),
  }
}
