import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Fill, Order } from '#contracts/routes/orders'
import type { Portfolio, Position } from '#contracts/routes/portfolio'
import type { Transaction } from '#contracts/routes/wallet'
import { auditorRole } from '#platform/host'
import { openDatabase, type Database } from '#platform/postgres'
import { createConnection } from '#platform/sql'
import { auditBooks } from '#services/auditor'
import { eight, naivePosition } from '../services/portfolio/naive.model.ts'
import { firstTrade } from './first-trade.stories.ts'
import type { Api, Person } from './people.ts'
import { startProgram } from './program.ts'
import { until } from './until.ts'
import { world } from './world.ts'

const recording = fileURLToPath(new URL('../../shared/data/binance/spot-raw/', import.meta.url))
const files = ['btcusdt_20240808.gz', 'btcusdt_20240809.gz'].map(name => recording + name)
const markets = [
  { name: 'the recorded market', feed: `replay:${files.join(',')}?speed=10`, isHere: files.every(existsSync) },
  { name: 'the synthetic market', feed: 'synthetic:?seed=3', isHere: true },
]

describe.each(markets)('the first trade on $name', ({ feed, isHere }) => {
  test.skipIf(!isHere)('in one process', async () => {
    await using place = await world({ environment: { FEED_URL: feed } })
    await firstTrade(place.api, (step, people) => settled(place.database, step, people))
  })

  test.skipIf(!isHere)('with the API and matching as two processes on postgres:', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tradecraft-two-'))
    const database = await openDatabase(`embedded:${join(folder, 'postgres')}`, { log: () => undefined })
    try {
      await using platform = await twoProcesses(database, feed)
      await firstTrade(platform.api, (step, people) => settled(database, step, people))
    } finally {
      await database.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

/** After a step: the auditor finds nothing, and what each person reads adds up. */
async function settled(database: Pick<Database, 'connection'>, step: string, people: readonly Person[]): Promise<void> {
  await using connection = createConnection(database.connection({ role: auditorRole }))
  await until(`the books balance when ${step}`, async () => (await auditBooks(connection)).every(({ broken }) => broken.length === 0))
  for (const person of people) {
    const orders = (await person.get<{ items: Order[] }>('/orders?status=all&limit=500')).items
    const fills = await person.fills()
    for (const order of orders) {
      const own = fills.filter(fill => fill.order_id === order.id)
      expect(eight(order.filled_quantity), `${person.name}'s order after ${step}`).toBe(
        own.reduce((sum, fill) => sum + eight(fill.quantity), 0n),
      )
    }
    await profitAddsUp(person, fills.toReversed(), step)
  }
}

/** I18 and I19 to the unit, recomputed from fills and ledger by a model that shares no code with the platform. */
async function profitAddsUp(person: Person, fills: readonly Fill[], step: string): Promise<void> {
  const expected = naivePosition(fills)
  const portfolio = await person.get<Portfolio>('/portfolio')
  const { items } = await person.get<{ items: Position[] }>('/portfolio/positions')
  const [position] = items
  const transactions = (await person.get<{ items: Transaction[] }>('/wallet/transactions?asset=USDT&limit=500')).items
  const cash = transactions.reduce((sum, item) => sum + eight(item.amount), 0n)
  const label = `${person.name} after ${step}`
  expect(portfolio.behind, label).toBe(false)
  expect(eight(position?.quantity ?? '0'), `${label}: quantity (I18)`).toBe(expected.quantity)
  expect(eight(position?.cost_basis ?? '0'), `${label}: cost`).toBe(expected.cost)
  expect(eight(portfolio.realized_pnl), `${label}: realized`).toBe(expected.realized)
  expect(eight(portfolio.cash), `${label}: cash is the sum of the ledger`).toBe(cash)
  expect(cash - startBalance, `${label}: cash - start = realized - cost (I19)`).toBe(expected.realized - expected.cost)
  expect(eight(portfolio.equity) - startBalance, `${label}: equity - start (I19)`).toBe(
    eight(portfolio.realized_pnl) + eight(portfolio.unrealized_pnl),
  )
}
const startBalance = eight('100000')

/** The API and everything else in one process, matching in another; both on one PostgreSQL and the postgres: bus. */
async function twoProcesses(database: Database, feed: string): Promise<{ readonly api: Api } & AsyncDisposable> {
  const { host, user, database: name } = database.connection()
  const shared = {
    DATABASE_URL: `postgres://${user}@localhost/${name}?host=${encodeURIComponent(String(host))}`,
    BUS_URL: 'postgres:',
    FEED_URL: feed,
    LOG_LEVEL: 'error',
  }
  const engine = startProgram({ ...shared, TRADECRAFT_SERVICES: 'matching' })
  const rest = startProgram({ ...shared, TRADECRAFT_SERVICES: 'auth,wallet,trading,market-data,portfolio,realtime,auditor' })
  async function end(): Promise<void> {
    await rest[Symbol.asyncDispose]()
    await engine[Symbol.asyncDispose]()
  }
  try {
    const [, api] = await Promise.all([engine.ready, rest.ready])
    return { api, [Symbol.asyncDispose]: end }
  } catch (error) {
    await end()
    throw error
  }
}
