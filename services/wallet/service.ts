import { createAccountFinder } from '#contracts/accounts'
import { reply } from '#contracts/kit'
import { formatDecimal } from '#core/decimal'
import { defineService, type Service } from '#platform/service'
import { migrationsIn } from '#platform/sql'
import { transactions } from './list-transactions.ts'
import { manifest } from './manifest.ts'
import * as store from './wallet-store.ts'

const readyPollMs = 20

export const wallet: Service = defineService(manifest, migrationsIn(new URL('./migrations/', import.meta.url)), async context => {
  const scales = new Map<string, number>()
  for (const { asset, scale } of await context.sql.query<{ asset: string; scale: number }>(store.loadAssets)) scales.set(asset, scale)
  const scaleOf = (asset: string): number => scales.get(asset) ?? 0

  const findAccount = createAccountFinder(context)
  return {
    routes: {
      listAccounts: async ({ principal }) => {
        const items = (await context.sql.query<store.AccountRow>(store.accountsOf(principal.userId))).map(row => ({
          id: row.id,
          name: row.name,
          state: row.state,
          currency: row.currency,
          start_balance: formatDecimal(row.start_balance, scaleOf(row.currency)),
          season: row.season,
          created_at: new Date(row.created_at).toISOString(),
        }))
        return reply(200, { items })
      },
      listBalances: async ({ principal, query }) => {
        const { id } = await findAccount(principal.userId, query.account_id)
        const rows = await context.sql.query<store.BalanceRow>(store.balancesOf(id))
        const items = rows.map(({ asset, available, held }) => ({
          asset,
          available: formatDecimal(available, scaleOf(asset)),
          held: formatDecimal(held, scaleOf(asset)),
          total: formatDecimal(available + held, scaleOf(asset)),
        }))
        return reply(200, { items })
      },
      listTransactions: async ({ principal, query }) => {
        const { id } = await findAccount(principal.userId, query.account_id)
        return await transactions(context.sql, id, scaleOf, query)
      },
    },
    consumers: {
      instrumentUpdated: async (batch, tx) => {
        for (const { payload } of batch) {
          for (const [asset, scale] of [
            [payload.base_asset, payload.base_scale],
            [payload.quote_asset, payload.quote_scale],
          ] as const) {
            await store.saveAsset(tx, asset, scale)
            scales.set(asset, scale)
          }
        }
      },
    },
    jobs: {},
    ready: async () => {
      // As committed: an account cannot be opened in an asset that only a transaction under way knows.
      while ((await context.sql.query(store.loadAssets)).length === 0) await context.clock.sleep(readyPollMs)
    },
  }
})
