import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemAccount } from '#core/ledger'
import { seeded } from '../../bench/figures.ts'
import { freshDatabase, type TestDatabase } from '#testing/postgres'
import { world } from '#testing/world'
import { scriptedMarket } from '#testing/scripted-market'

const workers = 4
const rounds = 40
const accounts = Array.from({ length: 50 }, () => randomUUID())
const at = '2026-11-25T12:00:00Z'
let database: TestDatabase

beforeAll(async () => {
  database = await freshDatabase()
  {
    await using _ = await world({ database, replace: [scriptedMarket().service] })
  }
  await connected(async client => {
    for (const account of accounts)
      await client.query('select wallet.open_account($1, $2, $3, $4, $5, now(), $6)', [
        account,
        randomUUID(),
        'USDT',
        '100000',
        systemAccount('grants', 0),
        'test',
      ])
  })
})
afterAll(() => database.stop())

async function connected<R>(work: (client: pg.Client) => Promise<R>): Promise<R> {
  const client = new pg.Client(database.connection())
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Accounts in an order nobody sorted. */
function shuffled(random: () => number, count: number): string[] {
  return Array.from({ length: count }, () => accounts[Math.floor(random() * accounts.length)]!)
}

/** One batch of placements, a cancel, and the settlement that releases what was held: the three writers of the money path. */
async function moneyPath(client: pg.Client, random: () => number): Promise<void> {
  const chosen = shuffled(random, 12)
  const ids = chosen.map(() => randomUUID())
  const column = <T>(value: T): T[] => chosen.map(() => value)
  const body = '{"order_id":"x"}'
  const placed = await client.query<{ idx: number; code: number }>(
    'select * from trading.place_orders($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)',
    [
      0,
      at,
      'test',
      ids,
      chosen,
      chosen,
      column(null),
      column('h'),
      column('BTCUSDT'),
      column('buy'),
      column('limit'),
      column('gtc'),
      column(false),
      column(5_000_000),
      column(1_000),
      column(null),
      column(1),
      column('USDT'),
      column(50_000_000),
      column(body),
      column(null),
      column(null),
      ids.map((_, index) => index + 1),
    ],
  )
  const held = placed.rows.filter(({ code }) => code === 1).map(({ idx }) => idx - 1)
  await client.query('select trading.append_commands($1, $2, $3, $4, $5, $6)', [0, at, 'test', ['order.cancelled'], ['BTCUSDT'], [body]])
  await client.query('select wallet.settle_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)', [
    0,
    at,
    'test',
    held.map(index => ids[index]),
    held.map(() => 'release'),
    held.map(index => chosen[index]),
    held.map(() => 'USDT'),
    held.map(() => 50_000_000),
    held.map(() => -50_000_000),
    held.map(() => 0),
    held.map(() => false),
    held.map(index => ids[index]),
    held.map(index => chosen[index]),
    held.map(() => 'USDT'),
    held.map(() => 50_000_000),
    held.map(() => true),
    held.map(() => false),
  ])
}

/** The control: the same rows locked in no order. */
async function unordered(client: pg.Client, random: () => number): Promise<void> {
  await client.query('begin')
  try {
    for (const account of shuffled(random, 12))
      await client.query('select 1 from wallet.balances where account_id = $1 and asset = $2 for no key update', [account, 'USDT'])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function deadlocksOf(work: (client: pg.Client, random: () => number) => Promise<void>): Promise<number> {
  const counts = await Promise.all(
    Array.from({ length: workers }, (_, worker) =>
      connected(async client => {
        await client.query(`set deadlock_timeout = '20ms'`)
        const random = seeded(worker + 1)
        let deadlocks = 0
        for (let round = 0; round < rounds; round++) {
          await work(client, random).catch((error: pg.DatabaseError) => {
            if (error.code !== '40P01') throw error
            deadlocks += 1
          })
        }
        return deadlocks
      }),
    ),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

test('placement, cancel and settlement from 4 connections on 50 accounts never deadlock', async () => {
  expect(await deadlocksOf(moneyPath)).toBe(0)
  const [row] = await connected(
    async client =>
      (
        await client.query<{ held: string; holds: string }>(
          'select sum(held)::text as held, (select count(*) from wallet.holds)::text as holds from wallet.balances',
        )
      ).rows,
  )
  expect(row).toEqual({ held: '0', holds: '0' })
})

test('the same rows locked in no order do deadlock: the test can fail', async () => {
  expect(await deadlocksOf(unordered)).toBeGreaterThan(0)
})
