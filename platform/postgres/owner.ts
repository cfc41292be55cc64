import pg from 'pg'
import { superuser } from './cluster.ts'

/**
 * The instance guard: whoever holds this advisory lock in a session of its own owns the server. PostgreSQL lets go of it when
 * the session ends, so it vanishes with its process, however that dies.
 */
const instanceLock = 7305110

const applicationPrefix = 'tradecraft-owner '

/** A session of the superuser, or the reason why there is none. */
export async function connectAsOwner(socketDir: string): Promise<pg.Client | string> {
  const session = new pg.Client({
    host: socketDir,
    port: 5432,
    user: superuser,
    database: 'postgres',
    application_name: `${applicationPrefix}${process.pid}`,
  })
  session.on('error', () => {}) // the end of the session is what matters; the supervisor watches for it
  try {
    await session.connect()
    return session
  } catch (error) {
    await session.end().catch(() => {})
    return (error as Error).message
  }
}

/** Takes the instance lock for as long as `session` lives; false when another process has it. */
export async function takeInstanceLock(session: pg.Client): Promise<boolean> {
  const { rows } = await session.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [instanceLock])
  return rows[0]?.taken === true
}

/** What a server says about itself: the process that holds its instance lock (0: nobody) and the one that launched it. */
export interface Ownership {
  readonly ownerPid: number
  readonly launcherPid: number
}

/** Asks without taking the lock, so that asking never disturbs a process that is just about to take it. */
export async function readOwnership(session: pg.Client): Promise<Ownership> {
  const { rows } = await session.query<{ owner: string | null; launcher: string }>(
    `select current_setting('cluster_name') as launcher, (
       select application_name from pg_locks join pg_stat_activity using (pid)
        where locktype = 'advisory' and granted and classid = 0 and objid = $1 limit 1) as owner`,
    [instanceLock],
  )
  return { ownerPid: trailingNumber(rows[0]?.owner), launcherPid: trailingNumber(rows[0]?.launcher) }
}

function trailingNumber(text: string | null | undefined): number {
  return Number(text?.match(/\d+$/)?.[0] ?? 0)
}
