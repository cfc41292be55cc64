import { toRules } from '#contracts/instruments'
import { reply } from '#contracts/kit'
import { type Candle, listCandles, listSymbols, listTickers, type TickerWithSparkline } from '#contracts/routes/market'
import { feedWanted, type Frame, instrumentUpdated, marketDataUpdate } from '#contracts/topics/market'
import type { Instrument } from '#core/orders'
import { toMarketSymbol } from '../services/market-data/market-wire.ts'
import { type Context, defineManifest, defineService, type Service } from '#platform/service'

const manifest = defineManifest({
  name: 'market-data',
  owns: 'A market a test writes itself.',
  routes: { listSymbols, listCandles, listTickers },
  procedures: {},
  uses: {},
  consumes: {},
  follows: [],
  hears: { feedWanted },
  produces: [instrumentUpdated],
  volatile: [marketDataUpdate],
  tables: [],
  partitions: {},
  jobs: {},
  replicated: false,
})

/** BTCUSDT with Binance's real rules. */
export const btcusdt: Instrument = {
  symbol: 'BTCUSDT',
  baseAsset: 'BTC',
  quoteAsset: 'USDT',
  status: 'trading',
  priceScale: 2,
  baseScale: 8,
  quoteScale: 8,
  tickSize: 1n,
  priceMin: 1n,
  priceMax: 100_000_000n,
  stepSize: 1_000n,
  quantityMin: 1_000n,
  quantityMax: 900_000_000_000n,
  marketStepSize: 0n,
  marketQuantityMin: 0n,
  marketQuantityMax: 0n,
  notionalMin: 500_000_000n,
  notionalMax: 900_000_000_000_000n,
  notionalAppliesToMarket: true,
  ordersMax: 200,
  triggersMax: 20,
  icebergPartsMax: 10,
  protectionBips: 1_000,
  printBips: 100,
  version: 1,
  makerFeePpm: 1_000,
  takerFeePpm: 1_000,
}

type Levels = readonly (readonly [price: string, quantity: string])[]
export interface ScriptedMarket {
  readonly service: Service
  /** Shows a whole book and says the feed is live. */
  show(bids: Levels, asks: Levels): void
  /** Changes levels; quantity "0" deletes. */
  change(bids: Levels, asks: Levels): void
  /** A trade of the outside market. */
  print(side: 'buy' | 'sell', price: string, quantity: string): void
  state(state: 'live' | 'stale'): void
  /** Frames come from another market from now on. */
  changeSource(): void
  /** Market time of the last frame. */
  now(): number
  /** Market time moves on. */
  pass(ms: number): void
  /** The symbol trades, or it does not. */
  status(status: Instrument['status']): Promise<void>
}

const candleCount = 120
const minuteMs = 60_000
/** Minutes of a calm market before the test begins: up and down by ten around 60,000. */
function candlesUntil(at: number): Candle[] {
  const last = Math.floor(at / minuteMs) * minuteMs
  return Array.from({ length: candleCount }, (_, index) => {
    const [open, close] = index % 2 === 0 ? ['60000.00', '60010.00'] : ['60010.00', '60000.00']
    return {
      open_time: new Date(last - (candleCount - index) * minuteMs).toISOString(),
      open,
      high: '60020.00',
      low: '59990.00',
      close,
      volume: '1.00000',
      quote_volume: '60005.00',
      trade_count: 2,
      closed: true,
    }
  })
}

/** What the market was before the test began; a calm one without tickers where it is left out. */
export interface MarketPast {
  candles(at: number): Candle[]
  tickers(at: number): TickerWithSparkline[]
}

/** A market service whose every frame the test decides. Answers requests for a snapshot with the book last shown. */
export function scriptedMarket(
  instruments: readonly Instrument[] = [btcusdt],
  past: MarketPast = { candles: candlesUntil, tickers: () => [] },
): ScriptedMarket {
  const symbol = instruments[0]!.symbol
  let context: Context<typeof manifest> | undefined
  let n = 0
  let at = Date.UTC(2026, 0, 1)
  let tradeId = 1_000
  let source: 'synthetic' | 'replay' = 'synthetic'
  const sides = { bids: new Map<string, string>(), asks: new Map<string, string>() }
  let state: 'live' | 'stale' = 'stale'

  function publish(frames: readonly FrameBody[]): void {
    const prev = n
    const numbered = frames.map(frame => ({ ...frame, n: ++n, t: (at += 100) }))
    context?.publish(marketDataUpdate, { symbol, source, session: 1, prev_n: prev, frames: numbered })
  }
  function remember(bids: Levels, asks: Levels): void {
    for (const [levels, side] of [
      [bids, sides.bids],
      [asks, sides.asks],
    ] as const)
      for (const [price, quantity] of levels) {
        if (Number(quantity) === 0) side.delete(price)
        else side.set(price, quantity)
      }
  }
  const service = defineService(manifest, [], async given => {
    context = given
    await given.write(async tx => {
      for (const instrument of instruments) tx.emit(instrumentUpdated, 'instruments', instrument.symbol, toRules(instrument, true))
    })
    given.hear(feedWanted, () => {
      if (n > 0)
        publish([
          { kind: 'snapshot', bids: [...sides.bids], asks: [...sides.asks] },
          { kind: 'state', state },
        ])
    })
    const listed = instruments.map(instrument => toMarketSymbol(toRules(instrument, true)))
    return {
      routes: {
        listSymbols: async () => reply(200, { items: listed }),
        listCandles: async () => reply(200, { items: past.candles(at) }),
        listTickers: async () => reply(200, { items: past.tickers(at) }),
      },
      consumers: {},
      jobs: {},
      ready: async () => undefined,
    }
  })
  return {
    service,
    show(bids, asks) {
      sides.bids.clear()
      sides.asks.clear()
      remember(bids, asks)
      state = 'live'
      publish([
        { kind: 'snapshot', bids: bids as [string, string][], asks: asks as [string, string][] },
        { kind: 'state', state: 'live' },
      ])
    },
    change(bids, asks) {
      remember(bids, asks)
      publish([{ kind: 'depth', bids: bids as [string, string][], asks: asks as [string, string][] }])
    },
    print: (side, price, quantity) => publish([{ kind: 'print', trade_id: String(++tradeId), price, quantity, side }]),
    state(next) {
      state = next
      publish([{ kind: 'state', state: next }])
    },
    changeSource() {
      source = 'replay'
    },
    now: () => at,
    pass(ms) {
      at += ms
      publish([{ kind: 'tick' }])
    },
    async status(status) {
      await context?.write(async tx => {
        for (const instrument of instruments)
          tx.emit(
            instrumentUpdated,
            'instruments',
            instrument.symbol,
            toRules({ ...instrument, status, version: instrument.version + 1 }, true),
          )
      })
    },
  }
}
type WithoutPlace<F> = F extends Frame ? Omit<F, 'n' | 't'> : never
type FrameBody = WithoutPlace<Frame>
