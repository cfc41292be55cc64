import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import pg from 'pg'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { isAlive } from './liveness.ts'
import { readPidFile, stateOf } from './pid-file.ts'

const fixture = fileURLToPath(new URL('./owner.fixture.ts', import.meta.url))
const isRoot = process.getuid?.() === 0
const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']
const home = mkdtempSync(join(tmpdir(), 'tradecraft-launcher-'))
chmodSync(home, 0o711)
const soon = { timeout: 10_000, interval: 20 }
const durable = join(home, 'main') // the others are about places and accounts, not about the disk
const owners = new Set<Owner>()
let said = '' // what servers and launchers logged in this test

interface Owner {
  readonly pid: number
  readonly child: ChildProcess
  /** The next JSON line it prints. */
  next(): Promise<Readonly<Record<string, unknown>>>
  readonly ended: Promise<unknown>
}

function startOwner(dataDir: string, prefix: readonly string[] = []): Owner {
  const [command = '', ...rest] = [...prefix, process.execPath, fixture, dataDir, ...(dataDir.startsWith(durable) ? [] : ['hasty'])]
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/', detached: true })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const owner: Owner = {
    pid: child.pid!,
    child,
    ended: new Promise(done => child.once('exit', done)),
    async next() {
      const line = await lines.next()
      return line.done ? { ended: true } : (JSON.parse(line.value) as Record<string, unknown>)
    },
  }
  owners.add(owner)
  return owner
}

async function startedOwner(dataDir: string, prefix: readonly string[] = []): Promise<Owner & { connection: pg.ClientConfig }> {
  const owner = startOwner(dataDir, prefix)
  const line = await owner.next()
  expect(line).toMatchObject({ up: expect.anything() }) // shows why it was refused
  return { ...owner, connection: line['up'] as pg.ClientConfig }
}

async function query(connection: pg.ClientConfig, sql: string): Promise<unknown[]> {
  const client = new pg.Client(connection)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** Kills a process of the server, of a session that does nothing. */
async function killBackend(owner: { readonly connection: pg.ClientConfig }): Promise<void> {
  const client = new pg.Client(owner.connection)
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  process.kill(rows[0]!.pid, 'SIGKILL')
}

async function stopped(owner: Owner): Promise<void> {
  process.kill(owner.pid, 'SIGINT')
  await owner.ended
}

function postmasterOf(dataDir: string): number {
  return readPidFile(dataDir)?.pid ?? 0
}

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') process.stderr.write(said)
  said = ''
  for (const owner of owners) {
    if (owner.child.exitCode === null && owner.child.signalCode === null) process.kill(owner.pid, 'SIGKILL')
    await owner.ended
  }
  owners.clear()
})

afterAll(async () => {
  for (const name of ['main', 'both', 'user']) {
    const dataDir = join(home, name, 'postgres')
    // The watchdog stops it a moment after its owner was killed.
    await vi.waitUntil(() => stateOf(postmasterOf(dataDir), dataDir) !== 'running', soon)
  }
  rmSync(home, { recursive: true, force: true })
})

