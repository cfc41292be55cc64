// `node run.js bench/settlement.ts`: PostgreSQL CPU of settlement alone, per kind of command, in batches of 64: a new resting order, a cancel,
// a trade between users, a trade with the house. Orders are placed first (not counted); what is counted is the engine's transaction.
// The gates are shares of the lean order, measured in the same rounds: they mean the same on every machine (docs/adr/0011-settlement-budgets.md).
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { PlacedOrder } from '#contracts/topics/orders'
import { type BookEvent, createBookMemory } from '#core/order-book'
import { openDatabase } from '#platform/postgres'
import { createConnection } from '#platform/sql'
import { createLog } from '#platform/telemetry'
import { loadConfig } from '../app/config.ts'
import { startPlatform } from '../app/platform.ts'
import { catalogued } from '../services/market-data/recorded.model.ts'
import { createMarket } from '../services/matching/market.ts'
import { writeExtra } from '../services/matching/live-extra.ts'
import * as store from '../services/matching/matching-store.ts'
import { emptySettlement, type Settlement } from '../services/matching/batch-changes.ts'
import { settleEvents } from '../services/matching/settlement.ts'
import { toCommand, track, type Tracked } from '../services/matching/tracked.ts'
import { fromLots } from '#core/orders'
import { median, seeded } from './figures.ts'
import { installLean, placeLean } from './lean.ts'

const batchSize = 64
const batches = 24
const rounds = 3
const instrument = catalogued('BTCUSDT')
const accounts: readonly string[] = Array.from({ length: 200 }, () => randomUUID())
const owners = new Map(accounts.map((account, index) => [account, index + 1]))
// µs, money-path.md §13, on a machine whose lean order costs 300; a trade with the house has no figure there and is held to the users' one
const budgets = { resting: 45, cancel: 80, 'user trade': 250, 'house trade': 250 }
const leanOfBudgets = 300
type Kind = keyof typeof budgets
const leanBody = JSON.stringify({
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
  created_at: new Date().toISOString(),
})

const folder = mkdtempSync(join(tmpdir(), 'tradecraft-bench-'))
const database = await openDatabase(`embedded:${join(folder, 'postgres')}`, { log: () => undefined })

async function main(): Promise<void> {
  const owner = new pg.Client(database.connection())
  owner.on('error', () => undefined)
  await owner.connect()
  for (const account of accounts) {
    for (const asset of ['USDT', 'BTC'])
      await owner.query('insert into wallet.balances (account_id, asset, available) values ($1, $2, 900000000000000)', [account, asset])
  }
  await installLean(owner, new Date().toISOString())
  await owner.query('vacuum analyze')
  const engine = await Engine.start(owner)
  const figures: Record<Kind, number[]> = { resting: [], cancel: [], 'user trade': [], 'house trade': [] }
  const lean: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const measured = await engine.round()
    const single = await leanRound(round)
    if (round === 0) continue // it warms
    for (const kind of Object.keys(figures) as Kind[]) figures[kind].push(measured[kind])
    lean.push(single)
  }
  await owner.end()
  report(figures, median(lean))
}

function report(figures: Readonly<Record<Kind, readonly number[]>>, lean: number): void {
  const say = (text: string): void => void process.stdout.write(`${text}\n`)
  say(
    `settlement alone, PostgreSQL CPU per command, batches of ${batchSize}, ${batches} batches a kind and round, medians of ${rounds} interleaved rounds`,
  )
  say(`lean order   ${lean.toFixed(0)} µs: placed alone in a transaction of its own, 1 connection`)
  for (const kind of Object.keys(figures) as Kind[]) {
    const used = median(figures[kind])
    const gate = budgets[kind] / leanOfBudgets
    say(
      `${kind.padEnd(12)} ${used.toFixed(0)} µs (budget ${budgets[kind]} where the lean order costs ${leanOfBudgets}) = ${(used / lean).toFixed(2)} of the lean order, gate ${gate.toFixed(2)}: ${used / lean <= gate ? 'met' : 'MISSED'}`,
    )
  }
}

/** µs of the backend's CPU per lean order, as many of them as a kind has commands in a round. */
async function leanRound(round: number): Promise<number> {
  const client = new pg.Client(database.connection())
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const random = seeded(round)
  const holders = Array.from({ length: batches * batchSize }, () => accounts[Math.floor(random() * accounts.length)]!)
  const before = cpuOf(rows[0]!.pid)
  await placeLean(client, holders, leanBody)
  const used = cpuOf(rows[0]!.pid) - before
  await client.end()
  return (used * 1e6) / holders.length
}

