/** All SQL of portfolio's tables. */
import { readDayOpens, readHoldings } from '#contracts/procedures'
import type { HoldingRow } from '#contracts/portfolio'
import type { BalanceState } from '#contracts/topics/accounts'
import type { EpochMs, Sql, Statement } from '#platform/service'
import { named, raw, sql, timestamp } from '#platform/sql'
import { recentMax } from './recent-traders.ts'

export interface AccountRow {
  readonly account_id: string
  readonly user_id: string
  readonly currency: string
  readonly start_balance: bigint
  readonly opened_at: EpochMs
}
export interface PositionRow {
  readonly account_id: string
  readonly asset: string
  readonly quantity: bigint
  readonly cost: bigint
  readonly realized: bigint
  readonly fees_paid: bigint
  readonly lots_opened: bigint
}
/** A position as it is saved, with the market time of its account's last trade. */
export interface MovedPosition extends PositionRow {
  readonly moved_at: EpochMs
}
export interface LotRow {
  readonly account_id: string
  readonly asset: string
  readonly lot_no: bigint
  readonly quantity: bigint
  readonly cost: bigint
  readonly opened_at: EpochMs
  readonly trade_id: string
}
/** A holding with its oldest lots, amounts as text. */
export interface PositionDetail extends HoldingRow {
  readonly lots: readonly { readonly quantity: string; readonly cost: string; readonly opened_at: string; readonly trade_id: string }[]
}
export interface PointRow {
  readonly at: EpochMs
  readonly equity: bigint
}
/** `at` is the minute it is kept by, `takenAt` the moment in it. */
export interface Snapshot extends PointRow {
  readonly accountId: string
  readonly takenAt: EpochMs
  readonly cash: bigint
  readonly realized: bigint
}
export interface LotKey {
  readonly accountId: string
  readonly asset: string
  readonly lotNo: bigint
}

/** Lots of one position that a reply shows, oldest first. */
const lotsShownMax = 1_000

export const loadInstruments: Statement = { text: 'select rules from portfolio.instruments', values: [] }
export async function saveInstruments(tx: Sql, rules: readonly { readonly symbol: string; readonly version: number }[]): Promise<void> {
  for (const rule of rules)
    await tx.query(
      sql`insert into portfolio.instruments (symbol, version, rules) values (${rule.symbol}, ${rule.version}, ${JSON.stringify(rule)}) on conflict (symbol) do update set version = excluded.version, rules = excluded.rules`,
    )
}

export function accountsByIds(ids: readonly string[]): Statement {
  return named(
    'accounts-by-ids',
    'select account_id, user_id, currency, start_balance, opened_at from portfolio.accounts where account_id = any($1::uuid[])',
    [ids],
  )
}
export function insertAccount(account: AccountRow): Statement {
  const { account_id: id, user_id: user, currency, start_balance: start, opened_at: at } = account
  return sql`insert into portfolio.accounts (account_id, user_id, currency, start_balance, opened_at) values (${id}, ${user}, ${currency}, ${start}, ${timestamp(at)}) on conflict do nothing`
}
/** The next accounts that ever traded, or that hold anything but cash now, in id order. */
export function investedAccounts(who: 'traders' | 'holders', after: string, limit: number): Statement {
  const held = who === 'holders' ? raw('and p.quantity > 0') : raw('')
  return sql`select a.account_id, a.user_id, a.currency, a.start_balance, a.opened_at from portfolio.accounts a
    where a.account_id > ${after} and exists (select from portfolio.positions p where p.account_id = a.account_id ${held}) order by a.account_id limit ${limit}`
}

/** Keeps the highest version of each account and asset. */
export function saveBalances(balances: readonly BalanceState[]): Statement {
  return named(
    'save-balances',
    `insert into portfolio.balances as b (account_id, asset, scale, available, held, version)
     select distinct on (k.account_id, k.asset) k.account_id, k.asset, k.scale, k.available, k.held, k.version
     from unnest($1::uuid[], $2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[]) as k(account_id, asset, scale, available, held, version)
     order by k.account_id, k.asset, k.version desc
     on conflict (account_id, asset) do update set available = excluded.available, held = excluded.held, version = excluded.version where b.version < excluded.version`,
    [
      balances.map(({ account_id }) => account_id),
      balances.map(({ asset }) => asset),
      balances.map(({ scale }) => scale),
      balances.map(({ available }) => available),
      balances.map(({ held }) => held),
      balances.map(({ version }) => version),
    ],
  )
}

