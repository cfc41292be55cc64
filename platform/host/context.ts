import type pg from 'pg'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { RouteContract, TopicContract } from '#contracts/kit'
import type { Blobs, Bus, Cache, Clock, Ids, Log } from '#platform/ports'
import type { Database } from '#platform/postgres'
import { createConnection, createPool, type Pool } from '#platform/sql'
import { type Relay, startFollower } from '#platform/streams'
import { type Ask, type Context, type Manifest, type Principal, roleOf, type ServiceView, type Tx } from '../service.ts'
import { openListener } from './listen.ts'
import { callProcedure, createTransaction } from './transaction.ts'

export interface Parts {
  readonly database: Database
  readonly bus: Bus
  readonly cache: Cache
  readonly blobs: Blobs
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly metrics: Registry
  readonly settings: Readonly<Record<string, string>>
  /** The process's relay of an owner's streams. */
  readonly relayOf: (owner: string) => Relay
  readonly services: () => readonly ServiceView[]
  /** Who an access token stands for. */
  readonly authenticate: (token: string) => Promise<Principal | undefined>
  readonly fail: (error: unknown) => void
  /** Asks a route of this process. */
  readonly request: (contract: RouteContract, ask: Ask) => Promise<{ readonly status: number; readonly body?: unknown }>
}
/** Connections of one service's pool. */
const poolSize = 4
/** News of a stream are collected this long for a reader that does not ask for less. */
const followPaceMs = 10

/** A context and what the host needs to run and end it. */
export interface ServiceContext<M extends Manifest> extends AsyncDisposable {
  readonly context: Context<M>
  readonly pool: Pool
  transaction<R>(work: (tx: Tx<M>) => Promise<R>): Promise<R>
}

/** What a service gets to work with: everything under its own database role. */
export function createContext<M extends Manifest>(manifest: M, parts: Parts): ServiceContext<M> {
  const { database, bus, clock, ids } = parts
  const log = parts.log.child({ service: manifest.name })
  const settings = (name: string): pg.ClientConfig =>
    database.connection({ role: roleOf(manifest.name), applicationName: `tradecraft ${manifest.name} ${name}` })
  const pool = createPool(settings('pool'), poolSize, error => log.warn({ error: error.message }, 'a database connection broke'))
  const transaction = createTransaction(manifest, pool, { bus, clock, ids, random: () => Math.random() })
  const owned: AsyncDisposable[] = []
  const context: Context<M> = {
    clock,
    ids,
    log,
    cache: parts.cache,
    blobs: parts.blobs,
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
    follow: (owner, stream, after, deliver, paceMs = followPaceMs) =>
      startFollower(parts.relayOf(owner), stream, after, deliver, clock, log, paceMs),
    async listen(channel, handler) {
      owned.push(await openListener({ config: settings(`listen ${channel}`), channel, handler, clock, log }))
    },
    services: parts.services,
    heads: owner => parts.relayOf(owner).heads(),
    authenticate: parts.authenticate,
    request: ((route, ask) => parts.request(route, ask)) as Context<M>['request'],
    fail: parts.fail,
  }
  return {
    context,
    pool,
    transaction,
    async [Symbol.asyncDispose]() {
      for (const thing of owned) await thing[Symbol.asyncDispose]()
      await pool[Symbol.asyncDispose]()
    },
  }
}

export function createMetrics(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'tradecraft_process_' })
  return registry
}
