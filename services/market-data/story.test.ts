import { expect, test } from 'vitest'
import { world } from '#testing/world'
import { createMarketData } from './index.ts'

test('with a synthetic feed a newcomer buys against the market', async () => {
  const market = createMarketData()
  await using platform = await world({ replace: [market.service], environment: { FEED_URL: 'synthetic:?seed=5' } })
  const ada = await platform.person('ada')
  const order = await ada.buys('BTCUSDT', '0.01')
  expect(order).toMatchObject({ status: 'filled', filled_quantity: '0.01000000' })
  expect((await ada.fills())[0]).toMatchObject({ venue: 'external', liquidity: 'taker' })
  expect(market.feedStates()).toHaveLength(5)
  expect(market.feedStates()[0]).toMatchObject({ symbol: 'BTCUSDT', source: 'synthetic', state: 'live' })
})
