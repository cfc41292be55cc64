import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemAccount } from '#core/ledger'
import type { Statement } from '#platform/ports'
import { freshDatabase, type TestDatabase } from '#testing/postgres'
import { scriptedMarket } from '#testing/scripted-market'
import { world } from '#testing/world'
import * as matching from '../matching/matching-store.ts'
import { emptySettlement, type Settlement } from '../matching/batch-changes.ts'
import * as store from './order-store.ts'

const batches = 20
const batchOrders = 100
const holdUnits = 50_000_000n
const at = Date.UTC(2026, 10, 25, 12)
const accounts = Array.from({ length: 400 }, () => randomUUID())
/** Tables that grow with the orders of the day; a statement of the money path reads of them what it changes. */
const tables = [
  'trading.orders',
  'trading.order_keys',
  'trading.account_heads',
  'trading.fills',
  'wallet.balances',
  'wallet.holds',
  'matching.live_orders',
]
let database: TestDatabase
let client: pg.Client
const plans: string[] = []

beforeAll(async () => {
  database = await freshDatabase()
  {
    await using _ = await world({ database, replace: [scriptedMarket().service] })
  }
  client = new pg.Client(database.connection())
  client.on('notice', ({ message }) => plans.push(message ?? ''))
  await client.connect()
  // The worst moment for statistics: everything is known to be empty, and no connection plans anew while it fills.
  await client.query('vacuum analyze')
  for (const account of accounts)
    await client.query('select wallet.open_account($1, $1, $2, $3, $4, $5, $6)', [
      account,
      'USDT',
      '100000',
      systemAccount('grants', 0),
      new Date(at).toISOString(),
      'test',
    ])
  await client.query(
    `load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on; set client_min_messages = log`,
  )
})
afterAll(async () => {
  await client.end()
  await database.stop()
})

async function run(...statements: readonly Statement[]): Promise<void> {
  await client.query('begin')
  for (const { name, text, values } of statements)
    await client.query({ ...(name === undefined ? {} : { name }), text, values: [...values] })
  await client.query('commit')
}

function placement(index: number): store.Placement {
  const accountId = accounts[index % accounts.length]!
  return {
    id: randomUUID(),
    accountId,
    userId: accountId,
    clientOrderId: `order-${index}`,
    requestHash: 'hash',
    symbol: 'BTCUSDT',
    side: 'buy',
    type: 'limit',
    timeInForce: 'gtc',
    postOnly: false,
    price: 5_000_000n,
    quantity: 1_000n,
    quoteQuantity: undefined,
    filterVersion: 1,
    terms: null,
    listId: undefined,
    holdAsset: 'USDT',
    holdAmount: holdUnits,
    body: () => '{"order_id":"x"}',
  }
}

/** What the engine does with a batch: `filled` ends the orders with a fill each and gives their holds back, else they come to rest. */
function applied(orders: readonly store.Placement[], filled: boolean): Statement[] {
  const time = new Date(at).toISOString()
  const fill = { symbol: 'BTCUSDT', side: 'buy', fee_asset: 'BTC', liquidity: 'maker', venue: 'internal', executed_at: time }
  const settlement = {
    ...emptySettlement(),
    touched: new Map(
      orders.map(order => [
        order.id,
        {
          placed: { order_id: order.id },
          price: 5_000_000n,
          quantity: 1_000n,
          preventedQuantity: 0n,
          status: filled ? 'filled' : 'open',
          reason: null,
          filledQuantity: filled ? 1_000n : 0n,
          filledQuote: filled ? holdUnits : 0n,
          fee: 0n,
        },
      ]),
    ),
    lastEvents: new Map(orders.map(({ id }, index) => [id, index + 1])),
    events: orders.map(({ id, accountId }) => ({ topic: filled ? 'order.matched' : 'order.updated', accountId, orderId: id, body: '{}' })),
    ...(filled
      ? {
          fills: orders.map((_, index) => ({
            fill: { ...fill, id: randomUUID(), trade_id: randomUUID() },
            event: index + 1,
            price: 5_000_000n,
            quantity: 1_000n,
            quote: holdUnits,
            fee: 0n,
            evidence: '{}',
          })),
          lines: orders.map(({ id, accountId }) => ({
            journal: id,
            type: 'release',
            account: accountId,
            asset: 'USDT',
            available: holdUnits,
            held: -holdUnits,
            fee: 0n,
          })),
          holds: orders.map(({ id, accountId }) => ({
            orderId: id,
            accountId,
            asset: 'USDT',
            taken: holdUnits,
            closed: true,
            opened: false,
          })),
        }
      : {}),
  } as unknown as Settlement
  return matching.settle({ shard: 0, at, traceId: 'test', lastCommand: 1 } as matching.BatchHead, settlement)
}

function rested(orders: readonly store.Placement[], from: number): Statement[] {
  const places = orders.map((order, index) => ({
    order: {
      placed: { order_id: order.id, symbol: order.symbol, side: order.side },
      number: from + index,
      price: order.price,
      hold: { state: { remaining: order.holdAmount } },
      filledQuantity: 0n,
      filledQuote: 0n,
      fee: 0n,
    },
    leaves: 1_000n,
    ahead: 0n,
    priority: from + index,
    extra: null,
  })) as unknown as matching.LivePlace[]
  return matching.saveLiveOrders(0, places, [])
}

