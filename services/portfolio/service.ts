import { createAccountFinder } from '#contracts/accounts'
import { bookUpdated, bookWanted, type InstrumentRules, marketDataUpdate } from '#contracts/topics/market'
import { defineService, type Service } from '#platform/service'
import { migrationsIn } from '#platform/sql'
import { applyTrades, knownAccounts } from './apply-trades.ts'
import { manifest } from './manifest.ts'
import { createMarkets } from './markets.ts'
import * as store from './portfolio-store.ts'
import { performance } from './read-performance.ts'
import { createRecentTraders } from './recent-traders.ts'
import { createEquityRecorder } from './record-equity.ts'
import { get, positions } from './read-portfolio.ts'

const readyPollMs = 20

export const portfolio: Service = defineService(manifest, migrationsIn(new URL('./migrations/', import.meta.url)), async context => {
  const markets = createMarkets(symbol => context.publish(bookWanted, { symbol }))
  for (const { rules } of await context.sql.query<{ rules: string }>(store.loadInstruments))
    markets.learnRules([JSON.parse(rules) as InstrumentRules])
  context.hear(bookUpdated, update => markets.learnBook(update))
  context.hear(marketDataUpdate, batch => markets.learnFrames(batch))
  const recent = createRecentTraders(context.metrics)
  const { sql } = context
  const recorder = createEquityRecorder({ sql, write: work => context.write(work), markets, recent })
  const use = { context, markets, findAccount: createAccountFinder(context) }
  return {
    routes: {
      getPortfolio: call => get(use, call),
      listPositions: call => positions(use, call),
      getPerformance: call => performance(use, call),
    },
    consumers: {
      instrumentUpdated: async (batch, tx) => {
        const rules = batch.map(({ payload }) => payload)
        await store.saveInstruments(tx, rules)
        markets.learnRules(rules)
      },
      accountOpened: async (batch, tx) => {
        const opened = batch.map(({ payload }) => ({
          accountId: payload.account_id,
          userId: payload.user_id,
          at: Date.parse(payload.opened_at),
        }))
        await knownAccounts(tx, opened)
      },
      walletUpdated: async (batch, tx) => {
        await tx.query(store.saveBalances(batch.flatMap(({ payload }) => payload.balances)))
      },
      tradeExecuted: async (batch, tx) => {
        await applyTrades(
          tx,
          batch.map(({ payload }) => payload),
          { markets, recent },
        )
      },
    },
    jobs: { recordMinute: recorder.recordMinute, recordHour: recorder.recordHour, watchDay: recorder.watchDay },
    ready: async () => {
      while (markets.bySymbol.size === 0) await context.clock.sleep(readyPollMs)
      for (const symbol of markets.bySymbol.keys()) context.publish(bookWanted, { symbol })
    },
  }
})
