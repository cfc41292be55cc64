import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import type { Registry } from 'prom-client'
import type { Envelope, RouteContract } from '#contracts/kit'
import type { Bus, Cache, Clock, Ids, Log, Sql } from '#platform/ports'
import { type Database, type Migration, StartRefused } from '#platform/postgres'
import { type Consumer, startConsumer } from '#platform/streams'
import type { Behaviour, Context, Manifest, Principal, Service } from '../service.ts'
import { schemaOf } from '../service.ts'
import { createContext, createMetrics, type ServiceContext } from './context.ts'
import { prepareDatabase } from './database.ts'
import { createHttp, type Http } from './http.ts'
import { ensurePartitions } from './partitions.ts'
import { createRateLimits, type RateLimitConfig } from './rate-limits.ts'

/** Everything that stops gets this long; then we leave anyway. */
const stopTimeoutMs = 8_000
const partitionsPeriodMs = 3_600_000

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
}
/** What pages may ask. */
export interface HostView {
  readonly services: () => readonly { readonly name: string; readonly state: 'ready' | 'starting' | 'failed' }[]
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

interface Running {
  readonly service: Service
  readonly inner: ServiceContext<Manifest>
  behaviour?: Behaviour<Manifest>
  state: 'ready' | 'starting' | 'failed'
  readonly owned: (AsyncDisposable | Disposable)[]
  readonly consumers: Consumer[]
}

/** Prepares the database, starts the chosen services and opens the port. Start-up is the recovery path. */
export async function startHost(options: HostOptions): Promise<Host> {
  const failure = Promise.withResolvers<unknown>()
  const fail = (error: unknown): void => failure.resolve(error)
  await withClient(options.database.connection({ applicationName: 'tradecraft migrations' }), client =>
    prepareDatabase(client, options.known, options.platformMigrations),
  )
  const metrics = createMetrics()
  const parts = { ...options, bus: await options.bus(), metrics, fail }
  const platform = createContext(
    {
      name: 'platform',
      owns: '',
      routes: {},
      procedures: {},
      uses: {},
      consumes: {},
      follows: [],
      hears: {},
      produces: [],
      volatile: [],
      tables: [],
      partitions: {},
      jobs: {},
      replicated: true,
    },
    parts,
  )
  const authenticator = await options.authenticator(platform.pool, options.clock)
  let phase: 'starting' | 'ready' | 'stopping' = 'starting'
  const http = createHttp({
    authenticate: authenticator.authenticate,
    limits: createRateLimits(options.limits),
    log: options.log.child({ service: 'http' }),
    checkReplies: options.checkReplies ?? false,
    isReady: () => phase === 'ready',
  })
  const running: Running[] = options.run.map(service => ({
    service,
    inner: createContext(service.manifest, parts),
    state: 'starting',
    owned: [],
    consumers: [],
  }))
  await options.pages?.(http.server, {
    services: () => running.map(({ service, state }) => ({ name: service.manifest.name, state })),
    metrics,
    isReady: () => phase === 'ready',
  })
  for (const one of running) await startService(one, http, options.clock)
  takeUpgrades(http, running)
  const address = await open(http, options.listen)
  await Promise.all(running.map(one => becomeReady(one)))
  phase = 'ready'
  return {
    ...address,
    failed: failure.promise,
    metrics,
    drain: async () => {
      for (const { consumers } of running) for (const consumer of consumers) await consumer.caughtUp()
    },
    async [Symbol.asyncDispose]() {
      phase = 'stopping'
      const stopping = stop(http, running, async () => {
        await authenticator[Symbol.asyncDispose]()
        await platform[Symbol.asyncDispose]()
      })
      const done = new AbortController()
      await Promise.race([stopping.finally(() => done.abort()), options.clock.sleep(stopTimeoutMs, done.signal)])
    },
  }
}

async function startService(one: Running, http: Http, clock: Clock): Promise<void> {
  const { manifest, start } = one.service
  await ensurePartitions(manifest, one.inner.pool, clock)
  const behaviour = await start(one.inner.context as Context)
  one.behaviour = behaviour
  for (const [name, contract] of Object.entries(manifest.routes)) {
    const handler = behaviour.routes[name] as unknown as Parameters<Http['route']>[1]
    http.route(contract as RouteContract, handler)
  }
  await startConsumers(one)
  one.owned.push(clock.every(partitionsPeriodMs, () => ensurePartitions(manifest, one.inner.pool, clock)))
  for (const [name, periodMs] of Object.entries(manifest.jobs)) {
    one.owned.push(
      clock.every(periodMs, async () => {
        try {
          await behaviour.jobs[name]!()
        } catch (error) {
          one.inner.context.log.warn({ job: name, error: String(error) }, 'a job failed; it runs again at its next time')
        }
      }),
    )
  }
}

async function startConsumers({ service, inner, behaviour, consumers }: Running): Promise<void> {
  const { manifest } = service
  const byOwner = Map.groupBy(Object.entries(manifest.consumes), ([, topic]) => topic.owner)
  for (const [owner, entries] of byOwner) {
    const names = new Map(entries.map(([name, topic]) => [topic.name, name]))
    consumers.push(
      await startConsumer({
        consumer: manifest.name,
        schema: schemaOf(manifest.name),
        owner,
        relay: inner.relayOf(owner),
        sql: inner.pool,
        clock: inner.context.clock,
        log: inner.context.log,
        apply: async (batch, remember) => {
          await inner.transaction(async tx => {
            await remember(tx)
            for (const part of runs(batch, names)) await behaviour!.consumers[part.name]!(part.events as never, tx)
          })
        },
      }),
    )
  }
}

/** Neighbours of one topic go to their consumer together; the order of the stream is kept. */
function runs(batch: readonly Envelope[], names: ReadonlyMap<string, string>): { name: string; events: Envelope[] }[] {
  const parts: { name: string; events: Envelope[] }[] = []
  for (const event of batch) {
    const name = names.get(event.topic)
    if (name === undefined) continue
    const last = parts.at(-1)
    if (last?.name === name) last.events.push(event)
    else parts.push({ name, events: [event] })
  }
  return parts
}

async function becomeReady(one: Running): Promise<void> {
  await one.behaviour!.ready()
  one.state = 'ready'
}

function takeUpgrades(http: Http, running: readonly Running[]): void {
  const takers = new Map(running.flatMap(({ behaviour }) => Object.entries(behaviour?.upgrades ?? {})))
  http.server.server.on('upgrade', (request, socket, head) => {
    const taker = takers.get(request.url?.split('?', 1)[0] ?? '')
    if (taker === undefined) socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
    else taker(request, socket, head)
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

/** Stop intake, finish what is under way, then close from the outside in. */
async function stop(http: Http, running: readonly Running[], closePlatform: () => Promise<void>): Promise<void> {
  for (const { behaviour } of running) await behaviour?.stop?.()
  await http.server.close()
  for (const { owned, consumers } of running) {
    for (const thing of owned) {
      if (Symbol.dispose in thing) thing[Symbol.dispose]()
      else await thing[Symbol.asyncDispose]()
    }
    for (const consumer of consumers) await consumer[Symbol.asyncDispose]()
  }
  for (const { inner } of running) await inner[Symbol.asyncDispose]()
  await closePlatform()
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
