import { createLog } from '#platform/telemetry'
import type { Host } from '#platform/host'
import type { Service } from '#platform/service'
import { loadConfig } from '../app/config.ts'
import type { Page } from '../app/page/page.ts'
import { startPlatform } from '../app/platform.ts'
import { allServices } from '../app/services.ts'
import type { Database } from '#platform/postgres'
import { freshDatabase } from './postgres.ts'
import { type Api, createApi, type Person, registerPerson } from './people.ts'

export interface WorldOptions {
  /** Services instead of the release's own of the same name. */
  readonly replace?: readonly Service[]
  readonly environment?: Readonly<Record<string, string>>
  /** An existing database, for tests that start the platform twice. */
  readonly database?: Database
  /** The page, for tests in a browser. */
  readonly page?: Page
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
  const database = given ?? (await freshDatabase())
  const config = loadConfig({
    PORT: '0',
    LOG_LEVEL: 'error',
    RATE_LIMIT_USER: '10000000',
    RATE_LIMIT_ADDRESS: '10000000',
    RATE_LIMIT_SIGN_IN: '10000000',
    ...environment,
  })
  const services = allServices.map(service => replace.find(({ manifest }) => manifest.name === service.manifest.name) ?? service)
  const extra = replace.filter(({ manifest }) => !allServices.some(service => service.manifest.name === manifest.name))
  const host = await startPlatform({
    config,
    database,
    log: createLog(config.LOG_LEVEL),
    checkReplies: true,
    services: [...services, ...extra],
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
