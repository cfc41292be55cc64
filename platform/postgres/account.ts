import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess, SpawnSyncReturns } from 'node:child_process'
import { statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { StartRefused } from './start-refused.ts'

/** The user PostgreSQL runs as: other ids than ours, or a prefix command that puts it into a user namespace. */
export interface Account {
  readonly uid?: number
  readonly gid?: number
  readonly prefix: readonly string[]
}

const nobody = 65534
const ourselves: Account = { prefix: [] }
const namespace: Account = { prefix: ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`, '--'] }

/**
 * PostgreSQL refuses to run as root, and `initdb` refuses a user without a passwd entry. In order: ourselves, the owner of the
 * existing data folder, `nobody`, a user namespace in which we are not root (where `nobody` cannot reach the project, as under /root).
 */
export function chooseAccount(native: string, dataDir: string): Account {
  const existing = statSync(dataDir, { throwIfNoEntry: false })
  const own = process.getuid?.() ?? 0
  if (own !== 0) return accountOfUser(native, dataDir, existing?.uid ?? own)
  const other = existing && existing.uid !== 0 ? { uid: existing.uid, gid: existing.gid } : { uid: nobody, gid: nobody }
  const account: Account = { ...other, prefix: [] }
  if (existing?.uid !== 0 && canReach(account, native, dataDir)) return account
  // A folder that belongs to somebody cannot be used from inside the namespace, where only root's files are ours.
  if ((existing?.uid ?? 0) === 0 && namespaceWorks(native)) return namespace
  throw new StartRefused(
    `PostgreSQL must not run as root, and user ${other.uid} cannot reach ${dirname(dataDir)}: move the project out of that folder, start as another user, or set DATABASE_URL.`,
  )
}

function accountOfUser(native: string, dataDir: string, owner: number): Account {
  const own = process.getuid?.()
  if (owner !== own)
    throw new StartRefused(`${dataDir} belongs to user ${owner} and this is user ${own}: start as that user, or set another DATA_DIR.`)
  if (hasPasswdEntry() || namespaceWorks(native)) return hasPasswdEntry() ? ourselves : namespace
  throw new StartRefused(`PostgreSQL needs a named user, and user ${own} has no entry in the passwd file: add one, or set DATABASE_URL.`)
}

function hasPasswdEntry(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

function canReach(account: Account, native: string, dataDir: string): boolean {
  const question = '[ -x "$0" ] && [ -x "$1" ]'
  return runToEnd(account, '/bin/sh', ['-c', question, join(native, 'bin/postgres'), dirname(dataDir)]).status === 0
}

function namespaceWorks(native: string): boolean {
  return runToEnd(namespace, join(native, 'bin/postgres'), ['--version']).status === 0
}

/** Runs `file` as `account` and waits for its end. */
export function runToEnd(account: Account, file: string, argv: readonly string[]): SpawnSyncReturns<string> {
  const [command = file, ...rest] = [...account.prefix, file, ...argv]
  return spawnSync(command, rest, { ...surroundings(account), encoding: 'utf8' })
}

/** Starts `file` as `account` in a session of its own: Ctrl-C in our terminal must not reach it before our last writes. */
export function start(account: Account, file: string, argv: readonly string[]): ChildProcess {
  const [command = file, ...rest] = [...account.prefix, file, ...argv]
  return spawn(command, rest, { ...surroundings(account), detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
}

function surroundings(account: Account): { cwd: string; env: Record<string, string>; uid?: number; gid?: number } {
  const ids = account.uid === undefined || account.gid === undefined ? {} : { uid: account.uid, gid: account.gid }
  return { cwd: '/', env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }, ...ids }
}
