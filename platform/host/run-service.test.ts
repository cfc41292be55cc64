import { tmpdir } from 'node:os'
import pg from 'pg'
import { expect, test } from 'vitest'
import { createLocalBus } from '#platform/adapters/bus-local'
import { createFileBlobs } from '#platform/adapters/blobs-drive'
import { createMemoryCache } from '#platform/adapters/cache-memory'
import { systemClock, systemIds } from '#platform/adapters/system'
import type { Clock, Log } from '#platform/ports'
import { freshDatabase } from '#testing/postgres'
import { defineManifest, defineService } from '../service.ts'
import { createMetrics } from './context.ts'
import { prepareDatabase } from './database.ts'
import type { Http } from './http.ts'
import { runService } from './run-service.ts'

const manifest = defineManifest({
  name: 'nothing',
  owns: 'A table by day.',
  routes: {},
  procedures: {},
  uses: {},
  consumes: {},
  follows: [],
  hears: {},
  produces: [],
  volatile: [],
  tables: ['lines'],
  partitions: { lines: 'day' },
  jobs: {},
  replicated: true,
})
const migration = { name: '20261125100000_lines', sql: 'create table nothing.lines (at timestamptz) partition by range (at);' }
const behaviour = { routes: {}, consumers: {}, jobs: {}, ready: async () => undefined }
const service = defineService(manifest, [migration], async () => behaviour)

test('a database that is away when partitions are due costs a warning, not the process', async () => {
  await using database = await freshDatabase()
  const client = new pg.Client(database.connection())
  await client.connect()
  await prepareDatabase(client, [service], [])
  await client.end()
  const warnings: string[] = []
  const log: Log = { info: () => undefined, warn: (_, message) => void warnings.push(message), error: () => undefined, child: () => log }
  const due: (() => void | Promise<void>)[] = []
  const clock: Clock = {
    ...systemClock,
    every: (_, work) => {
      due.push(work)
      return { [Symbol.dispose]: () => undefined }
    },
  }
  const parts = {
    database,
    bus: createLocalBus(() => undefined),
    cache: createMemoryCache(clock),
    blobs: createFileBlobs(tmpdir()),
    clock,
    ids: systemIds,
    log,
    metrics: createMetrics(),
    settings: {},
    relayOf: () => {
      throw new Error('nobody reads streams here')
    },
    services: () => [],
    authenticate: async () => undefined,
    fail: () => undefined,
    request: async () => ({ status: 200 }),
  }
  await using _ = await runService(service, parts, {} as Http)
  await database.stop()
  for (const work of due) await work()
  expect([due.length, warnings.filter(message => message.startsWith('a job failed')).length]).toEqual([1, 1])
})
