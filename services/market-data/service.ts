import type { Feed } from '#contracts/routes/market'
import { bookUpdated, bookWanted, candlesUpdated, feedWanted, tickerUpdated } from '#contracts/topics/market'
import type { Trade } from '#contracts/topics/trades'
import { parseDecimal } from '#core/decimal'
import { type Context, defineService, type Service } from '#platform/service'
import { migrationsIn } from '#platform/sql'
import { createBooks } from './books.ts'
import { createFeed, openSource, type RunningFeed } from './feed.ts'
import { readFeedUrl } from './feed-url.ts'
import { type Instruments, openInstruments } from './instruments.ts'
import { createKeeper, type Keeper, savePeriodMs } from './keeper.ts'
import { manifest, type MarketDataManifest } from './manifest.ts'
import * as store from './market-data-store.ts'
import { candles, type MarketView, orderBook, symbols, ticker, tickers, trades } from './read-market.ts'
import { candlesPeriodMs, createTeller, tickerPeriodMs } from './tell-market.ts'

/** What is unsaved at a stop is tried for this long. */
const settleTimeoutMs = 3_000

/** The feed of one symbol, as status pages show it. */
export type FeedStatus = { readonly symbol: string } & Feed
export interface MarketData {
  readonly service: Service
  /** Every symbol the running feed carries; empty before the service has started. */
  feedStates(): readonly FeedStatus[]
  /** A sentence about the choice of the feed, where there is something to say. */
  feedNote(): string | null
}

/** The service with what `/status` asks of it. */
export function createMarketData(): MarketData {
  let running: { readonly feed: RunningFeed; readonly symbols: readonly string[]; readonly note: string | null } | undefined
  const service = defineService(manifest, migrationsIn(new URL('./migrations/', import.meta.url)), async context => {
    const plan = readFeedUrl(context.settings['feed'] ?? 'auto:')
    const source = await openSource(plan)
    const instruments = await openInstruments(context, source.symbols)
    const carried = [...source.symbols.keys()]
    const keeper = createKeeper(context, { source: source.name, symbols: carried, instruments })
    const feed = createFeed(context, source, { instruments, keeper })
    running = { feed, symbols: carried, note: plan.note }
    const books = createBooks(context.clock, symbol => context.publish(bookWanted, { symbol }))
    const view: MarketView = {
      sql: context.sql,
      source: source.name,
      instruments,
      books,
      tapeOf: keeper.tapeOf,
      feedOf: feed.describe,
      timeOf: symbol => feed.sessionOf(symbol)?.normaliser.position().t ?? 0,
    }
    const playing = createPlaying(context, { feed, keeper, view })
    return {
      routes: {
        listSymbols: () => symbols(view),
        listTickers: () => tickers(view),
        getTicker: call => ticker(view, call),
        getOrderBook: call => orderBook(view, call),
        listMarketTrades: call => trades(view, call),
        listCandles: call => candles(view, call),
      },
      consumers: {
        tradeExecuted: async (batch, tx) => {
          const internal = batch.flatMap(({ payload }) => internalTrade(payload, instruments))
          await store.saveTrades(tx, internal, { feed: source.name, at: context.clock.now() })
        },
      },
      jobs: {},
      ready: async () => {
        context.hear(bookUpdated, update => books.learn(update))
        context.hear(feedWanted, ({ symbol, session, at_least }) => feed.want(symbol, { session, atLeast: at_least }))
        for (const symbol of carried) context.publish(bookWanted, { symbol })
        await playing.start()
      },
      stop: playing.stop,
    }
  })
  return {
    service,
    feedStates: () => running?.symbols.map(symbol => ({ symbol, ...running!.feed.describe(symbol) })) ?? [],
    feedNote: () => running?.note ?? null,
  }
}

export const marketData: Service = createMarketData().service

interface PlayingParts {
  readonly feed: RunningFeed
  readonly keeper: Keeper
  readonly view: MarketView
}
/** The feed running with everything that goes on beside it. */
function createPlaying(
  context: Context<MarketDataManifest>,
  { feed, keeper, view }: PlayingParts,
): { readonly start: () => Promise<void>; readonly stop: () => Promise<void> } {
  const { clock } = context
  const stopped = new AbortController()
  const timers = new DisposableStack()
  let playing: Promise<void> = Promise.resolve()
  const teller = createTeller(view, {
    ticker: news => context.publish(tickerUpdated, news),
    candles: news => context.publish(candlesUpdated, news),
  })
  return {
    async start() {
      timers.use(clock.every(tickerPeriodMs, teller.tellTickers))
      timers.use(clock.every(candlesPeriodMs, teller.tellCandles))
      timers.use(clock.every(savePeriodMs, () => keeper.save().catch(context.fail)))
      await new Promise<void>((joined, failed) => {
        playing = feed.run(stopped.signal, joined).catch((error: unknown) => {
          failed(error)
          context.fail(error)
        })
      })
    },
    async stop() {
      stopped.abort()
      await playing
      timers.dispose()
      const done = new AbortController()
      const late = clock.sleep(settleTimeoutMs, done.signal).then(() => done.abort())
      await keeper.settle(done.signal).catch(context.fail)
      done.abort()
      await late
    },
  }
}

function internalTrade(trade: Trade, instruments: Instruments): store.NewTrade[] {
  const instrument = instruments.get(trade.symbol)?.instrument
  if (trade.venue !== 'internal' || instrument === undefined) return []
  const [price, quantity] = [parseDecimal(trade.price, instrument.priceScale), parseDecimal(trade.quantity, instrument.baseScale)]
  if (typeof price !== 'bigint' || typeof quantity !== 'bigint') return []
  const executedAt = Date.parse(trade.executed_at)
  return [
    {
      symbol: trade.symbol,
      source: 'internal',
      session: trade.evidence.session,
      id: trade.trade_id,
      price,
      quantity,
      side: trade.taker_side,
      executedAt,
    },
  ]
}
