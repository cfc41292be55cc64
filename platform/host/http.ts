import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Closed, type RouteContract } from '#contracts/kit'
import { Problem, problemDocument } from '#contracts/problems'
import type { Log } from '#platform/ports'
import { isConnectionLost } from '#platform/sql'
import type { Ask, Call, Principal } from '../service.ts'
import { arrivalInside, arrivalOf } from './arrival.ts'
import { parseJson } from './json.ts'
import type { LimitName, LimitState, RateLimits } from './rate-limits.ts'
import { bodyCheck, replyErrors, textCheck } from './validation.ts'

const bodyBytesDefault = 16 * 1024
/** A client that takes longer to send a request is cut off. */
const requestTimeoutMs = 15_000
const nothing = Closed({})
export const apiBase = '/api/v1'

export interface HttpOptions {
  readonly authenticate: (token: string) => Promise<Principal | undefined>
  readonly limits: RateLimits
  readonly log: Log
  /** Replies are checked against their contract; a reply that breaks it is an error. For tests. */
  readonly checkReplies: boolean
  /** False until every service is ready, and again while stopping. */
  readonly isReady: () => boolean
}
type AnyCall = Call<RouteContract>
interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}
type Handler = (call: AnyCall) => Promise<Answer>

export interface Http {
  readonly server: FastifyInstance
  route(contract: RouteContract, handler: Handler): void
  /** Asks a route of this process for a user: the same checks, limits and answers, without HTTP. */
  request(contract: RouteContract, ask: Ask): Promise<Answer>
}

/** The HTTP edge: validation, authentication, limits, problems. Handlers see only calls that have the declared form. */
export function createHttp(options: HttpOptions): Http {
  const server = Fastify({
    logger: false,
    bodyLimit: bodyBytesDefault,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    frameworkErrors: (error, request, reply) => {
      const traceId = mark(request, reply)
      answerProblem(toProblem(error, options.log, traceId), traceId, reply)
    },
    clientErrorHandler: refuseConnection,
  })
  const methods = new Map<string, Set<string>>()
  const endpoints = new Map<RouteContract, Endpoint>()
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, readBody(body as Buffer))
    } catch (error) {
      done(error as Error)
    }
  })
  server.decorateRequest('traceId', '')
  server.addHook('onRequest', async (request, reply) => {
    ;(request as Traced).traceId = mark(request, reply)
  })
  // A connection that is answered while we stop would be kept open for a next request that we do not want, and closing waits for it.
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (!options.isReady()) reply.header('connection', 'close')
    done(null, payload)
  })
  server.setErrorHandler((error, request, reply) =>
    answerProblem(toProblem(error, options.log, (request as Traced).traceId), (request as Traced).traceId, reply),
  )
  server.setNotFoundHandler((request, reply) => {
    const allowed = methodsOf(methods, request.url)
    if (allowed.length > 0) reply.header('allow', allowed.join(', '))
    const problem =
      allowed.length > 0
        ? new Problem('METHOD_NOT_ALLOWED', `${request.method} is not possible here; ${allowed.join(', ')} is`)
        : new Problem('NOT_FOUND')
    answerProblem(problem, (request as Traced).traceId, reply)
  })
  return {
    server,
    route(contract, handler) {
      const url = apiBase + contract.path
      methods.set(url, (methods.get(url) ?? new Set()).add(contract.method))
      const endpoint = createEndpoint(contract, handler, options)
      endpoints.set(contract, endpoint)
      server.route({
        method: contract.method,
        url,
        bodyLimit: contract.bodyBytesMax ?? bodyBytesDefault,
        handler: overHttp(contract, endpoint, options),
      })
    },
    async request(contract, { principal, traceId, params = {}, query = {}, body = {} }) {
      const endpoint = endpoints.get(contract)
      if (endpoint === undefined || !options.isReady())
        throw new Problem('UNAVAILABLE', 'This process does not take that right now; use the HTTP API', [], 1)
      allow(await options.limits.take('user', principal.userId, contract.weight ?? 1))
      admit(contract, principal)
      return await endpoint({ principal, traceId, params, query, body, idempotencyKey: undefined, cookies: {}, arrival: arrivalInside })
    },
  }
}

