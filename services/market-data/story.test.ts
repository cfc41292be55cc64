import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Candle, MarketSymbol, MarketTrade, OrderBook, Ticker, TickerWithSparkline } from '#contracts/routes/market'
import { candlesUpdated, feedWanted, type FrameBatch, marketDataUpdate, tickerUpdated } from '#contracts/topics/market'
import { defineManifest, defineService } from '#platform/service'
import { freshDatabase } from '#testing/postgres'
import { until } from '#testing/until'
import { world, type World } from '#testing/world'
import { createMarketData, type MarketData } from './index.ts'
import { bitcoinFiles, hasRecordings, thinFolder } from './recorded.model.ts'
import { createSyntheticMarket } from './synthetic.ts'

const listening = defineManifest({
  name: 'listener',
  owns: 'What a test hears.',
  routes: {},
  procedures: {},
  uses: {},
  consumes: {},
  follows: [],
  hears: { marketDataUpdate, tickerUpdated, candlesUpdated },
  produces: [],
  volatile: [feedWanted],
  tables: [],
  partitions: {},
  jobs: {},
  replicated: true,
})

/** A recording of an invented BTCUSDT, in a folder that goes with the test. */
async function recordedFolder(seconds: number): Promise<AsyncDisposable & { readonly file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'tradecraft-recording-'))
  const market = createSyntheticMarket({ symbol: 'BTCUSDT', seed: 3, price: 9_000_000, priceScale: 2, quantityScale: 5, touchLots: 40_000 })
  const startMs = Date.UTC(2025, 5, 1, 12)
  const lines = market.open(startMs)
  for (let step = 1; step <= seconds * 10; step++) lines.push(...market.step(startMs + step * 100))
  await writeFile(join(folder, 'btcusdt.txt'), lines.join('\n'))
  return { file: join(folder, 'btcusdt.txt'), [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

type Items<T> = { readonly items: readonly T[]; readonly next_cursor: string | null }
async function get<T>(platform: World, path: string): Promise<T> {
  const reply = await platform.api.call<T>('GET', `/market${path}`)
  expect(reply.status, JSON.stringify(reply.body)).toBe(200)
  return reply.body
}
async function run(market: MarketData, feed: string, database?: World['database']): Promise<World> {
  return await world({ replace: [market.service], environment: { FEED_URL: feed }, ...(database === undefined ? {} : { database }) })
}

test('with a synthetic feed a newcomer buys against the market, and everybody sees its prices', async () => {
  const market = createMarketData()
  await using platform = await run(market, 'synthetic:?seed=5')
  const ada = await platform.person('ada')
  const order = await ada.buys('BTCUSDT', '0.01')
  expect(order).toMatchObject({ status: 'filled', filled_quantity: '0.01000000' })
  expect((await ada.fills())[0]).toMatchObject({ venue: 'external', liquidity: 'taker' })
  expect(market.feedStates()).toHaveLength(5)
  expect(market.feedStates()[0]).toMatchObject({ symbol: 'BTCUSDT', source: 'synthetic', state: 'live' })

  const { items } = await get<{ items: MarketSymbol[] }>(platform, '/symbols')
  expect(items).toHaveLength(20)
  expect(items.find(({ symbol }) => symbol === 'BTCUSDT')).toMatchObject({
    tick_size: '0.01',
    quantity_decimals: 5,
    has_feed: true,
    filter_version: 1,
  })
  await until('a print is stored', async () => (await get<Items<MarketTrade>>(platform, '/BTCUSDT/trades')).items.length > 0)
  const ticker = await get<Ticker>(platform, '/BTCUSDT/ticker')
  expect(Number(ticker.bid_price)).toBeLessThan(Number(ticker.ask_price))
  expect(ticker.trades_24h).toBeGreaterThan(0)
  const { items: tickers } = await get<{ items: TickerWithSparkline[] }>(platform, '/tickers')
  expect(tickers.map(({ symbol }) => symbol)).toEqual(items.map(({ symbol }) => symbol))
  const { sparkline, ...bitcoin } = tickers.find(({ symbol }) => symbol === 'BTCUSDT')!
  expect(Object.keys(bitcoin)).toEqual(Object.keys(ticker))
  expect(sparkline.at(-1)).toBe(bitcoin.last_price)
  expect(tickers.find(({ symbol }) => symbol === 'DOGEUSDT')).toMatchObject({ last_price: null, sparkline: [] })
  const book = await get<OrderBook>(platform, '/BTCUSDT/orderbook?depth=100')
  expect([book.bids.length, book.asks.length]).toEqual([100, 100])
  const day = await get<Items<Candle>>(platform, '/BTCUSDT/candles?interval=1d')
  expect(day.items).toHaveLength(1)
  expect(day.items[0]!.closed).toBe(false)
  expect(await get<Ticker>(platform, '/DOGEUSDT/ticker')).toMatchObject({
    last_price: null,
    bid_price: null,
    feed: { state: 'offline', age_ms: null },
  })
  expect(await get<Items<Candle>>(platform, '/DOGEUSDT/candles')).toMatchObject({ items: [] })
  for (const path of ['ticker', 'orderbook', 'trades', 'candles']) {
    expect(await platform.api.call('GET', `/market/NOPEUSDT/${path}`)).toMatchObject({ status: 404, body: { code: 'UNKNOWN_SYMBOL' } })
  }
})

test('trades between users are listed as internal, and make no candle', async () => {
  await using folder = await recordedFolder(6)
  const market = createMarketData()
  await using platform = await run(market, `replay:${folder.file}`)
  const [ada, ben] = [await platform.person('ada'), await platform.person('ben')]
  expect(await ben.buys('BTCUSDT', '0.01')).toMatchObject({ status: 'filled' })
  await until('the end of the recording', () => market.feedStates()[0]!.state === 'stale', 20_000)
  await until(
    'the engine knows',
    async () => (await platform.api.call<Ticker>('GET', '/market/BTCUSDT/ticker')).body.feed.state === 'stale',
  )
  const before = await get<Items<Candle>>(platform, '/BTCUSDT/candles?interval=1d')
  await ben.sells('BTCUSDT', '0.004', '90000.00')
  expect(await ada.buys('BTCUSDT', '0.004', '90000.00')).toMatchObject({ status: 'filled' })
  await platform.host.drain()
  const { items } = await get<Items<MarketTrade>>(platform, '/BTCUSDT/trades')
  const internal = items.filter(({ source }) => source === 'internal')
  expect(internal).toMatchObject([{ price: '90000.00', quantity: '0.00400000', side: 'buy' }])
  expect((await get<Items<Candle>>(platform, '/BTCUSDT/candles?interval=1d')).items).toEqual(before.items)
})

test('a loop is one session after another, later in market time each, every frame numbered once', async () => {
  await using folder = await recordedFolder(3)
  const batches: FrameBatch[] = []
  const events = { tickers: 0, candles: 0 }
  const listener = defineService(listening, [], async context => {
    context.hear(marketDataUpdate, batch => void batches.push(batch))
    context.hear(tickerUpdated, () => void (events.tickers += 1))
    context.hear(candlesUpdated, () => void (events.candles += 1))
    return { routes: {}, consumers: {}, jobs: {}, ready: async () => undefined }
  })
  const market = createMarketData()
  await using platform = await world({
    replace: [market.service, listener],
    environment: { FEED_URL: `replay:${folder.file}?speed=4&loop=true` },
  })
  await until('four passes', () => new Set(batches.map(({ session }) => session)).size > 3, 20_000)
  let [session, n, t] = [0, 0, 0]
  for (const batch of batches) {
    expect(batch.session).toBeGreaterThanOrEqual(session)
    if (batch.session > session) [session, n] = [batch.session, 0]
    const isAnswer = batch.frames[0]!.kind === 'snapshot' && batch.frames[0]!.n === batch.prev_n
    expect(batch.prev_n).toBe(n)
    for (const frame of batch.frames) {
      expect(frame.n).toBe(isAnswer ? n : n + 1)
      expect(frame.t).toBeGreaterThanOrEqual(t)
      ;[n, t] = [frame.n, frame.t]
    }
  }
  expect(events.tickers).toBeGreaterThan(3)
  expect(events.candles).toBeGreaterThan(1)
  expect(await get<Ticker>(platform, '/BTCUSDT/ticker')).toMatchObject({ feed: { source: 'replay' } })
})

test('whoever asks for the book after the recording is over is shown how it ended', async () => {
  await using folder = await recordedFolder(2)
  const batches: FrameBatch[] = []
  let ask = (): void => undefined
  const listener = defineService(listening, [], async context => {
    context.hear(marketDataUpdate, batch => void batches.push(batch))
    ask = () => context.publish(feedWanted, { symbol: 'BTCUSDT', session: 0, at_least: 0 })
    return { routes: {}, consumers: {}, jobs: {}, ready: async () => undefined }
  })
  const market = createMarketData()
  await using _ = await world({ replace: [market.service, listener], environment: { FEED_URL: `replay:${folder.file}?speed=max` } })
  const heardEnd = (): boolean => batches.some(({ frames }) => frames.some(frame => frame.kind === 'state' && frame.state === 'stale'))
  await until('the end', heardEnd)
  batches.length = 0
  ask()
  await until('the answer', () => batches.length > 0)
  expect(batches[0]!.frames.map(({ kind }) => kind)).toEqual(['snapshot', 'state'])
})

test('every start of the synthetic market is a session that goes on at the last price', async () => {
  await using database = await freshDatabase()
  const market = createMarketData()
  let last: Ticker
  {
    await using platform = await run(market, 'synthetic:', database)
    await until('a price', async () => (await get<Ticker>(platform, '/BTCUSDT/ticker')).last_price !== null)
    await until('some trades', async () => (await get<Ticker>(platform, '/BTCUSDT/ticker')).trades_24h > 2)
    last = await get<Ticker>(platform, '/BTCUSDT/ticker')
  }
  await using platform = await run(createMarketData(), 'synthetic:', database)
  const next = await get<Ticker>(platform, '/BTCUSDT/ticker')
  expect(next.trades_24h).toBeGreaterThanOrEqual(last.trades_24h)
  expect(Math.abs(Number(next.last_price) / Number(last.last_price) - 1)).toBeLessThan(0.005)
  const { items } = await get<Items<MarketTrade>>(platform, '/BTCUSDT/trades?limit=500')
  expect(items.length).toBeGreaterThanOrEqual(last.trades_24h)
  expect(items.map(({ executed_at }) => executed_at)).toEqual(
    items
      .map(({ executed_at }) => executed_at)
      .sort()
      .toReversed(),
  )
})

test.skipIf(!hasRecordings)('a recording is played once over restarts, and then stays finished (needs the recorded data)', async () => {
  await using database = await freshDatabase()
  const feed = `replay:${bitcoinFiles.join(',')}`
  {
    await using platform = await run(createMarketData(), `${feed}?speed=20`, database)
    await until('some of it', async () => (await get<Ticker>(platform, '/BTCUSDT/ticker')).trades_24h > 500)
  }
  {
    const market = createMarketData()
    await using platform = await run(market, `${feed}?speed=30`, database)
    expect((await get<Ticker>(platform, '/BTCUSDT/ticker')).trades_24h).toBeGreaterThan(500)
    const ada = await platform.person('ada')
    await until('the engine follows', async () => (await get<OrderBook>(platform, '/BTCUSDT/orderbook')).bids.length > 0)
    expect(await ada.buys('BTCUSDT', '0.01')).toMatchObject({ status: 'filled' })
  }
  for (const again of [1, 2]) {
    const market = createMarketData()
    await using platform = await run(market, `${feed}?speed=max`, database)
    await until(`the end, time ${again}`, () => market.feedStates()[0]!.state === 'stale', 30_000)
    await until('the last save', async () => (await get<Items<Candle>>(platform, '/BTCUSDT/candles?interval=15m')).items.length === 2)
    const ticker = await get<Ticker>(platform, '/BTCUSDT/ticker')
    expect(ticker).toMatchObject({ trades_24h: 19_904, feed: { source: 'replay', state: 'stale' } })
    const quarters = (await get<Items<Candle>>(platform, '/BTCUSDT/candles?interval=15m')).items
    expect(quarters[0]).toMatchObject({ open_time: '2024-08-08T23:45:00.000Z', close: '61685.99', closed: true })
    expect(quarters.reduce((sum, { trade_count }) => sum + trade_count, 0)).toBe(19_904)
    await until('the book is shown', async () => (await get<OrderBook>(platform, '/BTCUSDT/orderbook')).bids.length > 0)
  }
  await using platform = await run(createMarketData(), `${feed}?speed=max`, database)
  const seen = new Set<string>()
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: Items<MarketTrade> = await get(platform, `/BTCUSDT/trades?limit=500${cursor === '' ? '' : `&cursor=${cursor}`}`)
    for (const { id, source } of page.items) if (source === 'external') seen.add(id)
    cursor = page.next_cursor
  }
  expect(seen.size).toBe(19_904)
})

test.skipIf(!hasRecordings)(
  'a recording of symbols nobody listed brings their rules with it; without it they stay, without a feed (needs the recorded data)',
  async () => {
    await using database = await freshDatabase()
    {
      const market = createMarketData()
      await using platform = await run(market, `replay:${thinFolder}?speed=max`, database)
      await until('the end', () => market.feedStates().every(({ state }) => state === 'stale'))
      const { items } = await get<{ items: MarketSymbol[] }>(platform, '/symbols')
      expect(items).toHaveLength(24)
      expect(items.find(({ symbol }) => symbol === 'NKNUSDT')).toMatchObject({
        base_asset: 'NKN',
        quote_asset: 'USDT',
        tick_size: '0.00001',
        has_feed: true,
        filter_version: 1,
      })
      expect(items.find(({ symbol }) => symbol === 'BTCUSDT')).toMatchObject({ has_feed: false, filter_version: 1 })
      await until('the book of the thinnest', async () => (await get<OrderBook>(platform, '/RUNEEUR/orderbook')).bids.length > 0)
    }
    await using platform = await run(createMarketData(), 'auto:', database)
    const { items } = await get<{ items: MarketSymbol[] }>(platform, '/symbols')
    expect(items.find(({ symbol }) => symbol === 'NKNUSDT')).toMatchObject({ has_feed: false, filter_version: 2 })
    expect(items.find(({ symbol }) => symbol === 'BTCUSDT')).toMatchObject({ has_feed: true, filter_version: 2 })
    expect(items.find(({ symbol }) => symbol === 'DOGEUSDT')).toMatchObject({ has_feed: false, filter_version: 1 })
  },
)

test('a recording that was cut ends stale where it can no longer be read; a missing one stops the start with a sentence', async () => {
  await using folder = await recordedFolder(20)
  const zipped = gzipSync(await readFile(folder.file))
  await writeFile(`${folder.file}.gz`, zipped.subarray(0, zipped.length / 2))
  const market = createMarketData()
  await using platform = await run(market, `replay:${folder.file}.gz?speed=max`)
  await until('the end', () => market.feedStates()[0]!.state === 'stale')
  const { items } = await get<Items<Candle>>(platform, '/BTCUSDT/candles')
  expect(items.length).toBeGreaterThan(0)
  await expect(run(createMarketData(), `replay:${folder.file}.missing`)).rejects.toThrow(/^The recording .+ is not there/)
})
