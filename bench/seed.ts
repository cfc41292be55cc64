/** Accounts for a benchmark, made by SQL with sessions of their own: argon2id would cap sign-ups at about 30 a second. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { systemAccount } from '#core/ledger'
import { openTokenSigner } from '#testing/tokens'

export interface SeededUser {
  readonly token: string
}

/** `count` users with one paper account each and an access token that lives an hour. The hash is shared and fits no password. */
export async function seedUsers(config: pg.ClientConfig, count: number): Promise<SeededUser[]> {
  const client = new pg.Client(config)
  await client.connect()
  try {
    const sign = await openTokenSigner(config)
    const users: SeededUser[] = []
    await client.query('begin')
    for (let index = 0; index < count; index++)
      users.push({ token: await sign({ ...(await seedUser(client, `bench-${process.pid}-${index}`)), role: 'user', life: 3_600 }) })
    await client.query('commit')
    return users
  } finally {
    await client.end()
  }
}

async function seedUser(client: pg.Client, name: string): Promise<{ userId: string; sessionId: string }> {
  const [userId, sessionId, accountId] = [randomUUID(), randomUUID(), randomUUID()]
  const at = new Date().toISOString()
  await client.query(
    `insert into auth.users (id, email, email_key, username, username_key, password_hash, created_at) values ($1, $2, $2, $2, $2, 'shared', $3)`,
    [userId, name, at],
  )
  await client.query(
    `insert into auth.sessions (id, user_id, kind, created_at, last_used_at, expires_at) values ($1, $2, 'token', $3, $3, $3::timestamptz + interval '1 day')`,
    [sessionId, userId, at],
  )
  await client.query('select wallet.open_account($1, $2, $3, $4, $5, $6, $7)', [
    accountId,
    userId,
    'USDT',
    '100000',
    systemAccount('grants', 0),
    at,
    'bench',
  ])
  return { userId, sessionId }
}
