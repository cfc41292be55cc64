/** All SQL of market-data's tables. */
import type { Interval } from '#contracts/routes/market'
import type { InstrumentRules } from '#contracts/topics/market'
import type { Candle } from '#core/candles'
import type { EpochMs, Sql, Statement } from '#platform/service'
import { named, sql, timestamp } from '#platform/sql'
import type { FeedSourceName } from './session.ts'

export interface RulesRow {
  readonly rules: string
}
export const loadInstruments: Statement = { text: 'select rules from market_data.instruments order by symbol', values: [] }

export async function saveInstruments(tx: Sql, rules: readonly InstrumentRules[]): Promise<void> {
  const [symbols, versions, texts] = [
    rules.map(({ symbol }) => symbol),
    rules.map(({ version }) => version),
    rules.map(rule => JSON.stringify(rule)),
  ]
  await tx.query(sql`insert into market_data.instruments as i (symbol, version, rules) select * from unnest(${symbols}::text[], ${versions}::int[], ${texts}::text[])
    on conflict (symbol) do update set version = excluded.version, rules = excluded.rules`)
}

export interface SessionRow {
  readonly session: number
  readonly symbol: string
  readonly feed_key: string
  readonly n: bigint
  readonly lines: bigint
  readonly market_time: bigint
  readonly shift_ms: bigint
  readonly done: boolean
}
/** The newest session of each of the symbols, of one source. */
export function latestSessions(source: FeedSourceName, symbols: readonly string[]): Statement {
  return sql`select distinct on (symbol) session, symbol, feed_key, n, lines, market_time, shift_ms, done from market_data.sessions
    where source = ${source} and symbol = any(${symbols}::text[]) order by symbol, session desc`
}

export interface NewSessions {
  readonly source: FeedSourceName
  readonly feedKey: string
  readonly symbols: readonly string[]
  readonly shiftMs: number
  readonly at: EpochMs
}
export async function openSessions(
  tx: Sql,
  { source, feedKey, symbols, shiftMs, at }: NewSessions,
): Promise<{ symbol: string; session: number }[]> {
  return await tx.query(sql`insert into market_data.sessions (symbol, source, feed_key, shift_ms, created_at)
    select s.symbol, ${source}, ${feedKey}, ${shiftMs}, ${timestamp(at)} from unnest(${symbols}::text[]) as s(symbol) returning symbol, session`)
}

/** Where a session is. */
export interface SessionPlace {
  readonly session: number
  readonly n: number
  readonly lines: number
  readonly t: number
  readonly done: boolean
}
export async function moveSessions(tx: Sql, places: readonly SessionPlace[]): Promise<void> {
  await tx.query(
    named(
      'move-sessions',
      `update market_data.sessions s set n = p.n, lines = p.lines, market_time = p.t, done = p.done
       from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bool[]) as p(session, n, lines, t, done) where s.session = p.session`,
      [places.map(p => p.session), places.map(p => p.n), places.map(p => p.lines), places.map(p => p.t), places.map(p => p.done)],
    ),
  )
}

/** A trade to be shown; prices and quantities at the symbol's scales. */
export interface NewTrade {
  readonly symbol: string
  readonly source: FeedSourceName | 'internal'
  readonly session: number
  readonly id: string
  readonly price: bigint
  readonly quantity: bigint
  readonly side: 'buy' | 'sell'
  readonly executedAt: EpochMs
}
/** Stores trades once: a repeat of the same call, with the same time of storing, adds nothing. */
export async function saveTrades(
  tx: Sql,
  trades: readonly NewTrade[],
  { feed, at }: { readonly feed: FeedSourceName; readonly at: EpochMs },
): Promise<void> {
  if (trades.length === 0) return
  await tx.query(
    named(
      'save-market-trades',
      `insert into market_data.market_trades (at, executed_at, symbol, feed, source, session, market_trade_id, price, quantity, side)
       select $1, t.executed_at, t.symbol, $2, t.source, t.session, t.id, t.price, t.quantity, t.side
       from unnest($3::timestamptz[], $4::text[], $5::text[], $6::int[], $7::text[], $8::bigint[], $9::bigint[], $10::text[])
         with ordinality as t(executed_at, symbol, source, session, id, price, quantity, side, place) order by t.place on conflict do nothing`,
      [
        timestamp(at),
        feed,
        trades.map(t => timestamp(t.executedAt)),
        trades.map(t => t.symbol),
        trades.map(t => t.source),
        trades.map(t => t.session),
        trades.map(t => t.id),
        trades.map(t => t.price),
        trades.map(t => t.quantity),
        trades.map(t => t.side),
      ],
    ),
  )
}

