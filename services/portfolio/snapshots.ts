import { type Pricer, valueHoldings } from '#core/portfolio'
import type * as store from './portfolio-store.ts'

const minuteMs = 60_000

/** What a snapshot needs of a position; money in currency units. */
interface Held {
  readonly asset: string
  readonly quantity: bigint
  readonly cost: bigint
  readonly realized: bigint
}

function minuteOf(at: number): number {
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
  const isPriced = unpriced.length === 0
  const snapshot = isPriced
    ? { accountId: account.account_id, at: minuteOf(at), takenAt: at, equity: cash + positionsValue, cash, realized }
    : undefined
  return { snapshot, cash, realized }
}
