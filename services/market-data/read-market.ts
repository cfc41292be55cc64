/** The public questions about a market. */
import { reply, type RouteContract, type RouteReply } from '#contracts/kit'
import { refuse } from '#contracts/problems'
import {
  type Feed,
  type getOrderBook,
  type getTicker,
  type Interval,
  type listCandles,
  type listMarketTrades,
  type listSymbols,
  type listTickers,
  sparklineMax,
  type Ticker,
} from '#contracts/routes/market'
import { formatDecimal } from '#core/decimal'
import type { Call, Sql } from '#platform/service'
import type { Books } from './books.ts'
import { findListed, type Instruments } from './instruments.ts'
import * as store from './market-data-store.ts'
import { toMarketSymbol, toTicker, toWireCandle } from './market-wire.ts'
import type { FeedSourceName } from './session.ts'
import type { Tape } from './tape.ts'

/** What the routes answer from. */
export interface MarketView {
  readonly sql: Sql
  readonly source: FeedSourceName
  readonly instruments: Instruments
  readonly books: Books
  tapeOf(symbol: string): Tape | undefined
  feedOf(symbol: string): Feed
  /** Market time of a symbol; 0 where the feed does not carry it. */
  timeOf(symbol: string): number
}
type Answer<R extends RouteContract> = Promise<RouteReply<R>>

const depthDefault = 10
const tradesDefault = 50
const candlesDefault = 500

export async function symbols({ instruments }: MarketView): Answer<typeof listSymbols> {
  return reply(200, { items: [...instruments.values()].map(({ rules }) => toMarketSymbol(rules)) })
}

export async function ticker(view: MarketView, { params }: Call<typeof getTicker>): Answer<typeof getTicker> {
  findListed(view.instruments, params.symbol)
  return reply(200, tickerOf(view, params.symbol))
}
/** The ticker of a listed symbol as it is now. */
export function tickerOf(view: MarketView, symbol: string): Ticker {
  const { instrument } = findListed(view.instruments, symbol)
  return toTicker({ instrument, feed: view.feedOf(symbol), tape: view.tapeOf(symbol), books: view.books, t: view.timeOf(symbol) })
}

/** All of them from memory: no query, however many ask. */
export async function tickers(view: MarketView): Answer<typeof listTickers> {
  const items = [...view.instruments.values()].map(({ instrument: { symbol, priceScale } }) => {
    const closes = view.tapeOf(symbol)?.hourCloses(view.timeOf(symbol)) ?? []
    return { ...tickerOf(view, symbol), sparkline: closes.slice(-sparklineMax).map(close => formatDecimal(close, priceScale)) }
  })
  return reply(200, { items })
}

export async function orderBook(view: MarketView, { params: { symbol }, query }: Call<typeof getOrderBook>): Answer<typeof getOrderBook> {
  findListed(view.instruments, symbol)
  const depth = query.depth ?? depthDefault
  const { seq, at } = view.books.place(symbol)
  const [bids, asks] = [view.books.levels(symbol, 'buy', depth), view.books.levels(symbol, 'sell', depth)]
  return reply(200, { symbol, seq, bids, asks, feed: view.feedOf(symbol), at })
}

export async function trades(
  view: MarketView,
  { params: { symbol }, query }: Call<typeof listMarketTrades>,
): Answer<typeof listMarketTrades> {
  const { instrument } = findListed(view.instruments, symbol)
  const limit = query.limit ?? tradesDefault
  const before = query.cursor === undefined ? undefined : readCursor(query.cursor)
  const rows = await view.sql.query<store.TradeRow>(store.listTrades({ symbol, feed: view.source, before, limit: limit + 1 }))
  const page = rows.slice(0, limit)
  const items = page.map(row => ({
    id: row.market_trade_id,
    price: formatDecimal(row.price, instrument.priceScale),
    quantity: formatDecimal(row.quantity, instrument.baseScale),
    side: row.side,
    source: row.source === 'internal' ? ('internal' as const) : ('external' as const),
    executed_at: new Date(row.executed_at).toISOString(),
  }))
  const last = page.at(-1)
  return reply(200, { items, next_cursor: rows.length > limit && last !== undefined ? writeCursor(last) : null })
}

/** With `from` the first candles after it, without it the last ones (before `to`); oldest first both ways. */
export async function candles(view: MarketView, { params: { symbol }, query }: Call<typeof listCandles>): Answer<typeof listCandles> {
  const { instrument } = findListed(view.instruments, symbol)
  const interval: Interval = query.interval ?? '1m'
  const limit = query.limit ?? candlesDefault
  const t = view.timeOf(symbol)
  const tape = view.tapeOf(symbol)
  if (tape === undefined) return reply(200, { items: [] })
  const [from, to] = [
    query.from === undefined ? undefined : Date.parse(query.from),
    query.to === undefined ? undefined : Date.parse(query.to),
  ]
  const newest = from === undefined
  const rows = await view.sql.query<store.CandleRow>(store.listCandles({ symbol, source: view.source, interval, from, to, limit, newest }))
  const found = new Map(rows.map(row => [row.open_time, store.toCandle(row)]))
  for (const candle of tape.recent(interval)) {
    const isInside = (from === undefined || candle.openTime >= from) && (to === undefined || candle.openTime < to)
    if (isInside) found.set(candle.openTime, candle)
  }
  const ordered = [...found.values()].sort((a, b) => a.openTime - b.openTime)
  const page = newest ? ordered.slice(-limit) : ordered.slice(0, limit)
  return reply(200, { items: page.map(candle => toWireCandle(candle, { interval, instrument, t })) })
}

function writeCursor({ executed_at, number }: store.TradeRow): string {
  return Buffer.from(`${executed_at} ${number}`).toString('base64url')
}
function readCursor(text: string): store.TradeCursor {
  const match = /^(\d{1,14}) (\d{1,18})$/.exec(Buffer.from(text, 'base64url').toString())
  if (match === null)
    refuse('VALIDATION_FAILED', 'cursor: not one this list gave', [
      { field: 'cursor', rule: "must be a list's next_cursor", value: text.slice(0, 64) },
    ])
  return { executedAt: Number(match[1]), number: match[2]! }
}
