import pg from 'pg'
import { describe, expect, test } from 'vitest'
import type { Fill } from '#contracts/routes/orders'
import type { Portfolio, Position } from '#contracts/routes/portfolio'
import type { Transaction } from '#contracts/routes/wallet'
import type { Person } from '#testing/people'
import { scriptedMarket } from '#testing/scripted-market'
import { world } from '#testing/world'
import { eight, naivePosition } from './naive.model.ts'

interface Positions {
  readonly items: readonly Position[]
  readonly behind: boolean
  readonly unpriced: readonly string[]
}

async function all<T>(person: Person, path: string): Promise<T[]> {
  const items: T[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: T[]; next_cursor: string | null } = await person.get(
      `${path}?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )
    items.push(...page.items)
    cursor = page.next_cursor
  }
  return items
}

/** Every figure of the portfolio again from the fills and the ledger, to the unit. */
async function checkAgainstLedger(person: Person, mark: bigint): Promise<void> {
  const portfolio = await person.get<Portfolio>('/portfolio')
  const positions = await person.get<Positions>('/portfolio/positions')
  const fills = (await all<Fill>(person, '/fills')).sort((a, b) => a.seq - b.seq)
  const ledger = await all<Transaction>(person, '/wallet/transactions')
  const naive = naivePosition(fills)
  const totalOf = (asset: string): bigint => ledger.filter(line => line.asset === asset).reduce((sum, line) => sum + eight(line.amount), 0n)
  expect([portfolio.behind, positions.behind, portfolio.unpriced]).toEqual([false, false, []])
  expect(eight(portfolio.cash)).toBe(totalOf('USDT'))
  const position = positions.items.find(({ asset }) => asset === 'BTC')
  expect(eight(position?.quantity ?? '0')).toBe(totalOf('BTC'))
  expect(eight(position?.quantity ?? '0')).toBe(naive.quantity)
  expect(eight(position?.cost_basis ?? '0')).toBe(naive.cost)
  expect(eight(portfolio.realized_pnl)).toBe(naive.realized)
  expect(eight(portfolio.fees_paid)).toBe(naive.fees)
  expect((position?.lots ?? []).map(({ quantity, trade_id }) => [eight(quantity), trade_id])).toEqual(
    naive.lots.map(({ quantity, tradeId }) => [quantity, tradeId]),
  )
  const value = (naive.quantity * mark) / 1_000n // the mark has three decimals
  expect(eight(portfolio.positions_value)).toBe(value)
  expect(eight(portfolio.unrealized_pnl)).toBe(value - naive.cost)
  expect(eight(portfolio.equity) - 100_000_00000000n).toBe(eight(portfolio.realized_pnl) + eight(portfolio.unrealized_pnl))
}

/** Whole numbers below `below`, the same for a seed every time. */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % below
  }
}

describe('a portfolio', () => {
  test('a new account is worth its start balance and has no positions', async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    const alice = await place.person('alice')
    const portfolio = await alice.get<Portfolio>('/portfolio')
    expect(portfolio).toMatchObject({
      currency: 'USDT',
      equity: '100000.00000000',
      cash: '100000.00000000',
      positions_value: '0.00000000',
      realized_pnl: '0.00000000',
      return_percent: '0.0000',
    })
    expect(await alice.get<Positions>('/portfolio/positions')).toMatchObject({ items: [], unpriced: [] })
    expect(await alice.get('/portfolio/performance')).toMatchObject({
      total_return: '0.00000000',
      max_drawdown: '0.00000000',
      sharpe: null,
      sortino: null,
      volatility: null,
      periods_per_year: 365,
      sample_size: 0,
    })
  })

  test('seeded buys and sells at moving prices, and trades between people, agree with the ledger to the unit', async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    const [alice, bob] = [await place.person('alice'), await place.person('bob')]
    const random = seeded(7)
    const priceOf = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
    let mid = 6_000_000
    for (let step = 0; step < 40; step++) {
      mid += random(20_001) - 10_000
      const [bid, ask] = [mid - 50 - random(40), mid + 50 + random(40)]
      market.show([[priceOf(bid), '3.00000']], [[priceOf(ask), '3.00000']])
      const quantity = `0.0${String(1 + random(999)).padStart(3, '0')}7`
      const person = random(3) === 0 ? bob : alice
      const held = (await person.balances()).BTC?.[0] ?? '0.00000000'
      if (random(2) === 0 && eight(held) > 100_000n) {
        const amount = random(4) === 0 ? held.slice(0, -3) : quantity
        await person.sells('BTCUSDT', eight(amount) <= eight(held) ? amount : held.slice(0, -3))
      } else await person.buys('BTCUSDT', quantity)
      if (step % 10 === 5 && eight((await alice.balances()).BTC?.[0] ?? '0') > 2_000_000n) {
        await alice.sells('BTCUSDT', '0.01000', priceOf(mid))
        await bob.buys('BTCUSDT', '0.01000', priceOf(mid + 10))
      }
      if (step % 8 === 7) for (const one of [alice, bob]) await checkAgainstLedger(one, BigInt(bid + ask) * 5n)
    }
  })

  test('a sale through several lots leaves the rest of the last one with the rest of its cost', async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    const alice = await place.person('alice')
    for (const price of ['60000.00', '60010.00', '60020.00']) {
      market.show([['50000.00', '5.00000']], [[price, '5.00000']])
      await alice.buys('BTCUSDT', '0.10000')
    }
    market.show([['61000.00', '5.00000']], [['61000.01', '5.00000']])
    await alice.sells('BTCUSDT', '0.25000')
    const { items } = await alice.get<Positions>('/portfolio/positions')
    expect(items).toMatchObject([{ asset: 'BTC', symbol: 'BTCUSDT', quantity: '0.04970000', mark_price: '61000.005' }])
    expect(items[0]!.lots.map(({ quantity }) => quantity)).toEqual(['0.04970000'])
    await checkAgainstLedger(alice, 61_000_005n)
  })

  test('a sale may reach through more lots than are read at first', async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    market.show([['60000.00', '5.00000']], [['60000.01', '5.00000']])
    const alice = await place.person('alice')
    for (let bought = 0; bought < 70; bought++) await alice.buys('BTCUSDT', '0.00100')
    await alice.sells('BTCUSDT', '0.06600')
    await checkAgainstLedger(alice, 60_000_005n)
    await alice.sells('BTCUSDT', '0.00393')
    expect((await alice.get<Positions>('/portfolio/positions')).items).toEqual([])
  })

  test('a wide spread is priced by the last print, and without any price the asset is listed as unpriced', async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    market.show([['59000.00', '1.00000']], [['60000.00', '1.00000']])
    const alice = await place.person('alice')
    await alice.buys('BTCUSDT', '0.10000', '60000.00')
    market.show([], [])
    const without = await alice.get<Positions>('/portfolio/positions')
    expect([without.unpriced, without.items[0]!.market_value]).toEqual([['BTC'], null])
    expect(await alice.get<Portfolio>('/portfolio')).toMatchObject({ unpriced: ['BTC'], equity: '94000.00000000', behind: false })
    market.show([['59000.00', '1.00000']], [['60000.00', '1.00000']])
    market.print('buy', '59900.00', '0.00010')
    const { items } = await alice.get<Positions>('/portfolio/positions')
    expect(items[0]).toMatchObject({ mark_price: '59900.000', market_value: '5984.01000000' })
  })

  test('equity is kept over time, a minute at most once, and the curve ends now', async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    market.show([['60000.00', '5.00000']], [['60000.01', '5.00000']])
    const alice = await place.person('alice')
    for (let step = 0; step < 3; step++) await alice.buys('BTCUSDT', '0.10000')
    market.pass(2_000)
    market.show([['54000.00', '5.00000']], [['54000.01', '5.00000']])
    const { equity } = await alice.get<Portfolio>('/portfolio')
    const performance = await alice.get<{ equity_curve: { at: string; equity: string }[]; total_return: string; max_drawdown: string }>(
      '/portfolio/performance?window=7d',
    )
    expect(performance.equity_curve).toHaveLength(3)
    expect(performance.equity_curve[0]!.equity).toBe('100000.00000000')
    expect(performance.equity_curve.at(-1)!.equity).toBe(equity)
    expect(Number(performance.total_return)).toBeCloseTo(Number(equity) / 100_000 - 1, 8)
    expect(performance.max_drawdown).toBe(performance.total_return)
  })

  test('a projection that cannot keep up says behind, and nothing is lost when it can again', async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    market.show([['60000.00', '5.00000']], [['60000.01', '5.00000']])
    const alice = await place.person('alice')
    await alice.buys('BTCUSDT', '0.10000')
    expect((await alice.get<Portfolio>('/portfolio')).behind).toBe(false)
    const blocker = new pg.Client(place.database.connection())
    await blocker.connect()
    await blocker.query('begin; lock table portfolio.positions, portfolio.balances in exclusive mode')
    for (const quantity of ['0.20000', '0.10000', '0.30000']) await alice.buys('BTCUSDT', quantity)
    await alice.sells('BTCUSDT', '0.25000')
    expect((await alice.get<Portfolio>('/portfolio')).behind).toBe(true)
    expect((await alice.get<Positions>('/portfolio/positions')).behind).toBe(true)
    await blocker.query('rollback')
    await blocker.end()
    await checkAgainstLedger(alice, 60_000_005n)
  })

  test("somebody else's account is unknown", async () => {
    const market = scriptedMarket()
    await using place = await world({ replace: [market.service] })
    const [alice, bob] = [await place.person('alice'), await place.person('bob')]
    const { account_id: id } = await alice.get<Portfolio>('/portfolio')
    for (const path of ['/portfolio', '/portfolio/positions', '/portfolio/performance']) {
      const reply = await place.api.call<{ code: string }>('GET', `${path}?account_id=${id}`, { token: bob.token })
      expect([reply.status, reply.body.code]).toEqual([404, 'UNKNOWN_ACCOUNT'])
    }
  })
})
