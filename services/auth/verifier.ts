import { importJWK, type JWK, jwtVerify } from 'jose'
import pg from 'pg'
import { isRevoked, readPublicKeys, readRevocations } from '#contracts/procedures'
import type { Clock, Principal, Sql } from '#platform/service'
import { accessLifeSeconds, algorithm, audience, issuer } from './tokens.ts'

const tokensMax = 20_000
const refreshEveryMs = 500
/** Without a successful refresh for this long every request asks Postgres: never fail open. */
const trustedForMs = 1_000
const forgetAfterMs = (accessLifeSeconds + 60) * 1_000

export interface Verifier extends AsyncDisposable {
  /** The caller a token stands for; undefined when it is malformed, expired, forged or its session has ended. */
  readonly authenticate: (token: string) => Promise<Principal | undefined>
}

/**
 * Checks access tokens in any process: signature once per token (kept in a bounded map), expiry and revocation each time.
 * A revoked session stops working everywhere within a second.
 */
export async function openVerifier(sql: Sql, clock: Clock): Promise<Verifier> {
  const keys = new Map<string, Awaited<ReturnType<typeof importJWK>>>()
  const verified = new Map<string, { readonly principal: Principal; readonly endsAt: number }>()
  const revoked = new Map<string, number>()
  let after = 0n
  let refreshedAt = -Infinity

  async function refresh(): Promise<void> {
    const started = clock.monotonic()
    const rows = await sql.query<{ seq: bigint; session_id: string }>({
      name: 'revocations',
      text: `select seq, session_id from ${readRevocations.name}($1)`,
      values: [after],
    })
    for (const row of rows) {
      revoked.set(row.session_id, clock.monotonic())
      after = row.seq > after ? row.seq : after
    }
    for (const [session, at] of revoked) {
      if (clock.monotonic() - at < forgetAfterMs) break // in order of arrival
      revoked.delete(session)
    }
    refreshedAt = started
  }
  async function ended(sessionId: string): Promise<boolean> {
    if (revoked.has(sessionId)) return true
    if (clock.monotonic() - refreshedAt < trustedForMs) return false
    const [row] = await sql.query<{ ended: boolean }>({
      name: 'is-revoked',
      text: `select ${isRevoked.name}($1) as ended`,
      values: [sessionId],
    })
    return row?.ended ?? true
  }
  async function keyOf(kid: string | undefined): Promise<Awaited<ReturnType<typeof importJWK>>> {
    if (kid === undefined || kid.length > 64) throw new Error('the token names no key')
    if (!keys.has(kid)) {
      for (const row of await sql.query<{ kid: string; public_key: JWK }>({
        text: `select kid, public_key from ${readPublicKeys.name}()`,
        values: [],
      }))
        keys.set(row.kid, await importJWK(row.public_key, algorithm))
    }
    const key = keys.get(kid)
    if (key === undefined) throw new Error('the token names an unknown key')
    return key
  }
  async function verify(token: string): Promise<{ readonly principal: Principal; readonly endsAt: number }> {
    const { payload } = await jwtVerify(token, async header => await keyOf(header.kid), {
      algorithms: [algorithm],
      issuer,
      audience,
      typ: 'at+jwt',
      currentDate: new Date(clock.now()),
    })
    const { sub, exp, sid, role } = payload
    if (typeof sub !== 'string' || typeof exp !== 'number' || typeof sid !== 'string' || typeof role !== 'string')
      throw new Error('the token lacks a claim')
    return { principal: { userId: sub, sessionId: sid, role: role as Principal['role'] }, endsAt: exp * 1_000 }
  }
  await refresh()
  const ticker = clock.every(refreshEveryMs, () => refresh().catch(() => undefined)) // what could not be refreshed is asked for per request
  return {
    async authenticate(token) {
      let entry = verified.get(token)
      if (entry === undefined) {
        try {
          entry = await verify(token)
        } catch (error) {
          if (error instanceof pg.DatabaseError || (error instanceof Error && 'code' in error && !String(error.code).startsWith('ERR_J')))
            throw error
          return undefined
        }
        if (verified.size >= tokensMax) verified.delete(verified.keys().next().value!)
        verified.set(token, entry)
      }
      if (entry.endsAt <= clock.now()) {
        verified.delete(token)
        return undefined
      }
      return (await ended(entry.principal.sessionId)) ? undefined : entry.principal
    },
    async [Symbol.asyncDispose]() {
      ticker[Symbol.dispose]()
    },
  }
}
