import type { TokenPair } from '#contracts/routes/auth'
import { Problem } from '#contracts/problems'
import type { Arrival, Context, Sql } from '#platform/service'
import * as store from './auth-store.ts'
import { cookieOf } from './cookies.ts'
import type { AuthManifest } from './manifest.ts'
import { accessLifeSeconds, hashOf, type Signer } from './tokens.ts'

const sessionLifeMs = 30 * 86_400_000
const refreshTokenBytes = 32

export interface Answer {
  readonly body: TokenPair
  readonly headers: Readonly<Record<string, string>>
}

export interface OpenedSession {
  readonly sessionId: string
  readonly kind: 'token' | 'cookie'
  readonly refreshToken: string
}

/** Opens a session inside the caller's transaction and gives back its first refresh token. */
export async function openSession(
  tx: Sql,
  context: Context<AuthManifest>,
  userId: string,
  kind: 'token' | 'cookie',
): Promise<OpenedSession> {
  const at = context.clock.now()
  const sessionId = context.ids.uuid()
  await tx.query(store.insertSession({ id: sessionId, userId, kind, at, endsAt: at + sessionLifeMs }))
  return { sessionId, kind, refreshToken: await issueRefreshToken(tx, context, sessionId) }
}

async function issueRefreshToken(tx: Sql, context: Context<AuthManifest>, sessionId: string): Promise<string> {
  const token = context.ids.token(refreshTokenBytes)
  await tx.query(store.insertRefreshToken(hashOf(token), sessionId, context.clock.now()))
  return token
}

/** A page that reloads or a second tab may send its cookie again before the answer with the next one arrived. */
const cookieGraceMs = 10_000
/** Rotations within the grace that are followed; a page that reloads all the time makes a few. */
const successorsMax = 16

export interface Rotated extends OpenedSession {
  readonly user: store.UserRow
}
type RefreshRow = store.SessionRow & { readonly used_at: number | null }

/**
 * Trades a refresh token for its successor. A token works once: one that was used before is in two hands, so its whole session ends.
 * A cookie that comes again within 10 s gets the newest of its successors (ADR 0016): tabs of one browser share one cookie.
 */
export async function rotate(context: Context<AuthManifest>, signer: Signer, token: string): Promise<Rotated> {
  const outcome = await context.write(async tx => {
    const [row] = await tx.query<RefreshRow>(store.lockRefreshToken(hashOf(token)))
    const at = context.clock.now()
    if (row === undefined || row.revoked_at !== null || row.expires_at <= at) return 'refused' as const
    const next = row.used_at === null ? signer.successorOf(token) : await newestAfter(tx, signer, { token, row, at })
    if (next === undefined) {
      await tx.query(store.revokeSession(row.id, null, at))
      return 'reused' as const
    }
    if (row.used_at === null) {
      await tx.query(store.useRefreshToken(hashOf(token), row.id, at))
      await tx.query(store.insertRefreshToken(hashOf(next), row.id, at))
    }
    const [user] = await tx.query<store.UserRow>(store.userById(row.user_id))
    return { user: user!, sessionId: row.id, kind: row.kind, refreshToken: next }
  })
  if (outcome === 'reused')
    throw new Problem('INVALID_REFRESH_TOKEN', 'This refresh token was used before; its session has been ended for safety. Sign in again.')
  if (outcome === 'refused') throw new Problem('INVALID_REFRESH_TOKEN')
  return outcome
}

/** The unused token that a cookie which was used a moment ago has led to; undefined where it may not come again. */
async function newestAfter(
  tx: Sql,
  signer: Signer,
  { token, row, at }: { readonly token: string; readonly row: RefreshRow; readonly at: number },
): Promise<string | undefined> {
  if (row.kind !== 'cookie' || row.used_at === null || at - row.used_at > cookieGraceMs) return undefined
  let next = token
  for (let step = 0; step < successorsMax; step += 1) {
    next = signer.successorOf(next)
    const [successor] = await tx.query<RefreshRow>(store.lockRefreshToken(hashOf(next)))
    if (successor === undefined) return undefined
    if (successor.used_at === null) return next
  }
  return undefined
}

/** The pair a client receives; a cookie session keeps the refresh token out of reach of scripts. */
export async function toAnswer(signer: Signer, user: store.UserRow, session: OpenedSession, arrival: Arrival): Promise<Answer> {
  const accessToken = await signer.sign({ userId: user.id, sessionId: session.sessionId, role: user.role })
  const pair = { user: toUser(user), access_token: accessToken, token_type: 'Bearer' as const, expires_in: accessLifeSeconds }
  if (session.kind === 'token') return { body: { ...pair, refresh_token: session.refreshToken }, headers: {} }
  return { body: pair, headers: { 'set-cookie': cookieOf(session.refreshToken, sessionLifeMs / 1_000, arrival) } }
}

export function toUser(user: store.UserRow): TokenPair['user'] {
  return { id: user.id, email: user.email, username: user.username, role: user.role, created_at: new Date(user.created_at).toISOString() }
}