/** The engine's transaction with a real book and real batches, without the loop around it. */
class Engine {
  readonly #owner: pg.Client
  readonly #market = createMarket(instrument, { position: undefined, firstSeq: 0, memory: createBookMemory() })
  readonly #tracked = new Map<number, Tracked>()
  readonly #connection = createConnection(database.connection({ role: 'tradecraft_matching' }))
  readonly #state: { epoch: bigint; command: number; trade: number; batch: number; frame: number }
  #pid = 0

  private constructor(owner: pg.Client, shard: { epoch: string; last_command: string; last_trade: string; last_batch: string }) {
    this.#owner = owner
    this.#state = {
      epoch: BigInt(shard.epoch),
      command: Number(shard.last_command),
      trade: Number(shard.last_trade),
      batch: Number(shard.last_batch),
      frame: 1,
    }
    this.#market.book.apply({ kind: 'feed_state', live: true, frame: { session: 1, frame: 1 } }, [])
  }

  static async start(owner: pg.Client): Promise<Engine> {
    const { rows } = await owner.query<{ epoch: string; last_command: string; last_trade: string; last_batch: string }>(
      'select epoch, last_command, last_trade, last_batch from matching.shards where shard = 0',
    )
    return new Engine(owner, rows[0]!)
  }

  /** Places orders as trading does and gives their numbers. */
  async place(side: 'buy' | 'sell', price: string): Promise<Tracked[]> {
    const ids = Array.from({ length: batchSize }, () => randomUUID())
    const holders = ids.map((_, index) => accounts[(index * 7 + (side === 'buy' ? 0 : 3)) % accounts.length]!)
    const quantity = '0.00100'
    const held = side === 'buy' ? BigInt(Math.round(Number(price) * 100)) * 1_000n : 100_000n
    const column = <T>(value: T): T[] => ids.map(() => value)
    const placed = ids.map((id, index): PlacedOrder => ({
      order_id: id,
      account_id: holders[index]!,
      user_id: holders[index]!,
      client_order_id: id,
      symbol: 'BTCUSDT',
      side,
      type: 'limit',
      time_in_force: 'gtc',
      post_only: false,
      price,
      quantity,
      quote_quantity: null,
      self_trade_prevention: 'none',
      hold_asset: side === 'buy' ? 'USDT' : 'BTC',
      hold_amount: side === 'buy' ? (Number(price) / 1_000).toFixed(8) : quantity,
      spend_max: null,
      maker_fee_ppm: 1_000,
      taker_fee_ppm: 1_000,
      filter_version: 1,
      created_at: new Date().toISOString(),
    }))
    const { rows: verdicts } = await this.#owner.query<{ code: number; command_seq: string }>(
      'select * from trading.place_orders($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)',
      [
        0,
        new Date().toISOString(),
        'bench',
        ids,
        holders,
        holders,
        ids,
        column('h'),
        column('BTCUSDT'),
        column(side),
        column('limit'),
        column('gtc'),
        column(false),
        column(Math.round(Number(price) * 100)),
        column(100_000),
        column(null),
        column(1),
        column(side === 'buy' ? 'USDT' : 'BTC'),
        column(held),
        placed.map(order => JSON.stringify(order)),
        column(null),
        column(null),
        ids.map((_, index) => index + 1),
      ],
    )
    if (verdicts.some(({ code }) => code !== 1)) throw new Error('an order of the benchmark was not accepted')
    return placed.map((order, index) => track(order, Number(verdicts[index]!.command_seq), instrument))
  }
  run(settlement: Settlement, events: readonly BookEvent[], command: number): void {
    settleEvents(settlement, events, {
      shard: 0,
      instrument,
      place: { session: 1, frame: this.#state.frame, at: Date.now() },
      at: new Date().toISOString(),
      command,
      find: number => this.#tracked.get(number)!,
      nextTradeNo: () => (this.#state.trade += 1),
    })
  }
  /** New orders through the book, in one batch; µs of the backend's CPU per command. */
  async arrive(orders: readonly Tracked[]): Promise<number> {
    const settlement = emptySettlement()
    for (const order of orders) {
      this.#tracked.set(order.number, order)
      const events: BookEvent[] = []
      this.#market.book.apply(toCommand(order, owners.get(order.placed.account_id)!), events)
      this.run(settlement, events, order.number)
    }
    return await this.commit(settlement, orders.at(-1)!.number)
  }
  async cancel(orders: readonly Tracked[]): Promise<number> {
    const bodies = orders.map(() => '{}')
    const { rows: seqs } = await this.#owner.query<{ seq: string }>('select trading.append_commands($1, $2, $3, $4, $5, $6) as seq', [
      0,
      new Date().toISOString(),
      'bench',
      bodies.map(() => 'order.cancelled'),
      bodies.map(() => 'BTCUSDT'),
      bodies,
    ])
    const settlement = emptySettlement()
    for (const order of orders) {
      const events: BookEvent[] = []
      this.#market.book.apply({ kind: 'cancel', order: order.number }, events)
      this.run(settlement, events, order.number)
    }
    return await this.commit(settlement, Number(seqs[0]!.seq))
  }
  async commit(settlement: Settlement, lastCommand: number): Promise<number> {
    if (this.#pid === 0)
      this.#pid = (await this.#connection.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid', values: [] }))[0]!.pid
    const head: store.BatchHead = {
      shard: 0,
      epoch: this.#state.epoch,
      batchNo: this.#state.batch + 1,
      previousCommand: this.#state.command,
      lastCommand,
      lastTrade: this.#state.trade,
      entries: [],
      positions: {},
      at: Date.now(),
      traceId: 'bench',
    }
    const places = [...settlement.touched.values()]
      .filter(order => !settlement.ended.has(order.placed.order_id))
      .map(order => {
        const resting = this.#market.book.find(order.number)!
        return {
          order,
          leaves: fromLots(instrument, resting.leaves),
          ahead: fromLots(instrument, resting.ahead),
          priority: resting.priority,
          extra: writeExtra(order, resting),
        }
      })
    const before = cpuOf(this.#pid)
    await this.#connection.batch([
      store.moveShard(head),
      ...store.settle(head, settlement),
      ...store.saveTrades(head, settlement),
      ...store.saveLiveOrders(0, places, [...settlement.ended]),
      store.saveAudit(head, { kind: 'batch', trades: settlement.trades.length, bookHash: null, fullHash: null }),
      ...store.announceTrades(head, settlement),
    ])
    this.#state.batch += 1
    this.#state.command = lastCommand
    return cpuOf(this.#pid) - before
  }
  showAsk(lots: number): void {
    this.#state.frame += 1
    this.#market.book.apply(
      { kind: 'house_depth', bids: [], asks: [[6_000_000, lots]], frame: { session: 1, frame: this.#state.frame } },
      [],
    )
  }
  async round(): Promise<Record<Kind, number>> {
    const tradesBefore = this.#state.trade
    const used: Record<Kind, number> = { resting: 0, cancel: 0, 'user trade': 0, 'house trade': 0 }
    for (let batch = 0; batch < batches; batch++) {
      const resting = await this.place('buy', '50000.00')
      used.resting += await this.arrive(resting)
      used.cancel += await this.cancel(resting)
      const offers = await this.place('sell', '60000.00')
      await this.arrive(offers)
      used['user trade'] += await this.arrive(await this.place('buy', '60000.00'))
      this.showAsk(batchSize * 100)
      used['house trade'] += await this.arrive(await this.place('buy', '60000.00'))
      this.showAsk(0)
    }
    const trades = this.#state.trade - tradesBefore
    if (trades !== 2 * batches * batchSize)
      throw new Error(`${trades} trades instead of ${2 * batches * batchSize}: the workload is not what it says`)
    return Object.fromEntries(Object.entries(used).map(([kind, seconds]) => [kind, (seconds * 1e6) / (batches * batchSize)])) as Record<
      Kind,
      number
    >
  }
}

/** CPU seconds of a backend, as the scheduler counts them. */
function cpuOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/schedstat`, 'utf8')
  return Number(text.split(' ', 1)[0]) / 1e9
}

try {
  {
    await using _ = await startPlatform({ config: loadConfig({ PORT: '0', LOG_LEVEL: 'error' }), database, log: createLog('error') })
  }
  await main()
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
} finally {
  await database.stop()
  rmSync(folder, { recursive: true, force: true })
}
