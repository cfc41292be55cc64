/** Points of the equity curves that no trade makes: every minute, every hour, and at the beginning of every day of market time. */
import type { Sql } from '#platform/service'
import type { Markets } from './markets.ts'
import * as store from './portfolio-store.ts'
import type { RecentTraders } from './recent-traders.ts'
import { snapshotOf } from './snapshots.ts'

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000
/** Accounts of one statement. */
const accountsPerPass = 500
/** A day that began longer ago than this is not recorded: what was stored before it says more than the prices of now. */
const lateMax = minuteMs
/** Points that are this old are thinned to one per width. The daily pass looks at three days, in case one was missed. */
const thinning = [
  { age: dayMs, width: 15 * minuteMs },
  { age: 7 * dayMs, width: hourMs },
  { age: 90 * dayMs, width: dayMs },
] as const
const thinnedDays = 3

export interface RecordParts {
  readonly sql: Sql
  readonly write: (work: (tx: Sql) => Promise<void>) => Promise<void>
  readonly markets: Markets
  readonly recent: RecentTraders
}
export interface EquityRecorder {
  /** A point for who traded within the last day and whose equity has changed. */
  recordMinute(): Promise<void>
  /** A point for everybody who holds more than cash. */
  recordHour(): Promise<void>
  /** When a day of market time has begun: the equity everybody goes into it with, and older points are thinned. */
  watchDay(): Promise<void>
}

export function createEquityRecorder(parts: RecordParts): EquityRecorder {
  const { sql, markets, recent } = parts
  let isLoaded = false
  let day: number | undefined

  return {
    async recordMinute() {
      const at = markets.now()
      if (at === undefined) return
      if (!isLoaded)
        for (const row of await sql.query<store.MovedRow>(store.movedSince(at - dayMs)))
          recent.traded(row.account_id, row.moved_at, undefined)
      isLoaded = true
      const before = recent.at(at)
      const ids = [...before.keys()]
      for (let from = 0; from < ids.length; from += accountsPerPass) {
        const accounts = await sql.query<store.AccountRow>(store.accountsByIds(ids.slice(from, from + accountsPerPass)))
        const taken = await take(parts, accounts, at)
        await keep(
          parts,
          taken.filter(({ accountId, equity }) => before.get(accountId) !== equity),
        )
      }
    },
    async recordHour() {
      const at = markets.now()
      if (at === undefined) return
      for await (const accounts of pages(sql, 'holders')) await keep(parts, await take(parts, accounts, at))
    },
    async watchDay() {
      const now = markets.now()
      if (now === undefined) return
      const today = now - (now % dayMs)
      if (today === day) return
      day ??= (await sql.query<{ opened_at: number }>(store.marketDay))[0]?.opened_at
      if (day !== undefined && today > day && now - today <= lateMax) {
        for await (const accounts of pages(sql, 'traders')) {
          // The last moment of yesterday: trades of today cannot overwrite it.
          const taken = await take(parts, accounts, today - 1)
          await parts.write(async tx => {
            if (taken.length > 0) await tx.query(store.saveSnapshots(taken))
            await thin(tx, accounts, today)
          })
        }
      }
      await sql.query(store.openMarketDay(today))
      day = today
    },
  }
}

async function* pages(sql: Sql, who: 'holders' | 'traders'): AsyncGenerator<readonly store.AccountRow[]> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const accounts = await sql.query<store.AccountRow>(store.investedAccounts(who, after, accountsPerPass))
    const last = accounts.at(-1)
    if (last === undefined) return
    after = last.account_id
    yield accounts
  }
}

async function take({ sql, markets }: RecordParts, accounts: readonly store.AccountRow[], at: number): Promise<store.Snapshot[]> {
  const rows = await sql.query<store.PositionRow>(store.positionsOf(accounts.map(({ account_id: id }) => id)))
  const byAccount = Map.groupBy(rows, row => row.account_id)
  return accounts.flatMap(
    account => snapshotOf(account, byAccount.get(account.account_id) ?? [], { at, pricer: markets.pricer }).snapshot ?? [],
  )
}

async function keep({ write, recent }: RecordParts, snapshots: readonly store.Snapshot[]): Promise<void> {
  if (snapshots.length === 0) return
  await write(async tx => void (await tx.query(store.addSnapshots(snapshots))))
  for (const { accountId, equity } of snapshots) recent.recorded(accountId, equity)
}

async function thin(tx: Sql, accounts: readonly store.AccountRow[], now: number): Promise<void> {
  const ids = accounts.map(({ account_id: id }) => id)
  for (const { age, width } of thinning)
    await tx.query(store.thinPoints(ids, { from: now - age - thinnedDays * dayMs, to: now - age, widthMs: width }))
}
