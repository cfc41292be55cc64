import { expect, test } from 'vitest'
import { auditorRole } from '#platform/host'
import { createConnection } from '#platform/sql'
import { readShardAudit } from '#services/auditor'
import { scriptedMarket } from '#testing/scripted-market'
import { until } from '#testing/until'
import { world } from '#testing/world'
import { replayShard } from './replay-shard.ts'

test('another market is another price: what waited on the old one ends, gives back what it held, and a replay says the same', async () => {
  const market = scriptedMarket()
  await using place = await world({ replace: [market.service] })
  market.show([['60000.00', '1.00000']], [['60010.00', '1.00000']])
  const alice = await place.person('alice')
  const resting = await alice.buys('BTCUSDT', '0.10000', '59000.00')
  const stop = (await alice.send({ symbol: 'BTCUSDT', side: 'buy', type: 'stop_loss', quantity: '0.01000', stop_price: '65000.00' })).body
  expect([resting.status, stop.status]).toEqual(['open', 'armed'])

  market.changeSource()
  market.show([['30000.00', '1.00000']], [['30010.00', '1.00000']])
  const stateOf = async (id: string) => alice.get<{ status: string; reason: string | null }>(`/orders/${id}`)
  await until(
    'both have ended',
    async () => (await stateOf(resting.id)).status === 'expired' && (await stateOf(stop.id)).status === 'expired',
  )
  expect((await stateOf(stop.id)).reason).toBe('FEED_CHANGED')
  expect(await alice.balances()).toEqual({ USDT: ['100000.00000000', '0.00000000'] })
  const later = await alice.buys('BTCUSDT', '0.10000', '29000.00')
  expect(later.status).toBe('open')

  await using connection = createConnection(place.database.connection({ role: auditorRole }))
  const audited = await readShardAudit(connection, 0)
  const { differences } = await replayShard({ ...audited, feed: undefined }, async () => undefined)
  expect(differences).toEqual([])
  expect(audited.live).toHaveLength(1)
})
