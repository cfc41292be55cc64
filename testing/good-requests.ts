/** A request of every operation that would be accepted, made from its schemas: what tests of refusals start from. */
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Operation } from '../app/reference/openapi.ts'
import type { RawRequest } from './raw-http.ts'

/** An order that rests: far from every market the tests have, near enough for the price filters. */
export const restingOrder = { symbol: 'BTCUSDT', side: 'buy', type: 'limit', quantity: '0.01000', price: '50000.00' } as const
/** A list that waits as long: a buy and the stop that would protect what it bought. */
export const restingList = {
  symbol: 'BTCUSDT',
  working: { side: 'buy', type: 'limit', quantity: '0.01000', price: '50000.00' },
  legs: [{ side: 'sell', type: 'stop_loss', quantity: '0.01000', stop_price: '40000.00' }],
} as const

/** Values by field name where the schema alone does not know a good one. */
export type Known = Readonly<Record<string, unknown>>
export interface GoodRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** Undefined where the operation takes no body. */
  readonly body: Readonly<Record<string, unknown>> | undefined
}
export interface ObjectSchema {
  readonly properties: Readonly<Record<string, TSchema>>
  readonly required: readonly string[]
}
const base = '/api/v1'
const texts = ['30d', 'abc-1', 'somebody@example.org', 'a long enough passphrase', '0199a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b']

/** The properties of a closed object. */
export function shapeOf(schema: TSchema | undefined): ObjectSchema {
  const { properties = {}, required = [] } = (schema ?? {}) as Partial<ObjectSchema>
  return { properties, required }
}

/** The names of all fields of a schema, those of objects and lists in it as well. */
export function namesIn(schema: TSchema | undefined): string[] {
  const { properties } = shapeOf(schema)
  const { items } = (schema ?? {}) as { readonly items?: TSchema }
  const inner = Object.entries(properties).flatMap(([name, property]) => [name, ...namesIn(property)])
  return items === undefined ? inner : [...inner, ...namesIn(items)]
}

/** Required fields, and those that `known` names. */
export function goodRequest({ contract }: Operation, known: Known): GoodRequest {
  const fill = (schema: TSchema | undefined): Record<string, unknown> => {
    const { properties, required } = shapeOf(schema)
    const chosen = Object.entries(properties).filter(([name]) => required.includes(name) || name in known)
    return Object.fromEntries(chosen.map(([name, property]) => [name, goodValue(name, property, known)]))
  }
  return {
    params: fill(contract.params) as Record<string, string>,
    query: fill(contract.query) as Record<string, string>,
    body: contract.body === undefined ? undefined : fill(contract.body),
  }
}

/** A value the schema accepts. */
export function goodValue(name: string, schema: TSchema, known: Known = {}): unknown {
  const { enum: choices, examples = [], minimum } = schema as { enum?: unknown[]; examples?: unknown[]; minimum?: number }
  const candidates = [known[name], ...(choices ?? []), ...examples, minimum, true, ...texts]
  const found = candidates.find(candidate => candidate !== undefined && Value.Check(schema, candidate))
  if (found === undefined) throw new Error(`no good value for ${name}: ${JSON.stringify(schema)}`)
  return found
}

/** Where an operation lives, its parameters filled in and escaped. */
export function pathOf({ contract }: Operation, params: Readonly<Record<string, string>>): string {
  return base + contract.path.replaceAll(/:([a-z_]+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
}
export function queryOf(query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

export interface Change {
  readonly method?: string
  /** Target before the query. */
  readonly path?: string
  /** With its `?`. */
  readonly query?: string
  readonly body?: Buffer | string
  /** Undefined: no such header. */
  readonly contentType?: string | undefined
  readonly authorization?: string | undefined
  readonly headers?: RawRequest['headers']
}

/** The good request as bytes, with a change. */
export function toRaw(operation: Operation, good: GoodRequest, token: string | undefined, change: Change = {}): RawRequest {
  const { method = operation.contract.method, path = pathOf(operation, good.params), query = queryOf(good.query), headers = [] } = change
  const body = change.body ?? (good.body === undefined ? undefined : JSON.stringify(good.body))
  const authorization = 'authorization' in change ? change.authorization : token === undefined ? undefined : `Bearer ${token}`
  const contentType = 'contentType' in change ? change.contentType : body === undefined ? undefined : 'application/json'
  return {
    method,
    target: path + query,
    headers: [
      ...(authorization === undefined ? [] : [['authorization', authorization] as const]),
      ...(contentType === undefined ? [] : [['content-type', contentType] as const]),
      ...headers,
    ],
    body: body === undefined ? undefined : Buffer.from(body),
  }
}
