// `node run.js bench/placement.ts`: PostgreSQL CPU per accepted order, coalesced placement against a lean single-order function with one
// transaction per order. Both do the same work: hold, ledger line, key, order, event, sequences. Rounds are interleaved.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { systemAccount } from '#core/ledger'
import { openDatabase } from '#platform/postgres'
import { createLog } from '#platform/telemetry'
import { loadConfig } from '../app/config.ts'
import { startPlatform } from '../app/platform.ts'
import { median, seeded } from './figures.ts'
import { cpuOf } from './server.ts'

const accounts = Array.from({ length: 200 }, () => randomUUID())
const ordersPerRound = 4_096
const batchSize = 256
const leanConnections = 16
const rounds = 3
const at = new Date().toISOString()
const hold = 50_000_000

/** What a careful engineer writes first: one call, one order, one transaction. */
const leanFunction = `
create schema bench;
create function bench.place_one(in_id uuid, in_account uuid, in_client text, in_body text) returns int language plpgsql as $$
declare a bigint; h bigint; v bigint; seq bigint; account_number bigint;
begin
  if exists (select from trading.order_keys k where k.account_id = in_account and k.client_order_id = in_client) then return 2; end if;
  update wallet.balances b set available = b.available - ${hold}, held = b.held + ${hold}, version = b.version + 1 where b.account_id = in_account and b.asset = 'USDT' and b.available >= ${hold} returning available, held, version into a, h, v;
  if not found then return 3; end if;
  insert into wallet.holds values (in_id, in_account, 'USDT', ${hold});
  insert into wallet.wallet_transactions (at, journal, type, account_id, asset, available_change, held_change, version, available_after, held_after) values ('${at}', in_id, 'hold', in_account, 'USDT', -${hold}, ${hold}, v, a, h);
  insert into trading.order_keys values (in_account, in_client, 'h', in_id);
  insert into trading.account_heads as x values (in_account, 1) on conflict (account_id) do update set last_seq = x.last_seq + 1 returning last_seq into account_number;
  insert into trading.stream_heads as x values ('commands.0', 1) on conflict (stream) do update set last_seq = x.last_seq + 1 returning last_seq into seq;
  insert into trading.orders (id, account_id, user_id, client_order_id, symbol, side, type, time_in_force, post_only, price, quantity, status, filter_version, shard, command_seq, seq, created_at, updated_at)
    values (in_id, in_account, in_account, in_client, 'BTCUSDT', 'buy', 'limit', 'gtc', false, 5000000, 1000, 'received', 1, 0, seq, account_number, '${at}', '${at}');
  insert into trading.outbox values ('commands.0', seq, 'order.placed', 'BTCUSDT', in_body, 'bench', '${at}', in_account, account_number);
  return 1;
end $$`

const random = seeded(1)
const account = (): string => accounts[Math.floor(random() * accounts.length)]!
const body = JSON.stringify({
  order_id: randomUUID(),
  account_id: randomUUID(),
  user_id: randomUUID(),
  client_order_id: null,
  symbol: 'BTCUSDT',
  side: 'buy',
  type: 'limit',
  time_in_force: 'gtc',
  post_only: false,
  price: '50000.00',
  quantity: '0.00001',
  created_at: at,
})

const folder = mkdtempSync(join(tmpdir(), 'tradecraft-bench-'))
const database = await openDatabase(`embedded:${join(folder, 'postgres')}`, { log: () => undefined })
try {
  await using _ = await startPlatform({ config: loadConfig({ PORT: '0', LOG_LEVEL: 'error' }), database, log: createLog('error') })
} catch (error) {
  await database.stop()
  throw error
}
try {
  await main()
} catch (error) {
  process.stdout.write(`${String(error)}\n`)
  process.exitCode = 1
} finally {
  await database.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function main(): Promise<void> {
  const owner = await connect()
  await owner.query(leanFunction)
  for (const account of accounts)
    await owner.query('select wallet.open_account($1, $2, $3, $4, $5, $6, $7)', [
      account,
      account,
      'USDT',
      '1000000',
      systemAccount('grants', 0),
      at,
      'bench',
    ])
  await owner.query('vacuum analyze')
  await coalesced()
  await lean(1)
  const figures: Record<'batch' | 'lean1' | 'lean16', number[]> = { batch: [], lean1: [], lean16: [] }
  for (let round = 0; round < rounds; round++) {
    figures.batch.push(await coalesced())
    figures.lean1.push(await lean(1))
    figures.lean16.push(await lean(leanConnections))
  }
  await owner.end()
  const [batch, lean1, lean16] = [median(figures.batch), median(figures.lean1), median(figures.lean16)]
  const say = (text: string): void => void process.stdout.write(`${text}\n`)
  say(
    `PostgreSQL CPU per accepted order, ${ordersPerRound} orders a round, ${accounts.length} accounts, medians of ${rounds} interleaved rounds`,
  )
  say(`coalesced, ${batchSize} an order batch, 1 connection: ${batch.toFixed(0)} µs (budget 110)`)
  say(
    `lean function, 1 connection: ${lean1.toFixed(0)} µs = ${(lean1 / batch).toFixed(1)}×; ${leanConnections} connections: ${lean16.toFixed(0)} µs = ${(lean16 / batch).toFixed(1)}× (gate 4×)`,
  )
}

async function coalesced(): Promise<number> {
  const client = await connect('tradecraft_trading')
  const before = cpuOf(pidOf(client))
  for (let placed = 0; placed < ordersPerRound; placed += batchSize) {
    const ids = Array.from({ length: batchSize }, () => randomUUID())
    const owners = ids.map(account)
    const column = <T>(value: T): T[] => ids.map(() => value)
    await client.query({
      name: 'place',
      text: 'select * from trading.place_orders($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)',
      values: [
        0,
        at,
        'bench',
        ids,
        owners,
        owners,
        ids,
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
        column(hold),
        column(body),
        column(null),
        column(null),
        ids.map((_, index) => index + 1),
      ],
    })
  }
  return await finish([client], before)
}

async function lean(connections: number): Promise<number> {
  const clients = await Promise.all(Array.from({ length: connections }, () => connect()))
  const before = clients.reduce((sum, client) => sum + cpuOf(pidOf(client)), 0)
  await Promise.all(
    clients.map(async client => {
      for (let placed = 0; placed < ordersPerRound / connections; placed++) {
        const id = randomUUID()
        await client.query({ name: 'one', text: 'select bench.place_one($1, $2, $3, $4)', values: [id, account(), id, body] })
      }
    }),
  )
  return await finish(clients, before)
}

/** µs of the backends' CPU per order of the round. */
async function finish(clients: readonly pg.Client[], before: number): Promise<number> {
  const used = clients.reduce((sum, client) => sum + cpuOf(pidOf(client)), 0) - before
  for (const client of clients) await client.end()
  return (used * 1e6) / ordersPerRound
}
async function connect(role?: string): Promise<pg.Client> {
  const client = new pg.Client(database.connection(role === undefined ? {} : { role }))
  client.on('error', () => undefined)
  await client.connect()
  return client
}
function pidOf(client: pg.Client): number {
  return (client as unknown as { processID: number }).processID
}
