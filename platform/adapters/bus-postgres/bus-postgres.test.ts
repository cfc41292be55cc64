import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#testing/postgres'
import { until } from '#testing/until'
import { systemClock } from '../system/index.ts'
import { busSuite, type OpenBuses } from '../../suites/bus-suite.ts'
import { busSchema, createPostgresBus } from './index.ts'

let database: TestDatabase
let owner: pg.Client

beforeAll(async () => {
  database = await freshDatabase()
  owner = new pg.Client(database.connection())
  await owner.connect()
  await owner.query(`create schema platform; ${busSchema}`)
})
afterAll(async () => {
  await owner.end()
  await database.stop()
})

/** Two buses on one database are two processes. */
async function open(): Promise<OpenBuses> {
  const errors: unknown[] = []
  const create = (): ReturnType<typeof createPostgresBus> =>
    createPostgresBus({
      connection: () => database.connection({ applicationName: 'bus under test' }),
      clock: systemClock,
      onError: error => errors.push(error),
    })
  const [one, two] = [await create(), await create()]
  return {
    one,
    two,
    errors,
    async [Symbol.asyncDispose]() {
      await one[Symbol.asyncDispose]()
      await two[Symbol.asyncDispose]()
    },
  }
}
async function endConnections(): Promise<number> {
  const { rowCount } = await owner.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'bus under test'`)
  return rowCount ?? 0
}

describe('the bus of several processes on one PostgreSQL', () => {
  busSuite(open)

  test('connections that are ended again and again come back, and a message is still heard once', async () => {
    await using buses = await open()
    const heard: unknown[] = []
    buses.two.hear('market', message => heard.push(message))
    buses.one.publish('market', 'before')
    await until('the first message is heard', () => heard.length === 1)
    // Ended in every state of coming back: while it connects, while it asks to listen, when it stands.
    for (let round = 0; round < 30; round++) await until('there was one to end', async () => (await endConnections()) > 0)
    let n = 0
    await until('messages flow again', () => {
      buses.one.publish('market', ++n)
      return heard.length > 1
    })
    buses.one.publish('market', 'last')
    await until('the last one is heard', () => heard.includes('last'))
    expect(new Set(heard).size, `heard twice: ${JSON.stringify(heard)}`).toBe(heard.length)
  })

  test('a message that the ring has lost by now is left out, the next one is heard', async () => {
    await using buses = await open()
    const heard: unknown[] = []
    buses.two.hear('market', message => heard.push(message))
    await owner.query(`select pg_notify('tradecraft_bus', '["r","market","999999"]')`)
    buses.one.publish('market', 'next')
    await until('the next one is heard', () => heard.length > 0)
    expect(heard).toEqual(['next'])
  })
})