export function positionsOf(accountIds: readonly string[]): Statement {
  return named(
    'positions-of',
    'select account_id, asset, quantity, cost, realized, fees_paid, lots_opened from portfolio.positions where account_id = any($1::uuid[])',
    [accountIds],
  )
}
/** The oldest `limit` lots of each position named. */
export function oldestLots(keys: readonly { readonly accountId: string; readonly asset: string }[], limit: number): Statement {
  return named(
    'oldest-lots',
    `select l.account_id, l.asset, l.lot_no, l.quantity, l.cost, l.opened_at, l.trade_id from unnest($1::uuid[], $2::text[]) as k(account_id, asset)
     cross join lateral (select * from portfolio.lots x where x.account_id = k.account_id and x.asset = k.asset order by x.lot_no limit $3) l order by l.account_id, l.asset, l.lot_no`,
    [keys.map(({ accountId }) => accountId), keys.map(({ asset }) => asset), limit],
  )
}
export function savePositions(rows: readonly MovedPosition[]): Statement {
  return named(
    'save-positions',
    `insert into portfolio.positions (account_id, asset, quantity, cost, realized, fees_paid, lots_opened, moved_at)
     select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::timestamptz[])
     on conflict (account_id, asset) do update set quantity = excluded.quantity, cost = excluded.cost, realized = excluded.realized, fees_paid = excluded.fees_paid, lots_opened = excluded.lots_opened, moved_at = excluded.moved_at`,
    [
      ...(['account_id', 'asset', 'quantity', 'cost', 'realized', 'fees_paid', 'lots_opened'] as const).map(key =>
        rows.map(row => row[key]),
      ),
      rows.map(row => timestamp(row.moved_at)),
    ],
  )
}
export function saveLots(rows: readonly LotRow[]): Statement {
  return named(
    'save-lots',
    `insert into portfolio.lots (account_id, asset, lot_no, quantity, cost, opened_at, trade_id)
     select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::uuid[])
     on conflict (account_id, asset, lot_no) do update set quantity = excluded.quantity, cost = excluded.cost`,
    [
      rows.map(row => row.account_id),
      rows.map(row => row.asset),
      rows.map(row => row.lot_no),
      rows.map(row => row.quantity),
      rows.map(row => row.cost),
      rows.map(row => timestamp(row.opened_at)),
      rows.map(row => row.trade_id),
    ],
  )
}
export function deleteLots(keys: readonly LotKey[]): Statement {
  return named(
    'delete-lots',
    'delete from portfolio.lots l using unnest($1::uuid[], $2::text[], $3::bigint[]) as k(account_id, asset, lot_no) where l.account_id = k.account_id and l.asset = k.asset and l.lot_no = k.lot_no',
    [keys.map(({ accountId }) => accountId), keys.map(({ asset }) => asset), keys.map(({ lotNo }) => lotNo)],
  )
}

