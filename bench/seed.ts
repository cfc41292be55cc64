/** Accounts for a benchmark, made by SQL with sessions of their own: argon2id would cap sign-ups at about 30 a second. */
import { randomUUID } from 'node:crypto'
import { importJWK, type JWK, SignJWT } from 'jose'
import pg from 'pg'
import { systemAccount } from '#core/ledger'

export interface SeededUser {
  readonly userId: string
  readonly accountId: string
  readonly token: string
}

/** `count` users with one paper account each and an access token that lives an hour. The hash is shared and fits no password. */
export async function seedUsers(config: pg.ClientConfig, count: number): Promise<SeededUser[]> {
  const client = new pg.Client(config)
  await client.connect()
  try {
    const { rows } = await client.query<{ kid: string; private_key: JWK }>(
      'select kid, private_key from auth.signing_keys order by created_at desc limit 1',
    )
    const key = await importJWK(rows[0]!.private_key, 'EdDSA')
    const users: SeededUser[] = []
    await client.query('begin')
    for (let index = 0; index < count; index++)
      users.push(await seedUser(client, { kid: rows[0]!.kid, key, name: `bench-${process.pid}-${index}` }))
    await client.query('commit')
    return users
  } finally {
    await client.end()
  }
}

async function seedUser(
  client: pg.Client,
  { kid, key, name }: { kid: string; key: Awaited<ReturnType<typeof importJWK>>; name: string },
): Promise<SeededUser> {
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
  const token = await new SignJWT({ sid: sessionId, role: 'user' })
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt' })
    .setSubject(userId)
    .setIssuer('tradecraft')
    .setAudience('tradecraft-api')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(key)
  return { userId, accountId, token }
}
