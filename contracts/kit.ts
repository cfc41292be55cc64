/**
 * The four kinds of contract services meet in: routes (HTTP), topics (events), channels (WebSocket) and
 * procedures (SQL functions of their owner). Pure data: the host, the documents, the tests and the web read the same objects.
 */
import Type, { type Static, type TSchema } from 'typebox'
import type { ProblemCode } from './problems.ts'

export type Role = 'guest' | 'user' | 'moderator' | 'admin'
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Who may call: anybody, any signed-in user, or a user who has one of these roles. */
export type Access = 'public' | 'user' | readonly Role[]

export interface RouteContract {
  readonly method: Method
  /** Path below /api/v1 with `:name` parameters. */
  readonly path: string
  readonly summary: string
  readonly access: Access
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  /** Largest body in bytes; 16 KiB when absent. */
  readonly bodyBytesMax?: number
  readonly replies: Readonly<Record<number, TSchema>>
  /** Codes this route may answer with, beyond the generic ones every route has. */
  readonly problems: readonly ProblemCode[]
  /** Rate-limit points one call costs; 1 when absent. */
  readonly weight?: number
}

/** Declares a route; the literal type is kept, so that handlers and clients are typed by it. */
export function defineRoute<const R extends RouteContract>(route: R): R {
  return route
}

type Part<S> = S extends TSchema ? Static<S> : undefined
/** What a handler receives for a route. */
export interface RouteInput<R extends RouteContract> {
  readonly params: Part<R['params']>
  readonly query: Part<R['query']>
  readonly body: Part<R['body']>
}
/** What a handler answers: one of the declared statuses with a body of its schema. */
export type RouteReply<R extends RouteContract> = {
  [S in keyof R['replies'] & number]: {
    readonly status: S
    readonly body: Part<R['replies'][S]>
    readonly headers?: Readonly<Record<string, string>>
  }
}[keyof R['replies'] & number]

export interface TopicContract<S extends TSchema = TSchema> {
  /** The topic's name on every bus, e.g. `trade.executed`. */
  readonly name: string
  readonly version: string
  /** The service that writes it. */
  readonly owner: string
  readonly summary: string
  readonly payload: S
  /** A volatile topic is a fact of the moment: no row, a gap means resync from a snapshot. */
  readonly volatile?: boolean
}
export function defineTopic<const T extends TopicContract>(topic: T): T {
  return topic
}
export type Payload<T extends TopicContract> = Static<T['payload']>

/**
 * One event of a stream. `seq` is gapless per stream; `prev_seq` is the sequence of the previous event of the same topic
 * in that stream (0 = none), so a consumer of one topic can tell a gap from somebody else's event.
 */
export interface Envelope<P = unknown> {
  readonly stream: string
  readonly seq: number
  readonly prev_seq: number
  readonly topic: string
  readonly event_id: string
  readonly schema_version: string
  readonly key: string
  readonly trace_id: string
  readonly span_id: string
  readonly at: string
  readonly payload: P
}

export interface ChannelContract<S extends TSchema = TSchema, U extends TSchema = TSchema> {
  /** Name pattern with `{parameters}`, e.g. `candles:{symbol}:{interval}`. */
  readonly pattern: string
  readonly summary: string
  /** `account` channels need a signed-in owner; the others are public. */
  readonly scope: 'public' | 'account'
  readonly snapshot: S
  readonly update: U
  /** `sequence`: resumes without a gap; `last_value`: a newer message replaces an older one. */
  readonly delivery: 'sequence' | 'last_value'
}
export function defineChannel<const C extends ChannelContract>(channel: C): C {
  return channel
}

/** A SQL function of its owner's schema that others may call inside their own transaction. */
export interface ProcedureContract {
  /** `schema.function`. */
  readonly name: string
  readonly owner: string
  readonly callers: readonly string[]
  readonly summary: string
  /** Parameters in order: name and SQL type. */
  readonly parameters: readonly (readonly [name: string, type: string])[]
}
export function defineProcedure<const P extends ProcedureContract>(procedure: P): P {
  return procedure
}

// Scalars used everywhere. Decimals are strings on the wire: no price, quantity or amount is ever a JSON number.
export const Decimal = Type.String({
  pattern: '^-?[0-9]{1,30}(\\.[0-9]{1,18})?$',
  description: 'Decimal number as a string',
  examples: ['61500.00'],
})
export const PositiveDecimal = Type.String({
  pattern: '^[0-9]{1,30}(\\.[0-9]{1,18})?$',
  description: 'Non-negative decimal number as a string',
  examples: ['0.50000'],
})
export const Units = Type.String({
  pattern: '^-?[0-9]{1,19}$',
  description: 'Integer number of base units as a string',
  examples: ['10000000000000'],
})
export const Timestamp = Type.String({
  format: 'date-time',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z$',
  description: 'ISO 8601 time in UTC',
  examples: ['2026-11-25T12:00:00.000Z'],
})
/** What the format of Timestamp means: a time that exists. `2026-02-30` has the form of one and is none. */
export function isTime(text: string): boolean {
  const at = Date.parse(text)
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text.slice(0, 10) && !text.startsWith('0000')
}
export const Id = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'UUID',
  examples: ['0199a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b'],
})
export const Symbol_ = Type.String({
  pattern: '^[A-Z0-9]{2,20}$',
  description: 'Market symbol as Binance writes it',
  examples: ['BTCUSDT'],
})
export const Asset = Type.String({ pattern: '^[A-Z0-9]{1,16}$', description: 'Asset code', examples: ['USDT'] })
export const Side = Type.Enum(['buy', 'sell'])
export const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'Page size' }))
export const Cursor = Type.Optional(
  Type.String({ maxLength: 200, pattern: '^[A-Za-z0-9_-]+$', description: 'Where the last page ended: its `next_cursor`' }),
)

/** Closed object: an unknown property is refused, never ignored. */
export function Closed<P extends Type.TProperties>(properties: P, options: Type.TObjectOptions = {}): Type.TObject<P> {
  return Type.Object(properties, { additionalProperties: false, ...options })
}
export function Nullable<S extends TSchema>(schema: S): Type.TUnion<[S, Type.TNull]> {
  return Type.Union([schema, Type.Null()])
}
/** A page of a list. */
export function Page<S extends TSchema>(
  item: S,
): Type.TObject<{ items: Type.TArray<S>; next_cursor: Type.TUnion<[Type.TString, Type.TNull]> }> {
  return Closed({ items: Type.Array(item), next_cursor: Nullable(Type.String()) })
}
/** A whole, short list. */
export function List<S extends TSchema>(item: S): Type.TObject<{ items: Type.TArray<S> }> {
  return Closed({ items: Type.Array(item) })
}

/** An answer whose status keeps its literal type. */
export function reply<const S extends number, B>(status: S, body: B): { readonly status: S; readonly body: B } {
  return { status, body }
}