type Traced = FastifyRequest & { traceId: string }

/** Puts on what every answer carries and gives back the trace. */
function mark(request: { readonly url: string; readonly headers: FastifyRequest['headers'] }, reply: FastifyReply): string {
  const traceId = traceIdOf(request)
  reply.header('x-request-id', traceId).header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer')
  if (request.url.startsWith(apiBase)) reply.header('cache-control', 'no-store')
  return traceId
}

/** Undefined when there is nothing but space. Bytes that are no UTF-8 would become other text than was sent. */
function readBody(body: Buffer): unknown {
  if (body.length === 0) return undefined
  if (!isUtf8(body)) throw new Problem('MALFORMED_JSON', 'The body is not UTF-8')
  return parseJson(body.toString('utf8'))
}

/** What is not even HTTP: an answer without a request. A client that was too slow is cut off without a word. */
function refuseConnection(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (socket.writable && error.code !== 'ECONNRESET' && error.code !== 'ERR_HTTP_REQUEST_TIMEOUT') {
    const document = problemDocument(new Problem('MALFORMED_REQUEST'), randomUUID().replaceAll('-', ''))
    const { status } = document
    const body = JSON.stringify(document)
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    )
  }
  socket.destroy(error)
}

type Endpoint = (call: AnyCall) => Promise<Answer>

/** A route without HTTP: what it is asked has the declared form, and so has what it answers. */
function createEndpoint(contract: RouteContract, handler: Handler, options: HttpOptions): Endpoint {
  // What a route does not declare it does not take: nobody may believe that it was heeded.
  const checks = {
    params: textCheck(contract.params ?? nothing),
    query: textCheck(contract.query ?? nothing),
    body: bodyCheck(contract.body ?? nothing),
  }
  return async call => {
    checks.params(call.params)
    checks.query(call.query)
    checks.body(call.body)
    const answer = await handler(call)
    const schema = contract.replies[answer.status]
    if (schema === undefined) throw new Error(`${contract.method} ${contract.path} does not declare status ${answer.status}`)
    if (options.checkReplies && answer.status !== 204) {
      const errors = replyErrors(schema, JSON.parse(JSON.stringify(answer.body)))
      if (errors.length > 0) throw new Error(`the reply of ${contract.method} ${contract.path} breaks its contract: ${errors.join('; ')}`)
    }
    return answer
  }
}

function overHttp(
  contract: RouteContract,
  endpoint: Endpoint,
  options: HttpOptions,
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  return async (request, reply) => {
    const traceId = (request as Traced).traceId
    if (!options.isReady()) throw new Problem('UNAVAILABLE', 'The platform is starting or stopping; try again in a moment', [], 1)
    const principal = await identify(contract, request, reply, options)
    const answer = await endpoint({
      params: request.params,
      query: request.query,
      // Nothing is an empty object, but where it would replace what is there.
      body: request.body === undefined && contract.method !== 'PUT' ? {} : request.body,
      principal,
      traceId,
      idempotencyKey: headerOf(request, 'idempotency-key'),
      cookies: cookiesOf(request),
      arrival: arrivalOf(request.headers, request.protocol),
    } as AnyCall)
    for (const [name, value] of Object.entries(answer.headers ?? {})) reply.header(name, value)
    if (answer.status === 204) return reply.code(204).send()
    return reply.code(answer.status).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(answer.body))
  }
}

async function identify(
  contract: RouteContract,
  request: FastifyRequest,
  reply: FastifyReply,
  options: HttpOptions,
): Promise<Principal | undefined> {
  const authorization = request.headers.authorization
  const token = authorization?.startsWith('Bearer ') ? authorization.slice(7) : undefined
  const principal = token === undefined ? undefined : await options.authenticate(token)
  const limit = limitOf(contract, principal)
  const key = limit === 'user' ? principal!.userId : `ip:${request.ip}`
  const state = await options.limits.take(limit, key, contract.weight ?? 1)
  reply
    .header('x-ratelimit-limit', state.limit)
    .header('x-ratelimit-remaining', state.remaining)
    .header('x-ratelimit-reset', state.resetSeconds)
  allow(state)
  if (contract.access === 'public') return principal
  if (principal === undefined) throw new Problem('UNAUTHENTICATED')
  admit(contract, principal)
  return principal
}

