import pg from 'pg'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { ProcedureContract, TopicContract } from '#contracts/kit'
import type { Bus, Cache, Clock, Ids, Log, Sql, Unsubscribe } from '#platform/ports'
import type { Database } from '#platform/postgres'
import { createConnection, createPool, type Pool, retryTransaction } from '#platform/sql'
import { createOutbox, createRelay, type Relay, startFollower } from '#platform/streams'
import { type Context, type Manifest, roleOf, schemaOf, type Tx } from '../service.ts'

export interface Parts {
  readonly database: Database
  readonly bus: Bus
  readonly cache: Cache
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly metrics: Registry
  readonly settings: Readonly<Record<string, string>>
  readonly fail: (error: unknown) => void
}
/** Connections of one service's pool. */
const poolSize = 4
const relistenMs = 200

/** A context and what the host needs to run and end it. */
export interface ServiceContext<M extends Manifest> extends AsyncDisposable {
  readonly context: Context<M>
  readonly pool: Pool
  relayOf(owner: string): Relay
  transaction<R>(work: (tx: Tx<M>) => Promise<R>): Promise<R>
}

export function createContext<M extends Manifest>(manifest: M, parts: Parts): ServiceContext<M> {
  const { database, bus, clock, ids } = parts
  const log = parts.log.child({ service: manifest.name })
  const schema = schemaOf(manifest.name)
  const settings = (name: string): pg.ClientConfig =>
    database.connection({ role: roleOf(manifest.name), applicationName: `tradecraft ${manifest.name} ${name}` })
  const pool = createPool(settings('pool'), poolSize, error => log.warn({ error: error.message }, 'a database connection broke'))
  const relays = new Map<string, Relay>()
  const owned: AsyncDisposable[] = []

  function relayOf(owner: string): Relay {
    const relay = relays.get(owner) ?? createRelay(owner, schemaOf(owner), pool, bus, clock, log)
    relays.set(owner, relay)
    return relay
  }
  async function transaction<R>(work: (tx: Tx<M>) => Promise<R>): Promise<R> {
    const [result, streams] = await retryTransaction(
      clock,
      () => Math.random(),
      () =>
        pool.transaction(async sql => {
          const outbox = createOutbox(
            schema,
            () => ids.uuid().replaceAll('-', ''),
            () => clock.now(),
          )
          const tx: Tx<M> = {
            query: statement => sql.query(statement),
            emit: (topic, stream, key, payload) => outbox.add(topic, stream, key, payload),
            call: (procedure, args) => callProcedure(sql, procedure, args),
          }
          const value = await work(tx)
          return [value, await outbox.flush(sql)] as const
        }),
    )
    for (const stream of streams) bus.wake(manifest.name, stream)
    return result
  }
  const context: Context<M> = {
    clock,
    ids,
    log,
    cache: parts.cache,
    metrics: parts.metrics,
    settings: parts.settings,
    sql: pool,
    write: transaction,
    connection(name) {
      const connection = createConnection(settings(name))
      owned.push(connection)
      return connection
    },
    call: (procedure, args, sql = pool) => callProcedure(sql, procedure, args),
    publish: (topic: TopicContract, payload: unknown) => bus.publish(topic.name, payload),
    hear: (topic: TopicContract, handler: (payload: never) => void) => bus.hear(topic.name, handler as (payload: unknown) => void),
    wake: (owner, stream) => bus.wake(owner, stream),
    follow: (owner, stream, after, deliver) => startFollower(relayOf(owner), stream, after, deliver, clock, log),
    listen: (channel, handler) => listen(settings('listen'), channel, handler, clock, log, owned),
    fail: parts.fail,
  }
  return {
    context,
    pool,
    relayOf,
    transaction,
    async [Symbol.asyncDispose]() {
      for (const relay of relays.values()) await relay[Symbol.asyncDispose]()
      for (const thing of owned) await thing[Symbol.asyncDispose]()
      await pool[Symbol.asyncDispose]()
    },
  }
}

/** `select * from owner.function($1, …)`, prepared under its name. */
async function callProcedure<Row extends object>(sql: Sql, procedure: ProcedureContract, args: readonly unknown[]): Promise<Row[]> {
  const places = args.map((_, index) => `$${index + 1}`).join(', ')
  return await sql.query<Row>({ name: `call-${procedure.name}`, text: `select * from ${procedure.name}(${places})`, values: args })
}

/** LISTEN on a connection of its own that comes back by itself; what was notified meanwhile is lost, so callers poll as well. */
async function listen(
  config: pg.ClientConfig,
  channel: string,
  handler: (message: string) => void,
  clock: Clock,
  log: Log,
  owned: AsyncDisposable[],
): Promise<Unsubscribe> {
  const stopped = new AbortController()
  let client: pg.Client
  async function open(): Promise<void> {
    client = new pg.Client(config)
    client.on('error', () => undefined)
    client.on('notification', ({ payload }) => handler(payload ?? ''))
    await client.connect()
    client.on('end', () => void reopen())
    await client.query(`listen ${channel}`)
  }
  async function reopen(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        return await open()
      } catch (error) {
        log.warn({ channel, error: String(error) }, 'listening again did not work yet')
        await clock.sleep(relistenMs, stopped.signal)
      }
    }
  }
  await open()
  owned.push({
    async [Symbol.asyncDispose]() {
      stopped.abort()
      await client.end()
    },
  })
  return () => stopped.abort()
}

export function createMetrics(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'tradecraft_process_' })
  return registry
}
