import type { Clock, Sql } from '#platform/ports'
import { schemaOf, type Manifest } from '../service.ts'
import { prepareLock, usesStreams } from './database.ts'

const dayMs = 86_400_000
/** Partitions made ahead: the job runs hourly, so two are always there. */
const ahead = 2

/** Makes the coming partitions of a service's tables; safe to repeat. */
export async function ensurePartitions(manifest: Manifest, sql: Sql, clock: Clock): Promise<void> {
  const schema = schemaOf(manifest.name)
  const tables: [string, 'day' | 'month'][] = Object.entries(manifest.partitions)
  if (usesStreams(manifest)) tables.push(['outbox', 'day'])
  if (tables.length === 0) return
  const lines: string[] = []
  for (const [table, width] of tables) {
    for (let step = -1; step <= ahead; step++) {
      const [from, to] = bounds(clock.now(), width, step)
      const name = `${schema}.${table}_${from.slice(0, width === 'day' ? 10 : 7).replaceAll('-', '')}`
      lines.push(
        `if to_regclass('${name}') is null then create table ${name} partition of ${schema}.${table} for values from ('${from}') to ('${to}'); end if;`,
      )
    }
  }
  // One statement for all, and not while another process prepares the database: both change the same catalogue rows.
  await sql.query({
    text: `do $$ begin perform pg_advisory_xact_lock(${prepareLock}); ${lines.join(' ')} end $$`,
    values: [],
  })
}

function bounds(now: number, width: 'day' | 'month', step: number): [from: string, to: string] {
  const at = new Date(now)
  if (width === 'day') {
    const start = Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()) + step * dayMs
    return [iso(start), iso(start + dayMs)]
  }
  return [
    iso(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + step, 1)),
    iso(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + step + 1, 1)),
  ]
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
