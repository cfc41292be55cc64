-- The rules of every symbol as they were last told (instrument.updated).
create table market_data.instruments (symbol text primary key, version int not null, rules text not null);

-- One row per pass of a feed and symbol. `n`, `lines` and `market_time` move with the trades and candles of the same transaction,
-- so that a replay goes on exactly where it was saved. Times of the feed are ms.
create table market_data.sessions (
  session int generated always as identity primary key,
  symbol text not null,
  source text not null,
  feed_key text not null,
  n bigint not null default 0,
  lines bigint not null default 0,
  market_time bigint not null default 0,
  shift_ms bigint not null,
  done boolean not null default false,
  created_at timestamptz not null,
  constraint sessions_source check (source in ('binance', 'replay', 'synthetic'))
) with (fillfactor = 50);
create index sessions_latest on market_data.sessions (source, symbol, session desc);

-- Trades as clients see them: prints of the feed, and trades between users (`source` internal). `feed` is the feed that ran:
-- what belongs to another market is never mixed in. `at` is the wall time of storing, executed_at is market time.
create table market_data.market_trades (
  at timestamptz not null,
  number bigint generated always as identity,
  executed_at timestamptz not null,
  symbol text not null,
  feed text not null,
  source text not null,
  session int not null,
  market_trade_id text not null,
  price bigint not null,
  quantity bigint not null,
  side text not null,
  constraint market_trades_pkey primary key (symbol, source, session, market_trade_id, at),
  constraint market_trades_positive check (price > 0 and quantity > 0),
  constraint market_trades_side check (side in ('buy', 'sell'))
) partition by range (at);
create index market_trades_newest on market_data.market_trades (symbol, feed, executed_at desc, number desc);

-- Candles of feed prints alone. A candle that spans two sessions has a row in each; readers join them.
create table market_data.ohlcv (
  symbol text not null,
  source text not null,
  interval text not null,
  open_time timestamptz not null,
  session int not null,
  open bigint not null,
  high bigint not null,
  low bigint not null,
  close bigint not null,
  volume bigint not null,
  quote_volume bigint not null,
  trade_count int not null,
  constraint ohlcv_pkey primary key (symbol, source, interval, open_time, session),
  constraint ohlcv_encloses check (low <= open and low <= close and high >= open and high >= close)
) with (fillfactor = 70);
