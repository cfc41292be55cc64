import { createHash, createHmac } from 'node:crypto'
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import type { Clock, Context, Principal, Sql } from '#platform/service'
import * as store from './auth-store.ts'
import type { AuthManifest } from './manifest.ts'

export const accessLifeSeconds = 600
export const issuer = 'tradecraft'
export const audience = 'tradecraft-api'
export const algorithm = 'EdDSA'

/** What only the platform can make: signed access tokens, and the one successor of a refresh token. */
export interface Signer {
  sign(principal: Principal): Promise<string>
  /** The same token always has the same successor, which nobody without our key can tell. */
  successorOf(refreshToken: string): string
}

/** Works with the newest key; the first process to start makes it. */
export async function openSigner(context: Context<AuthManifest>): Promise<Signer> {
  const { kid, privateKey } = await context.write(async tx => {
    await tx.query(store.lockKeys)
    return await newestKey(tx, context.clock, context.ids.uuid())
  })
  const key = await importJWK(privateKey, algorithm)
  const secret = createHash('sha256').update(`refresh ${privateKey.d}`).digest()
  async function sign({ userId, sessionId, role }: Principal): Promise<string> {
    const now = Math.floor(context.clock.now() / 1000)
    return await new SignJWT({ sid: sessionId, role })
      .setProtectedHeader({ alg: algorithm, kid, typ: 'at+jwt' })
      .setSubject(userId)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(now + accessLifeSeconds)
      .sign(key)
  }
  return { sign, successorOf: token => createHmac('sha256', secret).update(token).digest('base64url') }
}

async function newestKey(tx: Sql, clock: Clock, freshKid: string): Promise<{ readonly kid: string; readonly privateKey: JWK }> {
  const [row] = await tx.query<{ kid: string; private_key: JWK }>(store.newestKey)
  if (row !== undefined) return { kid: row.kid, privateKey: row.private_key }
  const pair = await generateKeyPair(algorithm, { extractable: true })
  const privateKey = await exportJWK(pair.privateKey)
  await tx.query(store.insertFirstKey(freshKid, JSON.stringify(privateKey), JSON.stringify(await exportJWK(pair.publicKey)), clock.now()))
  return { kid: freshKid, privateKey }
}

/** Tokens and tickets are stored as hashes only. They are long and random, so a plain hash is enough. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