describe('one data folder through its life', () => {
  const dataDir = join(home, 'main', 'postgres')

  test('a second instance is refused with a sentence that names the first', async () => {
    const first = await startedOwner(dataDir)
    const second = startOwner(dataDir)
    expect(await second.next()).toEqual({
      refused: `Another TradeCraft (process ${first.pid}) is already using ${dataDir}. Stop it, or start this one with another DATA_DIR.`,
    })
    expect(await query(first.connection, 'select 1 as alive')).toEqual([{ alive: 1 }])
    await stopped(first)
  })

  test('Ctrl-C reaches the server only after our last write, and nothing is left running', async () => {
    const owner = await startedOwner(dataDir)
    const postmaster = postmasterOf(dataDir)
    const watchdog = childrenOf(owner.pid).filter(pid => pid !== postmaster)
    process.kill(-owner.pid, 'SIGINT') // the terminal signals the whole group
    expect(await owner.next()).toEqual({ exited: 'PostgreSQL was stopped.' })
    expect(await owner.next()).toEqual({ stopped: 'PostgreSQL was stopped.' })
    await owner.ended
    expect([postmaster, ...watchdog].filter(isAlive)).toEqual([])
    expect(existsSync(join(dataDir, 'postmaster.pid'))).toBe(false)
  })

  test('kill -9 of the owner: the server ends by itself and the next start has every row', async () => {
    const killed = await startedOwner(dataDir)
    await query(killed.connection, `insert into notes values ('acknowledged')`)
    const postmaster = postmasterOf(dataDir)
    process.kill(killed.pid, 'SIGKILL')
    await expect.poll(() => stateOf(postmaster, dataDir), soon).not.toBe('running')
    const next = await startedOwner(dataDir)
    expect(await query(next.connection, 'select distinct text from notes order by 1')).toEqual([
      { text: 'acknowledged' },
      { text: 'the last one' },
    ])
    await stopped(next)
  })

  test('kill -9 of owner and watchdog: the orphan is stopped and replaced', async () => {
    const killed = await startedOwner(dataDir)
    const orphan = postmasterOf(dataDir)
    for (const pid of [...childrenOf(killed.pid).filter(pid => pid !== orphan), killed.pid]) process.kill(pid, 'SIGKILL')
    await killed.ended
    expect(stateOf(orphan, dataDir)).toBe('running')
    const next = await startedOwner(dataDir)
    expect(stateOf(orphan, dataDir)).not.toBe('running')
    expect(postmasterOf(dataDir)).not.toBe(orphan)
    await stopped(next)
  })

  test('kill -9 of the server: a new one takes its place under the same connection settings', async () => {
    const owner = await startedOwner(dataDir)
    const killed = postmasterOf(dataDir)
    process.kill(killed, 'SIGKILL')
    await expect.poll(() => [0, killed].includes(postmasterOf(dataDir)), soon).toBe(false)
    await expect.poll(() => query(owner.connection, 'select 1 as alive').catch(String), soon).toEqual([{ alive: 1 }])
    await stopped(owner)
  })

  test('kill -9 of one of its processes: it recovers and its owner still guards it', async () => {
    const owner = await startedOwner(dataDir)
    const server = postmasterOf(dataDir)
    const guards = `select pid from pg_locks where locktype = 'advisory' and granted`
    const [before] = await query(owner.connection, guards)
    await killBackend(owner)
    // Another guard than before: until the server notices the death, the old one still seems to guard it.
    const isGuardedAnew = async () => (await query(owner.connection, guards)).filter(guard => !isDeepStrictEqual(guard, before)).length
    await expect.poll(() => isGuardedAnew().catch(String), soon).toBe(1)
    expect(postmasterOf(dataDir)).toBe(server)
    await stopped(owner)
  })

  test('kill -9 of one of its processes and then of the owner: the next start takes over', async () => {
    const killed = await startedOwner(dataDir)
    await killBackend(killed)
    process.kill(killed.pid, 'SIGKILL')
    await killed.ended
    await stopped(await startedOwner(dataDir))
  })

  test('a stale pid file whose number belongs to a stranger by now does not stop a start', async () => {
    const { uid, gid } = statSync(dataDir)
    const stranger = spawn('sleep', ['60'], { uid, gid })
    writeFileSync(
      join(dataDir, 'postmaster.pid'),
      `${stranger.pid}\n${dataDir}\n1\n5432\n${join(dirname(dataDir), 'socket')}\n\n1 1\nready\n`,
    )
    await stopped(await startedOwner(dataDir))
    expect(isAlive(stranger.pid!)).toBe(true)
    stranger.kill()
  })

  test('data of another major version is refused, not touched', async () => {
    const version = join(dataDir, 'PG_VERSION')
    const ours = readFileSync(version, 'utf8')
    writeFileSync(version, '17\n')
    expect(await startOwner(dataDir).next()).toMatchObject({
      refused: expect.stringContaining('was written by PostgreSQL 17 and this release brings'),
    })
    writeFileSync(version, ours)
  })
})

test('of two that start on an empty folder one wins and one is refused', async () => {
  const dataDir = join(home, 'both', 'postgres')
  mkdirSync(`${dataDir}.new-4194305`, { recursive: true }) // left by a run that was killed while it created
  const both = [startOwner(dataDir), startOwner(dataDir)]
  const lines = await Promise.all(both.map(owner => owner.next()))
  expect(lines.map(line => Object.keys(line)[0]).toSorted()).toEqual(['refused', 'up'])
  const winner = both.find((_, index) => 'up' in lines[index]!)!
  expect(String(lines.find(line => 'refused' in line)?.['refused'])).toContain(`(process ${winner.pid}) is already using`)
  expect(existsSync(`${dataDir}.new-4194305`)).toBe(false)
  await stopped(winner)
})

test.skipIf(!isRoot)('root under a home that nobody else may enter, on a path too long for a socket', async () => {
  const closed = join(home, 'private')
  mkdirSync(closed, { mode: 0o700 })
  const dataDir = join(closed, 'deep', 'x'.repeat(120), 'postgres')
  const owner = await startedOwner(dataDir)
  expect(Buffer.byteLength(String(owner.connection.host))).toBeLessThan(90)
  expect(await query(owner.connection, 'select current_database() as name')).toEqual([{ name: 'tradecraft' }])
  await stopped(owner)
  rmSync(String(owner.connection.host), { recursive: true })
})

test.skipIf(!isRoot)('an ordinary user, and the folder of another user is refused', async () => {
  const folder = join(home, 'user')
  mkdirSync(folder)
  spawnSync('chown', ['65534:65534', folder])
  const dataDir = join(folder, 'postgres')
  await stopped(await startedOwner(dataDir, asNobody))
  spawnSync('chown', ['1:1', dataDir])
  expect(await startOwner(dataDir, asNobody).next()).toEqual({
    refused: `${dataDir} belongs to user 1 and this is user 65534: start as that user, or set another DATA_DIR.`,
  })
})

function childrenOf(pid: number): readonly number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const pairs = stdout
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number))
  return pairs.filter(([, parent]) => parent === pid).map(([child]) => child!)
}
