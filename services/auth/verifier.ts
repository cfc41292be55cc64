import { errors, importJWK, type JWK, jwtVerify } from 'jose'
import type { Clock, Principal, Sql } from '#platform/service'
import * as store from './auth-store.ts'
import { openRevocations } from './revocations.ts'
import { algorithm, audience, issuer } from './tokens.ts'

const tokensMax = 20_000
const kidCharactersMax = 64
/** Anybody can name a key that is not there: keys are looked up no more often than this. */
const lookUpEveryMs = 1_000

export interface Verifier extends AsyncDisposable {
  /** The caller a token stands for; undefined when it is malformed, expired, forged or its session has ended. */
  readonly authenticate: (token: string) => Promise<Principal | undefined>
}
interface Verified {
  readonly principal: Principal
  readonly endsAt: number
}
type Key = Awaited<ReturnType<typeof importJWK>>

/**
 * Checks access tokens in any process: the signature once per token (kept in a bounded map), expiry and revocation each time.
 * A revoked session stops working everywhere within a second.
 */
export async function openVerifier(sql: Sql, clock: Clock): Promise<Verifier> {
  const revocations = await openRevocations(sql, clock)
  const keyOf = createKeyring(sql, clock)
  const verified = new Map<string, Verified>()
  async function check(token: string): Promise<Verified | undefined> {
    const known = verified.get(token)
    if (known !== undefined) return known
    const fresh = await verify(token, keyOf, clock)
    if (fresh === undefined) return undefined
    if (verified.size >= tokensMax) verified.delete(verified.keys().next().value!)
    verified.set(token, fresh)
    return fresh
  }
  return {
    async authenticate(token) {
      const entry = await check(token)
      if (entry === undefined) return undefined
      if (entry.endsAt <= clock.now()) {
        verified.delete(token)
        return undefined
      }
      return (await revocations.isRevoked(entry.principal.sessionId)) ? undefined : entry.principal
    },
    async [Symbol.asyncDispose]() {
      revocations[Symbol.dispose]()
    },
  }
}

/** Public keys by kid; an unknown one is looked for, at most once a second, for another process may have made it. */
function createKeyring(sql: Sql, clock: Clock): (kid: string | undefined) => Promise<Key> {
  const keys = new Map<string, Key>()
  let lookedUpAt = -Infinity
  let lookUp = Promise.resolve()
  async function learn(): Promise<void> {
    for (const row of await sql.query<{ kid: string; public_key: JWK }>(store.publicKeys))
      keys.set(row.kid, await importJWK(row.public_key, algorithm))
  }
  return async kid => {
    if (kid === undefined || kid.length > kidCharactersMax) throw new errors.JWTInvalid('the token names no key')
    if (!keys.has(kid)) {
      const at = clock.monotonic()
      if (at - lookedUpAt >= lookUpEveryMs) {
        lookedUpAt = at
        lookUp = learn()
      }
      await lookUp // who comes while one is under way waits for it
    }
    const key = keys.get(kid)
    if (key === undefined) throw new errors.JWTInvalid('the token names an unknown key')
    return key
  }
}

async function verify(token: string, keyOf: (kid: string | undefined) => Promise<Key>, clock: Clock): Promise<Verified | undefined> {
  try {
    const { payload } = await jwtVerify(token, async header => await keyOf(header.kid), {
      algorithms: [algorithm],
      issuer,
      audience,
      typ: 'at+jwt',
      currentDate: new Date(clock.now()),
    })
    const { sub, exp, sid, role } = payload
    if (typeof sub !== 'string' || typeof exp !== 'number' || typeof sid !== 'string' || typeof role !== 'string') return undefined
    return { principal: { userId: sub, sessionId: sid, role: role as Principal['role'] }, endsAt: exp * 1_000 }
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
    throw error
  }
}
