/** The main job, told once and run in every shape of the platform: two people, a market, orders, fills, money. */
import { expect } from 'vitest'
import type { Order } from '#contracts/routes/orders'
import type { Portfolio, Position } from '#contracts/routes/portfolio'
import { type Api, type Person, registerPerson } from './people.ts'
import { until } from './until.ts'

/** Plays the story against a running platform; `settled` is called after each step, when everything must add up. */
export async function firstTrade(api: Api, settled: (step: string, people: readonly Person[]) => Promise<void>): Promise<void> {
  await until(
    'the market is open',
    async () => (await api.call<{ asks?: unknown[] }>('GET', '/market/BTCUSDT/orderbook?depth=5')).body.asks?.length === 5,
    20_000,
  )
  const [alice, bob] = [await registerPerson(api, 'alice'), await registerPerson(api, 'bob')]
  const people = [alice, bob]
  expect(await alice.balances()).toEqual({ USDT: ['100000.00000000', '0.00000000'] })

  const bought = await alice.buys('BTCUSDT', '0.50000')
  expect([bought.status, bought.fills!.every(fill => fill.venue === 'external' && fill.liquidity === 'taker')]).toEqual(['filled', true])
  await settled('alice bought from the market', people)

  const resting = await bob.buys('BTCUSDT', '0.10000', '20000.00')
  expect([resting.status, (await bob.balances())['USDT']]).toEqual(['open', ['98000.00000000', '2000.00000000']])
  expect((await bob.cancels(resting.id)).body.status).toBe('canceled')
  expect(await bob.balances()).toEqual({ USDT: ['100000.00000000', '0.00000000'] })
  await settled('bob took an order back', people)

  const met = await meet(api, alice, bob)
  expect([met.fills![0]!.venue, met.fills![0]!.price]).toEqual(['internal', met.price])
  await settled('bob bought from alice', people)

  const half = await alice.sells('BTCUSDT', '0.20000')
  expect(half.status).toBe('filled')
  const portfolio = await alice.get<Portfolio>('/portfolio')
  expect([portfolio.behind, portfolio.currency]).toEqual([false, 'USDT'])
  const positions = await alice.get<{ items: Position[] }>('/portfolio/positions')
  expect(positions.items.map(({ asset }) => asset)).toContain('BTC')
  await settled('alice sold a part to the market', people)

  const refused = await bob.send({ symbol: 'BTCUSDT', side: 'sell', type: 'limit', quantity: '5.00000', price: '99999.00' })
  expect([refused.status, (refused.body as unknown as { code: string }).code]).toEqual([403, 'INSUFFICIENT_BALANCE'])
  await settled('bob was refused', people)
}

/**
 * Alice offers at the best ask and bob buys through what is queued before her: tried while the market shows little enough there for his
 * money, and again when the market was quicker.
 */
async function meet(api: Api, alice: Person, bob: Person): Promise<Order> {
  let met: Order | undefined
  await until(
    'alice and bob meet',
    async () => {
      const book = (await api.call<{ asks: [string, string][] }>('GET', '/market/BTCUSDT/orderbook?depth=1')).body
      const [price, shown] = book.asks[0]!
      const affordable = (0.95 * Number((await bob.balances())['USDT']![0])) / Number(price)
      if (Number(shown) > affordable - 0.02) return false
      const offer = await alice.sells('BTCUSDT', '0.01000', price)
      if (offer.status !== 'open') return false
      const order = await bob.send({
        symbol: 'BTCUSDT',
        side: 'buy',
        type: 'limit',
        quantity: affordable.toFixed(5),
        price,
        time_in_force: 'ioc',
      })
      await alice.cancels(offer.id)
      const fills = order.body.fills?.filter(fill => fill.venue === 'internal') ?? []
      if (fills.length === 0) {
        // What bob got from the market goes back, so that he can try again.
        if (order.status === 201 && Number(order.body.filled_quantity) > 0)
          await bob.sells('BTCUSDT', (await bob.balances())['BTC']![0].slice(0, -3))
        return false
      }
      met = { ...order.body, fills }
      return true
    },
    30_000,
  )
  return met!
}
