import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#testing/postgres'
import { connectionSuite, type Transactional } from '../suites/connection-suite.ts'
import { type OpenSql, sqlSuite } from '../suites/sql-suite.ts'
import { createConnection, createPool } from './index.ts'

let database: TestDatabase
let owner: pg.Client

beforeAll(async () => {
  database = await freshDatabase()
  owner = new pg.Client(database.connection())
  await owner.connect()
  await owner.query('create table money (amount int check (amount >= 0))')
})
afterAll(async () => {
  await owner.end()
  await database.stop()
})

async function opened<S extends Transactional & AsyncDisposable>(sql: S): Promise<OpenSql<S>> {
  await owner.query('truncate money')
  return { sql, [Symbol.asyncDispose]: () => sql[Symbol.asyncDispose]() }
}
const ignore = (): undefined => undefined

describe('a pool', () => {
  const open = (): Promise<OpenSql<ReturnType<typeof createPool>>> => opened(createPool(database.connection(), 3, ignore))
  sqlSuite(open)
  connectionSuite(open)

  test('never has more connections than its size, however many ask', async () => {
    await using pool = createPool(database.connection({ applicationName: 'pool under test' }), 3, ignore)
    const asked = Array.from({ length: 40 }, () => pool.query({ text: 'select pg_backend_pid() as pid', values: [] }))
    const pids = new Set((await Promise.all(asked)).map(([row]) => (row as { pid: number }).pid))
    expect(pids.size).toBeLessThanOrEqual(3)
  })
})

describe('a connection of its own', () => {
  const open = (): Promise<OpenSql<ReturnType<typeof createConnection>>> => opened(createConnection(database.connection()))
  sqlSuite(open)
  connectionSuite(open)

  test('a batch is one transaction: a failed statement undoes the ones before it', async () => {
    await using place = await open()
    const insert = (amount: number): { text: string; values: unknown[] } => ({ text: 'insert into money values ($1)', values: [amount] })
    await expect(place.sql.batch([insert(1), insert(-1), insert(2)])).rejects.toMatchObject({ code: '23514' })
    await place.sql.batch([insert(3), insert(4)])
    expect(await place.sql.query({ text: 'select amount from money order by 1', values: [] })).toEqual([{ amount: 3 }, { amount: 4 }])
  })

  test('it is one connection, opened when first used, and a closed one refuses', async () => {
    const connection = createConnection(database.connection())
    const asked = Array.from({ length: 20 }, () =>
      connection.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid', values: [] }),
    )
    expect(new Set((await Promise.all(asked)).map(([row]) => row!.pid)).size).toBe(1)
    await connection[Symbol.asyncDispose]()
    await expect(connection.query({ text: 'select 1', values: [] })).rejects.toThrow('closed')
  })
})