function allow({ allowed, limit, resetSeconds }: LimitState): void {
  if (!allowed) throw new Problem('RATE_LIMITED', `At most ${limit} points a minute; wait ${resetSeconds} s`, [], resetSeconds)
}

function admit({ access }: RouteContract, { role }: Principal): void {
  if (access !== 'public' && access !== 'user' && !access.includes(role)) throw new Problem('FORBIDDEN')
}

/** Who tries passwords counts by address, whatever token comes along: one account must not buy more tries. */
function limitOf({ access, path }: RouteContract, principal: Principal | undefined): LimitName {
  const isAuth = path.startsWith('/auth/')
  if (principal !== undefined && !(isAuth && access === 'public')) return 'user'
  return isAuth ? 'signIn' : 'address'
}

function answerProblem(problem: Problem, traceId: string, reply: FastifyReply): void {
  const document = problemDocument(problem, traceId)
  if (problem.retryAfterSeconds !== undefined || document.status === 503) reply.header('retry-after', problem.retryAfterSeconds ?? 1)
  if (document.status === 401) reply.header('www-authenticate', 'Bearer')
  reply.code(document.status).header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(document))
}

const fastifyCodes: Readonly<Record<string, 'BODY_TOO_LARGE' | 'UNSUPPORTED_MEDIA_TYPE' | 'MALFORMED_JSON' | 'NOT_FOUND'>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'MALFORMED_JSON',
  FST_ERR_BAD_URL: 'NOT_FOUND',
  FST_ERR_MAX_PARAM_LENGTH: 'NOT_FOUND',
}

/** Refusals pass; a world that failed is a 503; anything else is our fault, logged with its trace and told to nobody. */
function toProblem(error: unknown, log: Log, traceId: string): Problem {
  if (error instanceof Problem) return error
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  const known = fastifyCodes[code]
  if (known !== undefined) return new Problem(known)
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status >= 400 && status < 500) return new Problem('VALIDATION_FAILED', STATUS_CODES[status] ?? 'The request cannot be read')
  if (isConnectionLost(error)) {
    log.warn({ trace_id: traceId, error: String(error) }, 'the database is away')
    return new Problem('UNAVAILABLE')
  }
  log.error({ trace_id: traceId, error: error instanceof Error ? error.stack : String(error) }, 'a request failed')
  return new Problem('INTERNAL', `Something went wrong on our side. Quote trace ${traceId} when you report it.`)
}

/** The caller's W3C trace when there is one, else a new one. */
function traceIdOf(request: Pick<FastifyRequest, 'headers'>): string {
  const parent = headerOf(request, 'traceparent')
  const match = parent === undefined ? undefined : /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(parent)
  return match?.[1] ?? randomUUID().replaceAll('-', '')
}

function headerOf(request: Pick<FastifyRequest, 'headers'>, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function cookiesOf(request: FastifyRequest): Readonly<Record<string, string>> {
  const header = request.headers.cookie
  if (header === undefined) return {}
  return Object.fromEntries(
    header
      .split(';')
      .map(part => part.trim().split('=') as [string, string])
      .filter(([name, value]) => name && value),
  )
}

/** Methods another route takes at this path. */
function methodsOf(methods: ReadonlyMap<string, ReadonlySet<string>>, url: string): string[] {
  const parts = url.split('?', 1)[0]!.split('/')
  const found = new Set<string>()
  for (const [pattern, allowed] of methods) {
    const wanted = pattern.split('/')
    if (wanted.length === parts.length && wanted.every((part, index) => part.startsWith(':') || part === parts[index]))
      for (const method of allowed) found.add(method)
  }
  return [...found].sort()
}
