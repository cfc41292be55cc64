import { importJWK, type JWK, SignJWT } from 'jose'
import pg from 'pg'

export interface TokenClaims {
  readonly userId: string
  readonly sessionId: string
  readonly role: string
  /** Seconds from now; negative has ended. */
  readonly life: number
  /** Signs with this key instead of the server's, under the server's name for its own. */
  readonly key?: Awaited<ReturnType<typeof importJWK>>
}

/** Signs access tokens as the server does, with its own key out of its database. */
export async function openTokenSigner(config: pg.ClientConfig): Promise<(claims: TokenClaims) => Promise<string>> {
  const client = new pg.Client(config)
  await client.connect()
  const { rows } = await client.query<{ kid: string; private_key: JWK }>(
    'select kid, private_key from auth.signing_keys order by created_at desc limit 1',
  )
  await client.end()
  const { kid, private_key: jwk } = rows[0]!
  const own = await importJWK(jwk, 'EdDSA')
  return async ({ userId, sessionId, role, life, key = own }) => {
    const now = Math.floor(Date.now() / 1_000)
    return await new SignJWT({ sid: sessionId, role })
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt' })
      .setSubject(userId)
      .setIssuer('tradecraft')
      .setAudience('tradecraft-api')
      .setIssuedAt(now - 700)
      .setExpirationTime(now + life)
      .sign(key)
  }
}
