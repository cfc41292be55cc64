import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#platform/adapters/system'
import type { Clock, Connection } from '#platform/service'
import { createConnection } from '#platform/sql'
import { scriptedMarket } from '#testing/scripted-market'
import { world, type World } from '#testing/world'
import { openRevocations } from './revocations.ts'

let place: World
let connection: Connection
beforeAll(async () => {
  place = await world({ replace: [scriptedMarket().service] })
  connection = createConnection(place.database.connection())
})
afterAll(async () => {
  await connection[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

/** A clock that stands still, so that nobody asks Postgres for one session, and whose ticks the test decides. */
function stillClock(): { readonly clock: Clock; readonly tick: () => Promise<void> } {
  let work: () => void | Promise<void> = () => undefined
  const clock: Clock = {
    ...systemClock,
    monotonic: () => 0,
    every: (_, given) => {
      work = given
      return { [Symbol.dispose]: () => undefined }
    },
  }
  return { clock, tick: async () => await work() }
}
const end = (session: string): { text: string; values: unknown[] } => ({
  text: 'insert into auth.revocations (session_id, at) values ($1, now())',
  values: [session],
})

test('a session whose end commits after a later one is known at the next refresh', async () => {
  const [late, early] = [randomUUID(), randomUUID()]
  const { clock, tick } = stillClock()
  await using slow = createConnection(place.database.connection())
  using revocations = await openRevocations(connection, clock)
  await slow.transaction(async tx => {
    await tx.query(end(late))
    await connection.query(end(early))
    await tick()
    expect([await revocations.isRevoked(late), await revocations.isRevoked(early)]).toEqual([false, true])
  })
  await tick()
  expect(await revocations.isRevoked(late)).toBe(true)
})

test('a process that starts after more ends than one page holds knows the last one', async () => {
  const last = randomUUID()
  await connection.query({
    text: 'insert into auth.revocations (session_id, at) select gen_random_uuid(), now() from generate_series(1, 20000)',
    values: [],
  })
  await connection.query(end(last))
  using revocations = await openRevocations(connection, stillClock().clock)
  expect(await revocations.isRevoked(last)).toBe(true)
})
