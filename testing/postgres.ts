import { createHash, randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import type { ConnectionOptions, Database } from '#platform/postgres'

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection settings of the server that postgres-setup.ts started for this run, or why there is none. */
    postgres: pg.ClientConfig | { readonly refused: string }
  }
}

/** A database of a test's own; `stop()` (or `await using`) drops it. */
export interface TestDatabase extends Database, AsyncDisposable {
  readonly name: string
}

/** The embedded server shared by all tests of this run. It ends with the run; `stop()` leaves it alone. */
export function testServer(): Database {
  return {
    exited: new Promise(() => {}),
    connection: options => settingsFor('postgres', options),
    stop: async () => {},
  }
}

/** A new database, empty or copied from `template` (a name that `templateDatabase` gave); takes about 20 ms. */
export async function freshDatabase(template = 'template1'): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await onServer(server => server.query(`create database ${name} template ${template}`).then(() => undefined))
  async function drop(): Promise<void> {
    await onServer(server => server.query(`drop database if exists ${name} with (force)`).then(() => undefined))
  }
  return {
    name,
    exited: new Promise(() => {}),
    connection: options => settingsFor(name, options),
    stop: drop,
    [Symbol.asyncDispose]: drop,
  }
}

/**
 * A database prepared once per run and then copied by `freshDatabase`. `key` says what is in it (the migrations, say): tests
 * with the same key share it, whichever file or worker comes first. `prepare` must close its connections.
 */
export async function templateDatabase(key: string, prepare: (connection: pg.ClientConfig) => Promise<void>): Promise<string> {
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 16)
  const name = `template_${digest}`
  await onServer(async server => {
    await server.query('select pg_advisory_lock(hashtext($1))', [name])
    const { rowCount } = await server.query('select from pg_database where datname = $1', [name])
    if (rowCount !== 0) return
    await server.query(`drop database if exists unfinished_${digest} with (force)`)
    await server.query(`create database unfinished_${digest}`)
    await prepare(settingsFor(`unfinished_${digest}`))
    await server.query(`alter database unfinished_${digest} rename to ${name}`)
  })
  return name
}

function settingsFor(database: string, { role, applicationName, ...given }: ConnectionOptions = {}): pg.ClientConfig {
  const server = inject('postgres')
  if ('refused' in server) throw new Error(server.refused)
  return {
    ...server,
    database: given.database ?? database,
    ...(role === undefined ? {} : { options: `-c role=${role}` }),
    ...(applicationName === undefined ? {} : { application_name: applicationName }),
  }
}

async function onServer(work: (server: pg.Client) => Promise<void>): Promise<void> {
  const server = new pg.Client(settingsFor('postgres'))
  await server.connect()
  try {
    await work(server)
  } finally {
    await server.end()
  }
}
