/** Instrument rules between their wire form (decimal strings) and core's integers. */
import { formatDecimal, parseDecimal } from '#core/decimal'
import { type Instrument, PRINT_BIPS_DEFAULT, PROTECTION_BIPS_DEFAULT } from '#core/orders'
import type { InstrumentRules } from './topics/market.ts'

/** One engine shard for now; the stream names and keys carry the number already. */
export const shards = [0] as const
/** The shard that owns a symbol's book. */
export function shardOf(_symbol: string): number {
  return shards[0]
}

export function toRules(instrument: Instrument, hasFeed: boolean): InstrumentRules {
  const price = (units: bigint): string => formatDecimal(units, instrument.priceScale)
  const quantity = (units: bigint): string => formatDecimal(units, instrument.baseScale)
  const quote = (units: bigint): string => formatDecimal(units, instrument.quoteScale)
  const { percentPrice: percent, trailingDelta: trailing } = instrument
  return {
    symbol: instrument.symbol,
    base_asset: instrument.baseAsset,
    quote_asset: instrument.quoteAsset,
    status: instrument.status,
    price_scale: instrument.priceScale,
    base_scale: instrument.baseScale,
    quote_scale: instrument.quoteScale,
    tick_size: price(instrument.tickSize),
    price_min: price(instrument.priceMin),
    price_max: price(instrument.priceMax),
    step_size: quantity(instrument.stepSize),
    quantity_min: quantity(instrument.quantityMin),
    quantity_max: quantity(instrument.quantityMax),
    market_step_size: quantity(instrument.marketStepSize),
    market_quantity_min: quantity(instrument.marketQuantityMin),
    market_quantity_max: quantity(instrument.marketQuantityMax),
    notional_min: quote(instrument.notionalMin),
    notional_max: quote(instrument.notionalMax),
    notional_applies_to_market: instrument.notionalAppliesToMarket,
    percent_price:
      percent === undefined ? null : { bid_up: percent.bidUp, bid_down: percent.bidDown, ask_up: percent.askUp, ask_down: percent.askDown },
    orders_max: instrument.ordersMax,
    triggers_max: instrument.triggersMax,
    iceberg_parts_max: instrument.icebergPartsMax,
    trailing_delta:
      trailing === undefined
        ? null
        : {
            above_min: trailing.aboveMin,
            above_max: trailing.aboveMax,
            below_min: trailing.belowMin,
            below_max: trailing.belowMax,
          },
    protection_bips: instrument.protectionBips,
    print_bips: instrument.printBips,
    maker_fee_ppm: instrument.makerFeePpm,
    taker_fee_ppm: instrument.takerFeePpm,
    version: instrument.version,
    has_feed: hasFeed,
  }
}

export function toInstrument(rules: InstrumentRules): Instrument {
  const price = (text: string): bigint => units(text, rules.price_scale)
  const quantity = (text: string): bigint => units(text, rules.base_scale)
  const quote = (text: string): bigint => units(text, rules.quote_scale)
  const { percent_price: percent, trailing_delta: trailing } = rules
  return {
    symbol: rules.symbol,
    baseAsset: rules.base_asset,
    quoteAsset: rules.quote_asset,
    status: rules.status,
    priceScale: rules.price_scale,
    baseScale: rules.base_scale,
    quoteScale: rules.quote_scale,
    tickSize: price(rules.tick_size),
    priceMin: price(rules.price_min),
    priceMax: price(rules.price_max),
    stepSize: quantity(rules.step_size),
    quantityMin: quantity(rules.quantity_min),
    quantityMax: quantity(rules.quantity_max),
    marketStepSize: quantity(rules.market_step_size),
    marketQuantityMin: quantity(rules.market_quantity_min),
    marketQuantityMax: quantity(rules.market_quantity_max),
    notionalMin: quote(rules.notional_min),
    notionalMax: quote(rules.notional_max),
    notionalAppliesToMarket: rules.notional_applies_to_market,
    ...(percent === null
      ? {}
      : { percentPrice: { bidUp: percent.bid_up, bidDown: percent.bid_down, askUp: percent.ask_up, askDown: percent.ask_down } }),
    ordersMax: rules.orders_max,
    triggersMax: rules.triggers_max ?? 0,
    icebergPartsMax: rules.iceberg_parts_max ?? 0,
    ...(trailing === null || trailing === undefined
      ? {}
      : {
          trailingDelta: {
            aboveMin: trailing.above_min,
            aboveMax: trailing.above_max,
            belowMin: trailing.below_min,
            belowMax: trailing.below_max,
          },
        }),
    protectionBips: rules.protection_bips ?? PROTECTION_BIPS_DEFAULT,
    printBips: rules.print_bips ?? PRINT_BIPS_DEFAULT,
    makerFeePpm: rules.maker_fee_ppm,
    takerFeePpm: rules.taker_fee_ppm,
    version: rules.version,
  }
}

function units(text: string, scale: number): bigint {
  const value = parseDecimal(text, scale)
  if (typeof value !== 'bigint') throw new Error(`${text} is not a decimal of at most ${scale} places`)
  return value
}
