import { openAccount } from '#contracts/procedures'
import { userRegistered } from '#contracts/topics/accounts'
import { systemAccount } from '#core/ledger'
import type { Context } from '#platform/service'
import { timestamp } from '#platform/sql'
import * as store from './auth-store.ts'
import type { AuthManifest } from './manifest.ts'
import type { Passwords } from './passwords.ts'
import { openSession, type OpenedSession } from './sessions.ts'
import type { Signer } from './tokens.ts'

/** What auth's use cases work with. */
export interface Auth {
  readonly context: Context<AuthManifest>
  readonly passwords: Passwords
  readonly signer: Signer
}

/** Every new user gets one paper account in this currency with this start balance (decision 4). */
const currency = 'USDT'
const startBalance = '100000'

/** Stores a new user with a session, a paper account and its start balance, all in one transaction. */
export async function openUser(
  context: Context<AuthManifest>,
  user: store.UserRow,
  {
    keys,
    kind,
    traceId,
  }: {
    readonly keys: { readonly email: string | null; readonly username: string }
    readonly kind: 'token' | 'cookie'
    readonly traceId: string
  },
): Promise<OpenedSession> {
  const session = await context.write(async tx => {
    await tx.query(store.insertUser(user, keys))
    const opened = await openSession(tx, context, user.id, kind)
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
  return session
}
