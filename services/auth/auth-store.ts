/** All SQL of auth's tables. */
import type { EpochMs, Statement } from '#platform/service'
import { named, raw, sql, timestamp } from '#platform/sql'

export interface UserRow {
  readonly id: string
  readonly email: string | null
  readonly username: string
  /** Null for a guest, who cannot sign in. */
  readonly password_hash: string | null
  readonly role: 'guest' | 'user' | 'moderator' | 'admin'
  readonly created_at: EpochMs
}
export interface SessionRow {
  readonly id: string
  readonly user_id: string
  readonly kind: 'token' | 'cookie'
  readonly created_at: EpochMs
  readonly last_used_at: EpochMs
  readonly expires_at: EpochMs
  readonly revoked_at: EpochMs | null
}
const userColumns = 'id, email, username, password_hash, role, created_at'

export function insertUser(user: UserRow, keys: { readonly email: string | null; readonly username: string }): Statement {
  return sql`insert into auth.users (id, email, email_key, username, username_key, password_hash, role, created_at)
    values (${user.id}, ${user.email}, ${keys.email}, ${user.username}, ${keys.username}, ${user.password_hash}, ${user.role}, ${timestamp(user.created_at)})`
}
/** A guest becomes a user and stays the same person; no row where it is no guest (any more). */
export function makeUser(
  id: string,
  person: Pick<UserRow, 'email' | 'username' | 'password_hash'>,
  keys: { readonly email: string; readonly username: string },
): Statement {
  return sql`update auth.users set email = ${person.email}, email_key = ${keys.email}, username = ${person.username}, username_key = ${keys.username}, password_hash = ${person.password_hash}, role = 'user'
    where id = ${id} and role = 'guest' returning ${raw(userColumns)}`
}
export function userByLogin(key: string): Statement {
  return named(
    'user-by-login',
    `select ${userColumns} from auth.users where email_key = $1 or username_key = $1 order by (email_key = $1) desc limit 1`,
    [key],
  )
}
export function userById(id: string): Statement {
  return named('user-by-id', `select ${userColumns} from auth.users where id = $1`, [id])
}
export function insertSession(session: {
  readonly id: string
  readonly userId: string
  readonly kind: string
  readonly at: EpochMs
  readonly endsAt: EpochMs
}): Statement {
  const { id, userId, kind, at, endsAt } = session
  return sql`insert into auth.sessions (id, user_id, kind, created_at, last_used_at, expires_at) values (${id}, ${userId}, ${kind}, ${timestamp(at)}, ${timestamp(at)}, ${timestamp(endsAt)})`
}
export function insertRefreshToken(hash: string, sessionId: string, at: EpochMs): Statement {
  return sql`insert into auth.refresh_tokens (hash, session_id, created_at) values (${hash}, ${sessionId}, ${timestamp(at)})`
}
/** Locks the token's row, so that of two parallel uses one sees the other. */
export function lockRefreshToken(hash: string): Statement {
  return sql`select t.used_at, s.id, s.user_id, s.kind, s.expires_at, s.revoked_at from auth.refresh_tokens t join auth.sessions s on s.id = t.session_id where t.hash = ${hash} for no key update of t`
}
export function useRefreshToken(hash: string, sessionId: string, at: EpochMs): Statement {
  return sql`with used as (update auth.refresh_tokens set used_at = ${timestamp(at)} where hash = ${hash}) update auth.sessions set last_used_at = ${timestamp(at)} where id = ${sessionId}`
}
/** Ends a session once; a row says that it did. */
export function revokeSession(sessionId: string, userId: string | null, at: EpochMs): Statement {
  return sql`with ended as (update auth.sessions set revoked_at = ${timestamp(at)} where id = ${sessionId} and (${userId}::uuid is null or user_id = ${userId}) and revoked_at is null returning id),
    listed as (insert into auth.revocations (session_id, at) select id, ${timestamp(at)} from ended returning seq)
    select seq from listed`
}
export function sessionsOf(userId: string, at: EpochMs): Statement {
  return sql`select id, user_id, kind, created_at, last_used_at, expires_at, revoked_at from auth.sessions where user_id = ${userId} and revoked_at is null and expires_at > ${timestamp(at)} order by created_at desc limit 500`
}
export function settingsOf(userId: string): Statement {
  return named('settings-of', 'select body from auth.settings where user_id = $1', [userId])
}
export function saveSettings(userId: string, body: string, at: EpochMs): Statement {
  return sql`insert into auth.settings (user_id, body, updated_at) values (${userId}, ${body}, ${timestamp(at)})
    on conflict (user_id) do update set body = excluded.body, updated_at = excluded.updated_at`
}
export function insertTicket(hash: string, sessionId: string, endsAt: EpochMs): Statement {
  return sql`insert into auth.ws_tickets (hash, session_id, expires_at) values (${hash}, ${sessionId}, ${timestamp(endsAt)})`
}
export function forgetExpired(at: EpochMs): Statement[] {
  return [
    sql`delete from auth.ws_tickets where expires_at < ${timestamp(at)}`,
    sql`delete from auth.sessions where expires_at < ${timestamp(at)}`,
    sql`delete from auth.revocations where at < ${timestamp(at - 86_400_000)}`,
  ]
}
/** The first process makes the key, the others find it. */
export function insertFirstKey(kid: string, privateKey: string, publicKey: string, at: EpochMs): Statement {
  return sql`insert into auth.signing_keys (kid, private_key, public_key, created_at) select ${kid}, ${privateKey}::jsonb, ${publicKey}::jsonb, ${timestamp(at)} where not exists (select from auth.signing_keys)`
}
export const lockKeys: Statement = { text: 'lock table auth.signing_keys in exclusive mode', values: [] }
export const newestKey: Statement = { text: 'select kid, private_key from auth.signing_keys order by created_at desc limit 1', values: [] }

// What any process may ask, through procedures.
export const publicKeys: Statement = { text: 'select kid, public_key from auth.read_public_keys()', values: [] }
export function revocationsAfter(seq: bigint): Statement {
  return named('revocations-after', 'select seq, session_id from auth.read_revocations($1)', [seq])
}
export function hasEnded(sessionId: string): Statement {
  return named('session-has-ended', 'select auth.is_revoked($1) as ended', [sessionId])
}
