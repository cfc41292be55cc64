import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { runToEnd } from './account.ts'
import type { Account } from './account.ts'
import { isAlive } from './liveness.ts'
import type { Native } from './native.ts'
import { StartRefused } from './start-refused.ts'

/** The superuser of the embedded server, who owns the database. */
export const superuser = 'postgres'

/** What is needed to make a data folder. */
export interface ClusterPlan {
  readonly native: Native
  readonly dataDir: string
  readonly account: Account
  /** False only for throw-away test servers. */
  readonly isDurable: boolean
}

/** Makes the data folder when it is missing and refuses one that another major version wrote. */
export function ensureCluster(plan: ClusterPlan): void {
  sweepUnfinished(plan.dataDir)
  if (!existsSync(join(plan.dataDir, 'PG_VERSION'))) createCluster(plan)
  const written = readFileSync(join(plan.dataDir, 'PG_VERSION'), 'utf8').trim()
  if (written === plan.native.major) return
  throw new StartRefused(
    `${plan.dataDir} was written by PostgreSQL ${written} and this release brings ${plan.native.major}: export it with the release that wrote it, or set another DATA_DIR.`,
  )
}

// Made beside and renamed into place: a data folder is whole or absent, whenever we are killed and however many start at once.
function createCluster({ native, dataDir, account, isDurable }: ClusterPlan): void {
  const fresh = unfinished(dataDir, process.pid)
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { mode: 0o700 })
  if (account.uid !== undefined && account.gid !== undefined) chownSync(fresh, account.uid, account.gid)
  const made = runToEnd(account, join(native.folder, 'bin/initdb'), [
    ...['-D', fresh, '-U', superuser, '--auth=trust', '--encoding=UTF8', '--no-instructions'],
    // The built-in provider depends on neither the bundled ICU nor the machine's glibc, whose orders change between versions.
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    ...syncArguments(isDurable),
  ])
  if (made.status !== 0) {
    rmSync(fresh, { recursive: true, force: true })
    throw new StartRefused(`The database could not be created in ${dataDir}: ${made.error?.message ?? lastLine(made.stderr)}`)
  }
  try {
    renameSync(fresh, dataDir)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(join(dataDir, 'PG_VERSION')))
      throw new StartRefused(`${dataDir} is in the way of the database: ${(error as Error).message}`)
  }
}

// One sync of the file system is four times quicker than one of each of a thousand files; Linux alone has it.
function syncArguments(isDurable: boolean): readonly string[] {
  if (!isDurable) return ['--no-sync']
  return process.platform === 'linux' ? ['--sync-method=syncfs'] : []
}

function sweepUnfinished(dataDir: string): void {
  const prefix = basename(unfinished(dataDir, ''))
  for (const name of readdirSync(dirname(dataDir))) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : 0
    if (pid > 0 && pid !== process.pid && !isAlive(pid)) rmSync(join(dirname(dataDir), name), { recursive: true, force: true })
  }
}

function unfinished(dataDir: string, pid: number | ''): string {
  return `${dataDir}.new-${pid}`
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
