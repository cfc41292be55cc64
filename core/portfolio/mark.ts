import { floorDivide, powerOfTen } from '#core/decimal'
import type { Instrument } from '#core/orders'

/** What is known of a symbol's price, at its price scale: best bid and ask of the merged book and the last print. */
export interface Touch {
  readonly bid: bigint | undefined
  readonly ask: bigint | undefined
  readonly last: bigint | undefined
}

/** A mark has one decimal more than its symbol's prices, so that the middle of two ticks is exact. */
const MARK_DECIMALS = 1
/** A spread above this part of the middle says little about a price; the last print says more (order-semantics d14). */
const SPREAD_PART_MAX = 100n

/**
 * The price a position is valued at, at price scale + 1: the middle of the touch, or the last print where the spread is above
 * one percent or a side is empty. Undefined where nothing is known.
 */
export function markOf({ bid, ask, last }: Touch): bigint | undefined {
  const middle = bid === undefined || ask === undefined ? undefined : (bid + ask) * 5n
  const isNarrow = middle !== undefined && (ask! - bid!) * powerOfTen(MARK_DECIMALS) * SPREAD_PART_MAX <= middle
  if (isNarrow) return middle
  return last === undefined ? middle : last * powerOfTen(MARK_DECIMALS)
}

/** Prices amounts of assets in a currency by the marks of the moment. */
export interface Pricer {
  /** The symbol that trades an asset directly for a currency. */
  symbolOf(asset: string, currency: string): Instrument | undefined
  /** Currency units an amount is worth, rounded down; undefined without a path of at most two marks. */
  valueOf(asset: string, amount: bigint, currency: string): bigint | undefined
}

/** `instruments` are those known now; `mark` gives a symbol's mark at price scale + 1. */
export function createPricer(instruments: () => Iterable<Instrument>, mark: (instrument: Instrument) => bigint | undefined): Pricer {
  function symbolOf(asset: string, currency: string): Instrument | undefined {
    for (const instrument of instruments()) if (instrument.baseAsset === asset && instrument.quoteAsset === currency) return instrument
    return undefined
  }
  function convert(instrument: Instrument, amount: bigint): bigint | undefined {
    const price = mark(instrument)
    if (price === undefined) return undefined
    const places = instrument.priceScale + MARK_DECIMALS + instrument.baseScale - instrument.quoteScale
    return places >= 0 ? floorDivide(amount * price, powerOfTen(places)) : amount * price * powerOfTen(-places)
  }
  function valueOf(asset: string, amount: bigint, currency: string): bigint | undefined {
    if (asset === currency) return amount
    const direct = symbolOf(asset, currency)
    const value = direct && convert(direct, amount)
    if (value !== undefined) return value
    for (const first of instruments()) {
      if (first.baseAsset !== asset || first.quoteAsset === currency) continue
      const second = symbolOf(first.quoteAsset, currency)
      const between = second && convert(first, amount)
      const worth = between === undefined ? undefined : convert(second!, between)
      if (worth !== undefined) return worth
    }
    return undefined
  }
  return { symbolOf, valueOf }
}
