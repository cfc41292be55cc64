import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { migrate, prepareSchema, StartRefused } from '#platform/postgres'
import type { Migration } from '#platform/postgres'
import { freshDatabase, templateDatabase } from '#testing/postgres'
import type { TestDatabase } from '#testing/postgres'

const first: Migration = { schema: 'shop', name: '1_orders', sql: 'create schema shop; create table shop.orders (id int primary key)' }
const second: Migration = { schema: 'shop', name: '2_notes', sql: 'alter table shop.orders add note text' }

let database: TestDatabase
let client: pg.Client

beforeEach(async () => {
  database = await freshDatabase()
  client = await connected(database)
})

afterEach(async () => {
  await client.end()
  await database.stop()
})

describe('migrate', () => {
  test('applies what is missing, in order, once', async () => {
    expect(await migrate(client, [first])).toEqual([first])
    expect(await migrate(client, [first, second])).toEqual([second])
    expect(await migrate(client, [first, second])).toEqual([])
    await client.query(`insert into shop.orders (id, note) values (1, 'kept')`)
  })

  test('refuses a file that was changed after it had been applied', async () => {
    await migrate(client, [first])
    const changed = migrate(client, [{ ...first, sql: `${first.sql} -- edited` }])
    await expect(changed).rejects.toThrow(StartRefused)
    await expect(changed).rejects.toThrow('Migration shop/1_orders was changed after it had been applied')
  })

  test('refuses a database that a newer release brought forward', async () => {
    await migrate(client, [first, second])
    await expect(migrate(client, [first])).rejects.toThrow('brought forward by a newer TradeCraft (migration shop/2_notes)')
  })

  test('leaves no trace of a step that fails, and names the place', async () => {
    const broken: Migration = { schema: 'shop', name: '2_broken', sql: 'create table shop.half (id int);\nselect nonsense' }
    await expect(migrate(client, [first, broken])).rejects.toThrow(
      'migration shop/2_broken failed at line 2: column "nonsense" does not exist',
    )
    const { rows } = await client.query(
      `select to_regclass('shop.half') as half, (select count(*)::int from public.migrations) as recorded`,
    )
    expect(rows).toEqual([{ half: null, recorded: 1 }])
    expect(await migrate(client, [first, second])).toEqual([second])
  })

  test('lets two processes start together', async () => {
    await using other = await disposable(database)
    const applied = await Promise.all([migrate(client, [first, second]), migrate(other.client, [first, second])])
    expect(applied.map(list => list.length).toSorted()).toEqual([0, 2])
  })

  test('makes things as the role that shall own them', async () => {
    await prepareSchema(client, { schema: 'mine', role: 'shop_owner' })
    await migrate(client, [{ schema: 'mine', name: '1', sql: 'create table mine.things (id int)', role: 'shop_owner' }])
    const { rows } = await client.query(`select tableowner from pg_tables where schemaname = 'mine'`)
    expect(rows).toEqual([{ tableowner: 'shop_owner' }])
    const { rows: me } = await client.query('select current_user as me')
    expect(me).toEqual([{ me: 'postgres' }])
  })
})

describe('prepareSchema', () => {
  test('may be done by many at once', async () => {
    const role = `crowd_${database.name}`
    const others = await Promise.all([1, 2, 3, 4].map(() => connected(database)))
    await Promise.all(others.map(other => prepareSchema(other, { schema: 'crowded', role })))
    await Promise.all(others.map(other => other.end()))
    const { rows } = await client.query(`select nspowner::regrole::text as owner from pg_namespace where nspname = 'crowded'`)
    expect(rows).toEqual([{ owner: role }])
  })

  test('serves a user who may create roles but is no superuser', async () => {
    await client.query(`create role plain_${database.name} createrole; grant create on database ${database.name} to plain_${database.name}`)
    await using plain = await disposable(database, `plain_${database.name}`)
    await prepareSchema(plain.client, { schema: 'humble', role: `humble_${database.name}` })
    await migrate(client, [{ schema: 'humble', name: '1', sql: 'create table humble.things (id int)', role: `humble_${database.name}` }])
    const { rows } = await plain.client.query(`select count(*)::int from pg_tables where schemaname = 'humble'`)
    expect(rows).toEqual([{ count: 1 }])
  })

  test('gives connections that run as the role and nothing more', async () => {
    await prepareSchema(client, { schema: 'mine', role: 'clerk' })
    await client.query('create table public.secrets (id int)')
    await using clerk = await disposable(database, 'clerk')
    await clerk.client.query('create table mine.notes (id int)')
    await expect(clerk.client.query('select * from public.secrets')).rejects.toThrow('permission denied for table secrets')
    await clerk.client.query('reset role')
    await expect(clerk.client.query('select * from public.secrets')).rejects.toThrow('permission denied for table secrets')
  })
})

test('a template is prepared once and copied', async () => {
  let prepared = 0
  async function prepare(connection: pg.ClientConfig): Promise<void> {
    prepared += 1
    const builder = new pg.Client(connection)
    await builder.connect()
    await builder.query('create table ready (id int)')
    await builder.end()
  }
  const key = `ready ${database.name}`
  const names = await Promise.all([templateDatabase(key, prepare), templateDatabase(key, prepare)])
  expect(new Set(names).size).toBe(1)
  expect(prepared).toBe(1)
  await using copy = await freshDatabase(names[0])
  await using inCopy = await disposable(copy)
  await inCopy.client.query('insert into ready values (1)')
})

async function connected(target: TestDatabase, role?: string): Promise<pg.Client> {
  const made = new pg.Client(target.connection(role === undefined ? {} : { role }))
  await made.connect()
  return made
}

async function disposable(target: TestDatabase, role?: string): Promise<AsyncDisposable & { readonly client: pg.Client }> {
  const made = await connected(target, role)
  return { client: made, [Symbol.asyncDispose]: () => made.end() }
}
