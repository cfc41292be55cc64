import { reply, type RouteReply } from '#contracts/kit'
import { refuse } from '#contracts/problems'
import type { listSessions, revokeSession, wsTicket } from '#contracts/routes/auth'
import type { Call, Context } from '#platform/service'
import * as store from './auth-store.ts'
import type { AuthManifest } from './manifest.ts'
import { hashOf } from './tokens.ts'

const ticketLifeSeconds = 30
const ticketBytes = 24

export async function list(
  { sql, clock }: Context<AuthManifest>,
  { principal }: Call<typeof listSessions>,
): Promise<RouteReply<typeof listSessions>> {
  const rows = await sql.query<store.SessionRow>(store.sessionsOf(principal.userId, clock.now()))
  const time = (at: number): string => new Date(at).toISOString()
  const items = rows.map(row => ({
    id: row.id,
    created_at: time(row.created_at),
    last_used_at: time(row.last_used_at),
    expires_at: time(row.expires_at),
    current: row.id === principal.sessionId,
  }))
  return reply(200, { items })
}

export async function revoke(
  { sql, clock }: Context<AuthManifest>,
  { principal, params }: Call<typeof revokeSession>,
): Promise<RouteReply<typeof revokeSession>> {
  const ended = await sql.query(store.revokeSession(params.id, principal.userId, clock.now()))
  if (ended.length === 0) refuse('UNKNOWN_SESSION')
  return reply(204, null)
}

/** A single-use ticket that opens a socket for this session. */
export async function ticket(
  { sql, clock, ids }: Context<AuthManifest>,
  { principal }: Call<typeof wsTicket>,
): Promise<RouteReply<typeof wsTicket>> {
  const text = ids.token(ticketBytes)
  await sql.query(store.insertTicket(hashOf(text), principal.sessionId, clock.now() + ticketLifeSeconds * 1_000))
  return reply(200, { ticket: text, expires_in: ticketLifeSeconds })
}
