import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Order } from '#contracts/routes/orders'
import { auditorRole } from '#platform/host'
import { openDatabase, type Database } from '#platform/postgres'
import { createConnection } from '#platform/sql'
import { auditBooks } from '#services/auditor'
import { firstTrade } from './first-trade.stories.ts'
import { type Api, createApi, type Person } from './people.ts'
import { until } from './until.ts'
import { world } from './world.ts'

const recording = fileURLToPath(new URL('../../shared/data/binance/spot-raw/', import.meta.url))
const files = ['btcusdt_20240808.gz', 'btcusdt_20240809.gz'].map(name => recording + name)
const markets = [
  { name: 'the recorded market', feed: `replay:${files.join(',')}?speed=10`, isHere: files.every(existsSync) },
  { name: 'the synthetic market', feed: 'synthetic:?seed=3', isHere: true },
]
const root = fileURLToPath(new URL('..', import.meta.url))

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
      expect(units(order.filled_quantity), `${person.name}'s order after ${step}`).toBe(
        own.reduce((sum, fill) => sum + units(fill.quantity), 0n),
      )
    }
  }
}
function units(text: string): bigint {
  return BigInt(text.replace('.', ''))
}

/** The API and everything else in one process, matching in another; both on one PostgreSQL and the postgres: bus. */
async function twoProcesses(database: Database, feed: string): Promise<{ readonly api: Api } & AsyncDisposable> {
  const { host, user, database: name } = database.connection()
  const shared = {
    DATABASE_URL: `postgres://${user}@localhost/${name}?host=${encodeURIComponent(String(host))}`,
    BUS_URL: 'postgres:',
    FEED_URL: feed,
    PORT: '0',
    LOG_LEVEL: 'error',
  }
  const engine = launch({ ...shared, TRADECRAFT_SERVICES: 'matching' })
  const rest = launch({ ...shared, TRADECRAFT_SERVICES: 'auth,wallet,trading,market-data,portfolio,realtime,auditor' })
  const [, url] = await Promise.all([engine.url, rest.url])
  return {
    api: createApi(url),
    async [Symbol.asyncDispose]() {
      for (const { child } of [rest, engine]) {
        child.kill('SIGTERM')
        if (child.exitCode === null) await once(child, 'exit')
      }
    },
  }
}

function launch(environment: Record<string, string>): { readonly child: ReturnType<typeof spawn>; readonly url: Promise<string> } {
  const child = spawn(process.execPath, ['app/main.ts'], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const found = /ready: (\S+)/.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', code => reject(new Error(`ended with ${code} before it was ready: ${text}`)))
  })
  return { child, url }
}
