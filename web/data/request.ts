/** One call to the API, typed by its route. Refusals are thrown as `ApiProblem`. */
import type { RouteContract, RouteInput, RouteReply } from '#contracts/kit'
import type { FieldError, ProblemCode, ProblemDocument } from '#contracts/problems'

const apiBase = '/api/v1'
/** The API answers within 2 s or says that it does not know yet; beyond this the connection is broken. */
const timeoutMs = 15_000

/** A refusal in the catalogue's words, or `UNREACHABLE`: nobody answered. */
export class ApiProblem extends Error {
  readonly code: ProblemCode | 'UNREACHABLE'
  readonly errors: readonly FieldError[]
  readonly retryAfterSeconds: number | undefined
  constructor(document: Pick<ProblemDocument, 'detail' | 'errors'> & { readonly code: ApiProblem['code'] }, retryAfterSeconds?: number) {
    super(document.detail)
    this.name = 'ApiProblem'
    this.code = document.code
    this.errors = document.errors
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export interface RequestOptions<R extends RouteContract> extends Partial<RouteInput<R>> {
  readonly token?: string | undefined
  readonly signal?: AbortSignal
  /** The answer is wanted even when the page is left meanwhile. */
  readonly keepalive?: boolean
}
/** A call of a route: `call<typeof placeOrder>('POST', '/orders', { body })` does not compile with another method, path or body. */
export type Call = <R extends RouteContract>(
  method: R['method'],
  path: R['path'],
  options?: Omit<RequestOptions<R>, 'token'>,
) => Promise<RouteReply<R>>

/** Sends one request. @throws ApiProblem; DOMException where `signal` was aborted */
export async function request<R extends RouteContract>(
  method: R['method'],
  path: R['path'],
  options: RequestOptions<R> = {},
): Promise<RouteReply<R>> {
  const { token, signal, keepalive = false, body } = options
  const response = await reach(addressOf(path, options), {
    method,
    keepalive,
    signal: signal === undefined ? AbortSignal.timeout(timeoutMs) : AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  // An answer that breaks off is no answer: what was asked may have been done all the same.
  const answer: unknown = response.status === 204 ? null : await response.json().catch(() => undefined)
  if (response.ok && answer !== undefined) return { status: response.status, body: answer } as RouteReply<R>
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN)
  throw new ApiProblem(
    isProblem(answer) ? answer : { code: 'UNREACHABLE', detail: `The platform answered ${response.status}`, errors: [] },
    Number.isFinite(wait) ? wait : undefined,
  )
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem({ code: 'UNREACHABLE', detail: 'The platform cannot be reached; nothing is known about this request', errors: [] })
  }
}

function addressOf(path: string, { params, query }: { readonly params?: unknown; readonly query?: unknown }): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String((params as Record<string, unknown>)[name])))
  const wanted = Object.entries((query ?? {}) as Record<string, unknown>).filter(([, value]) => value !== undefined)
  const search = new URLSearchParams(wanted.map(([name, value]): [string, string] => [name, String(value)])).toString()
  return `${apiBase}${filled}${search === '' ? '' : `?${search}`}`
}

function isProblem(value: unknown): value is ProblemDocument {
  return typeof value === 'object' && value !== null && 'code' in value && 'errors' in value
}
