import { expect, test } from 'vitest'
import { systemClock } from '#platform/adapters/system'
import type { Clock, Context, Statement } from '#platform/service'
import { createConnection } from '#platform/sql'
import { scriptedMarket } from '#testing/scripted-market'
import { world } from '#testing/world'
import { readCaughtUp } from './catch-up.ts'
import type { PortfolioManifest } from './manifest.ts'
import * as store from './portfolio-store.ts'

test('a reader that waits for the projection reads the holdings once, when its time is up', async () => {
  await using place = await world({ replace: [scriptedMarket().service] })
  await using connection = createConnection(place.database.connection())
  const texts: string[] = []
  let now = 0
  const clock: Clock = { ...systemClock, monotonic: () => now, sleep: async delayMs => void (now += delayMs) }
  const context = {
    clock,
    sql: {
      query: (asked: Statement) => {
        texts.push(asked.text)
        return connection.query(asked)
      },
    },
    heads: async () => new Map([['a stream nobody wrote', 1]]),
  } as unknown as Context<PortfolioManifest>
  const account = { id: '018f0000-0000-7000-8000-000000000000', state: 'active', currency: 'USDT', start_balance: 1n }
  const statement = store.holdingsOf([account.id])
  expect(await readCaughtUp(context, account, { statement, complete: rows => rows })).toEqual({ rows: [], behind: true })
  expect(texts.filter(text => text === statement.text)).toHaveLength(1)
  expect(texts.filter(text => text === store.positionsInStreams.text).length).toBeGreaterThan(10)
})
