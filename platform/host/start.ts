import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import type { Registry } from 'prom-client'
import type { Blobs, Bus, Cache, Clock, Ids, Log, Sql } from '#platform/ports'
import { type Database, type Migration, StartRefused } from '#platform/postgres'
import { createPool } from '#platform/sql'
import { createReader, createRelay, type Relay } from '#platform/streams'
import { type Principal, schemaOf, type Service, type ServiceView } from '../service.ts'
import { createMetrics } from './context.ts'
import { platformRole, prepareDatabase } from './database.ts'
import { createHttp, type Http } from './http.ts'
import { createRateLimits, type RateLimitConfig } from './rate-limits.ts'
import { runService, type RunningService } from './run-service.ts'

/** Everything that stops gets this long; then we leave anyway. */
const stopTimeoutMs = 8_000
/** Connections of the platform's own pool: token checks and stream reads. */
const platformPoolSize = 4

export interface HostOptions {
  /** All services of this release (their tables are prepared) and the ones this process runs. */
  readonly known: readonly Service[]
  readonly run: readonly Service[]
  readonly platformMigrations: readonly Migration[]
  readonly database: Database
  /** Opens the bus once the database is prepared. */
  readonly bus: () => Promise<Bus>
  /** Settings services may read by name, e.g. which feed to follow. */
  readonly settings: Readonly<Record<string, string>>
  readonly cache: Cache
  readonly blobs: Blobs
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly listen: { readonly host: string; readonly port: number }
  readonly limits: RateLimitConfig
  readonly checkReplies?: boolean
  /** Makes the token check once the database is ready. */
  readonly authenticator: (
    sql: Sql,
    clock: Clock,
  ) => Promise<{ readonly authenticate: (token: string) => Promise<Principal | undefined> } & AsyncDisposable>
  /** Pages and documents that belong to no service. */
  readonly pages?: (server: FastifyInstance, host: HostView) => void | Promise<void>
  /** Paths whose upgrades the pages take themselves. */
  readonly foreignUpgrades?: readonly string[]
}
/** What pages may ask. */
export interface HostView {
  readonly services: () => readonly ServiceView[]
  readonly metrics: Registry
  readonly isReady: () => boolean
}
export interface Host extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Resolves with the reason when something broke that we do not understand: the process must end. */
  readonly failed: Promise<unknown>
  readonly metrics: Registry
  /** Resolves when all consumers of this process have applied what was committed before the call. */
  drain(): Promise<void>
}

/** Prepares the database, starts the chosen services and opens the port. Start-up is the recovery path. */
export async function startHost(options: HostOptions): Promise<Host> {
  const failure = Promise.withResolvers<unknown>()
  await withClient(options.database.connection({ applicationName: 'tradecraft migrations' }), client =>
    prepareDatabase(client, options.known, options.platformMigrations),
  )
  await using opened = new AsyncDisposableStack()
  const bus = opened.use(await options.bus())
  const metrics = createMetrics()
  const sql = opened.use(
    createPool(options.database.connection({ role: platformRole, applicationName: 'tradecraft platform' }), platformPoolSize, error =>
      options.log.warn({ error: error.message }, 'a database connection broke'),
    ),
  )
  const authenticator = opened.use(await options.authenticator(sql, options.clock))
  const relayOf = createRelays(options, bus, sql, opened)
  let phase: 'starting' | 'ready' | 'stopping' = 'starting'
  const isReady = (): boolean => phase === 'ready'
  const http = createHttp({
    authenticate: authenticator.authenticate,
    limits: createRateLimits(options.limits),
    log: options.log.child({ service: 'http' }),
    checkReplies: options.checkReplies ?? false,
    isReady,
  })
  const running: RunningService[] = []
  const services = (): readonly ServiceView[] => running.map(({ name, state }) => ({ name, state: state() }))
  await options.pages?.(http.server, { services, metrics, isReady })
  const parts = {
    ...options,
    bus,
    metrics,
    relayOf,
    services,
    authenticate: authenticator.authenticate,
    fail: (error: unknown) => failure.resolve(error),
    request: http.request,
  }
  for (const service of options.run) running.push(opened.use(await runService(service, parts, http)))
  opened.defer(async () => {
    phase = 'stopping'
    for (const service of running) await service.stopIntake()
    await http.server.close()
  })
  takeUpgrades(http, running, new Set(options.foreignUpgrades))
  const address = await open(http, options.listen)
  await Promise.all(running.map(service => service.becomeReady()))
  phase = 'ready'
  const all = opened.move()
  return {
    ...address,
    failed: failure.promise,
    metrics,
    drain: async () => {
      for (const service of running) await service.caughtUp()
    },
    async [Symbol.asyncDispose]() {
      const done = new AbortController()
      await Promise.race([all.disposeAsync().finally(() => done.abort()), options.clock.sleep(stopTimeoutMs, done.signal)])
    },
  }
}

/** One relay per owner in this process, whoever asks. */
function createRelays({ clock, log }: HostOptions, bus: Bus, sql: Sql, opened: AsyncDisposableStack): (owner: string) => Relay {
  const relays = new Map<string, Relay>()
  return owner => {
    const known = relays.get(owner)
    if (known !== undefined) return known
    const relay = opened.use(createRelay({ owner, reader: createReader(schemaOf(owner), sql), bus, clock, log }))
    relays.set(owner, relay)
    return relay
  }
}

function takeUpgrades(http: Http, running: readonly RunningService[], foreign: ReadonlySet<string>): void {
  const takers = new Map(running.flatMap(({ upgrades }) => Object.entries(upgrades)))
  http.server.server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy()) // Node no longer listens: without us a reset would end the process
    const path = request.url?.split('?', 1)[0] ?? ''
    if (foreign.has(path)) return
    const taker = takers.get(path)
    if (taker !== undefined) return taker(request, socket, head)
    socket.once('finish', () => socket.destroy()) // the peer may keep its side open
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
  })
}

async function open(http: Http, { host, port }: HostOptions['listen']): Promise<{ url: string; port: number }> {
  try {
    await http.server.listen({ host, port })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EADDRINUSE')
      throw new StartRefused(`Port ${port} on ${host} is taken by another program. Stop it, or choose another with PORT=….`)
    if (code === 'EACCES') throw new StartRefused(`Port ${port} may not be opened by this user. Choose one above 1023 with PORT=….`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new StartRefused(`HOST=${host} is not an address of this machine.`)
    throw error
  }
  const address = http.server.server.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  return { url: `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${actual}`, port: actual }
}

async function withClient(config: pg.ClientConfig, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client(config)
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
