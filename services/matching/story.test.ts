import { describe, expect, test } from 'vitest'
import { scriptedMarket } from '#testing/scripted-market'
import { until } from '#testing/until'
import { world } from '#testing/world'

describe('the first trade', () => {
  test('a limit buy is held, filled against the market, settled and charged', async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    market.show(
      [['60000.00', '1.00000']],
      [
        ['60010.00', '0.50000'],
        ['60020.00', '2.00000'],
      ],
    )
    const alice = await place.person('alice')
    expect(await alice.balances()).toEqual({ USDT: ['100000.00000000', '0.00000000'] })
    const order = await alice.buys('BTCUSDT', '0.60000', '60020.00')
    expect(order).toMatchObject({
      status: 'filled',
      filled_quantity: '0.60000000',
      filled_quote: '36007.00000000',
      average_price: '60011.66',
    })
    expect(order.fills?.map(({ price, quantity, venue, liquidity }) => [price, quantity, venue, liquidity])).toEqual([
      ['60010.00', '0.50000000', 'external', 'taker'],
      ['60020.00', '0.10000000', 'external', 'taker'],
    ])
    expect(await alice.balances()).toEqual({ BTC: ['0.59940000', '0.00000000'], USDT: ['63993.00000000', '0.00000000'] })
  })

  test('two people trade with each other by price and time, and a cancel gives back exactly what it held', async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    market.show([['60000.00', '1.00000']], [['60010.00', '5.00000']])
    const [alice, bob] = [await place.person('alice'), await place.person('bob')]
    await alice.buys('BTCUSDT', '1.00000', '60010.00')
    const offer = await alice.sells('BTCUSDT', '0.50000', '60005.00')
    expect(offer.status).toBe('open')
    const bought = await bob.buys('BTCUSDT', '0.20000', '60010.00')
    expect(bought.fills?.map(({ price, venue }) => [price, venue])).toEqual([['60005.00', 'internal']])
    await until(
      'the offer shows its fill',
      async () => (await alice.get<{ status: string }>(`/orders/${offer.id}`)).status === 'partially_filled',
    )
    expect((await alice.balances()).BTC).toEqual(['0.49900000', '0.30000000'])
    const canceled = await alice.cancels(offer.id)
    expect([canceled.status, canceled.body.status, canceled.body.remaining_quantity]).toEqual([200, 'canceled', '0.30000000'])
    expect((await alice.balances()).BTC).toEqual(['0.79900000', '0.00000000'])
  })
})
