import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { systemClock } from '#platform/adapters/system'
import type { Context } from '#platform/service'
import { createConnection } from '#platform/sql'
import { scriptedMarket } from '#testing/scripted-market'
import { world } from '#testing/world'
import type { RealtimeManifest } from './manifest.ts'
import { createRevocations } from './revocations.ts'

test('a session whose end commits after a later one is known at the next refresh', async () => {
  await using place = await world({ replace: [scriptedMarket().service] })
  await using connection = createConnection(place.database.connection())
  await using slow = createConnection(place.database.connection())
  const context = {
    clock: systemClock,
    call: (_: unknown, values: readonly unknown[]) => connection.query({ text: 'select * from auth.read_revocations($1)', values }),
  } as unknown as Context<RealtimeManifest>
  const revocations = createRevocations(context)
  const end = (session: string): { text: string; values: unknown[] } => ({
    text: 'insert into auth.revocations (session_id, at) values ($1, now())',
    values: [session],
  })
  const [late, early] = [randomUUID(), randomUUID()]
  await slow.transaction(async tx => {
    await tx.query(end(late))
    await connection.query(end(early))
    await revocations.refresh()
    expect([revocations.has(late), revocations.has(early)]).toEqual([false, true])
  })
  await revocations.refresh()
  expect(revocations.has(late)).toBe(true)
})