export interface TradeRow {
  readonly number: bigint
  readonly executed_at: EpochMs
  readonly source: string
  readonly market_trade_id: string
  readonly price: bigint
  readonly quantity: bigint
  readonly side: 'buy' | 'sell'
}
/** Where a page of trades ended. */
export interface TradeCursor {
  readonly executedAt: EpochMs
  readonly number: string
}
export interface TradeFilter {
  readonly symbol: string
  readonly feed: FeedSourceName
  readonly before: TradeCursor | undefined
  readonly limit: number
}
export function listTrades({ symbol, feed, before, limit }: TradeFilter): Statement {
  const place = before === undefined ? sql`` : sql`and (executed_at, number) < (${timestamp(before.executedAt)}, ${before.number}::bigint)`
  return sql`select number, executed_at, source, market_trade_id, price, quantity, side from market_data.market_trades
    where symbol = ${symbol} and feed = ${feed} ${place} order by executed_at desc, number desc limit ${limit}`
}

export interface CandleRow {
  readonly open_time: EpochMs
  readonly open: bigint
  readonly high: bigint
  readonly low: bigint
  readonly close: bigint
  readonly volume: bigint
  readonly quote_volume: bigint
  readonly trade_count: number
}
export interface NewCandle {
  readonly symbol: string
  readonly session: number
  readonly interval: Interval
  readonly candle: Candle
}
/** Each candle as it is now; the last of one key wins. */
export async function saveCandles(tx: Sql, source: FeedSourceName, given: readonly NewCandle[]): Promise<void> {
  const candles = [...new Map(given.map(row => [`${row.symbol} ${row.interval} ${row.candle.openTime}`, row])).values()]
  if (candles.length === 0) return
  await tx.query(
    named(
      'save-candles',
      `insert into market_data.ohlcv (symbol, source, interval, open_time, session, open, high, low, close, volume, quote_volume, trade_count)
       select c.symbol, $1, c.interval, c.open_time, c.session, c.open, c.high, c.low, c.close, c.volume, c.quote_volume, c.trade_count
       from unnest($2::text[], $3::text[], $4::timestamptz[], $5::int[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::int[])
         as c(symbol, interval, open_time, session, open, high, low, close, volume, quote_volume, trade_count)
       on conflict (symbol, source, interval, open_time, session) do update set high = excluded.high, low = excluded.low, close = excluded.close,
         volume = excluded.volume, quote_volume = excluded.quote_volume, trade_count = excluded.trade_count`,
      [
        source,
        candles.map(c => c.symbol),
        candles.map(c => c.interval),
        candles.map(c => timestamp(c.candle.openTime)),
        candles.map(c => c.session),
        candles.map(c => c.candle.open),
        candles.map(c => c.candle.high),
        candles.map(c => c.candle.low),
        candles.map(c => c.candle.close),
        candles.map(c => c.candle.volume),
        candles.map(c => c.candle.quoteVolume),
        candles.map(c => c.candle.tradeCount),
      ],
    ),
  )
}

export interface CandleFilter {
  readonly symbol: string
  readonly source: FeedSourceName
  readonly interval: Interval
  readonly from?: EpochMs | undefined
  /** Not included. */
  readonly to?: EpochMs | undefined
  readonly limit: number
  /** The newest of them, newest first; otherwise the oldest, oldest first. */
  readonly newest: boolean
  readonly exceptSession?: number
}
/** Candles over all sessions of a source; where two sessions share a candle's time, it is one candle. */
export function listCandles({ symbol, source, interval, from, to, limit, newest, exceptSession }: CandleFilter): Statement {
  const bounds = [
    from === undefined ? sql`` : sql`and open_time >= ${timestamp(from)}`,
    to === undefined ? sql`` : sql`and open_time < ${timestamp(to)}`,
    exceptSession === undefined ? sql`` : sql`and session <> ${exceptSession}`,
  ] as const
  return sql`select open_time, (array_agg(open order by session))[1] as open, max(high) as high, min(low) as low, (array_agg(close order by session desc))[1] as close,
      sum(volume)::bigint as volume, sum(quote_volume)::bigint as quote_volume, sum(trade_count)::int as trade_count
    from market_data.ohlcv where symbol = ${symbol} and source = ${source} and interval = ${interval} ${bounds[0]} ${bounds[1]} ${bounds[2]}
    group by open_time order by open_time ${newest ? sql`desc` : sql`asc`} limit ${limit}`
}
/** The newest candle of each length that belongs to one session. */
export function sessionCandles(session: number, symbol: string, source: FeedSourceName): Statement {
  return sql`select distinct on (interval) interval, open_time, open, high, low, close, volume, quote_volume, trade_count from market_data.ohlcv
    where symbol = ${symbol} and source = ${source} and session = ${session} order by interval, open_time desc`
}
export function toCandle(row: CandleRow): Candle {
  const { open_time: openTime, open, high, low, close, volume, quote_volume: quoteVolume, trade_count: tradeCount } = row
  return { openTime, open, high, low, close, volume, quoteVolume, tradeCount }
}
