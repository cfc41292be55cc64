import { expect, test } from 'vitest'
import { toRules } from '#contracts/instruments'
import type { Context } from '#platform/service'
import { createConnection } from '#platform/sql'
import { btcusdt, scriptedMarket } from '#testing/scripted-market'
import { world } from '#testing/world'
import { wallet } from './index.ts'

test('an asset whose first transaction was rolled back is written by the next one', async () => {
  await using place = await world({ replace: [scriptedMarket().service] })
  await using connection = createConnection(place.database.connection())
  const { consumers } = await wallet.start({ sql: connection } as unknown as Context)
  const payload = toRules({ ...btcusdt, symbol: 'NEWUSDT', baseAsset: 'NEW' }, true)
  const apply = (isLost: boolean): Promise<void> =>
    connection.transaction(async tx => {
      await consumers['instrumentUpdated']!([{ payload } as never], tx as never)
      if (isLost) throw new Error('the connection broke')
    })
  await expect(apply(true)).rejects.toThrow('broke')
  await apply(false)
  const statement = { text: "select scale from wallet.assets where asset = 'NEW'", values: [] }
  expect(await connection.query(statement)).toEqual([{ scale: btcusdt.baseScale }])
})
