import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OrderList } from '#contracts/routes/orders'
import { createConnection } from '#platform/sql'
import type { Connection, Sql } from '#platform/service'
import type { Person } from '#testing/people'
import { scriptedMarket } from '#testing/scripted-market'
import { until } from '#testing/until'
import { world, type World } from '#testing/world'
import { auditBooks, describeFindings, runChecks } from './audit.ts'
import type { Finding } from './check-store.ts'

let place: World
let owner: Connection
const market = scriptedMarket()

/** Every kind of thing the checks look at: trades with people, levels, prints and diffs, cancels, open orders of every type, refusals. */
beforeAll(async () => {
  place = await world({ replace: [market.service] })
  owner = createConnection(place.database.connection())
  market.show([['60000.00', '5.00000']], [['60010.00', '5.00000']])
  const [alice, bob] = [await place.person('alice'), await place.person('bob')]
  await alice.buys('BTCUSDT', '0.50000', '60010.00')
  await alice.sells('BTCUSDT', '0.20000', '60005.00')
  await bob.buys('BTCUSDT', '0.10000', '60010.00')
  const bid = await bob.buys('BTCUSDT', '0.05000', '59990.00')
  market.print('sell', '59980.00', '0.02000')
  await until(
    'the print filled bob',
    async () => (await bob.get<{ filled_quantity: string }>(`/orders/${bid.id}`)).filled_quantity === '0.02000000',
  )
  await bob.cancels(bid.id)
  const crossed = await bob.buys('BTCUSDT', '0.03000', '60004.00')
  market.change([], [['60003.00', '0.01000']])
  await until(
    'the crossing level filled bob',
    async () => (await bob.get<{ filled_quantity: string }>(`/orders/${crossed.id}`)).filled_quantity === '0.01000000',
  )
  await openEveryKind(alice)
  await place.host.drain()
  await until('all commands are applied', async () => (await auditBooks(owner)).every(({ broken }) => broken.length === 0))
})
afterAll(async () => {
  await owner[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

const base = { symbol: 'BTCUSDT', quantity: '0.02000' } as const
const protection = [
  { side: 'sell', type: 'limit', price: '62000.00', quantity: '0.02000' },
  { side: 'sell', type: 'stop_loss', stop_price: '58000.00', quantity: '0.02000' },
] as const

/** An armed stop, an iceberg and an amended order, an order that met another of its owner, an OCO, and a bracket with live legs. */
async function openEveryKind(seller: Person): Promise<void> {
  const carol = await place.person('carol')
  const call = async <T>(method: string, path: string, body: object): Promise<T> => {
    const reply = await place.api.call<T>(method, path, { token: carol.token, body })
    expect([200, 201], JSON.stringify(reply.body)).toContain(reply.status)
    return reply.body
  }
  await carol.buys('BTCUSDT', '0.20000', '60010.00')
  await call('POST', '/orders', { ...base, side: 'sell', type: 'stop_loss', stop_price: '55000.00' })
  await call('POST', '/orders', { ...base, side: 'sell', type: 'limit', price: '61000.00', display_quantity: '0.00500' })
  const { id } = await call<{ id: string }>('POST', '/orders', { ...base, side: 'buy', type: 'limit', price: '50000.00' })
  await call('PATCH', `/orders/${id}`, { quantity: '0.01000' })
  await call('POST', '/orders', { ...base, side: 'sell', type: 'limit', price: '60004.50' })
  const taker = { ...base, side: 'buy', type: 'limit', price: '60004.50', quantity: '0.01500', self_trade_prevention: 'decrement' }
  expect(await call('POST', '/orders', taker)).toMatchObject({ status: 'expired', prevented_quantity: '0.01500000' })
  await call('POST', '/order-lists', { symbol: 'BTCUSDT', legs: protection })
  const working = { side: 'buy', type: 'limit', price: '60004.20', quantity: '0.02000' }
  const bracket = await call<{ id: string }>('POST', '/order-lists', { symbol: 'BTCUSDT', working, legs: protection })
  await seller.sells('BTCUSDT', '0.01000', '60004.20')
  await until('the legs live', async () => {
    const { working: entry, legs } = await carol.get<OrderList>(`/order-lists/${bracket.id}`)
    return [entry!, ...legs].map(({ status }) => status).join() === 'partially_filled,open,armed'
  })
}

test('balanced books: every check looked at something and found nothing', async () => {
  const findings = await auditBooks(owner)
  expect(
    findings.filter(({ broken }) => broken.length > 0),
    describeFindings(findings),
  ).toEqual([])
  expect(findings.filter(({ checked }) => checked === 0)).toEqual([])
})

/** Findings after a change that is rolled back again; triggers and checks that would refuse it are out of the way. */
async function findingsAfter(change: string): Promise<readonly Finding[]> {
  let findings: readonly Finding[] = []
  await owner
    .transaction(async sql => {
      await sql.query({ text: 'set local session_replication_role = replica', values: [] })
      await dropChecks(sql)
      await sql.query({ text: change, values: [] })
      findings = await runChecks(sql)
      throw new Error('undo')
    })
    .catch((error: Error) => expect(error.message).toBe('undo'))
  return findings
}
async function dropChecks(sql: Sql): Promise<void> {
  const found = await sql.query<{ text: string }>({
    text: `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as text from pg_constraint where contype = 'c' and coninhcount = 0 and connamespace::regnamespace::text in ('wallet', 'trading', 'matching', 'portfolio')`,
    values: [],
  })
  for (const { text } of found) await sql.query({ text, values: [] })
}

const ofLists = 'select id from trading.orders where list_id is not null'
const lonely = (where: string): string => `(select id from trading.orders where list_id is null and ${where})`

describe('one wrong row is named', () => {
  test.each([
    [
      'I1',
      'an unbalanced journal',
      `update wallet.wallet_transactions set available_change = available_change + 1 where ctid = (select ctid from wallet.wallet_transactions where type = 'trade' limit 1)`,
    ],
    [
      'I2',
      'money out of nothing',
      `update wallet.balances set available = available + 1 where asset = 'USDT' and account_id = (select account_id from wallet.balances limit 1)`,
    ],
    ['I3', 'a balance that is not its lines', `update wallet.balances set available = available - 1, held = held + 1 where asset = 'USDT'`],
    ['I4', 'a negative balance', `update wallet.balances set available = -1 where asset = 'USDT'`],
    ['I5', 'a hold that is too small', `update wallet.holds set remaining = remaining - 1`],
    ['I6', 'a hold that outlives its order', `update trading.orders set status = 'canceled' where status = 'partially_filled'`],
    ['I7', 'a trade that was not settled', `delete from trading.fills where ctid = (select ctid from trading.fills limit 1)`],
    ['I7', 'a lost trade', `delete from matching.trades where trade_no = 1`],
    [
      'I8',
      'an order filled more than its fills',
      `update trading.orders set filled_quantity = filled_quantity + 1000 where status = 'partially_filled'`,
    ],
    ['I9', 'a seller paid too little', `update matching.trades set quote_quantity = quote_quantity + 1 where trade_no = 1`],
    ['I12', 'a hole in a stream', `delete from trading.outbox where stream = 'commands.0' and seq = 2`],
    ['I16', 'an engine ahead of its commands', `update matching.shards set last_command = last_command + 1`],
    ['I17', 'a consumer ahead of its stream', `update portfolio.inbox set seq = seq + 1`],
    ['I18', 'a lost lot', `delete from portfolio.lots where ctid = (select ctid from portfolio.lots limit 1)`],
    ['I19', 'profit from nowhere', `update portfolio.positions set realized = realized + 1`],
    ['evidence of prints', 'more fills than the print was large', `update matching.trades set shown = 1000 where cause = 'print'`],
    ['evidence of levels', 'more fills than a level showed', `update matching.trades set quantity = shown + 1 where cause = 'level'`],
    ['limits', 'a fill beyond its limit', `update trading.fills set price = price + 100000 where side = 'buy'`],
    [
      'I5',
      "a list's hold that is too small",
      `update wallet.holds set remaining = remaining - 1 where asset = 'BTC' and order_id in (${ofLists})`,
      'list ',
    ],
    ['I5', 'an armed stop without its hold', `delete from wallet.holds where order_id in ${lonely(`status = 'armed'`)}`, 'order '],
    [
      'I5',
      'a hold that did not follow the amend',
      `update wallet.holds set remaining = remaining * 2 where order_id in ${lonely(`price = 5000000 and is_open`)}`,
      'order ',
    ],
    [
      'I5',
      'a hold for lots that were prevented',
      `update wallet.holds set remaining = remaining + 1500000 where order_id in ${lonely('prevented_quantity > 0 and is_open')}`,
      'order ',
    ],
    [
      'I6',
      'a hold left behind by an ended list',
      `update trading.orders set status = 'canceled' where list_id is not null`,
      'hold of ended list ',
    ],
    [
      'I8',
      'prevented lots that do not add up',
      `update trading.orders set prevented_quantity = prevented_quantity + 1000 where prevented_quantity > 0 and is_open`,
      'order ',
    ],
    ['I8', 'an amend the engine does not know', `update trading.orders set quantity = quantity + 1000 where status = 'open'`, 'order '],
    ['I8', 'a leg nobody waits for', `delete from matching.live_orders where order_id in (${ofLists} and status = 'armed')`, 'order '],
  ])('%s: %s', async (id, _, change, name = '') => {
    const broken = (await findingsAfter(change)).filter(finding => finding.broken.length > 0)
    expect(broken.map(finding => finding.id)).toContain(id)
    expect(broken.find(finding => finding.id === id)!.broken).toContainEqual(expect.stringMatching(name === '' ? /\w+ / : `^${name}`))
  })
})
