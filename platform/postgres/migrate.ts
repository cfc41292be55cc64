import { createHash } from 'node:crypto'
import type pg from 'pg'
import { StartRefused } from './start-refused.ts'

/** One forward step of a schema. */
export interface Migration {
  readonly schema: string
  /** Unique in its schema; a timestamp first, as in `20261125100000_orders`. */
  readonly name: string
  /** Runs in one transaction with its record; must not contain `commit`. */
  readonly sql: string
  /** The role that shall own what the step makes; without it, the connected user. */
  readonly role?: string
}

// Any number, as long as nothing else in the database uses it.
const migrationLock = 7305111

/**
 * Brings the database forward: runs what is not yet recorded in `public.migrations`, in the order given, each in one transaction.
 * Processes that start together wait for one another. Returns what it applied. Throws `StartRefused` when an applied file was
 * changed since or is unknown to this release; a failing step throws an `Error` that names it and leaves no trace.
 */
export async function migrate(client: pg.ClientBase, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  await client.query('select pg_advisory_lock($1)', [migrationLock])
  try {
    await client.query(`create table if not exists public.migrations (
      schema text not null, name text not null, sha256 text not null, applied_at timestamptz not null default now(),
      constraint migrations_pkey primary key (schema, name))`)
    const applied = await readApplied(client)
    refuseUnknown(applied, migrations)
    const missing = migrations.filter(migration => isMissing(applied, migration))
    for (const migration of missing) await apply(client, migration)
    return missing
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock])
  }
}

/** sha256 by `schema/name`. */
type Applied = ReadonlyMap<string, string>

async function readApplied(client: pg.ClientBase): Promise<Applied> {
  const { rows } = await client.query<{ schema: string; name: string; sha256: string }>(
    'select schema, name, sha256 from public.migrations',
  )
  return new Map(rows.map(row => [keyOf(row), row.sha256]))
}

function refuseUnknown(applied: Applied, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map(keyOf))
  const schemas = new Set(migrations.map(migration => migration.schema))
  const unknown = [...applied.keys()].find(key => schemas.has(key.slice(0, key.indexOf('/'))) && !known.has(key))
  if (unknown === undefined) return
  throw new StartRefused(
    `The database was brought forward by a newer TradeCraft (migration ${unknown}); start that release, or restore the backup made before it.`,
  )
}

function isMissing(applied: Applied, migration: Migration): boolean {
  const recorded = applied.get(keyOf(migration))
  if (recorded !== undefined && recorded !== sha256(migration.sql)) {
    throw new StartRefused(
      `Migration ${keyOf(migration)} was changed after it had been applied; put the file back as it was and write a new migration.`,
    )
  }
  return recorded === undefined
}

async function apply(client: pg.ClientBase, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    if (migration.role !== undefined) await client.query(`select set_config('role', $1, true)`, [migration.role])
    await client.query(migration.sql)
    await client.query('reset role')
    await client.query('insert into public.migrations (schema, name, sha256) values ($1, $2, $3)', [
      migration.schema,
      migration.name,
      sha256(migration.sql),
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`migration ${keyOf(migration)} failed${whereIn(migration.sql, error)}: ${(error as Error).message}`, { cause: error })
  }
}

function whereIn(sql: string, error: unknown): string {
  const position = Number((error as pg.DatabaseError).position)
  return position > 0 ? ` at line ${sql.slice(0, position).split('\n').length}` : ''
}

function keyOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${schema}/${name}`
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
