import type { register } from '#contracts/routes/auth'
import type { Call } from '#platform/service'
import { admitCookie } from './cookies.ts'
import { type Auth, openUser } from './open-user.ts'
import { credentialsOf, keyOf, takenProblem } from './credentials.ts'
import { type Answer, toAnswer } from './sessions.ts'

/** User, session, account and start balance in one transaction: when this answers, the account exists. */
export async function registerUser(
  auth: Auth,
  { body, traceId, arrival }: Pick<Call<typeof register>, 'body' | 'traceId' | 'arrival'>,
): Promise<Answer> {
  const { session: kind = 'token' } = body
  admitCookie(kind, arrival)
  const credentials = await credentialsOf(auth.passwords, body)
  const user = { id: auth.context.ids.uuid(), ...credentials, role: 'user' as const, created_at: auth.context.clock.now() }
  const keys = { email: keyOf(body.email), username: keyOf(body.username) }
  try {
    const session = await openUser(auth.context, user, { keys, kind, traceId })
    return await toAnswer(auth.signer, user, session, arrival)
  } catch (error) {
    throw takenProblem(error, body) ?? error
  }
}
