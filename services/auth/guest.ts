import { refuse } from '#contracts/problems'
import type { guest, upgrade } from '#contracts/routes/auth'
import type { Call } from '#platform/service'
import * as store from './auth-store.ts'
import { admitCookie } from './cookies.ts'
import { credentialsOf, keyOf, takenProblem } from './credentials.ts'
import { type Auth, openUser } from './open-user.ts'
import { type Answer, toAnswer } from './sessions.ts'

/** Random hex digits of a guest's name: 48 bits, so that no two guests meet. */
const nameDigits = 12

/** A user without email and password, who lives as long as its session does. */
export async function openGuest({ context, signer }: Auth, { body, traceId, arrival }: Call<typeof guest>): Promise<Answer> {
  const { session: kind = 'token' } = body
  admitCookie(kind, arrival)
  const username = `guest-${context.ids.uuid().slice(-nameDigits)}`
  const user = {
    id: context.ids.uuid(),
    email: null,
    username,
    password_hash: null,
    role: 'guest' as const,
    created_at: context.clock.now(),
  }
  const session = await openUser(context, user, { keys: { email: null, username }, kind, traceId })
  return await toAnswer(signer, user, session, arrival)
}

/** The guest becomes a user who can sign in. It is the same person with the same account, orders and sessions. */
export async function upgradeGuest(
  { context, passwords }: Auth,
  { body, principal }: Pick<Call<typeof upgrade>, 'body' | 'principal'>,
): Promise<store.UserRow> {
  const notAGuest = (): never => refuse('NOT_A_GUEST', 'This account has a name and a password already')
  const [current] = await context.sql.query<store.UserRow>(store.userById(principal.userId))
  if (current?.role !== 'guest') notAGuest()
  const credentials = await credentialsOf(passwords, body)
  try {
    const keys = { email: keyOf(body.email), username: keyOf(body.username) }
    const [user] = await context.sql.query<store.UserRow>(store.makeUser(principal.userId, credentials, keys))
    return user ?? notAGuest() // another request was first
  } catch (error) {
    throw takenProblem(error, body) ?? error
  }
}
