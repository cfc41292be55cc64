/** The 20 most traded USDT pairs, for as long as nobody can ask the exchange: its exchangeInfo, written compactly. */
import { formatDecimal } from '#core/decimal'
import { type AssetScales, assetScales, type Instrument, readExchangeInfoSymbol } from '#core/orders'
import type { Scales } from './recording.ts'

type Row = readonly [base: string, tick: string, priceMax: string, step: string, quantityMax: string, marketQuantityMax: string]
/** A step is also the smallest quantity, a tick the lowest price, as with the exchange. */
const pairs: readonly Row[] = [
  ['BTC', '0.01', '1000000', '0.00001', '9000', '120'],
  ['ETH', '0.01', '1000000', '0.0001', '9000', '2800'],
  ['SOL', '0.01', '100000', '0.001', '90000', '35000'],
  ['BNB', '0.01', '100000', '0.001', '900000', '2400'],
  ['XRP', '0.0001', '10000', '0.1', '9222449', '1400000'],
  ['DOGE', '0.00001', '1000', '1', '9000000', '9000000'],
  ['ADA', '0.0001', '1000', '0.1', '900000', '900000'],
  ['TRX', '0.0001', '1000', '0.1', '9000000', '4500000'],
  ['AVAX', '0.01', '10000', '0.01', '90000', '42000'],
  ['LINK', '0.01', '10000', '0.01', '90000', '52000'],
  ['TON', '0.001', '10000', '0.01', '922327', '110000'],
  ['SHIB', '0.00000001', '1', '1', '46116860414', '46116860414'],
  ['DOT', '0.001', '10000', '0.01', '90000', '90000'],
  ['LTC', '0.01', '100000', '0.001', '90000', '11000'],
  ['BCH', '0.1', '100000', '0.001', '90000', '2100'],
  ['NEAR', '0.001', '1000', '0.1', '900000', '270000'],
  ['UNI', '0.001', '10000', '0.01', '90000', '62000'],
  ['PEPE', '0.00000001', '1', '1', '922372036854', '922372036854'],
  ['APT', '0.001', '1000', '0.01', '92141578', '92000'],
  ['ICP', '0.001', '100000', '0.01', '922327', '62000'],
]
/** Quote assets a symbol's name may end in, longest first. */
const quoteAssets = ['FDUSD', 'USDT', 'USDC', 'TUSD', 'BUSD', 'BTC', 'ETH', 'BNB', 'EUR', 'TRY', 'GBP', 'BRL', 'JPY', 'DAI']

/** The catalogue in Binance's form. */
export function catalogue(): readonly object[] {
  return pairs.map(([baseAsset, tick, priceMax, step, quantityMax, marketQuantityMax]) =>
    exchangeInfoSymbol({ baseAsset, quoteAsset: 'USDT', tick, priceMax, step, quantityMax, marketQuantityMax, notionalMin: '5' }),
  )
}

/**
 * Rules for a recorded symbol that is in no catalogue: its tick and step are the finest ones seen.
 * Undefined where the name ends in no quote asset we know.
 */
export function describeRecorded(symbol: string, scales: Scales): object | undefined {
  const quoteAsset = quoteAssets.find(asset => symbol.endsWith(asset) && symbol.length > asset.length)
  if (quoteAsset === undefined) return undefined
  const [tick, step] = [formatDecimal(1n, scales.price), formatDecimal(1n, scales.quantity)]
  const baseAsset = symbol.slice(0, -quoteAsset.length)
  return exchangeInfoSymbol({
    baseAsset,
    quoteAsset,
    tick,
    priceMax: '100000',
    step,
    quantityMax: '9000000',
    marketQuantityMax: '900000',
    notionalMin: '0',
  })
}

/**
 * Reads symbols in Binance's form with one scale per asset. `known` scales win, since an asset's scale is for life.
 * What cannot be offered is left out, with its sentence in `refused`.
 */
export function readSymbols(
  symbols: readonly object[],
  known: AssetScales,
): { readonly instruments: readonly Instrument[]; readonly refused: readonly string[] } {
  const scales = new Map([...assetScales(symbols), ...known])
  const instruments: Instrument[] = []
  const refused: string[] = []
  for (const symbol of symbols) {
    const read = readExchangeInfoSymbol(symbol, 1, scales)
    if ('refused' in read) refused.push(read.refused)
    else instruments.push(read)
  }
  return { instruments, refused }
}

interface Rules {
  readonly baseAsset: string
  readonly quoteAsset: string
  readonly tick: string
  readonly priceMax: string
  readonly step: string
  readonly quantityMax: string
  readonly marketQuantityMax: string
  readonly notionalMin: string
}

function exchangeInfoSymbol(rules: Rules): object {
  const { baseAsset, quoteAsset, tick, step } = rules
  return {
    symbol: baseAsset + quoteAsset,
    status: 'TRADING',
    baseAsset,
    quoteAsset,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: rules.priceMax, tickSize: tick },
      { filterType: 'LOT_SIZE', minQty: step, maxQty: rules.quantityMax, stepSize: step },
      { filterType: 'MARKET_LOT_SIZE', minQty: '0', maxQty: rules.marketQuantityMax, stepSize: '0' },
      {
        filterType: 'PERCENT_PRICE_BY_SIDE',
        bidMultiplierUp: '5',
        bidMultiplierDown: '0.2',
        askMultiplierUp: '5',
        askMultiplierDown: '0.2',
        avgPriceMins: 5,
      },
      {
        filterType: 'NOTIONAL',
        minNotional: rules.notionalMin,
        applyMinToMarket: true,
        maxNotional: '9000000',
        applyMaxToMarket: false,
        avgPriceMins: 5,
      },
      { filterType: 'ICEBERG_PARTS', limit: 10 },
      {
        filterType: 'TRAILING_DELTA',
        minTrailingAboveDelta: 10,
        maxTrailingAboveDelta: 2000,
        minTrailingBelowDelta: 10,
        maxTrailingBelowDelta: 2000,
      },
      { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 },
      { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 5 },
    ],
  }
}
