import pg from 'pg'
import { createLog } from '#platform/telemetry'
import { type Host, prepareDatabase } from '#platform/host'
import type { Service } from '#platform/service'
import { loadConfig } from '../app/config.ts'
import type { ServedPage } from '../app/page/page.ts'
import { platformMigrations, startPlatform } from '../app/platform.ts'
import { allServices } from '../app/services.ts'
import type { Database } from '#platform/postgres'
import { freshDatabase, templateDatabase } from './postgres.ts'
import { type Api, createApi, type Person, registerPerson } from './people.ts'

export interface WorldOptions {
  /** Services instead of the release's own of the same name. */
  readonly replace?: readonly Service[]
  readonly environment?: Readonly<Record<string, string>>
  /** An existing database, for tests that start the platform twice. */
  readonly database?: Database
  /** The page, for tests in a browser. */
  readonly page?: ServedPage
}
/** The platform on a free port with a database of its own. */
export interface World extends AsyncDisposable {
  readonly host: Host
  readonly api: Api
  readonly database: Database
  /** A new user with a paper account, signed in. */
  person(name: string): Promise<Person>
}

/** Starts the platform for a test: every reply is checked against its contract, limits are out of the way. */
export async function world({ replace = [], environment = {}, database: given, page }: WorldOptions = {}): Promise<World> {
  const services = chosenServices(replace)
  const database = given ?? (await freshDatabase(await preparedTemplate(services)))
  const config = loadConfig({
    PORT: '0',
    LOG_LEVEL: 'error',
    SNAPSHOT_SECONDS: '86400',
    RATE_LIMIT_USER: '10000000',
    RATE_LIMIT_ADDRESS: '10000000',
    RATE_LIMIT_SIGN_IN: '10000000',
    ...environment,
  })
  const host = await startPlatform({
    config,
    database,
    log: createLog(config.LOG_LEVEL),
    checkReplies: true,
    services,
    ...(page === undefined ? {} : { page }),
  })
  const api = createApi(host.url)
  return {
    host,
    api,
    database,
    person: name => registerPerson(api, name),
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]()
      if (given === undefined) await database.stop()
    },
  }
}

function chosenServices(replace: readonly Service[]): Service[] {
  const services = allServices.map(service => replace.find(({ manifest }) => manifest.name === service.manifest.name) ?? service)
  const extra = replace.filter(({ manifest }) => !allServices.some(service => service.manifest.name === manifest.name))
  return [...services, ...extra]
}

/** A database with all schemas, tables and grants, made once per run for each set of services and then copied. */
async function preparedTemplate(services: readonly Service[]): Promise<string> {
  const key = JSON.stringify([
    platformMigrations,
    services.map(({ manifest, migrations }) => [manifest.name, manifest.produces.length, migrations]),
  ])
  return await templateDatabase(key, async settings => {
    const client = new pg.Client(settings)
    await client.connect()
    try {
      await prepareDatabase(client, services, platformMigrations)
    } finally {
      await client.end()
    }
  })
}
