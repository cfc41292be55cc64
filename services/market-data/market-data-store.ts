/** All SQL of market-data's tables. */
import type { FeedSourceName } from './session.ts'
import type { InstrumentRules } from '#contracts/topics/market'
import type { EpochMs, Sql, Statement } from '#platform/service'
import { named, sql, timestamp } from '#platform/sql'

export interface RulesRow {
  readonly rules: string
}
export const loadInstruments: Statement = { text: 'select rules from market_data.instruments order by symbol', values: [] }

export async function saveInstruments(tx: Sql, rules: readonly InstrumentRules[]): Promise<void> {
  const [symbols, versions, texts] = [
    rules.map(({ symbol }) => symbol),
    rules.map(({ version }) => version),
    rules.map(rule => JSON.stringify(rule)),
  ]
  await tx.query(sql`insert into market_data.instruments as i (symbol, version, rules) select * from unnest(${symbols}::text[], ${versions}::int[], ${texts}::text[])
    on conflict (symbol) do update set version = excluded.version, rules = excluded.rules`)
}

export interface SessionRow {
  readonly session: number
  readonly symbol: string
  readonly feed_key: string
  readonly n: bigint
  readonly lines: bigint
  readonly market_time: bigint
  readonly shift_ms: bigint
  readonly done: boolean
}
/** The newest session of each of the symbols, of one source. */
export function latestSessions(source: FeedSourceName, symbols: readonly string[]): Statement {
  return sql`select distinct on (symbol) session, symbol, feed_key, n, lines, market_time, shift_ms, done from market_data.sessions
    where source = ${source} and symbol = any(${symbols}::text[]) order by symbol, session desc`
}

export interface NewSessions {
  readonly source: FeedSourceName
  readonly feedKey: string
  readonly symbols: readonly string[]
  readonly shiftMs: number
  readonly at: EpochMs
}
export async function openSessions(
  tx: Sql,
  { source, feedKey, symbols, shiftMs, at }: NewSessions,
): Promise<{ symbol: string; session: number }[]> {
  return await tx.query(sql`insert into market_data.sessions (symbol, source, feed_key, shift_ms, created_at)
    select s.symbol, ${source}, ${feedKey}, ${shiftMs}, ${timestamp(at)} from unnest(${symbols}::text[]) as s(symbol) returning symbol, session`)
}

/** Where a session is. */
export interface SessionPlace {
  readonly session: number
  readonly n: number
  readonly lines: number
  readonly t: number
  readonly done: boolean
}
export async function moveSessions(tx: Sql, places: readonly SessionPlace[]): Promise<void> {
  await tx.query(
    named(
      'move-sessions',
      `update market_data.sessions s set n = p.n, lines = p.lines, market_time = p.t, done = p.done
       from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bool[]) as p(session, n, lines, t, done) where s.session = p.session`,
      [places.map(p => p.session), places.map(p => p.n), places.map(p => p.lines), places.map(p => p.t), places.map(p => p.done)],
    ),
  )
}
