import { toInstrument } from '#contracts/instruments'
import type { BookUpdate, CandlesUpdate, FrameBatch, InstrumentRules } from '#contracts/topics/market'
import type { Ticker } from '#contracts/routes/market'
import type { Trade } from '#contracts/topics/trades'
import { parseDecimal } from '#core/decimal'
import type { Instrument } from '#core/orders'
import { createPricer, markOf, type Pricer } from '#core/portfolio'
import type { Clock } from '#platform/service'
import { type BookChannel, createBookChannel } from './book-channel.ts'
import type { ChannelName } from './channel-names.ts'
import { type CandlesChannel, createCandlesChannel, createTickerChannel, type TickerChannel } from './latest-channels.ts'
import type { MarketSource } from './market-hub.ts'
import { createTradesChannel, type TradesChannel } from './trades-channel.ts'

interface Market {
  readonly book: BookChannel
  readonly trades: TradesChannel
  readonly ticker: TickerChannel
  readonly candles: Map<string, CandlesChannel>
  heardAt: number | undefined
}
/** All symbols as they are heard of: what the market channels show, and what prices a portfolio. */
export interface Markets {
  readonly bySymbol: ReadonlyMap<string, Instrument>
  readonly pricer: Pricer
  /** Decimals of an asset's unit. */
  scaleOf(asset: string): number | undefined
  learnRules(rules: readonly InstrumentRules[]): void
  learnBook(update: BookUpdate): void
  learnFrames(batch: FrameBatch): void
  learnTicker(ticker: Ticker): void
  learnCandles(update: CandlesUpdate): void
  learnTrade(trade: Trade): void
  /** The source of a market channel; undefined for an unknown symbol. */
  sourceOf(name: Extract<ChannelName, { symbol: string }>): MarketSource | undefined
}

/** `want` asks the engine for a whole book. */
export function createMarkets(clock: Clock, want: (symbol: string) => void): Markets {
  const bySymbol = new Map<string, Instrument>()
  const scales = new Map<string, number>()
  const markets = new Map<string, Market>()

  function marketOf(symbol: string): Market {
    const known = markets.get(symbol)
    if (known !== undefined) return known
    const market: Market = {
      book: createBookChannel(
        () => want(symbol),
        () => (market.heardAt === undefined ? null : Math.max(0, Math.round(clock.monotonic() - market.heardAt))),
      ),
      trades: createTradesChannel(),
      ticker: createTickerChannel(),
      candles: new Map(),
      heardAt: undefined,
    }
    markets.set(symbol, market)
    return market
  }
  function candlesOf(market: Market, interval: string): CandlesChannel {
    const channel = market.candles.get(interval) ?? createCandlesChannel()
    market.candles.set(interval, channel)
    return channel
  }
  function mark({ symbol, priceScale }: Instrument): bigint | undefined {
    const market = markets.get(symbol)
    if (market === undefined) return undefined
    const { bid, ask } = market.book.best()
    return markOf({ bid: units(bid, priceScale), ask: units(ask, priceScale), last: units(market.trades.lastPrint(), priceScale) })
  }
  return {
    bySymbol,
    pricer: createPricer(() => bySymbol.values(), mark),
    scaleOf: asset => scales.get(asset),
    learnRules(rules) {
      for (const rule of rules) {
        if (rule.version < (bySymbol.get(rule.symbol)?.version ?? 0)) continue
        bySymbol.set(rule.symbol, toInstrument(rule))
        scales.set(rule.base_asset, rule.base_scale).set(rule.quote_asset, rule.quote_scale)
      }
    },
    learnBook: update => marketOf(update.symbol).book.learn(update),
    learnFrames(batch) {
      const market = marketOf(batch.symbol)
      market.heardAt = clock.monotonic()
      market.trades.learnFrames(batch)
    },
    learnTicker: ticker => marketOf(ticker.symbol).ticker.learn(ticker),
    learnCandles({ symbol, candles }) {
      for (const { interval, candle } of candles) candlesOf(marketOf(symbol), interval).learn(candle)
    },
    learnTrade(trade) {
      if (trade.venue === 'internal') marketOf(trade.symbol).trades.learnTrade(trade)
    },
    sourceOf(name) {
      if (!bySymbol.has(name.symbol)) return undefined
      const market = marketOf(name.symbol)
      if (name.kind === 'candles') return candlesOf(market, name.interval)
      return name.kind === 'orderbook' ? market.book : market[name.kind]
    },
  }
}

function units(text: string | undefined, scale: number): bigint | undefined {
  const value = text === undefined ? undefined : parseDecimal(text, scale)
  return typeof value === 'bigint' ? value : undefined
}
