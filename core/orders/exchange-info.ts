import { decimalScale, parseDecimal, powerOfTen } from '#core/decimal'
import { TRAILING_DELTA_MAX, TRAILING_DELTA_MIN } from './combination-rules.ts'
import { PRINT_BIPS_DEFAULT, PROTECTION_BIPS_DEFAULT } from './instrument.ts'
import type { Instrument, PercentPrice, TrailingDeltaRange } from './instrument.ts'

/** A symbol that cannot be offered, with the sentence that says why. */
export interface Refused {
  readonly refused: string
}

/** One scale per asset, given by `assetScales`. */
export type AssetScales = ReadonlyMap<string, number>

/** Largest scale of an asset's unit: eight decimals, as Binance counts. */
export const ASSET_SCALE_MAX = 8
/** A million start balances of 100,000 is too much for int8 at eight decimals of cheap coins; a thousand must fit (ADR on scales). */
const QUOTE_HELD_MAX = 100_000n * 1_000n
const INT8_MAX = 2n ** 63n - 1n
/** Fee rates until a season says otherwise: 0.10 % on both sides (order-semantics d11). */
const FEE_PPM_DEFAULT = 1_000

type Fields = Readonly<Record<string, unknown>>

interface SymbolFilters {
  readonly symbol: string
  readonly baseAsset: string
  readonly quoteAsset: string
  readonly status: Instrument['status']
  readonly tick: string
  readonly priceMin: string
  readonly priceMax: string
  readonly lot: Fields
  readonly marketLot: Fields
  readonly notional: Fields
  readonly percentPrice: PercentPrice | undefined
  readonly ordersMax: number
  readonly triggersMax: number
  readonly icebergPartsMax: number
  readonly trailingDelta: TrailingDeltaRange | undefined
}

/**
 * Reads one symbol of Binance's exchangeInfo, with old and new filters; a value of zero switches that part off.
 * Without `scales` the scales follow from this symbol alone. Refused with a sentence where amounts could not be exact.
 */
export function readExchangeInfoSymbol(
  symbol: unknown,
  version: number,
  scales: AssetScales = assetScales([symbol]),
): Instrument | Refused {
  const read = readFilters(symbol)
  if ('refused' in read) return read
  const baseScale = scales.get(read.baseAsset)
  const quoteScale = scales.get(read.quoteAsset) ?? ASSET_SCALE_MAX
  const stepScale = decimalScale(text(read.lot, 'stepSize'))
  const priceScale = priceScaleOf(read)
  if (baseScale === undefined || baseScale < stepScale) {
    return {
      refused: `${read.symbol}: a step of ${text(read.lot, 'stepSize')} ${read.baseAsset} is finer than the ${baseScale ?? 0} decimals balances can have`,
    }
  }
  if (priceScale + stepScale > quoteScale) {
    return {
      refused: `${read.symbol}: tick × step needs ${priceScale + stepScale} decimals of ${read.quoteAsset}, balances have ${quoteScale}`,
    }
  }
  return instrumentOf(read, { priceScale, baseScale, quoteScale, version })
}

/**
 * The one scale of each asset over all symbols given: the smallest its base symbols allow, eight where it is only a quote.
 * Symbols that cannot be read are passed over; reading them says why.
 */
export function assetScales(symbols: Iterable<unknown>): Map<string, number> {
  const scales = new Map<string, number>()
  for (const symbol of symbols) {
    const read = readFilters(symbol)
    if ('refused' in read) continue
    const scale = baseScaleOf(read)
    scales.set(read.baseAsset, Math.min(scale, scales.get(read.baseAsset) ?? ASSET_SCALE_MAX))
    if (!scales.has(read.quoteAsset)) scales.set(read.quoteAsset, ASSET_SCALE_MAX)
  }
  return scales
}

/** The largest scale at which all that money can buy at the lowest price still fits int8; -1 where not even whole units do. */
function baseScaleOf(read: SymbolFilters): number {
  const priceScale = priceScaleOf(read)
  const lowest = units(read.priceMin, priceScale) || units(read.tick, priceScale) || 1n
  const bought = (QUOTE_HELD_MAX * powerOfTen(priceScale)) / lowest
  let scale = ASSET_SCALE_MAX
  while (scale >= 0 && bought * powerOfTen(scale) > INT8_MAX) scale -= 1
  return scale
}

function priceScaleOf(read: SymbolFilters): number {
  if (decimalScale(read.tick) > 0 || units(read.tick, 0) > 0n) return decimalScale(read.tick)
  return Math.max(decimalScale(read.priceMin), decimalScale(read.priceMax))
}

