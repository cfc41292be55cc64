import { openAccount } from '#contracts/procedures'
import { Problem, refuse } from '#contracts/problems'
import type { register } from '#contracts/routes/auth'
import { userRegistered } from '#contracts/topics/accounts'
import { systemAccount } from '#core/ledger'
import type { Call, Context } from '#platform/service'
import { timestamp } from '#platform/sql'
import * as store from './auth-store.ts'
import type { AuthManifest } from './manifest.ts'
import { type Passwords, weakness } from './passwords.ts'
import { type Answer, openSession, toAnswer } from './sessions.ts'
import type { Signer } from './tokens.ts'

/** Every new user gets one paper account in this currency with this start balance (decision 4). */
const currency = 'USDT'
const startBalance = '100000'
const uniqueViolation = '23505'

/** User, session, account and start balance in one transaction: when this answers, the account exists. */
export async function registerUser(
  context: Context<AuthManifest>,
  passwords: Passwords,
  signer: Signer,
  { body, traceId }: Pick<Call<typeof register>, 'body' | 'traceId'>,
): Promise<Answer> {
  const weak = weakness(body.password, body.username, body.email)
  if (weak !== undefined) refuse('WEAK_PASSWORD', `This password ${weak}; choose another`, [{ field: 'password', rule: weak }])
  const user: store.UserRow = {
    id: context.ids.uuid(),
    email: body.email,
    username: body.username,
    password_hash: await passwords.hash(body.password),
    role: 'user',
    created_at: context.clock.now(),
  }
  try {
    const session = await context.write(async tx => {
      await tx.query(store.insertUser(user, { email: keyOf(body.email), username: keyOf(body.username) }))
      const opened = await openSession(tx, context, user.id, body.session ?? 'token')
      await tx.call(openAccount, [
        context.ids.uuid(),
        user.id,
        currency,
        startBalance,
        systemAccount('grants', 0),
        timestamp(user.created_at),
        traceId,
      ])
      tx.emit(userRegistered, 'users', user.id, {
        user_id: user.id,
        role: user.role,
        registered_at: new Date(user.created_at).toISOString(),
      })
      return opened
    })
    context.wake('wallet', 'accounts')
    return await toAnswer(signer, user, { ...session, kind: body.session ?? 'token' })
  } catch (error) {
    throw takenProblem(error, body) ?? error
  }
}

/** Logins are compared without case and in one Unicode form. */
export function keyOf(login: string): string {
  return login.normalize('NFKC').toLowerCase()
}

function takenProblem(error: unknown, body: { readonly email: string; readonly username: string }): Problem | undefined {
  const { code, constraint } = error as { readonly code?: string; readonly constraint?: string }
  if (code !== uniqueViolation) return undefined
  if (constraint === 'users_email_unique')
    return new Problem('EMAIL_TAKEN', undefined, [{ field: 'email', rule: 'must be new', value: body.email }])
  if (constraint === 'users_username_unique')
    return new Problem('USERNAME_TAKEN', undefined, [{ field: 'username', rule: 'must be new', value: body.username }])
  return undefined
}
