/** The shape of a service: a manifest (data: what it owns) and a behaviour the type system holds to it. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Registry } from 'prom-client'
import type { Envelope, Payload, ProcedureContract, Role, RouteContract, RouteInput, RouteReply, TopicContract } from '#contracts/kit'
import type { Blobs, Cache, Clock, Connection, Ids, Log, Sql, Unsubscribe } from '#platform/ports'

export interface Migration {
  /** Timestamped name: `20261125100000_orders`. */
  readonly name: string
  readonly sql: string
}

export interface Manifest {
  /** Name with dashes, e.g. `market-data`; its schema and role use underscores. */
  readonly name: string
  readonly owns: string
  readonly routes: Readonly<Record<string, RouteContract>>
  /** SQL functions it offers, and to whom. */
  readonly procedures: Readonly<Record<string, ProcedureContract>>
  /** Routes of others it may ask on behalf of a user, where they are served by the same process. */
  readonly asks?: Readonly<Record<string, RouteContract>>
  /** Procedures of others it may call in its transaction. */
  readonly uses: Readonly<Record<string, ProcedureContract>>
  /** Durable topics it projects, each batch in one transaction with its inbox position. */
  readonly consumes: Readonly<Record<string, TopicContract>>
  /** Durable topics it reads from memory only, from now on or from a position it keeps itself. */
  readonly follows: readonly TopicContract[]
  /** Volatile topics it listens to. */
  readonly hears: Readonly<Record<string, TopicContract>>
  readonly produces: readonly TopicContract[]
  readonly volatile: readonly TopicContract[]
  readonly tables: readonly string[]
  /** Tables partitioned by time, with the width of a partition; the host makes the coming ones. */
  readonly partitions: Readonly<Record<string, 'day' | 'month'>>
  /** Period of each job in ms. */
  readonly jobs: Readonly<Record<string, number>>
  /** True when several processes may run it side by side; false: a session lock keeps it single. */
  readonly replicated: boolean
}
export function defineManifest<const M extends Manifest>(manifest: M): M {
  return manifest
}

/** Who is calling. */
export interface Principal {
  readonly userId: string
  readonly sessionId: string
  readonly role: Role
}

/** How a call reached us, as far as its browser tells. */
export interface Arrival {
  /** Over https, to us or to the proxy before us. */
  readonly isSecure: boolean
  /** From a page of another address. */
  readonly isCrossSite: boolean
}

/** One HTTP call after validation and authentication. */
export type Call<R extends RouteContract> = RouteInput<R> & {
  /** Present on every route that is not public. */
  readonly principal: R['access'] extends 'public' ? Principal | undefined : Principal
  readonly traceId: string
  readonly idempotencyKey: string | undefined
  readonly cookies: Readonly<Record<string, string>>
  readonly arrival: Arrival
}

/** A service of this process as others see it. */
export interface ServiceView {
  readonly name: string
  readonly state: ServiceState
}
export type ServiceState = 'starting' | 'ready'

/** Rows and events that commit together, or not at all. */
export interface Tx<M extends Manifest = Manifest> extends Sql {
  /** Appends an event of a declared topic to `stream`; written when the transaction commits. */
  emit<T extends M['produces'][number]>(topic: T, stream: string, key: string, payload: Payload<T>): void
  /** Calls a declared procedure of another service (or an own one) with its arguments in order. */
  call<Row extends object>(
    procedure: M['uses'][keyof M['uses']] | M['procedures'][keyof M['procedures']],
    args: readonly unknown[],
  ): Promise<Row[]>
}

/** What is asked of a route for a user. Parts that are missing are empty. */
export interface Ask {
  readonly principal: Principal
  readonly traceId: string
  readonly params?: object
  readonly query?: object
  readonly body?: unknown
}

/** A position in somebody's stream that moves as events are delivered. */
export interface Follower extends AsyncDisposable {
  position(): number
}

