import { type Pricer, valueHoldings } from '#core/portfolio'
import type { Context } from '#platform/service'
import type { PortfolioManifest } from './manifest.ts'
import type { Markets } from './markets.ts'
import * as store from './portfolio-store.ts'

const minuteMs = 60_000
/** Accounts of one statement of the hourly record. */
const accountsPerPass = 500

/** What a snapshot needs of a position; money in currency units. */
interface Held {
  readonly asset: string
  readonly quantity: bigint
  readonly cost: bigint
  readonly realized: bigint
}

export function minuteOf(at: number): number {
  return at - (at % minuteMs)
}

/**
 * Equity after the trades that made these positions. The cash of that moment follows from them (start balance, plus realized, less
 * cost), so a snapshot is exact even where the wallet's own news is still on its way. No snapshot where a position has no price.
 */
export function snapshotOf(
  account: store.AccountRow,
  positions: readonly Held[],
  { at, pricer }: { readonly at: number; readonly pricer: Pricer },
): { readonly snapshot: store.Snapshot | undefined; readonly cash: bigint; readonly realized: bigint } {
  const { currency } = account
  const cash = positions.reduce((sum, { realized, cost }) => sum + realized - cost, account.start_balance)
  const held = positions.map(({ quantity, ...rest }) => ({ ...rest, quantity, total: quantity, feesPaid: 0n }))
  const { positionsValue, realized, unpriced } = valueHoldings(currency, held, (asset, amount) => pricer.valueOf(asset, amount, currency))
  const snapshot = unpriced.length > 0 ? undefined : { accountId: account.account_id, at, equity: cash + positionsValue, cash, realized }
  return { snapshot, cash, realized }
}

/** A point of the equity curve for every account that ever traded, so that a quiet day has its close as well. */
export async function recordHour(context: Context<PortfolioManifest>, markets: Markets): Promise<void> {
  const at = minuteOf(markets.now() ?? context.clock.now())
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const accounts = await context.sql.query<store.AccountRow>(store.investedAccounts(after, accountsPerPass))
    const last = accounts.at(-1)
    if (last === undefined) return
    after = last.account_id
    await context.write(async tx => {
      const rows = await tx.query<store.PositionRow>(store.positionsOf(accounts.map(({ account_id }) => account_id)))
      const byAccount = Map.groupBy(rows, row => row.account_id)
      const snapshots = accounts.flatMap(account => {
        const { snapshot } = snapshotOf(account, byAccount.get(account.account_id) ?? [], { at, pricer: markets.pricer })
        return snapshot === undefined ? [] : [snapshot]
      })
      if (snapshots.length > 0) await tx.query(store.saveSnapshots(snapshots))
    })
  }
}
