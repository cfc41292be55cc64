import type { Clock, Sql } from '#platform/service'
import * as store from './auth-store.ts'
import { accessLifeSeconds } from './tokens.ts'

const refreshEveryMs = 500
/** Without a successful refresh for this long every request asks Postgres: never fail open. */
const trustedForMs = 1_000
const forgetAfterMs = (accessLifeSeconds + 60) * 1_000
/** Numbers are given before commits: the last ones are read again, or a late commit would be missed. */
const overlap = 500n
/** Rows given at once; as many mean that there are more. */
const pageRows = 10_000

export interface Revocations extends Disposable {
  isRevoked(sessionId: string): Promise<boolean>
}

/** The sessions that ended within a token's life, kept current in this process. */
export async function openRevocations(sql: Sql, clock: Clock): Promise<Revocations> {
  const revoked = new Map<string, number>()
  let last = 0n
  let refreshedAt = -Infinity

  async function refresh(): Promise<void> {
    const started = clock.monotonic()
    let after = last > overlap ? last - overlap : 0n
    for (let rows = pageRows; rows === pageRows;) {
      const page = await sql.query<{ seq: bigint; session_id: string }>(store.revocationsAfter(after))
      for (const { seq, session_id: id } of page) {
        if (!revoked.has(id)) revoked.set(id, started)
        after = seq
        if (seq > last) last = seq
      }
      rows = page.length
    }
    for (const [session, at] of revoked) {
      if (started - at < forgetAfterMs) break // in order of arrival
      revoked.delete(session)
    }
    refreshedAt = started
  }
  await refresh()
  const ticker = clock.every(refreshEveryMs, () => refresh().catch(() => undefined)) // what could not be refreshed is asked for per request
  return {
    async isRevoked(sessionId) {
      if (revoked.has(sessionId)) return true
      if (clock.monotonic() - refreshedAt < trustedForMs) return false
      const [row] = await sql.query<{ ended: boolean }>(store.hasEnded(sessionId))
      return row?.ended ?? true
    },
    [Symbol.dispose]: () => ticker[Symbol.dispose](),
  }
}
