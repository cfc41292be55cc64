import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemAccount } from '#core/ledger'
import { freshDatabase, type TestDatabase } from '#testing/postgres'
import { scriptedMarket } from '#testing/scripted-market'
import { world } from '#testing/world'

const at = '2026-11-25T12:00:00Z'
const house = systemAccount('house', 0)
let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await freshDatabase()
  {
    await using _ = await world({ database, replace: [scriptedMarket().service] })
  }
  client = new pg.Client(database.connection())
  await client.connect()
  await client.query(`insert into wallet.assets values ('USDT', 8), ('BTC', 8) on conflict do nothing`)
})
afterAll(async () => {
  await client.end()
  await database.stop()
})

type Line = readonly [journal: string, account: string, asset: string, available: number, held: number]
type Hold = readonly [order: string, account: string, asset: string, taken: number, closed: boolean, opened?: boolean]

async function settle(lines: readonly Line[], holds: readonly Hold[]): Promise<void> {
  const column = <T>(rows: readonly (readonly T[])[], place: number): (T | undefined)[] => rows.map(row => row[place])
  await client.query('select wallet.settle_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)', [
    ...[0, at, 'test', column(lines, 0), lines.map(() => 'trade'), column(lines, 1), column(lines, 2), column(lines, 3), column(lines, 4)],
    ...[lines.map(() => 0), lines.map(line => line[1] === house)],
    ...[column(holds, 0), column(holds, 1), column(holds, 2), column(holds, 3), column(holds, 4), holds.map(hold => hold[5] ?? false)],
  ])
}

/** An account with 1,000 USDT, 600 of them held by an order. */
async function holder(): Promise<{ account: string; order: string }> {
  const [account, order] = [randomUUID(), randomUUID()]
  await client.query(`insert into wallet.balances values ($1, 'USDT', 400, 600, 1)`, [account])
  await client.query(`insert into wallet.holds values ($1, $2, 'USDT', 600)`, [order, account])
  return { account, order }
}
async function stateOf(account: string): Promise<{ balances: string[]; holds: number[]; lines: string[] }> {
  const read = async (text: string): Promise<{ value: string }[]> => (await client.query<{ value: string }>(text, [account])).rows
  const texts = (rows: { value: string }[]): string[] => rows.map(({ value }) => value)
  const balances = await read(
    `select concat_ws(' ', asset, available, held, version) as value from wallet.balances where account_id = $1 order by asset`,
  )
  const holds = await read(`select remaining as value from wallet.holds where account_id = $1`)
  const lines = await read(
    `select concat_ws(' ', asset, available_change, held_change, version, available_after, held_after) as value from wallet.wallet_transactions where account_id = $1 order by asset, version`,
  )
  return { balances: texts(balances), holds: texts(holds).map(Number), lines: texts(lines) }
}

test('a batch posts its lines in order, opens the first balance of an asset, lowers one hold and ends another', async () => {
  const [buyer, other] = [await holder(), await holder()]
  const trades = [randomUUID(), randomUUID(), randomUUID()]
  const bought = (journal: string, account: string, taken: number): Line[] => [
    [journal, account, 'USDT', 0, -taken],
    [journal, house, 'USDT', taken, 0],
    [journal, account, 'BTC', taken, 0],
    [journal, house, 'BTC', -taken, 0],
  ]
  await settle(
    [...bought(trades[0]!, buyer.account, 100), ...bought(trades[1]!, other.account, 150), ...bought(trades[2]!, buyer.account, 500)],
    [
      [buyer.order, buyer.account, 'USDT', 100, false],
      [other.order, other.account, 'USDT', 150, false],
      [buyer.order, buyer.account, 'USDT', 500, false],
      [buyer.order, buyer.account, 'USDT', 0, true],
    ],
  )
  expect(await stateOf(buyer.account)).toEqual({
    balances: ['BTC 600 0 2', 'USDT 400 0 3'],
    holds: [],
    lines: ['BTC 100 0 1 100 0', 'BTC 500 0 2 600 0', 'USDT 0 -100 2 400 500', 'USDT 0 -500 3 400 0'],
  })
  expect(await stateOf(other.account)).toEqual({
    balances: ['BTC 150 0 1', 'USDT 400 450 2'],
    holds: [450],
    lines: ['BTC 150 0 1 150 0', 'USDT 0 -150 2 400 450'],
  })
})

const released = ({ account, order }: { account: string; order: string }, amount: number): Line => [order, account, 'USDT', amount, -amount]
type Case = readonly [string, (one: { account: string; order: string }) => readonly [Line[], Hold[]], string]
const refused: readonly Case[] = [
  ['a hold that is not there', one => [[released(one, 600)], [[randomUUID(), one.account, 'USDT', 600, false]]], 'holds_present'],
  [
    'a closing hold that is not there',
    one => [[released(one, 600)], [[randomUUID(), one.account, 'USDT', 600, true]]],
    'holds_end_at_zero',
  ],
  ["somebody else's hold", one => [[released(one, 600)], [[one.order, randomUUID(), 'USDT', 600, true]]], 'holds_end_at_zero'],
  ['a hold of another asset', one => [[released(one, 600)], [[one.order, one.account, 'BTC', 600, false]]], 'holds_present'],
  ['a hold that would not end at zero', one => [[released(one, 500)], [[one.order, one.account, 'USDT', 500, true]]], 'holds_end_at_zero'],
  ['more than was held', one => [[released(one, 600)], [[one.order, one.account, 'USDT', 601, false]]], 'holds_remaining_not_negative'],
  ['held money of an account without a balance', one => [[[one.order, randomUUID(), 'USDT', 6, -6]], []], 'balances_present'],
  ['a balance below zero', one => [[released(one, 601)], []], 'balances_held_not_negative'],
  ['a journal that makes money', one => [[[one.order, one.account, 'USDT', 1, 0]], []], 'wallet_transactions_zero_sum'],
]
test.each(refused)('a batch with %s is refused whole', async (_, batch, constraint) => {
  const one = await holder()
  const before = await stateOf(one.account)
  const [lines, holds] = batch(one)
  await expect(settle(lines, holds)).rejects.toMatchObject({ code: '23514', constraint })
  expect(await stateOf(one.account)).toEqual(before)
})

test('a hold that begins in a batch grows, shrinks and ends; one that begins and ends in the same batch leaves no row', async () => {
  const { account } = await holder()
  const [leg, brief] = [randomUUID(), randomUUID()]
  const toHeld = (order: string, amount: number): Line => [order, account, 'USDT', -amount, amount]
  await settle([toHeld(leg, 100)], [[leg, account, 'USDT', -100, false, true]])
  await settle([toHeld(leg, 50)], [[leg, account, 'USDT', -50, false]])
  expect((await stateOf(account)).holds.sort((a, b) => a - b)).toEqual([150, 600])
  await settle(
    [toHeld(brief, 30), toHeld(brief, -30), toHeld(leg, -150)],
    [
      [brief, account, 'USDT', -30, false, true],
      [brief, account, 'USDT', 30, true],
      [leg, account, 'USDT', 150, true],
    ],
  )
  expect(await stateOf(account)).toMatchObject({ holds: [600], balances: ['USDT 400 600 6'] })
  await expect(settle([toHeld(brief, 30)], [[brief, account, 'USDT', -30, true, true]])).rejects.toMatchObject({
    constraint: 'holds_end_at_zero',
  })
})