export interface Context<M extends Manifest = Manifest> {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly cache: Cache
  readonly blobs: Blobs
  readonly metrics: Registry
  /** Settings of this process by name, from the configuration. */
  readonly settings: Readonly<Record<string, string>>
  /** Reads outside a transaction. */
  readonly sql: Sql
  /** One transaction; retried on deadlock and serialization failure (at most 5 times). */
  write<R>(work: (tx: Tx<M>) => Promise<R>): Promise<R>
  /** A connection of its own, for coalesced batches. */
  connection(name: string): Connection
  /** Calls a declared procedure outside a transaction. */
  call<Row extends object>(
    procedure: M['uses'][keyof M['uses']] | M['procedures'][keyof M['procedures']],
    args: readonly unknown[],
    sql?: Sql,
  ): Promise<Row[]>
  /**
   * Asks a declared route of another service for a user: checked, limited and answered as over HTTP. Throws the same problems, and
   * UNAVAILABLE where this process does not serve the route.
   */
  request<R extends NonNullable<M['asks']>[string]>(route: R, ask: Ask): Promise<RouteReply<R>>
  publish<T extends M['volatile'][number]>(topic: T, payload: Payload<T>): void
  hear<T extends M['hears'][keyof M['hears']]>(topic: T, handler: (payload: Payload<T>) => void): Unsubscribe
  /** Says that rows were appended to a stream by SQL of ours (batch functions write their events themselves). */
  wake(owner: string, stream: string): void
  /**
   * Delivers events of a stream in order, without a gap, after `after` (a sequence, or 'now').
   * `deliver` must be quick or return a promise: the next batch waits for it. `paceMs`: how long news may collect (10 ms when absent).
   */
  follow(
    owner: string,
    stream: string,
    after: number | 'now',
    deliver: (batch: readonly Envelope[]) => void | Promise<void>,
    paceMs?: number,
  ): Promise<Follower>
  /** Notifications of a PostgreSQL channel, on a direct connection. */
  listen(channel: string, handler: (message: string) => void): Promise<void>
  /** The services of this process. */
  services(): readonly ServiceView[]
  /** The last committed sequence of every stream of an owner. */
  heads(owner: string): Promise<ReadonlyMap<string, number>>
  /** Who an access token stands for; undefined when it is not valid now. For connections that are not HTTP calls. */
  authenticate(token: string): Promise<Principal | undefined>
  /** The process ends in an orderly way: something is wrong that we do not understand. */
  fail(error: unknown): void
}

export interface Behaviour<M extends Manifest> {
  readonly routes: { readonly [K in keyof M['routes']]: (call: Call<M['routes'][K]>) => Promise<RouteReply<M['routes'][K]>> }
  readonly consumers: {
    readonly [K in keyof M['consumes']]: (batch: readonly Envelope<Payload<M['consumes'][K]>>[], tx: Tx<M>) => Promise<void>
  }
  readonly jobs: { readonly [K in keyof M['jobs']]: () => Promise<void> }
  /** Resolves when the service can do its work; requests are refused until then. */
  readonly ready: () => Promise<void>
  /** Stops intake, finishes what is under way. */
  readonly stop?: () => Promise<void>
  /** Paths whose HTTP upgrades it takes. */
  readonly upgrades?: Readonly<Record<string, (request: IncomingMessage, socket: Duplex, head: Buffer) => void>>
}

/** A service as the host sees it. */
export interface Service {
  readonly manifest: Manifest
  readonly migrations: readonly Migration[]
  readonly start: (context: Context) => Promise<Behaviour<Manifest>>
}
/** Binds a behaviour to its manifest: a missing route or consumer, or an undeclared topic, does not compile. */
export function defineService<const M extends Manifest>(
  manifest: M,
  migrations: readonly Migration[],
  start: (context: Context<M>) => Promise<Behaviour<M>>,
): Service {
  return { manifest, migrations, start: start as unknown as Service['start'] }
}

export type { Bus, Cache, Clock, Connection, EpochMs, Ids, Log, Sql, Statement } from '#platform/ports'
export { StartRefused } from '#platform/postgres'

/** The schema of a service: its name with underscores. */
export function schemaOf(service: string): string {
  return service.replaceAll('-', '_')
}
/** The database role a service connects as. */
export function roleOf(service: string): string {
  return `tradecraft_${schemaOf(service)}`
}
