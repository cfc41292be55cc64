import { createLocalBus } from '#platform/adapters/bus-local'
import { busSchema, createPostgresBus } from '#platform/adapters/bus-postgres'
import { createFileBlobs } from '#platform/adapters/blobs-drive'
import { createMemoryCache } from '#platform/adapters/cache-memory'
import { systemClock, systemIds } from '#platform/adapters/system'
import { type Host, platformRole, startHost } from '#platform/host'
import type { Bus, Log } from '#platform/ports'
import { type Database, type Migration, StartRefused } from '#platform/postgres'
import type { Service } from '#platform/service'
import { openVerifier } from '#services/auth'
import { blobsFolder } from './blobs-folder.ts'
import type { Config } from './config.ts'
import type { ServedPage } from './page/page.ts'
import { servePages } from './pages.ts'
import { allServices } from './services.ts'
import packageFile from '../package.json' with { type: 'json' }

const { version } = packageFile
/** What `auto:` means until the live connector exists; also told by /api/v1/status. */
const autoNote = 'auto: there is no live connection in this release, so the market is synthetic'
/** The platform's own tables. */
export const platformMigrations: readonly Migration[] = [{ schema: 'platform', name: '20261125100000_bus', sql: busSchema }]

export interface PlatformOptions {
  readonly config: Config
  readonly database: Database
  readonly log: Log
  /** For tests: replies are checked against their contracts. */
  readonly checkReplies?: boolean
  readonly services?: readonly Service[]
  /** The page for people; without it there is only the API. */
  readonly page?: ServedPage
}

/** Opens the adapters the configuration names and starts the host with the chosen services: the composition root. */
export async function startPlatform({
  config,
  database,
  log,
  checkReplies = false,
  services = allServices,
  page,
}: PlatformOptions): Promise<Host> {
  const run = services.filter(
    ({ manifest }) => config.TRADECRAFT_SERVICES === 'all' || (config.TRADECRAFT_SERVICES as readonly string[]).includes(manifest.name),
  )
  if (run.length < services.length && config.BUS_URL === 'local:')
    throw new StartRefused(
      'A part of the services needs a bus between processes: set BUS_URL=postgres: (and DATABASE_URL to a shared server), or run all of them.',
    )
  return await startHost({
    known: services,
    run,
    platformMigrations,
    database,
    clock: systemClock,
    ids: systemIds,
    log,
    cache: createMemoryCache(systemClock),
    blobs: createFileBlobs(blobsFolder(config)),
    checkReplies,
    bus: () => openBus(config, database, log),
    listen: { host: config.HOST, port: config.PORT },
    limits: {
      userPerMinute: config.RATE_LIMIT_USER,
      addressPerMinute: config.RATE_LIMIT_ADDRESS,
      signInPerMinute: config.RATE_LIMIT_SIGN_IN,
    },
    settings: {
      feed: config.FEED_URL,
      version,
      snapshotSeconds: String(config.SNAPSHOT_SECONDS),
      ...(config.FEED_URL.startsWith('auto:') ? { feedNote: autoNote } : {}),
    },
    authenticator: openVerifier,
    pages: async (server, view) => {
      servePages(server, view, { services, version })
      await page?.serve(server)
    },
    foreignUpgrades: page?.upgrades ?? [],
  })
}

async function openBus(config: Config, database: Database, log: Log): Promise<Bus> {
  const onError = (error: unknown): void => log.warn({ error: error instanceof Error ? error.stack : String(error) }, 'the bus stumbled')
  if (config.BUS_URL === 'local:') return createLocalBus(onError)
  return await createPostgresBus({
    connection: () => database.connection({ role: platformRole, applicationName: 'tradecraft bus' }),
    clock: systemClock,
    onError,
  })
}
