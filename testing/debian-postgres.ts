import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { vi } from 'vitest'
// A test launches the system's server with the same care for root as ours.
import { runToEnd, start } from '../platform/postgres/account.ts'
import type { Account } from '../platform/postgres/account.ts'

const binaries = '/usr/lib/postgresql/15/bin'
const nobody = 65534

/** Whether Debian's postgresql-15 is installed: the oldest release that DATABASE_URL may lead to. */
export const hasDebianPostgres: boolean = existsSync(join(binaries, 'postgres'))

/** A PostgreSQL 15 of the system in a temporary folder, durable like a production server; disposing stops and removes it. */
export interface DebianPostgres extends AsyncDisposable {
  /** `postgres://` address of the database `postgres` for `user` (default: the superuser). */
  url(user?: string): string
}

/** Starts it (about a second). Call only when `hasDebianPostgres`. */
export async function startDebianPostgres(): Promise<DebianPostgres> {
  const home = mkdtempSync(join(tmpdir(), 'tradecraft-debian-'))
  const account: Account = process.getuid?.() === 0 ? { uid: nobody, gid: nobody, prefix: [] } : { prefix: [] }
  chmodSync(home, 0o711)
  const folder = join(home, 'postgres')
  mkdirSync(folder, { mode: 0o700 })
  if (account.uid !== undefined) chownSync(folder, account.uid, nobody)
  const made = runToEnd(account, join(binaries, 'initdb'), [
    '-D',
    folder,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
  ])
  if (made.status !== 0) throw new Error(made.stderr)
  const server = start(account, join(binaries, 'postgres'), ['-D', folder, '-k', folder, '-c', 'listen_addresses='])
  const ended = new Promise(done => server.once('exit', done))
  function url(user = 'postgres'): string {
    return `postgres://${user}@localhost/postgres?host=${encodeURIComponent(folder)}`
  }
  await vi.waitUntil(() => answers(url()), { timeout: 15_000, interval: 20 })
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.kill('SIGINT')
      await ended
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
