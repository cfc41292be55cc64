/** Symbols with their tickers: which of them, and in which order. */
import type { MarketSymbol, Ticker, TickerWithSparkline } from '#contracts/routes/market'
import { isKnown, isLess, isNegative, isZero } from '../../data/amounts.ts'
import { assetName } from '../../i18n/assets.ts'
import { type MarketSearch, orderOf, type SortKey, type SortOrder } from './market-search.ts'

export interface MarketRow {
  readonly symbol: MarketSymbol
  /** As it was last asked for; the stream of the symbol is newer. */
  readonly ticker: TickerWithSparkline | undefined
}

export function rowsOf(symbols: readonly MarketSymbol[], tickers: readonly TickerWithSparkline[]): readonly MarketRow[] {
  const bySymbol = new Map(tickers.map(ticker => [ticker.symbol, ticker]))
  return symbols.map(symbol => ({ symbol, ticker: bySymbol.get(symbol.symbol) }))
}

/** The rows of a view that are called what is looked for, sorted. */
export function shownRows(rows: readonly MarketRow[], search: MarketSearch, favourites: readonly string[]): readonly MarketRow[] {
  const wanted = (search.find ?? '').trim().toUpperCase().replace('/', '')
  return sorted(
    rows.filter(row => isInView(row, search.view, favourites) && isCalled(row.symbol, wanted)),
    orderOf(search),
  )
}

/** The first rows of the list of a view, as for its leader. */
export function sorted(rows: readonly MarketRow[], { key, isDescending }: SortOrder): readonly MarketRow[] {
  return rows.toSorted((one, other) => {
    const [a, b] = [valueOf(one, key), valueOf(other, key)]
    if (a === b) return one.symbol.symbol < other.symbol.symbol ? -1 : 1
    if (!isKnown(a)) return 1 // what is not known is last either way
    if (!isKnown(b)) return -1
    const isFirst = key === 'name' ? a < b : isLess(a, b)
    return isFirst === isDescending ? 1 : -1
  })
}

/** Whether a market stands higher or lower than a day ago. */
export function directionOf(ticker: Pick<Ticker, 'change_24h'> | undefined): 'up' | 'down' | 'level' | undefined {
  const change = ticker?.change_24h
  if (!isKnown(change)) return undefined
  if (isZero(change)) return 'level'
  return isNegative(change) ? 'down' : 'up'
}

function isInView({ symbol, ticker }: MarketRow, view: MarketSearch['view'], favourites: readonly string[]): boolean {
  switch (view) {
    case 'favourites':
      return favourites.includes(symbol.symbol)
    case 'gainers':
      return directionOf(ticker) === 'up'
    case 'losers':
      return directionOf(ticker) === 'down'
    case undefined:
      return true
  }
}

function isCalled({ symbol, base_asset: base }: MarketSymbol, wanted: string): boolean {
  return symbol.includes(wanted) || (assetName(base) ?? '').toUpperCase().includes(wanted)
}

function valueOf({ symbol, ticker }: MarketRow, key: SortKey): string | null | undefined {
  switch (key) {
    case 'name':
      return symbol.symbol
    case 'price':
      return ticker?.last_price
    case 'change':
      return ticker?.change_percent_24h
    case 'high':
      return ticker?.high_24h
    case 'low':
      return ticker?.low_24h
    case 'volume':
      return ticker?.volume_24h
    case 'turnover':
      return ticker?.quote_volume_24h
  }
}
