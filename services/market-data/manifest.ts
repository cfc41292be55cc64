import * as routes from '#contracts/routes/market'
import {
  bookUpdated,
  bookWanted,
  candlesUpdated,
  feedWanted,
  instrumentUpdated,
  marketDataUpdate,
  tickerUpdated,
} from '#contracts/topics/market'
import { tradeExecuted } from '#contracts/topics/trades'
import { defineManifest } from '#platform/service'

export const manifest = defineManifest({
  name: 'market-data',
  owns: 'The outside market: rules of the symbols, the feed as numbered frames, its trades, candles and tickers.',
  routes: {
    listSymbols: routes.listSymbols,
    listTickers: routes.listTickers,
    getTicker: routes.getTicker,
    getOrderBook: routes.getOrderBook,
    listMarketTrades: routes.listMarketTrades,
    listCandles: routes.listCandles,
  },
  procedures: {},
  uses: {},
  consumes: { tradeExecuted },
  follows: [],
  hears: { bookUpdated, feedWanted },
  produces: [instrumentUpdated],
  volatile: [marketDataUpdate, tickerUpdated, candlesUpdated, bookWanted],
  tables: ['instruments', 'sessions', 'market_trades', 'ohlcv'],
  partitions: { market_trades: 'day' },
  jobs: {},
  replicated: false,
})
export type MarketDataManifest = typeof manifest
