import Type, { type Static } from 'typebox'
import {
  Asset,
  Closed,
  Cursor,
  Decimal,
  defineRoute,
  Limit,
  List,
  Nullable,
  Page,
  PositiveDecimal,
  Side,
  Symbol_,
  Timestamp,
} from '../kit.ts'

export const FeedSource = Type.Enum(['binance', 'replay', 'synthetic'])
export const FeedState = Type.Enum(['live', 'stale', 'resyncing', 'offline'])
export const Feed = Closed({ source: FeedSource, state: FeedState, age_ms: Nullable(Type.Integer()) })
export type Feed = Static<typeof Feed>
export const Level = Type.Tuple([PositiveDecimal, PositiveDecimal])
export const Interval = Type.Enum(['1m', '5m', '15m', '1h', '1d'])
export type Interval = Static<typeof Interval>

export const MarketSymbol = Closed({
  symbol: Symbol_,
  base_asset: Asset,
  quote_asset: Asset,
  status: Type.Enum(['trading', 'halt', 'cancel_only']),
  tick_size: PositiveDecimal,
  step_size: PositiveDecimal,
  min_quantity: PositiveDecimal,
  max_quantity: PositiveDecimal,
  min_notional: PositiveDecimal,
  price_decimals: Type.Integer(),
  quantity_decimals: Type.Integer(),
  maker_fee: PositiveDecimal,
  taker_fee: PositiveDecimal,
  filter_version: Type.Integer(),
  has_feed: Type.Boolean(),
  filters: Type.Array(Type.Record(Type.String(), Type.Unknown())),
})
export type MarketSymbol = Static<typeof MarketSymbol>
export const Ticker = Closed({
  symbol: Symbol_,
  last_price: Nullable(PositiveDecimal),
  bid_price: Nullable(PositiveDecimal),
  bid_quantity: Nullable(PositiveDecimal),
  ask_price: Nullable(PositiveDecimal),
  ask_quantity: Nullable(PositiveDecimal),
  open_24h: Nullable(PositiveDecimal),
  high_24h: Nullable(PositiveDecimal),
  low_24h: Nullable(PositiveDecimal),
  volume_24h: PositiveDecimal,
  quote_volume_24h: PositiveDecimal,
  change_24h: Nullable(Decimal),
  change_percent_24h: Nullable(Decimal),
  trades_24h: Type.Integer(),
  feed: Feed,
  at: Nullable(Timestamp),
})
export type Ticker = Static<typeof Ticker>
/** Hours of a sparkline. */
export const sparklineMax = 24
export const TickerWithSparkline = Closed({
  ...Ticker.properties,
  sparkline: Type.Array(PositiveDecimal, {
    maxItems: sparklineMax,
    description: 'Last price of each hour of the last 24 that had a trade, oldest first; the running hour is last',
  }),
})
export type TickerWithSparkline = Static<typeof TickerWithSparkline>
export const OrderBook = Closed({
  symbol: Symbol_,
  seq: Type.Integer(),
  bids: Type.Array(Level),
  asks: Type.Array(Level),
  feed: Feed,
  at: Nullable(Timestamp),
})
export type OrderBook = Static<typeof OrderBook>
export const MarketTrade = Closed({
  id: Type.String(),
  price: PositiveDecimal,
  quantity: PositiveDecimal,
  side: Side,
  source: Type.Enum(['internal', 'external']),
  executed_at: Timestamp,
})
export type MarketTrade = Static<typeof MarketTrade>
export const Candle = Closed({
  open_time: Timestamp,
  open: PositiveDecimal,
  high: PositiveDecimal,
  low: PositiveDecimal,
  close: PositiveDecimal,
  volume: PositiveDecimal,
  quote_volume: PositiveDecimal,
  trade_count: Type.Integer(),
  closed: Type.Boolean(),
})
export type Candle = Static<typeof Candle>

const SymbolParam = Closed({ symbol: Symbol_ })
export const listSymbols = defineRoute({
  method: 'GET',
  path: '/market/symbols',
  summary: 'Symbols and their rules',
  access: 'public',
  replies: { 200: List(MarketSymbol) },
  problems: [],
})
export const listTickers = defineRoute({
  method: 'GET',
  path: '/market/tickers',
  summary: 'The tickers of all symbols, each with a day of hourly prices',
  access: 'public',
  replies: { 200: List(TickerWithSparkline) },
  problems: [],
})
export const getTicker = defineRoute({
  method: 'GET',
  path: '/market/:symbol/ticker',
  summary: 'Last price, best bid and ask, 24 hours',
  access: 'public',
  params: SymbolParam,
  replies: { 200: Ticker },
  problems: ['UNKNOWN_SYMBOL'],
})
export const getOrderBook = defineRoute({
  method: 'GET',
  path: '/market/:symbol/orderbook',
  summary: "The engine's book: user orders and mirrored market depth merged",
  access: 'public',
  params: SymbolParam,
  query: Closed({ depth: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 10 })) }),
  replies: { 200: OrderBook },
  problems: ['UNKNOWN_SYMBOL'],
})
export const listMarketTrades = defineRoute({
  method: 'GET',
  path: '/market/:symbol/trades',
  summary: 'Recent trades, newest first',
  access: 'public',
  params: SymbolParam,
  query: Closed({ limit: Limit, cursor: Cursor }),
  replies: { 200: Page(MarketTrade) },
  problems: ['UNKNOWN_SYMBOL'],
})
export const listCandles = defineRoute({
  method: 'GET',
  path: '/market/:symbol/candles',
  summary: 'Candles, oldest first',
  access: 'public',
  params: SymbolParam,
  query: Closed({
    interval: Type.Optional(Interval),
    from: Type.Optional(Timestamp),
    to: Type.Optional(Timestamp),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 500 })),
  }),
  replies: { 200: List(Candle) },
  problems: ['UNKNOWN_SYMBOL'],
})
