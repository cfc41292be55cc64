import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { roleOf, schemaOf } from '#platform/service'
import { allServices } from '../app/services.ts'
import { freshDatabase, type TestDatabase } from './postgres.ts'
import { world } from './world.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await using _ = await world({ database })
})
afterAll(() => database.stop())

async function asRole<R>(role: string | undefined, work: (client: pg.Client) => Promise<R>): Promise<R> {
  const client = new pg.Client(database.connection(role === undefined ? {} : { role }))
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
const notAllowed = '42501'

test("each service's role is refused on every table of every other schema, and may read its own", async () => {
  const schemas = allServices.map(({ manifest }) => schemaOf(manifest.name))
  const tables = await asRole(
    undefined,
    async client =>
      (
        await client.query<{ schemaname: string; tablename: string }>(
          'select schemaname, tablename from pg_tables where schemaname = any($1)',
          [schemas],
        )
      ).rows,
  )
  expect(tables.length).toBeGreaterThan(40)
  const wrong: string[] = []
  for (const { manifest } of allServices) {
    if (manifest.name === 'auditor') continue
    await asRole(roleOf(manifest.name), async client => {
      for (const { schemaname, tablename } of tables) {
        for (const statement of [
          `select 1 from ${schemaname}.${tablename} limit 1`,
          `delete from ${schemaname}.${tablename} where false`,
        ]) {
          const code = await client.query(statement).then(
            () => 'allowed',
            (error: pg.DatabaseError) => error.code,
          )
          const wanted = schemaname === schemaOf(manifest.name) ? 'allowed' : notAllowed
          if (code !== wanted) wrong.push(`${manifest.name}: ${statement}: ${code}`)
        }
      }
    })
  }
  expect(wrong).toEqual([])
})

test('the auditor may read everything and change nothing', async () => {
  await asRole(roleOf('auditor'), async client => {
    await client.query('select 1 from wallet.balances limit 1')
    for (const statement of [
      'delete from wallet.balances where false',
      'update trading.orders set status = status where false',
      `select wallet.lock_balances('{}', '{}')`,
    ]) {
      expect(
        await client.query(statement).then(
          () => 'allowed',
          (error: pg.DatabaseError) => error.code,
        ),
        statement,
      ).toBe(notAllowed)
    }
  })
})

test('a procedure is for its callers alone', async () => {
  const wrong: string[] = []
  await asRole(undefined, async client => {
    for (const { manifest: owner } of allServices) {
      for (const procedure of Object.values(owner.procedures)) {
        for (const { manifest } of allServices) {
          const { rows } = await client.query<{ allowed: boolean }>(
            `select bool_or(has_function_privilege($1, p.oid, 'execute') and has_schema_privilege($1, n.oid, 'usage')) as allowed from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname || '.' || p.proname = $2`,
            [roleOf(manifest.name), procedure.name],
          )
          const declared = Object.values(manifest.uses).some(used => used.name === procedure.name)
          if (declared && !procedure.callers.includes(manifest.name) && !procedure.callers.includes('*'))
            wrong.push(`${manifest.name} uses ${procedure.name}, which is not for it`)
          const wanted = manifest.name === owner.name || declared
          if (rows[0]?.allowed !== wanted) wrong.push(`${manifest.name} on ${procedure.name}: ${rows[0]?.allowed}, not ${wanted}`)
        }
      }
    }
  })
  expect(wrong).toEqual([])
})