const insertSnapshots = `insert into portfolio.portfolios (account_id, at, equity, cash, realized, taken_at) select * from unnest($1::uuid[], $2::timestamptz[], $3::bigint[], $4::bigint[], $5::bigint[], $6::timestamptz[])`
/** The last of a minute stays. */
export function saveSnapshots(snapshots: readonly Snapshot[]): Statement {
  return named(
    'save-snapshots',
    `${insertSnapshots} on conflict (account_id, at) do update set equity = excluded.equity, cash = excluded.cash, realized = excluded.realized, taken_at = excluded.taken_at`,
    columnsOf(snapshots),
  )
}
/** Beside those there are: what a trade made of the same minute stays. */
export function addSnapshots(snapshots: readonly Snapshot[]): Statement {
  return named('add-snapshots', `${insertSnapshots} on conflict (account_id, at) do nothing`, columnsOf(snapshots))
}
function columnsOf(snapshots: readonly Snapshot[]): unknown[] {
  return [
    snapshots.map(({ accountId }) => accountId),
    snapshots.map(({ at }) => timestamp(at)),
    snapshots.map(({ equity }) => equity),
    snapshots.map(({ cash }) => cash),
    snapshots.map(({ realized }) => realized),
    snapshots.map(({ takenAt }) => timestamp(takenAt)),
  ]
}
/** Leaves the last point of each `widthMs` between two moments. */
export function thinPoints(
  accountIds: readonly string[],
  { from, to, widthMs }: { readonly from: EpochMs; readonly to: EpochMs; readonly widthMs: number },
): Statement {
  return named(
    'thin-points',
    `delete from portfolio.portfolios p using (
       select x.account_id, x.at, row_number() over (partition by x.account_id, floor(extract(epoch from x.at) * 1000 / $4::bigint) order by x.at desc) as place
       from portfolio.portfolios x where x.account_id = any($1::uuid[]) and x.at >= $2 and x.at < $3) k
     where k.place > 1 and p.account_id = k.account_id and p.at = k.at`,
    [accountIds, timestamp(from), timestamp(to), widthMs],
  )
}

export interface MovedRow {
  readonly account_id: string
  readonly moved_at: EpochMs
}
/** Accounts that traded since, the last ones last. */
export function movedSince(since: EpochMs): Statement {
  return sql`select account_id, moved_at from (
      select account_id, max(moved_at) as moved_at from portfolio.positions where moved_at > ${timestamp(since)} group by account_id order by 2 desc limit ${recentMax}) k order by moved_at`
}

export const marketDay: Statement = { text: 'select opened_at from portfolio.market_day', values: [] }
export function openMarketDay(at: EpochMs): Statement {
  return sql`insert into portfolio.market_day (opened_at) values (${timestamp(at)}) on conflict (one) do update set opened_at = excluded.opened_at`
}
export function dayOpensOf(accountIds: readonly string[]): Statement {
  return named('day-opens-of', `select account_id, equity from ${readDayOpens.name}($1)`, [accountIds])
}

/** The last snapshot of every `widthMs` since `from`, oldest first. */
export function pointsSince(
  accountId: string,
  from: EpochMs,
  { widthMs, limit }: { readonly widthMs: number; readonly limit: number },
): Statement {
  return named(
    'points-since',
    `select p.taken_at as at, p.equity from (
       select distinct on (part) x.at, x.taken_at, x.equity, floor(extract(epoch from x.at) * 1000 / $3::bigint) as part from portfolio.portfolios x
       where x.account_id = $1 and x.at >= $2 order by part, x.at desc) p order by p.at limit $4`,
    [accountId, timestamp(from), widthMs, limit],
  )
}
export function firstPointOf(accountId: string): Statement {
  return sql`select at, equity from portfolio.portfolios where account_id = ${accountId} order by at limit 1`
}
export function lastPointBefore(accountId: string, at: EpochMs): Statement {
  return sql`select taken_at as at, equity from portfolio.portfolios where account_id = ${accountId} and at < ${timestamp(at)} order by at desc limit 1`
}

export function holdingsOf(accountIds: readonly string[]): Statement {
  return named('holdings-of', `select * from ${readHoldings.name}($1)`, [accountIds])
}
export function positionDetails(accountId: string): Statement {
  return named(
    'position-details',
    `select h.*, coalesce(l.lots, '[]') as lots from ${readHoldings.name}(array[$1]::uuid[]) h left join lateral (
       select json_agg(json_build_object('quantity', o.quantity::text, 'cost', o.cost::text, 'opened_at', o.opened_at, 'trade_id', o.trade_id) order by o.lot_no) as lots
       from (select * from portfolio.lots x where x.account_id = h.account_id and x.asset = h.asset order by x.lot_no limit ${lotsShownMax}) o) l on true order by h.asset`,
    [accountId],
  )
}
export const positionsInStreams: Statement = named('inbox-positions', 'select stream, seq from portfolio.inbox', [])
