/** The ports: interfaces only. app/ picks an adapter for each by its URL; every adapter of a port passes the same suite. */

/** Milliseconds since the Unix epoch. */
export type EpochMs = number

export interface Clock {
  /** Wall time, for created_at, tokens and limits; never for the order of events. */
  now(): EpochMs
  /** Milliseconds that only move forward, for durations and deadlines. */
  monotonic(): number
  /** Resolves after `delayMs`. An aborted wait resolves at once: the caller looks at its signal. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>
  /** Calls `work` once after `delayMs` unless disposed before. */
  after(delayMs: number, work: () => void): Disposable
  /** Calls `work` every `periodMs` until disposed. A call that is still running is not overlapped. */
  every(periodMs: number, work: () => void | Promise<void>): Disposable
}

export interface Ids {
  /** A new UUIDv7. */
  uuid(): string
  /** `bytes` random bytes as base64url. */
  token(bytes: number): string
}

export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void
  warn(fields: Readonly<Record<string, unknown>>, message: string): void
  error(fields: Readonly<Record<string, unknown>>, message: string): void
  child(fields: Readonly<Record<string, unknown>>): Log
}

/** A SQL statement with its values apart. `name` makes it a prepared statement of the connection. */
export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
  readonly name?: string
}

/** Something that runs SQL: a pool, a transaction or one connection. bigint columns arrive as bigint, timestamptz as EpochMs. */
export interface Sql {
  query<Row extends object>(statement: Statement): Promise<Row[]>
}

/** A connection of its own that opens when first used and opens again after it was lost. */
export interface Connection extends Sql, AsyncDisposable {
  /** Runs `work` between begin and commit; rolls back when it throws. */
  transaction<R>(work: (sql: Sql) => Promise<R>): Promise<R>
  /** Reads that do not need one snapshot, in one round trip. */
  queryAll(statements: readonly Statement[]): Promise<object[][]>
  /** Statements known beforehand, in one transaction and one round trip. A failed one undoes all and rejects. */
  batch(statements: readonly Statement[]): Promise<void>
}

export type Unsubscribe = () => void

/**
 * What carries news between services. Durable events live in their owner's rows: the bus only says that a stream grew.
 * Volatile messages are carried whole, at most once, in order per publisher.
 */
export interface Bus extends AsyncDisposable {
  /** Says that `stream` of `owner` has new committed rows. A lost wake-up is made good by the readers' poll. */
  wake(owner: string, stream: string): void
  onWake(owner: string, handler: (stream: string) => void): Unsubscribe
  publish(topic: string, payload: unknown): void
  hear(topic: string, handler: (payload: unknown) => void): Unsubscribe
}

/**
 * Large values by key, kept until they are deleted: snapshots, exports, pictures. Keys are of `a–z 0–9 - . /`. Not in a transaction with
 * anything: whoever stores notes key and hash in the database afterwards, and checks the hash of what it reads.
 */
export interface Blobs {
  /** Stores the bytes, in place of what the key held. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** The bytes, undefined where the key holds nothing. */
  get(key: string): Promise<Uint8Array | undefined>
  /** Forgets the key; one that holds nothing is no error. */
  delete(key: string): Promise<void>
}

/** Short-lived values by key; bounded; a value may vanish early, so it is never the only copy of anything. */
export interface Cache {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string, lifeMs: number): Promise<void>
  delete(key: string): Promise<void>
}
