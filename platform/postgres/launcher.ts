import type { ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { chooseAccount } from './account.ts'
import { ensureCluster, superuser } from './cluster.ts'
import { runAs } from './connection.ts'
import type { ConnectionOptions, Database, OpenOptions } from './database.ts'
import { findNative } from './native.ts'
import { stopOrphan } from './orphan.ts'
import { connectAsOwner, takeInstanceLock } from './owner.ts'
import { readPidFile } from './pid-file.ts'
import { launch, startWatchdog } from './server.ts'
import type { Manner, Place, Server } from './server.ts'
import { chooseSocketDir } from './socket-dir.ts'
import { StartRefused } from './start-refused.ts'

const databaseName = 'tradecraft'
const pollMs = 10
const startPatienceMs = 15_000 // for a server that others hold, or that exits again and again
const recoveryPatienceMs = 600_000 // for our own living server that replays its log after a crash
const stopPatienceMs = 30_000 // then an immediate stop, which the next start recovers from
const restartsMax = 5 // in a row; a server that stayed up for a minute starts the count anew
const steadyMs = 60_000
const stoppedSentence = 'PostgreSQL was stopped.'

/** One life of the server: its process, the session that owns it, the shell that stops it if we die. */
interface Life {
  readonly server: Server
  readonly owner: pg.Client
  readonly watchdog: ChildProcess
}

/** The one mutable thing here: which life is current, and whether we want it to end. */
interface Keeper {
  readonly place: Place
  readonly manner: Manner
  life: Life
  isStopping: boolean
}

/** Launches the embedded PostgreSQL on `dataDir` and supervises it until `stop()`. Throws `StartRefused` when it may not or cannot. */
export async function launchEmbedded(dataDir: string, options: OpenOptions): Promise<Database> {
  const manner: Manner = { settings: options.settings ?? {}, log: options.log }
  const place = preparePlace(resolve(dataDir), manner)
  const keeper: Keeper = { place, manner, life: await bringUp(place, manner, () => false), isStopping: false }
  await createDatabase(keeper.life.owner).catch(async (error: unknown) => {
    await endLife(keeper.life)
    throw error
  })
  const exited = supervise(keeper).catch(async (error: unknown) => {
    await endLife(keeper.life)
    return error instanceof Error ? error.message : String(error)
  })
  return {
    exited,
    connection: options => connectionTo(place.socketDir, options),
    async stop() {
      keeper.isStopping = true
      await endLife(keeper.life)
      await exited
      await endLife(keeper.life) // a restart was under way when we were asked to stop
    },
  }
}

function preparePlace(dataDir: string, { settings }: Manner): Place {
  const native = findNative()
  makeFolder(dirname(dataDir))
  const account = chooseAccount(native.folder, dataDir)
  ensureCluster({ native, dataDir, account, isDurable: settings['fsync'] !== 'off' })
  return { native: native.folder, dataDir, socketDir: chooseSocketDir(dataDir, account), account }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? '']
    if (reason === undefined) throw error
    throw new StartRefused(`The folder ${folder} cannot be made: ${reason}. Set another with DATA_DIR.`)
  }
}
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'there is a file of that name',
}

/** Settings for a connection over the socket in `socketDir`. */
export function connectionTo(socketDir: string, { role, database, applicationName }: ConnectionOptions = {}): pg.ClientConfig {
  return {
    host: socketDir,
    port: 5432,
    user: superuser,
    database: database ?? databaseName,
    ...(applicationName === undefined ? {} : { application_name: applicationName }),
    ...(role === undefined ? {} : { options: runAs(role) }),
  }
}

async function createDatabase(owner: pg.Client): Promise<void> {
  const { rowCount } = await owner.query('select from pg_database where datname = $1', [databaseName])
  if (rowCount === 0) await owner.query(`create database ${databaseName}`)
}

// Launches until a server is ours. "The lock file exists" is normal for a moment while a killed postmaster is still a zombie
// or its children let go of shared memory.
async function bringUp(place: Place, manner: Manner, isCancelled: () => boolean): Promise<Life> {
  const deadline = performance.now() + startPatienceMs
  for (;;) {
    await stopOrphan({ dataDir: place.dataDir, deadline, log: manner.log })
    const server = launch(place, manner)
    const owner = await firstSession(place, server, isCancelled)
    if (typeof owner !== 'string') return { server, owner, watchdog: startWatchdog(server.child.pid!, place.dataDir) }
    await endServer(server)
    if (isCancelled()) throw new StartRefused('PostgreSQL was stopped while it started.')
    if (performance.now() > deadline) throw new StartRefused(`PostgreSQL did not start: ${owner}.`)
    await pause(100)
  }
}

// A session that holds the instance lock, or why there is none.
async function firstSession(place: Place, server: Server, isCancelled: () => boolean): Promise<pg.Client | string> {
  const deadline = performance.now() + recoveryPatienceMs
  let reason = 'it does not answer'
  while (server.isRunning() && performance.now() < deadline && !isCancelled()) {
    // The pid file says when it is ready; asking earlier only fills the log with FATAL lines.
    const file = readPidFile(place.dataDir)
    const session = file?.isReady === true && file.pid === server.child.pid ? await connectAsOwner(place.socketDir) : reason
    if (typeof session !== 'string') {
      if (await takeInstanceLock(session).catch(() => false)) return session
      await session.end().catch(() => {})
      return 'another process took it over'
    }
    reason = session
    await pause(pollMs)
  }
  return server.isRunning() ? reason : await server.ended
}

// One loop, so that a lost session and a dead server are never handled twice at once. Returns only after `stop()`.
async function supervise(keeper: Keeper): Promise<string> {
  const { place, manner } = keeper
  const isCancelled = () => keeper.isStopping
  let restarts = 0
  for (;;) {
    if (keeper.isStopping) return stoppedSentence // asked for while a new life was being brought up
    const since = performance.now()
    await Promise.race([keeper.life.server.ended, endOf(keeper.life.owner)])
    if (keeper.isStopping) return stoppedSentence
    if (performance.now() - since > steadyMs) restarts = 0
    if (++restarts > restartsMax) throw new StartRefused(`PostgreSQL stopped ${restarts} times in a row.`)
    const { server, watchdog } = keeper.life
    await Promise.race([server.ended, pause(100)]) // a dying server closes our session first and exits a moment later
    // It throws all sessions out when one of its processes was killed, and recovers by itself; our lock went too.
    const again = server.isRunning() ? await firstSession(place, server, isCancelled) : 'it exited'
    if (keeper.isStopping) return stoppedSentence
    if (typeof again !== 'string') {
      keeper.life = { server, owner: again, watchdog }
      manner.log('PostgreSQL recovered from a crash of one of its processes')
      continue
    }
    manner.log(`PostgreSQL is gone (${again}); starting it again`)
    await endLife(keeper.life)
    keeper.life = await bringUp(place, manner, isCancelled)
  }
}

function endOf(session: pg.Client): Promise<void> {
  return new Promise(done => session.once('end', () => done()))
}

async function endLife({ server, owner, watchdog }: Life): Promise<void> {
  watchdog.kill('SIGKILL')
  await owner.end().catch(() => {})
  await endServer(server)
}

async function endServer(server: Server): Promise<void> {
  if (!server.isRunning()) return
  server.child.kill('SIGINT')
  const patience = new AbortController()
  await Promise.race([server.ended, pause(stopPatienceMs, undefined, { signal: patience.signal }).catch(() => {})])
  patience.abort()
  if (server.isRunning()) server.child.kill('SIGQUIT')
  await server.ended
}
