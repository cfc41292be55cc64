import { expect, test } from 'vitest'
import { openDatabase } from '#platform/postgres'
import { createConnection } from '#platform/sql'
import { auditBooks } from '#services/auditor'
import { hasDebianPostgres, startDebianPostgres } from '#testing/debian-postgres'
import { scriptedMarket } from '#testing/scripted-market'
import { until } from '#testing/until'
import { world } from '#testing/world'

test.skipIf(!hasDebianPostgres)('the money path on PostgreSQL 15: hold, fill, cancel, settle, and the books balance', async () => {
  await using server = await startDebianPostgres()
  const database = await openDatabase(server.url(), { log: () => undefined })
  const market = scriptedMarket()
  await using place = await world({ database, replace: [market.service] })
  market.show([['60000.00', '1.00000']], [['60010.00', '5.00000']])
  const [alice, bob] = [await place.person('alice'), await place.person('bob')]
  expect((await alice.buys('BTCUSDT', '0.50000', '60010.00')).status).toBe('filled')
  const offer = await alice.sells('BTCUSDT', '0.30000', '60005.00')
  expect((await bob.buys('BTCUSDT', '0.10000', '60010.00')).fills?.map(({ venue }) => venue)).toEqual(['internal'])
  expect((await alice.cancels(offer.id)).body.status).toBe('canceled')
  expect(await alice.balances()).toEqual({ BTC: ['0.39950000', '0.00000000'], USDT: ['75989.49950000', '0.00000000'] })
  await using connection = createConnection(database.connection())
  await until('the books balance', async () => (await auditBooks(connection)).every(({ broken }) => broken.length === 0))
})
