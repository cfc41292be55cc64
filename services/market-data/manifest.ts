import { feedWanted, instrumentUpdated, marketDataUpdate } from '#contracts/topics/market'
import { defineManifest } from '#platform/service'

export const manifest = defineManifest({
  name: 'market-data',
  owns: 'The outside market: rules of the symbols, the feed as numbered frames, its trades, candles and tickers.',
  routes: {},
  procedures: {},
  uses: {},
  consumes: {},
  follows: [],
  hears: { feedWanted },
  produces: [instrumentUpdated],
  volatile: [marketDataUpdate],
  tables: ['instruments', 'sessions', 'market_trades', 'ohlcv'],
  partitions: { market_trades: 'day' },
  jobs: {},
  replicated: false,
})
export type MarketDataManifest = typeof manifest
