import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { migrate, openDatabase, prepareSchema, StartRefused } from '#platform/postgres'
import { hasDebianPostgres, startDebianPostgres } from '#testing/debian-postgres'
import { freshDatabase, testServer } from '#testing/postgres'
import { externalConnection, refuse } from './external.ts'
import type { ServerFacts } from './external.ts'

const good: ServerFacts = {
  version: 15,
  settings: { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' },
  user: 'trader',
  database: 'trade "craft"',
  canCreateRoles: true,
  canCreateSchemas: true,
}

describe('an external server is refused', () => {
  test.each<[string, Partial<ServerFacts>, string]>([
    ['when it is too old', { version: 14 }, 'TradeCraft needs PostgreSQL 15 or newer; DATABASE_URL leads to version 14.'],
    [
      'when it loses acknowledged orders',
      { settings: { ...good.settings, synchronous_commit: 'off' } },
      'set synchronous_commit = on and reload it.',
    ],
    ['when we may not create roles', { canCreateRoles: false }, 'alter role "trader" createrole;'],
    [
      'when we may not create schemas',
      { canCreateSchemas: false },
      'grant create on database "trade ""craft""" to "trader"; grant create on schema public to "trader";',
    ],
  ])('%s', (_, difference, sentence) => {
    expect(() => refuse(good)).not.toThrow()
    expect(() => refuse({ ...good, ...difference })).toThrow(StartRefused)
    expect(() => refuse({ ...good, ...difference })).toThrow(sentence)
  })

  test('when its real settings say so: the test server runs without fsync', async () => {
    await expect(openDatabase(urlOf('postgres'), { log: () => {} })).rejects.toThrow('runs with fsync = off')
  })

  test('when it does not answer, without showing the password', async () => {
    const opening = openDatabase('postgres://trader:hush@127.0.0.1:1/tradecraft', { log: () => {} })
    await expect(opening).rejects.toThrow('PostgreSQL at 127.0.0.1:1/tradecraft cannot be used (connect ECONNREFUSED')
    await expect(opening).rejects.not.toThrow('hush')
  })

  test.each(['mysql://localhost/x', 'embedded:', 'nonsense'])('when %s is no address of one', async url => {
    await expect(openDatabase(url, { log: () => {} })).rejects.toThrow('DATABASE_URL must be embedded:<folder> or postgres://')
  })
})

test('a connection under a role, to another database, keeps what the URL says', async () => {
  await using database = await freshDatabase()
  const settings = externalConnection(urlOf('postgres', '-c statement_timeout=5000'), {
    role: 'pg_monitor',
    database: database.name,
    applicationName: 'book keeper',
  })
  const client = new pg.Client(settings)
  await client.connect()
  const { rows } = await client.query(
    `select current_user as role, current_database() as database, current_setting('application_name') as name, current_setting('statement_timeout') as timeout`,
  )
  await client.end()
  expect(rows).toEqual([{ role: 'pg_monitor', database: database.name, name: 'book keeper', timeout: '5s' }])
})

test.skipIf(!hasDebianPostgres)('PostgreSQL 15 serves a user who may only do what the sentences ask for', async () => {
  await using server = await startDebianPostgres()
  const superuser = new pg.Client(server.url())
  await superuser.connect()
  await superuser.query('create role trader login')
  await expect(openDatabase(server.url('trader'), { log: () => {} })).rejects.toThrow('alter role "trader" createrole;')
  await superuser.query('alter role "trader" createrole')
  await expect(openDatabase(server.url('trader'), { log: () => {} })).rejects.toThrow('grant create on database "postgres" to "trader";')
  await superuser.query('grant create on database "postgres" to "trader"; grant create on schema public to "trader"')
  await superuser.end()
  const database = await openDatabase(server.url('trader'), { log: () => {} })
  const client = new pg.Client(database.connection())
  await client.connect()
  await prepareSchema(client, { schema: 'shop', role: 'shop' })
  await migrate(client, [{ schema: 'shop', name: '1', sql: 'create table shop.orders (id int)', role: 'shop' }])
  await client.end()
  const clerk = new pg.Client(database.connection({ role: 'shop' }))
  await clerk.connect()
  await clerk.query('insert into shop.orders values (1)')
  await clerk.end()
})

function urlOf(database: string, options?: string): string {
  const { host, user } = testServer().connection()
  return `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host ?? '')}${options === undefined ? '' : `&options=${encodeURIComponent(options)}`}`
}
