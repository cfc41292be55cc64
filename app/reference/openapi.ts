import type { TSchema } from 'typebox'
import type { RouteContract } from '#contracts/kit'
import { problems } from '#contracts/problems'
import { apiBase } from '#platform/host'
import type { Service } from '#platform/service'

/** Problems any route may answer with. */
const generic = ['VALIDATION_FAILED', 'RATE_LIMITED', 'UNAVAILABLE', 'INTERNAL'] as const

export interface Operation {
  readonly id: string
  readonly service: string
  readonly contract: RouteContract
}

/** Every route of the chosen services, in the order of their paths. */
export function operationsOf(services: readonly Service[]): Operation[] {
  return services
    .flatMap(({ manifest }) => Object.entries(manifest.routes).map(([id, contract]) => ({ id, service: manifest.name, contract })))
    .sort((a, b) =>
      a.contract.path === b.contract.path
        ? a.contract.method.localeCompare(b.contract.method)
        : a.contract.path.localeCompare(b.contract.path),
    )
}

/** The OpenAPI 3.1 document: our schemas are JSON Schema already. */
export function openApiDocument(services: readonly Service[], version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of operationsOf(services)) {
    const path = apiBase + operation.contract.path.replaceAll(/:([a-z_]+)/g, '{$1}')
    const methods = (paths[path] ??= {})
    methods[operation.contract.method.toLowerCase()] = describe(operation)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'TradeCraft',
      version,
      description: 'Paper trading. Prices, quantities and amounts are decimal strings; times are ISO 8601 in UTC.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: problemSchema },
    },
  }
}

function describe({ id, service, contract }: Operation): object {
  const parameters = [...parametersOf(contract.params, 'path'), ...parametersOf(contract.query, 'query')]
  return {
    operationId: id,
    tags: [service],
    summary: contract.summary,
    security: contract.access === 'public' ? [] : [{ bearer: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(contract.body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: contract.body } } } }),
    responses: { ...repliesOf(contract), ...problemsOf(contract) },
  }
}

function parametersOf(schema: TSchema | undefined, place: 'path' | 'query'): object[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, TSchema & { description?: string }>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
    ...(property.description === undefined ? {} : { description: property.description }),
  }))
}

function repliesOf({ replies }: RouteContract): Record<string, object> {
  return Object.fromEntries(
    Object.entries(replies).map(([status, schema]) => [
      status,
      status === '204' ? { description: 'Done' } : { description: 'The answer', content: { 'application/json': { schema } } },
    ]),
  )
}

function problemsOf(contract: RouteContract): Record<string, object> {
  const codes = [...(contract.access === 'public' ? [] : (['UNAUTHENTICATED'] as const)), ...generic, ...contract.problems]
  const byStatus = Map.groupBy(new Set(codes), code => problems[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      String(status),
      { description: list.join(', '), content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    ]),
  )
}

const text = { type: 'string' }
const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'trace_id', 'errors'],
  properties: {
    type: text,
    title: text,
    status: { type: 'integer' },
    detail: text,
    code: { type: 'string', enum: Object.keys(problems) },
    trace_id: text,
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'rule'],
        properties: { field: text, rule: text, value: text, limit: text, nearest: text },
      },
    },
  },
}