function instrumentOf(
  read: SymbolFilters,
  fixed: { priceScale: number; baseScale: number; quoteScale: number; version: number },
): Instrument {
  const { priceScale, baseScale, quoteScale, version } = fixed
  return {
    symbol: read.symbol,
    baseAsset: read.baseAsset,
    quoteAsset: read.quoteAsset,
    status: read.status,
    priceScale,
    baseScale,
    quoteScale,
    tickSize: units(read.tick, priceScale),
    priceMin: units(read.priceMin, priceScale),
    priceMax: units(read.priceMax, priceScale),
    stepSize: units(text(read.lot, 'stepSize'), baseScale),
    quantityMin: units(text(read.lot, 'minQty'), baseScale),
    quantityMax: units(text(read.lot, 'maxQty'), baseScale),
    marketStepSize: units(text(read.marketLot, 'stepSize'), baseScale),
    marketQuantityMin: units(text(read.marketLot, 'minQty'), baseScale),
    marketQuantityMax: units(text(read.marketLot, 'maxQty'), baseScale),
    notionalMin: units(text(read.notional, 'minNotional'), quoteScale),
    notionalMax: units(text(read.notional, 'maxNotional'), quoteScale),
    notionalAppliesToMarket: read.notional['applyToMarket'] === true || read.notional['applyMinToMarket'] === true,
    ...(read.percentPrice ? { percentPrice: read.percentPrice } : {}),
    ordersMax: read.ordersMax,
    triggersMax: read.triggersMax,
    icebergPartsMax: read.icebergPartsMax,
    ...(read.trailingDelta ? { trailingDelta: read.trailingDelta } : {}),
    protectionBips: PROTECTION_BIPS_DEFAULT,
    printBips: PRINT_BIPS_DEFAULT,
    version,
    makerFeePpm: FEE_PPM_DEFAULT,
    takerFeePpm: FEE_PPM_DEFAULT,
  }
}

function readFilters(symbol: unknown): SymbolFilters | Refused {
  if (!isFields(symbol) || !Array.isArray(symbol['filters'])) return { refused: 'the symbol is not an object with filters' }
  const name = symbol['symbol']
  const [baseAsset, quoteAsset, status] = [symbol['baseAsset'], symbol['quoteAsset'], symbol['status']]
  if (typeof name !== 'string' || typeof baseAsset !== 'string' || typeof quoteAsset !== 'string')
    return { refused: 'the symbol or its assets have no name' }
  const filters = new Map<unknown, Fields>(symbol['filters'].filter(isFields).map(filter => [filter['filterType'], filter]))
  for (const filter of filters.values()) {
    const bad = Object.entries(filter).find(([key, value]) => typeof value === 'string' && key !== 'filterType' && !isAmount(value))
    if (bad) return { refused: `${name}: ${String(filter['filterType'])} ${bad[0]} is not a decimal` }
  }
  const price = filters.get('PRICE_FILTER')
  const lot = filters.get('LOT_SIZE')
  if (!price || !lot) return { refused: `${name}: PRICE_FILTER or LOT_SIZE is missing` }
  return {
    symbol: name,
    baseAsset,
    quoteAsset,
    status: statusOf(status),
    tick: text(price, 'tickSize'),
    priceMin: text(price, 'minPrice'),
    priceMax: text(price, 'maxPrice'),
    lot,
    marketLot: filters.get('MARKET_LOT_SIZE') ?? {},
    notional: filters.get('NOTIONAL') ?? filters.get('MIN_NOTIONAL') ?? {},
    percentPrice: percentPriceOf(filters),
    ordersMax: count(filters.get('MAX_NUM_ORDERS'), 'maxNumOrders'),
    triggersMax: count(filters.get('MAX_NUM_ALGO_ORDERS'), 'maxNumAlgoOrders'),
    icebergPartsMax: count(filters.get('ICEBERG_PARTS'), 'limit'),
    trailingDelta: trailingDeltaOf(filters.get('TRAILING_DELTA')),
  }
}

function percentPriceOf(filters: ReadonlyMap<unknown, Fields>): PercentPrice | undefined {
  const bySide = filters.get('PERCENT_PRICE_BY_SIDE')
  if (bySide) {
    return {
      bidUp: text(bySide, 'bidMultiplierUp'),
      bidDown: text(bySide, 'bidMultiplierDown'),
      askUp: text(bySide, 'askMultiplierUp'),
      askDown: text(bySide, 'askMultiplierDown'),
    }
  }
  const both = filters.get('PERCENT_PRICE')
  if (!both) return undefined
  const [up, down] = [text(both, 'multiplierUp'), text(both, 'multiplierDown')]
  return { bidUp: up, bidDown: down, askUp: up, askDown: down }
}

function trailingDeltaOf(filter: Fields | undefined): TrailingDeltaRange | undefined {
  if (!filter) return undefined
  return {
    aboveMin: count(filter, 'minTrailingAboveDelta') || TRAILING_DELTA_MIN,
    aboveMax: count(filter, 'maxTrailingAboveDelta') || TRAILING_DELTA_MAX,
    belowMin: count(filter, 'minTrailingBelowDelta') || TRAILING_DELTA_MIN,
    belowMax: count(filter, 'maxTrailingBelowDelta') || TRAILING_DELTA_MAX,
  }
}

function statusOf(status: unknown): Instrument['status'] {
  if (status === 'TRADING') return 'trading'
  return status === 'CANCEL_ONLY' ? 'cancel_only' : 'halt'
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isAmount(value: string): boolean {
  const read = parseDecimal(value, 20)
  return typeof read === 'bigint' && read >= 0n
}

/** A limit on a number of things, under its own name or as `limit`; 0 = none. */
function count(filter: Fields | undefined, key: string): number {
  const value = Number(filter?.[key] ?? filter?.['limit'] ?? 0)
  return Number.isSafeInteger(value) && value > 0 ? value : 0
}

function text(fields: Fields, key: string): string {
  const value = fields[key]
  return typeof value === 'string' ? value : '0'
}

/** Units at a scale, rounded down: limits may be given with more decimals than an asset has. */
function units(amount: string, scale: number): bigint {
  const fine = parseDecimal(amount, 20)
  return typeof fine === 'bigint' ? fine / powerOfTen(20 - scale) : 0n
}
