import { createAccountFinder } from '#contracts/accounts'
import { shards } from '#contracts/instruments'
import type { Envelope } from '#contracts/kit'
import { readInstruments } from '#contracts/procedures'
import type { BalanceState } from '#contracts/topics/accounts'
import { bookUpdated, bookWanted, candlesUpdated, type InstrumentRules, marketDataUpdate, tickerUpdated } from '#contracts/topics/market'
import type { PlacedOrder } from '#contracts/topics/orders'
import type { Trade } from '#contracts/topics/trades'
import { type Context, defineService, type Follower, type Service } from '#platform/service'
import { createAccountReads } from './account-events.ts'
import { BalanceFeed } from './balance-feed.ts'
import { Gateway } from './gateway.ts'
import { limits } from './limits.ts'
import { manifest, type RealtimeManifest } from './manifest.ts'
import { createMarketHub } from './market-hub.ts'
import { createMarkets, type Markets } from './markets.ts'
import { createMetrics } from './metrics.ts'
import { OrderFeed } from './order-feed.ts'
import { PortfolioFeed } from './portfolio-feed.ts'
import { createRevocations, type Revocations } from './revocations.ts'
import type { Feeds } from './subscribe.ts'

const readyPollMs = 20

export const realtime: Service = defineService(manifest, [], async context => {
  const metrics = createMetrics(context.metrics)
  const markets = createMarkets(context.clock, symbol => context.publish(bookWanted, { symbol }))
  const feeds: Feeds = {
    markets,
    hub: createMarketHub(context.clock, () => metrics.dropped.inc()),
    orders: new OrderFeed(
      createAccountReads(context, symbol => markets.bySymbol.get(symbol)),
      context,
    ),
    balances: new BalanceFeed(context, asset => markets.scaleOf(asset)),
    portfolios: new PortfolioFeed(context, markets),
    findAccount: createAccountFinder(context),
  }
  const revocations = createRevocations(context)
  const gateway = new Gateway({ context, feeds, metrics, revocations })
  let followers: readonly Follower[] = []
  let timers: readonly Disposable[] = []
  hearMarkets(context, markets)
  return {
    routes: {},
    consumers: {},
    jobs: {},
    upgrades: { '/ws': (request, socket, head) => gateway.upgrade(request, socket, head) },
    ready: async () => {
      followers = await followStreams(context, feeds)
      await revocations.refresh()
      for (;;) {
        markets.learnRules(await storedRules(context))
        if (markets.bySymbol.size > 0) break
        await context.clock.sleep(readyPollMs)
      }
      for (const symbol of markets.bySymbol.keys()) context.publish(bookWanted, { symbol })
      timers = startTimers(context, { feeds, gateway, revocations })
      gateway.open()
    },
    stop: async () => {
      for (const timer of timers) timer[Symbol.dispose]()
      await gateway.close()
      for (const follower of followers) await follower[Symbol.asyncDispose]()
    },
  }
})

function hearMarkets(context: Context<RealtimeManifest>, markets: Markets): void {
  context.hear(bookUpdated, update => markets.learnBook(update))
  context.hear(marketDataUpdate, batch => markets.learnFrames(batch))
  context.hear(tickerUpdated, ticker => markets.learnTicker(ticker))
  context.hear(candlesUpdated, update => markets.learnCandles(update))
}

/** The rules portfolio keeps: where events are gone, the stream alone does not say them all. A higher version wins, wherever it comes from. */
async function storedRules(context: Context<RealtimeManifest>): Promise<InstrumentRules[]> {
  return (await context.call<{ rules: string }>(readInstruments, [])).map(({ rules }) => JSON.parse(rules) as InstrumentRules)
}

/** What happens from now on; who subscribes later begins with what was committed before. */
async function followStreams(context: Context<RealtimeManifest>, feeds: Feeds): Promise<Follower[]> {
  const { markets, orders, balances, portfolios } = feeds
  function wakeOrders(batch: readonly Envelope[]): void {
    for (const id of new Set(batch.map(({ payload }) => (payload as { account_id: string }).account_id))) orders.wake(id)
  }
  function learnCommands(batch: readonly Envelope[]): void {
    for (const { topic, payload } of batch) if (topic === 'order.placed') balances.learnHold(payload as PlacedOrder)
    wakeOrders(batch)
  }
  function learnBalances(batch: readonly Envelope[]): void {
    for (const { topic, payload } of batch)
      if (topic === 'wallet.updated') balances.learn((payload as { balances: readonly BalanceState[] }).balances)
  }
  const perShard = shards.flatMap(shard => [
    context.follow('trading', `commands.${shard}`, 'now', learnCommands),
    context.follow('trading', `orders.${shard}`, 'now', wakeOrders),
    context.follow('wallet', `wallet.${shard}`, 'now', learnBalances),
    context.follow('matching', `trades.${shard}`, 'now', batch => {
      for (const { payload } of batch) markets.learnTrade(payload as Trade)
    }),
  ])
  return await Promise.all([
    ...perShard,
    context.follow('wallet', 'accounts', 'now', learnBalances),
    context.follow('portfolio', 'portfolio', 'now', batch => {
      for (const { payload } of batch) portfolios.wake((payload as { account_id: string }).account_id)
    }),
    context.follow('market-data', 'instruments', 0, batch => markets.learnRules(batch.map(({ payload }) => payload as InstrumentRules))),
  ])
}

function startTimers(
  context: Context<RealtimeManifest>,
  { feeds, gateway, revocations }: { readonly feeds: Feeds; readonly gateway: Gateway; readonly revocations: Revocations },
): Disposable[] {
  const { clock, log } = context
  const trying =
    (what: string, work: () => Promise<void>): (() => Promise<void>) =>
    () =>
      work().catch((error: unknown) => log.warn({ error: String(error) }, `${what} failed; trying again`))
  return [
    clock.every(limits.flushMs, () => {
      feeds.hub.flush()
      feeds.balances.flush()
    }),
    clock.every(
      limits.portfolioMs,
      trying('valuing portfolios', () => feeds.portfolios.flush()),
    ),
    clock.every(limits.revocationsMs, async () => {
      await trying('asking for ended sessions', () => revocations.refresh())()
      gateway.endRevoked()
    }),
    clock.every(limits.heartbeatMs, () => gateway.heartbeat()),
  ]
}
