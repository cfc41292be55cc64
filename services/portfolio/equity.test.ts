import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toRules } from '#contracts/instruments'
import type { Portfolio } from '#contracts/routes/portfolio'
import { createConnection } from '#platform/sql'
import type { Connection } from '#platform/service'
import type { Person } from '#testing/people'
import { btcusdt, type ScriptedMarket, scriptedMarket } from '#testing/scripted-market'
import { until } from '#testing/until'
import { world, type World } from '#testing/world'
import { createMarkets, type Markets } from './markets.ts'
import { eight } from './naive.model.ts'
import { createRecentTraders, recentMax } from './recent-traders.ts'
import { createEquityRecorder, type EquityRecorder } from './record-equity.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
const monday = Date.UTC(2026, 0, 5)

interface Performance {
  readonly equity_curve: readonly { readonly at: string; readonly equity: string }[]
  readonly max_drawdown: string | null
  readonly total_return: string | null
  readonly sharpe: number | null
}
const performanceOf = (person: Person, window: string): Promise<Performance> => person.get(`/portfolio/performance?window=${window}`)

describe('a young account', () => {
  let market: ScriptedMarket
  let place: World
  let owner: Connection
  beforeAll(async () => {
    market = scriptedMarket()
    place = await world({ replace: [market.service] })
    owner = createConnection(place.database.connection())
    market.show([['60000.00', '5.00000']], [['60000.01', '5.00000']])
  })
  afterAll(async () => {
    await owner[Symbol.asyncDispose]()
    await place[Symbol.asyncDispose]()
  })
  const today = async (): Promise<number | undefined> =>
    (await owner.query<{ opened_at: number }>({ text: 'select opened_at from portfolio.market_day', values: [] }))[0]?.opened_at

  test('that never traded has a flat line in every window, and no ratio', async () => {
    const carol = await place.person('carol')
    for (const window of ['1d', '7d', '30d', 'all']) {
      const { equity_curve: curve, max_drawdown: drawdown, sharpe } = await performanceOf(carol, window)
      expect([curve.map(({ equity }) => equity), drawdown, sharpe]).toEqual([['100000.00000000', '100000.00000000'], '0.00000000', null])
      expect(Date.parse(curve[1]!.at)).toBeGreaterThan(Date.parse(curve[0]!.at))
    }
    expect(await carol.get('/portfolio')).toMatchObject({ day_pnl: '0.00000000', day_pnl_percent: '0.0000' })
    for (const window of ['0d', '1h', 'ALL', '', '10000d', 'all1d'])
      expect((await place.api.call('GET', `/portfolio/performance?window=${window}`, { token: carol.token })).status, window).toBe(422)
  })
  test('draws a curve from its first fill on: its beginning, each minute it traded in, and now, at least a second apart', async () => {
    const alice = await place.person('alice')
    for (let step = 0; step < 3; step += 1) {
      await alice.buys('BTCUSDT', '0.10000')
      expect((await alice.get<Portfolio>('/portfolio')).behind).toBe(false) // trades that are applied together make one point
      market.pass(minuteMs)
    }
    const { equity } = await alice.get<Portfolio>('/portfolio')
    const curve = (await performanceOf(alice, '1d')).equity_curve
    expect(curve).toHaveLength(5)
    expect([curve[0]!.equity, curve.at(-1)!.equity]).toEqual(['100000.00000000', equity])
    const seconds = curve.map(({ at }) => Math.floor(Date.parse(at) / 1_000))
    expect(seconds).toEqual([...new Set(seconds)].sort((a, b) => a - b))
    for (const window of ['7d', 'all']) expect((await performanceOf(alice, window)).equity_curve).toEqual(curve)
  })
  test("tells the day's profit since it began, and from midnight of market time on since then", async () => {
    const bob = await place.person('bob')
    await until('the day is known', async () => (await today()) !== undefined)
    const before = (await today())!
    await bob.buys('BTCUSDT', '0.50000')
    const first = await bob.get<Portfolio>('/portfolio')
    expect(eight(first.day_pnl!)).toBe(eight(first.equity) - 100_000_00000000n)
    market.show([['61000.00', '5.00000']], [['61000.01', '5.00000']])
    await until('the new price is known', async () => (await bob.get<Portfolio>('/portfolio')).equity !== first.equity)
    const evening = await bob.get<Portfolio>('/portfolio')
    market.pass(dayMs - (market.now() % dayMs))
    await until('the next day has begun', async () => (await today()) === before + dayMs)
    expect(await bob.get('/portfolio')).toMatchObject({ equity: evening.equity, day_pnl: '0.00000000', day_pnl_percent: '0.0000' })
    market.show([['60500.00', '5.00000']], [['60500.01', '5.00000']])
    await until('the price of the morning is known', async () => (await bob.get<Portfolio>('/portfolio')).equity !== evening.equity)
    const morning = await bob.get<Portfolio>('/portfolio')
    const change = eight(morning.equity) - eight(evening.equity)
    expect([eight(morning.day_pnl!), change < 0n]).toEqual([change, true])
    expect(Number(morning.day_pnl_percent)).toBeCloseTo((Number(change) / Number(eight(evening.equity))) * 100, 3)
    market.show([], [])
    await until('nothing has a price', async () => (await bob.get<Portfolio>('/portfolio')).day_pnl === null)
  })
})

