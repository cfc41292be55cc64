/** The WebSocket channels: every one begins with a snapshot, then updates (api.md). */
import Type from 'typebox'
import { Closed, defineChannel } from './kit.ts'
import { Candle, Feed, Level, MarketTrade, Ticker } from './routes/market.ts'
import { Fill, Order } from './routes/orders.ts'
import { Portfolio } from './routes/portfolio.ts'
import { Balance } from './routes/wallet.ts'

const Book = Closed({ bids: Type.Array(Level), asks: Type.Array(Level), feed: Feed })
export const orderbookChannel = defineChannel({
  pattern: 'orderbook:{symbol}',
  summary:
    'The merged book, at most 1,000 levels a side; an update holds changed levels, quantity "0" deletes; seq is that of the book by REST',
  scope: 'public',
  delivery: 'sequence',
  snapshot: Book,
  update: Book,
})
export const tradesChannel = defineChannel({
  pattern: 'trades:{symbol}',
  summary: 'The last trades, then each as it happens, oldest first',
  scope: 'public',
  delivery: 'sequence',
  snapshot: Type.Array(MarketTrade),
  update: Type.Array(MarketTrade),
})
export const tickerChannel = defineChannel({
  pattern: 'ticker:{symbol}',
  summary: 'Last price, best quote, 24 hours',
  scope: 'public',
  delivery: 'last_value',
  snapshot: Ticker,
  update: Ticker,
})
export const candlesChannel = defineChannel({
  pattern: 'candles:{symbol}:{interval}',
  summary: 'The forming candle and the last closed ones, oldest first',
  scope: 'public',
  delivery: 'last_value',
  snapshot: Type.Array(Candle),
  update: Type.Array(Candle),
})
export const userOrdersChannel = defineChannel({
  pattern: 'user:orders',
  summary: 'Open orders in the order of their last change, then each order as it changes',
  scope: 'account',
  delivery: 'sequence',
  snapshot: Type.Array(Order),
  update: Order,
})
export const userFillsChannel = defineChannel({
  pattern: 'user:fills',
  summary: 'Recent fills, then each new one, oldest first',
  scope: 'account',
  delivery: 'sequence',
  snapshot: Type.Array(Fill),
  update: Fill,
})
export const userBalancesChannel = defineChannel({
  pattern: 'user:balances',
  summary: 'Balances',
  scope: 'account',
  delivery: 'last_value',
  snapshot: Type.Array(Balance),
  update: Type.Array(Balance),
})
export const userPortfolioChannel = defineChannel({
  pattern: 'user:portfolio',
  summary: 'Portfolio, at most once a second',
  scope: 'account',
  delivery: 'last_value',
  snapshot: Portfolio,
  update: Portfolio,
})
