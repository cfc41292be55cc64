import { randomUUID } from 'node:crypto'
import { generateKeyPair, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { systemClock } from '#platform/adapters/system'
import type { Clock, Sql } from '#platform/service'
import { createConnection } from '#platform/sql'
import { scriptedMarket } from '#testing/scripted-market'
import { openTokenSigner } from '#testing/tokens'
import { world } from '#testing/world'
import * as store from './auth-store.ts'
import { openVerifier } from './index.ts'

test('tokens that name made-up keys cost one look-up a second, and nobody whose key is real is refused meanwhile', async () => {
  await using place = await world({ replace: [scriptedMarket().service] })
  const { userId } = await place.person('alice')
  await using connection = createConnection(place.database.connection())
  let lookUps = 0
  const sql: Sql = {
    query: statement => {
      if (statement.text === store.publicKeys.text) lookUps += 1
      return connection.query(statement)
    },
  }
  let now = 0
  const clock: Clock = { ...systemClock, monotonic: () => now }
  await using verifier = await openVerifier(sql, clock)
  const foreign = await generateKeyPair('EdDSA')
  const forge = (): Promise<string> =>
    new SignJWT({}).setProtectedHeader({ alg: 'EdDSA', kid: randomUUID(), typ: 'at+jwt' }).sign(foreign.privateKey)
  const sign = await openTokenSigner(place.database.connection())
  const good = await sign({ userId, sessionId: randomUUID(), role: 'user', life: 60 })
  const tokens = [await forge(), good, await forge(), await forge()]
  const found = await Promise.all(tokens.map(token => verifier.authenticate(token)))
  expect([found.map(principal => principal?.userId), lookUps]).toEqual([[undefined, userId, undefined, undefined], 1])
  now += 1_000
  expect([await verifier.authenticate(await forge()), lookUps]).toEqual([undefined, 2])
})
