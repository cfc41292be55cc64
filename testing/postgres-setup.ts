import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openDatabase, StartRefused } from '#platform/postgres'
import type { Database } from '#platform/postgres'
import './postgres.ts'

const prefix = 'tradecraft-test-'

/**
 * vitest's globalSetup: one embedded server for the whole run, in a temporary folder that goes with it. Where it cannot run, the
 * tests that need none still do.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepKilledRuns()
  const home = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
  await chmod(home, 0o711) // when we are root, the server runs as another user and must pass
  const database = await start(home).catch((error: unknown) => {
    if (error instanceof StartRefused) return error
    throw error
  })
  if (database instanceof StartRefused) project.provide('postgres', { refused: database.message })
  else project.provide('postgres', database.connection({ database: 'postgres' }))
  return async () => {
    if (!(database instanceof StartRefused)) await database.stop()
    await rm(home, { recursive: true, force: true })
  }
}

async function start(home: string): Promise<Database> {
  return await openDatabase(`embedded:${join(home, 'postgres')}`, {
    log: () => {},
    // Nothing here outlives the run, so nothing needs to survive a power cut.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_compression: 'off', max_connections: '200' },
  })
}

// A run that was killed leaves its folder; its server ended with it.
async function sweepKilledRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(name.match(/^tradecraft-test-(\d+)-/)?.[1])
    if (pid > 0 && !isAlive(pid)) await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {})
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
