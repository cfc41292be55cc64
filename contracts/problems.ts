/** The whole error catalogue: every code a client can meet, its HTTP status and what it means. RFC 9457 documents carry them. */
export interface ProblemKind {
  readonly status: number
  readonly title: string
}

export const problems = {
  // generic
  VALIDATION_FAILED: { status: 422, title: 'The request does not have the form this route asks for' },
  MALFORMED_REQUEST: { status: 400, title: 'The request is not valid HTTP' },
  MALFORMED_JSON: { status: 400, title: 'The body is not valid JSON' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body must be application/json' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is larger than this route accepts' },
  NOT_FOUND: { status: 404, title: 'There is nothing at this address' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This address does not take that method' },
  UNAUTHENTICATED: { status: 401, title: 'Sign in first: the token is missing, expired or revoked' },
  FORBIDDEN: { status: 403, title: 'This account may not do that' },
  RATE_LIMITED: { status: 429, title: 'Too many requests; wait and try again' },
  OVERLOADED: { status: 503, title: 'The service is at its limit; nothing was done, try again' },
  UNAVAILABLE: { status: 503, title: 'A part this needs is not available right now; nothing was done' },
  OUTCOME_UNKNOWN: { status: 503, title: 'The connection broke at the moment of commit; repeat with the same client_order_id' },
  INTERNAL: { status: 500, title: 'Something went wrong on our side' },
  IDEMPOTENCY_KEY_CONFLICT: { status: 422, title: 'Idempotency-Key and client_order_id differ' },
  // auth
  INVALID_CREDENTIALS: { status: 401, title: 'No account with that login and password' },
  EMAIL_TAKEN: { status: 409, title: 'This email address has an account already' },
  USERNAME_TAKEN: { status: 409, title: 'This username is taken' },
  WEAK_PASSWORD: { status: 422, title: 'This password is too easy to guess' },
  INVALID_REFRESH_TOKEN: { status: 401, title: 'This refresh token is unknown, used or expired; sign in again' },
  CROSS_SITE: { status: 403, title: 'A session that lives in a cookie is only for the page of this address' },
  NOT_A_GUEST: { status: 409, title: 'Only a guest account can be upgraded' },
  UNKNOWN_SESSION: { status: 404, title: 'You have no such session' },
  // accounts
  UNKNOWN_ACCOUNT: { status: 404, title: 'You have no such account' },
  ACCOUNT_HALTED: { status: 403, title: 'This account is halted' },
  // orders
  UNKNOWN_SYMBOL: { status: 404, title: 'There is no such symbol' },
  UNKNOWN_ORDER: { status: 404, title: 'You have no such order' },
  NOT_CANCELABLE: { status: 422, title: 'The order has ended already' },
  NOT_AMENDABLE: { status: 422, title: 'Only the quantity of a waiting or resting order can be lowered, to more than was filled' },
  DUPLICATE_CLIENT_ORDER_ID: { status: 409, title: 'This client_order_id belongs to another order' },
  INSUFFICIENT_BALANCE: { status: 403, title: 'The account has not enough of that asset available' },
  PRECISION: { status: 422, title: 'Too many decimals' },
  FILTER_PRICE_FILTER: { status: 422, title: 'The price breaks the rules of this symbol' },
  FILTER_PERCENT_PRICE_BY_SIDE: { status: 422, title: 'The price is too far from the market' },
  FILTER_LOT_SIZE: { status: 422, title: 'The quantity breaks the rules of this symbol' },
  FILTER_MARKET_LOT_SIZE: { status: 422, title: 'The quantity breaks the market order rules of this symbol' },
  FILTER_NOTIONAL: { status: 422, title: 'The order is worth too little or too much' },
  FILTER_ICEBERG_PARTS: { status: 422, title: 'The iceberg has too many parts' },
  FILTER_TRAILING_DELTA: { status: 422, title: 'The trailing delta is outside the range of this symbol' },
  STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY: { status: 422, title: 'The market has passed this stop price already' },
  OCO_BAD_PRICES: { status: 422, title: 'The prices of the list do not enclose the market' },
  TOO_MANY_ORDERS: { status: 422, title: 'The account has too many open orders of this symbol' },
  WOULD_MATCH_IMMEDIATELY: { status: 422, title: 'A post-only order may not match when it arrives' },
  MARKET_CLOSED: { status: 422, title: 'This symbol is not trading' },
  SYMBOL_HALTED: { status: 422, title: 'Trading of this symbol is halted' },
  CANCEL_ONLY: { status: 422, title: 'Only cancels are accepted for this symbol' },
  NO_LIQUIDITY: { status: 422, title: 'Nobody offers the other side of this order' },
  DATA_STALE: { status: 503, title: 'The market feed is stale; orders that need the market wait for it' },
  UNKNOWN_FILL: { status: 404, title: 'You have no such fill' },
} as const satisfies Record<string, ProblemKind>

export type ProblemCode = keyof typeof problems

/** One broken rule: which field, which rule, your value, the limit it broke and the nearest valid value where there is one. */
export interface FieldError {
  readonly field: string
  readonly rule: string
  readonly value?: string
  readonly limit?: string
  readonly nearest?: string
}

/** A business refusal. Thrown by use cases, answered by the host as an RFC 9457 document; never logged as an error. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly errors: readonly FieldError[]
  readonly retryAfterSeconds: number | undefined
  constructor(code: ProblemCode, detail?: string, errors: readonly FieldError[] = [], retryAfterSeconds?: number) {
    super(detail ?? problems[code].title)
    this.name = 'Problem'
    this.code = code
    this.errors = errors
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Throws the problem `code`; returns never, so callers can use it as an expression. */
export function refuse(code: ProblemCode, detail?: string, errors: readonly FieldError[] = []): never {
  throw new Problem(code, detail, errors)
}

/** The document a client receives. */
export interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ProblemCode
  readonly trace_id: string
  readonly errors: readonly FieldError[]
}

export function problemDocument(problem: Problem, traceId: string): ProblemDocument {
  const kind = problems[problem.code]
  return {
    type: `/docs/problems/${problem.code.toLowerCase()}`,
    title: kind.title,
    status: kind.status,
    detail: problem.message,
    code: problem.code,
    trace_id: traceId,
    errors: problem.errors,
  }
}
