/**
 * `node run.js bench/recovery.ts [--orders N]`: how long the engine takes to have its books back. Two ways in one run: from the rows of
 * `live_orders`, as every start does it (a platform with a database, killed and started again), and from a snapshot's bytes in memory.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { createBook, restoreBook } from '#core/order-book'
import { openDatabase } from '#platform/postgres'
import { startProgram } from '#testing/program'
import { type Api, registerPerson } from '#testing/people'
import { plainOrder } from './engine/plain-order.ts'
import { cpuOf, postgresPids } from './server.ts'

const { values } = parseArgs({ options: { orders: { type: 'string', default: '1000000' } } })
const count = Number(values.orders)
const batch = 50_000
/** Far from the market, so that nothing trades. */
const priceFrom = 10_000_00
const prices = 20_000
const levelsAsked = 1_000

async function main(): Promise<void> {
  fromBytes()
  const folder = mkdtempSync(join(tmpdir(), 'tradecraft-recovery-'))
  try {
    const empty = await timeStart(folder, 1)
    await fill(folder)
    const full = await timeStart(folder, count)
    const more = (part: keyof Start): string => (full[part] - empty[part]).toFixed(2)
    say(
      `a start with ${count} orders more: ${more('wall')} s longer (${empty.wall.toFixed(2)} s with one); CPU of Node ${more('node')} s, of PostgreSQL ${more('postgres')} s`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A book of `count` orders to bytes and back, in this process. */
function fromBytes(): void {
  const book = createBook()
  for (let number = 1; number <= count; number += 1)
    book.apply(
      {
        ...plainOrder,
        order: number,
        owner: (number % 5_000) + 1,
        side: 'buy',
        price: priceFrom + ((number * 7_919) % prices),
        quantity: 10 + (number % 90),
      },
      [],
    )
  const started = performance.now()
  const bytes = book.snapshot()
  const saved = performance.now()
  createHash('sha256').update(bytes).digest('hex')
  const hashed = performance.now()
  const restored = restoreBook(bytes)
  const ended = performance.now()
  if (restored.best('buy') !== book.best('buy')) throw new Error('the restored book is another')
  say(
    `snapshot of ${count} orders: ${(bytes.length / 1e6).toFixed(1)} MB, saved in ${(saved - started).toFixed(0)} ms, hashed in ${(hashed - saved).toFixed(0)} ms, restored in ${(ended - hashed).toFixed(0)} ms`,
  )
}

/** Seconds until a platform was ready: by the clock, and of CPU. */
interface Start {
  readonly wall: number
  readonly node: number
  readonly postgres: number
}

/** Starts a platform and kills it; the first time somebody places the order that the others are copies of. */
async function timeStart(folder: string, orders: number): Promise<Start> {
  const since = performance.now()
  await using program = startProgram({ DATA_DIR: folder, LOG_LEVEL: 'error', RATE_LIMIT_SIGN_IN: '1000' })
  const api = await program.ready
  const ready: Start = {
    wall: (performance.now() - since) / 1000,
    node: cpuOf(program.child.pid!),
    postgres: postgresPids(folder).reduce((sum, pid) => sum + cpuOf(pid), 0),
  }
  if (orders === 1) {
    const person = await registerPerson(api, 'rosa')
    await person.buys('BTCUSDT', '0.01000', '60000.00')
    await program.stop('SIGKILL')
    return await timeStart(folder, 2)
  }
  if (orders === count) await mustHaveThem(api)
  await program.stop('SIGKILL')
  return ready
}

/** A start is only worth its time if the orders are in the book: there are more bids than the market alone has. */
async function mustHaveThem(api: Api): Promise<void> {
  const { body } = await api.call<{ bids: unknown[] }>('GET', `/market/BTCUSDT/orderbook?depth=${levelsAsked}`)
  if (body.bids.length < Math.min(count, levelsAsked)) throw new Error(`the book has ${body.bids.length} bids after the start`)
}

async function fill(folder: string): Promise<void> {
  const database = await openDatabase(`embedded:${join(folder, 'postgres')}`, { log: () => undefined })
  try {
    const client = new pg.Client(database.connection({ applicationName: 'tradecraft bench' }))
    await client.connect()
    for (let from = 1; from <= count; from += batch) {
      await client.query(
        `insert into matching.live_orders (order_id, shard, symbol, number, side, price, leaves, ahead, priority, hold_remaining, filled_quantity, filled_quote, fee, placed)
         select n.id, o.shard, o.symbol, 1000000 + n.n, o.side, n.cents * (o.price / 6000000), o.leaves, 0, 1000000 + n.n, o.hold_remaining, 0, 0, 0, replace(replace(o.placed, o.order_id::text, n.id::text), '"60000.00"', '"' || (n.cents / 100)::text || '.' || lpad((n.cents % 100)::text, 2, '0') || '"')
         from (select * from matching.live_orders order by number limit 1) o, (select g as n, gen_random_uuid() as id, 5000000 + g * 7919 % 20000 as cents from generate_series($1::bigint, $2::bigint) g) n`,
        [from, Math.min(count, from + batch - 1)],
      )
      say(`${Math.min(count, from + batch - 1)} of ${count} orders stored`)
    }
    await client.query('analyze matching.live_orders')
    await client.end()
  } finally {
    await database.stop()
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

await main()