interface Reads {
  readonly scans: number
  readonly rows: number
}
/**
 * Whole-table scans and live rows read so far, over the tables together. Index entries of dead rows are not counted: how many are left
 * depends on who has a snapshot at the moment, as the vacuum that runs beside.
 */
async function reads(): Promise<Reads> {
  await client.query('select pg_stat_force_next_flush()')
  const { rows } = await client.query<{ scans: string; rows: string }>(
    `select sum(t.seq_scan) as scans, sum(t.seq_tup_read + coalesce(t.idx_tup_fetch, 0)) as rows from pg_stat_user_tables t
     where t.schemaname || '.' || t.relname = any($1)`,
    [tables],
  )
  return { scans: Number(rows[0]!.scans), rows: Number(rows[0]!.rows) }
}
/** Rows that each piece of work read. */
async function rowsOf(work: readonly (() => Promise<void>)[]): Promise<number[]> {
  const list: number[] = []
  for (const piece of work) {
    const before = await reads()
    await piece()
    const after = await reads()
    expect(after.scans, 'whole-table scans').toBe(before.scans)
    list.push(after.rows - before.rows)
  }
  return list
}
/** The last batches read no more than the first ones, though there are twenty times as many orders. */
function expectSteady(what: string, rows: readonly number[]): void {
  process.stdout.write(`rows read per batch, ${what}: ${rows.join(' ')}\n`)
  expect(Math.max(...rows), what).toBeLessThanOrEqual(16 * batchOrders)
  expect(Math.max(...rows.slice(-3)), what).toBeLessThanOrEqual(1.5 * Math.max(...rows.slice(1, 4)))
}

/** Each order a group of its own. */
const alone = (orders: readonly store.Placement[]): (readonly store.Placement[])[] => orders.map(order => [order])
const one = (orders: readonly store.Placement[]): readonly string[] => orders.map(({ id }) => id)
const end = (orders: readonly store.Placement[]): Promise<void> =>
  run(...applied(orders, true), ...matching.saveLiveOrders(0, [], one(orders)))
const saveFronts = (orders: readonly store.Placement[]): Promise<void> =>
  run(
    matching.saveFronts(
      one(orders),
      orders.map(() => 5n),
      orders.map(() => null),
    ),
  )

/** A few orders through their whole life, so that every statement is planned while there is next to nothing. */
async function planEverythingEarly(): Promise<void> {
  for (let index = 0; index < 8; index++) {
    const orders = [placement(index)]
    await run(store.placeOrders(0, at, 'test', alone(orders)))
    await run(...applied(orders, false), ...rested(orders, index))
    await saveFronts(orders)
    await end(orders)
  }
}

test('planned on empty tables, the money path reads what it changes and no more, however many orders are open', async () => {
  await planEverythingEarly()
  const all = Array.from({ length: batches * batchOrders }, (_, index) => placement(100 + index))
  const parts = Array.from({ length: batches }, (_, batch) => all.slice(batch * batchOrders, (batch + 1) * batchOrders))
  expectSteady('placed', await rowsOf(parts.map(orders => () => run(store.placeOrders(0, at, 'test', alone(orders))))))
  expectSteady(
    'rested',
    await rowsOf(parts.map((orders, batch) => () => run(...applied(orders, false), ...rested(orders, batch * batchOrders)))),
  )
  expectSteady('fronts', await rowsOf(parts.map(orders => () => saveFronts(orders))))
  expectSteady('repeated', await rowsOf(parts.map(orders => () => run(store.placeOrders(0, at, 'test', alone(orders))))))
  expectSteady('filled', await rowsOf(parts.map(orders => () => end(orders))))
  const { rows } = await client.query(`select status, count(*)::int as n from trading.orders group by 1`)
  expect(rows).toEqual([{ status: 'filled', n: all.length + 8 }])
  // And by the plans themselves: no scan of a table, none of all open orders.
  const inner = plans.filter(plan => !plan.includes('select status, count') && !plan.includes('pg_stat_user_tables'))
  expect(inner.length).toBeGreaterThan(500)
  const names = tables.map(name => name.split('.')[1]).join('|')
  expect(inner.filter(plan => new RegExp(`Seq Scan on (${names})|orders_open`).test(plan)).slice(0, 2)).toEqual([])
  // Rows that are locked as they are changed are reached in the order of their keys: the sorted list drives, row by row.
  const ordered = inner.filter(plan => /with moved as \(\s+update (wallet\.balances|trading\.account_heads) [^;]+ order by 1/.test(plan))
  for (const table of ['balances b', 'account_heads h'])
    expect(ordered.filter(plan => plan.includes(`Update on ${table}`)).length).toBeGreaterThan(20)
  const drivenBySort =
    /Update on (balances b|account_heads h) .*\n +-> +Nested Loop .*\n +-> +Subquery Scan on k .*\n(.*\n)*? +-> +Sort .*\n(.*\n)* +-> +Index Scan using (balances|account_heads)_pkey/
  expect(ordered.filter(plan => !drivenBySort.test(plan)).slice(0, 2)).toEqual([])
})
