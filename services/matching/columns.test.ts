import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#testing/postgres'
import * as columns from './columns.ts'

let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await freshDatabase()
  client = new pg.Client(database.connection())
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.stop()
})

const id = '0198f3a2-7c41-7bd0-9e55-00ff10a2b3c4'
const cases: readonly [type: string, column: Buffer, values: readonly (string | null)[]][] = [
  ['uuid', columns.uuids([id, null]), [id, null]],
  ['text', columns.texts(['', 'BTC', '{"a":"b\\"c, {NULL}"}', 'ä€😀', null]), ['', 'BTC', '{"a":"b\\"c, {NULL}"}', 'ä€😀', null]],
  [
    'bigint',
    columns.bigints([0n, -1n, 9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n, 7, null]),
    ['0', '-1', '9223372036854775807', '-9223372036854775808', '7', null],
  ],
  ['int', columns.ints([0, -1, 2_147_483_647]), ['0', '-1', '2147483647']],
  ['boolean', columns.booleans([true, false]), ['true', 'false']],
  [
    'timestamptz',
    columns.timestamps(['2026-11-25T12:00:00.123Z', '1999-12-31T23:59:59.999Z']),
    ['2026-11-25 12:00:00.123+00', '1999-12-31 23:59:59.999+00'],
  ],
]

test.each(cases)('a column of %s arrives as it was sent', async (type, column, values) => {
  const { rows } = await client.query<{ value: string | null }>({
    text: `select value::text from unnest($1::${type}[]) as value`,
    values: [column],
  })
  expect(rows.map(({ value }) => value)).toEqual(values)
})

test.each([columns.uuids([]), columns.texts([]), columns.bigints([])])('an empty column is an array without elements', async column => {
  const type = ['uuid', 'text', 'bigint'][[2950, 25, 20].indexOf(column.readInt32BE(8))]!
  const { rows } = await client.query<{ n: number }>({ text: `select cardinality($1::${type}[]) as n`, values: [column] })
  expect(rows).toEqual([{ n: 0 }])
})
