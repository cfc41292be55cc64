import Type, { type Static } from 'typebox'
import { Closed, defineTopic, Nullable, PositiveDecimal, Side, Symbol_, Timestamp } from '../kit.ts'
import { Candle, FeedSource, FeedState, Interval, Level, Ticker } from '../routes/market.ts'

/** The rules of one symbol with its fixed scales; integers as decimal strings at the scale they name. */
export const InstrumentRules = Closed({
  symbol: Symbol_,
  base_asset: Type.String(),
  quote_asset: Type.String(),
  status: Type.Enum(['trading', 'halt', 'cancel_only']),
  price_scale: Type.Integer(),
  base_scale: Type.Integer(),
  quote_scale: Type.Integer(),
  tick_size: PositiveDecimal,
  price_min: PositiveDecimal,
  price_max: PositiveDecimal,
  step_size: PositiveDecimal,
  quantity_min: PositiveDecimal,
  quantity_max: PositiveDecimal,
  market_step_size: PositiveDecimal,
  market_quantity_min: PositiveDecimal,
  market_quantity_max: PositiveDecimal,
  notional_min: PositiveDecimal,
  notional_max: PositiveDecimal,
  notional_applies_to_market: Type.Boolean(),
  percent_price: Nullable(
    Closed({ bid_up: PositiveDecimal, bid_down: PositiveDecimal, ask_up: PositiveDecimal, ask_down: PositiveDecimal }),
  ),
  orders_max: Type.Integer(),
  // Optional: rules stored before these existed are read with the defaults of `toInstrument`.
  triggers_max: Type.Optional(Type.Integer()),
  iceberg_parts_max: Type.Optional(Type.Integer()),
  trailing_delta: Type.Optional(
    Nullable(Closed({ above_min: Type.Integer(), above_max: Type.Integer(), below_min: Type.Integer(), below_max: Type.Integer() })),
  ),
  protection_bips: Type.Optional(Type.Integer()),
  print_bips: Type.Optional(Type.Integer()),
  maker_fee_ppm: Type.Integer(),
  taker_fee_ppm: Type.Integer(),
  version: Type.Integer(),
  has_feed: Type.Boolean(),
})
export type InstrumentRules = Static<typeof InstrumentRules>
export const instrumentUpdated = defineTopic({
  name: 'instrument.updated',
  version: 'v1',
  owner: 'market-data',
  summary: 'The rules of a symbol as they are now',
  payload: InstrumentRules,
})

const frame = { n: Type.Integer({ description: 'Frame number in its session' }), t: Type.Integer({ description: 'Market time, ms' }) }
export const Frame = Type.Union([
  Closed({ ...frame, kind: Type.Literal('depth'), bids: Type.Array(Level), asks: Type.Array(Level) }),
  Closed({ ...frame, kind: Type.Literal('best'), bid: Level, ask: Level }),
  Closed({ ...frame, kind: Type.Literal('print'), trade_id: Type.String(), price: PositiveDecimal, quantity: PositiveDecimal, side: Side }),
  Closed({ ...frame, kind: Type.Literal('snapshot'), bids: Type.Array(Level), asks: Type.Array(Level) }),
  Closed({ ...frame, kind: Type.Literal('state'), state: FeedState }),
  Closed({ ...frame, kind: Type.Literal('tick') }),
])
export type Frame = Static<typeof Frame>
/** Consecutive frames of one symbol. `prev_n` is the frame before the first one: a reader that holds another number resyncs. */
export const marketDataUpdate = defineTopic({
  name: 'market.data.update',
  version: 'v1',
  owner: 'market-data',
  volatile: true,
  summary: 'Frames of the feed in order: depth, best quote, prints, feed state, market time',
  payload: Closed({ symbol: Symbol_, source: FeedSource, session: Type.Integer(), prev_n: Type.Integer(), frames: Type.Array(Frame) }),
})
export type FrameBatch = Static<typeof marketDataUpdate.payload>

/** Asks market-data for a snapshot frame of a symbol at or after a position. */
export const feedWanted = defineTopic({
  name: 'feed.wanted',
  version: 'v1',
  owner: 'matching',
  volatile: true,
  summary: 'A reader of frames asks for a snapshot',
  payload: Closed({ symbol: Symbol_, session: Type.Integer(), at_least: Type.Integer() }),
})

/** Changed levels of the committed merged book; `snapshot` true = these are all levels. Quantity "0" deletes. */
export const bookUpdated = defineTopic({
  name: 'book.updated',
  version: 'v1',
  owner: 'matching',
  volatile: true,
  summary: "The engine's merged book: changed levels, or a whole snapshot",
  payload: Closed({
    symbol: Symbol_,
    seq: Type.Integer(),
    prev_seq: Type.Integer(),
    snapshot: Type.Boolean(),
    bids: Type.Array(Level),
    asks: Type.Array(Level),
    state: FeedState,
    source: FeedSource,
    /** Of the last print that counts for triggers, and the market's own time; null while there is none. */
    last_price: Nullable(PositiveDecimal),
    market_time: Nullable(Timestamp),
    at: Timestamp,
  }),
})
export type BookUpdate = Static<typeof bookUpdated.payload>
/** Asks the engine for a whole book. */
export const bookWanted = defineTopic({
  name: 'book.wanted',
  version: 'v1',
  owner: 'realtime',
  volatile: true,
  summary: 'A reader of the book asks for a snapshot',
  payload: Closed({ symbol: Symbol_ }),
})

/** The ticker as it is now, at most five times a second and symbol. */
export const tickerUpdated = defineTopic({
  name: 'ticker.updated',
  version: 'v1',
  owner: 'market-data',
  volatile: true,
  summary: 'Last price, best quote and 24 hours of a symbol',
  payload: Ticker,
})
/** The forming candles of a symbol, one per interval, at most once a second; a candle that closed is told once more with `closed`. */
export const candlesUpdated = defineTopic({
  name: 'candles.updated',
  version: 'v1',
  owner: 'market-data',
  volatile: true,
  summary: 'The forming candles of a symbol, and those that just closed',
  payload: Closed({ symbol: Symbol_, candles: Type.Array(Closed({ interval: Interval, candle: Candle })) }),
})
export type CandlesUpdate = Static<typeof candlesUpdated.payload>
