/** All SQL of wallet's tables outside its procedures. */
import type { EpochMs, Sql, Statement } from '#platform/service'
import { named, sql } from '#platform/sql'

export interface AccountRow {
  readonly id: string
  readonly name: string
  readonly state: 'active' | 'halted'
  readonly currency: string
  readonly start_balance: bigint
  readonly season: number
  readonly created_at: EpochMs
}
export interface BalanceRow {
  readonly asset: string
  readonly available: bigint
  readonly held: bigint
}
export interface LineRow {
  readonly at: EpochMs
  readonly at_text: string
  readonly journal: string
  readonly type: 'grant' | 'hold' | 'release' | 'trade' | 'rounding'
  readonly account_id: string
  readonly asset: string
  readonly available_change: bigint
  readonly held_change: bigint
  readonly fee: bigint
  readonly version: bigint
  readonly available_after: bigint
  readonly held_after: bigint
}
/** Where a page of ledger lines ended. */
export interface LineCursor {
  readonly at: string
  readonly asset: string
  readonly version: string
}

export function accountsOf(userId: string): Statement {
  return named(
    'accounts-of',
    'select id, name, state, currency, start_balance, season, created_at from wallet.accounts where user_id = $1 order by ordinal',
    [userId],
  )
}
export function balancesOf(accountId: string): Statement {
  return named('balances-of', 'select asset, available, held from wallet.balances where account_id = $1 order by asset', [accountId])
}
export function linesOf(
  accountId: string,
  filter: {
    readonly asset: string | undefined
    readonly type: string | undefined
    readonly before: LineCursor | undefined
    readonly limit: number
  },
): Statement {
  const { asset, before, limit } = filter
  const type = filter.type === 'fee' ? 'trade' : (filter.type ?? null)
  return sql`select at, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at_text, journal, type, account_id, asset, available_change, held_change, fee, version, available_after, held_after
    from wallet.wallet_transactions where account_id = ${accountId} and (${asset ?? null}::text is null or asset = ${asset ?? null})
    and (${type}::text is null or type = ${type} or (${type} = 'release' and type = 'trade' and held_change < 0 and available_change > 0)) and (${filter.type ?? null}::text is distinct from 'fee' or fee > 0)
    and (${before?.at ?? null}::timestamptz is null or (at, asset, version) < (${before?.at ?? null}::timestamptz, ${before?.asset ?? null}, ${before?.version ?? null}::bigint))
    order by at desc, asset desc, version desc limit ${limit}`
}

/** An asset's scale never changes: a different one is a mistake upstream and stops the projection. */
export async function saveAsset(tx: Sql, asset: string, scale: number): Promise<void> {
  const rows = await tx.query<{ scale: number }>(
    sql`insert into wallet.assets as a (asset, scale) values (${asset}, ${scale}) on conflict (asset) do update set scale = a.scale returning scale`,
  )
  if (rows[0]?.scale !== scale)
    throw new Error(`asset ${asset} has scale ${rows[0]?.scale}, the market says ${scale}; an asset's scale is for life`)
}
export const loadAssets: Statement = { text: 'select asset, scale from wallet.assets', values: [] }