/** The recorder on real tables, with markets and accounts the test decides. */
describe('the record of equity', () => {
  let place: World
  let sql: Connection
  let markets: Markets
  let recorder: EquityRecorder
  let recent: ReturnType<typeof createRecentTraders>
  const ids = [1, 2, 3].map(n => `00000000-0000-4000-8000-00000000000${n}`) as [string, string, string]
  let seq = 0

  beforeAll(async () => {
    place = await world({ replace: [scriptedMarket().service] })
    sql = createConnection(place.database.connection())
    markets = createMarkets(() => undefined)
    markets.learnRules([toRules(btcusdt, true)])
    recent = createRecentTraders(new Registry())
    recorder = createEquityRecorder({ sql, write: work => sql.transaction(work), markets, recent })
    // One who trades, one who only holds, one who has sold everything; each began with 1,000 USDT.
    for (const id of ids) await run(`insert into portfolio.accounts values ($1, $1, 'USDT', 100000000000, to_timestamp(0))`, [id])
    const hold =
      'insert into portfolio.positions (account_id, asset, quantity, cost, realized, fees_paid, lots_opened, moved_at) values ($1, $2, $3, $4, 0, 0, 1, $5)'
    await run(hold, [ids[0], 'BTC', 1_000_000n, 60_000_000_000n, new Date(monday).toISOString()])
    await run(hold, [ids[1], 'BTC', 1_000_000n, 60_000_000_000n, new Date(monday - 2 * dayMs).toISOString()])
    await run(hold, [ids[2], 'BTC', 0n, 0n, new Date(monday - 2 * dayMs).toISOString()])
  })
  afterAll(async () => {
    await sql[Symbol.asyncDispose]()
    await place[Symbol.asyncDispose]()
  })
  const run = (text: string, values: unknown[] = []): Promise<object[]> => sql.query({ text, values })
  function tell(at: number, price: string): void {
    const levels = (quote: string): [string, string][] => [[quote, '1.00000']]
    const prev = seq++
    const common = { symbol: 'BTCUSDT', source: 'synthetic' as const }
    markets.learnBook({
      ...common,
      seq,
      prev_seq: prev,
      snapshot: true,
      bids: levels(price),
      asks: levels(price),
      state: 'live',
      last_price: null,
      market_time: null,
      at: '',
    })
    markets.learnFrames({ ...common, session: 1, prev_n: prev, frames: [{ n: seq, t: at, kind: 'tick' }] })
  }
  async function points(id: string): Promise<readonly (readonly [minute: number, equity: bigint])[]> {
    const rows = (await run('select at, equity from portfolio.portfolios where account_id = $1 order by at', [id])) as {
      at: number
      equity: bigint
    }[]
    return rows.map(({ at, equity }) => [(at - monday) / minuteMs, equity / 100_000_000n] as const)
  }

  test('has a point a minute for who traded within a day, while it changes, and the trade of a minute stays', async () => {
    await recorder.recordMinute() // no market yet
    tell(monday + 5 * minuteMs + 7, '61000.00')
    await recorder.recordMinute()
    tell(monday + 6 * minuteMs, '61000.00')
    await recorder.recordMinute() // nothing changed
    tell(monday + 7 * minuteMs, '62000.00')
    await run(`insert into portfolio.portfolios values ($1, $2, 100000000, 0, 0, $2)`, [
      ids[0],
      new Date(monday + 7 * minuteMs).toISOString(),
    ])
    await recorder.recordMinute()
    tell(monday + 8 * minuteMs, '63000.00')
    await recorder.recordMinute()
    expect(await points(ids[0])).toEqual([
      [5, 1_010n],
      [7, 1n],
      [8, 1_030n],
    ])
    expect([await points(ids[1]), await points(ids[2])]).toEqual([[], []])
  })
  test('has a point an hour for who holds', async () => {
    tell(monday + 60 * minuteMs, '64000.00')
    await recorder.recordHour()
    expect([(await points(ids[0])).at(-1), await points(ids[1]), await points(ids[2])]).toEqual([[60, 1_040n], [[60, 1_040n]], []])
  })
  test('has the last moment of a day for everybody who ever traded, and thins what is old', async () => {
    const hours = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n)
    const old = [
      ...hours(0, 48).map(hour => monday - 3 * dayMs + hour * 60 * minuteMs),
      ...hours(0, 60).map(n => monday - 3 * dayMs + n * minuteMs),
    ]
    await run(
      `insert into portfolio.portfolios select $1, to_timestamp(t / 1000), 1, 0, 0, to_timestamp(t / 1000) from unnest($2::bigint[]) t on conflict do nothing`,
      [ids[1], old],
    )
    await recorder.watchDay()
    tell(monday + dayMs + 900, '65000.00')
    await recorder.watchDay()
    const last = 24 * 60 - 1
    expect([(await points(ids[0])).at(-1), (await points(ids[2])).at(-1)]).toEqual([
      [last, 1_050n],
      [last, 1_000n],
    ])
    const kept = (await points(ids[1])).filter(([, equity]) => equity === 0n).map(([minute]) => minute + 3 * 24 * 60)
    // Of the first hour's sixty one in fifteen is left; the other hours were wide apart already.
    expect(kept).toEqual([14, 29, 44, 59, ...hours(1, 48).map(hour => hour * 60)])
    const opens = await run('select * from portfolio.read_day_opens($1)', [[...ids, '00000000-0000-4000-8000-00000000000f']])
    expect(opens).toEqual(ids.map((id, index) => ({ account_id: id, equity: [1_050n, 1_050n, 1_000n][index]! * 100_000_000n })))
  })
  test('does not take the prices of noon for those of a midnight it has missed', async () => {
    tell(monday + 2 * dayMs + 12 * 60 * minuteMs, '99000.00')
    const before = await points(ids[0])
    await recorder.watchDay()
    expect(await points(ids[0])).toEqual(before)
    expect(await run('select opened_at from portfolio.market_day')).toEqual([{ opened_at: monday + 2 * dayMs }])
  })
  test('every minute is kept for a thousand at most: the ones that traded last', () => {
    const many = createRecentTraders(new Registry())
    for (let n = 0; n < recentMax + 2; n += 1) many.traded(`account ${n % (recentMax + 1)}`, monday + n, 1n)
    const ids = [...many.at(monday + dayMs).keys()]
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([recentMax, 'account 2', 'account 0'])
    expect([...many.at(monday + dayMs + recentMax + 1).keys()]).toEqual([])
  })
})
