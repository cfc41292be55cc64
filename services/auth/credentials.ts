import { Problem, refuse } from '#contracts/problems'
import type { UserRow } from './auth-store.ts'
import { type Passwords, weakness } from './passwords.ts'

const uniqueViolation = '23505'

/** What somebody signs in with. */
export interface Credentials {
  readonly email: string
  readonly username: string
  readonly password: string
}

/** Checked and hashed for storing; WEAK_PASSWORD where the password is too easy to guess. */
export async function credentialsOf(
  passwords: Passwords,
  { email, username, password }: Credentials,
): Promise<Pick<UserRow, 'email' | 'username' | 'password_hash'>> {
  const weak = weakness(password, username, email)
  if (weak !== undefined) refuse('WEAK_PASSWORD', `This password ${weak}; choose another`, [{ field: 'password', rule: weak }])
  return { email, username, password_hash: await passwords.hash(password) }
}

/** Logins are compared without case and in one Unicode form. */
export function keyOf(login: string): string {
  return login.normalize('NFKC').toLowerCase()
}

/** What the database's refusal of a second user means; undefined for any other error. */
export function takenProblem(error: unknown, { email, username }: Credentials): Problem | undefined {
  const { code, constraint } = error as { readonly code?: string; readonly constraint?: string }
  if (code !== uniqueViolation) return undefined
  if (constraint === 'users_email_unique')
    return new Problem('EMAIL_TAKEN', undefined, [{ field: 'email', rule: 'must be new', value: email }])
  if (constraint === 'users_username_unique')
    return new Problem('USERNAME_TAKEN', undefined, [{ field: 'username', rule: 'must be new', value: username }])
  return undefined
}
