import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { TokenPair } from '#contracts/routes/auth'
import type { Order, OrderList } from '#contracts/routes/orders'
import { isTerminal } from '#core/orders'
import { createFileBlobs } from '#platform/adapters/blobs-drive'
import { auditorRole } from '#platform/host'
import { attachDatabase } from '#platform/postgres'
import { createConnection } from '#platform/sql'
import { auditBooks, describeFindings, readShardAudit } from '#services/auditor'
import { openPlayback } from '#services/market-data'
import { replayShard } from '#services/matching'
import { seeded } from '../bench/figures.ts'
import { nextAsk } from './kill-orders.ts'
import { type Api, password } from './people.ts'
import { type Program, startProgram } from './program.ts'

const rounds = 20
const people = 6
const recording = fileURLToPath(new URL('../../shared/data/binance/spot-raw/', import.meta.url))
const files = [`${recording}btcusdt_20240808.gz`, `${recording}btcusdt_20240809.gz`]
const seed = Number(process.env['TRADECRAFT_SEED'] ?? 7)

/** Acknowledged orders by type. */
const kinds = new Map<string, number>()

interface Acknowledged {
  readonly order: Order
  readonly owner: number
}

test.skipIf(!files.every(existsSync))(
  `killed ${rounds} times at random points of the recorded market, nothing acknowledged is lost and nothing settles twice (seed ${seed})`,
  { timeout: 240_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tradecraft-kill-'))
    const random = seeded(seed)
    const acknowledged: Acknowledged[] = []
    const sentIds = new Set<string>()
    let tokens: string[] = []
    try {
      for (let round = 0; round <= rounds; round++) {
        await using program = start(folder)
        const api = await program.ready
        if (tokens.length === 0)
          tokens = await register(api).catch((error: unknown) => {
            throw new Error(`the platform said: ${program.said().slice(-20).join('\n')}`, { cause: error })
          })
        const isLast = round === rounds
        const stopAt = performance.now() + (isLast ? 1_500 : 300 + random() * 1_200)
        await Promise.all(tokens.map((token, owner) => trade({ api, token, owner, random, until: stopAt, acknowledged, sentIds })))
        expect(program.child.exitCode, program.said().slice(-20).join('\n')).toBeNull()
        if (!isLast) {
          await program.stop('SIGKILL')
          continue
        }
        await check(folder, api, { tokens, acknowledged, sentIds }).catch(async (error: unknown) => {
          throw new Error(`the platform said: ${program.said().slice(-20).join('\n')}`, { cause: error })
        })
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)

function linesOf(file: string): string[] {
  return gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n')
}

function start(folder: string): Program {
  return startProgram({
    DATA_DIR: folder,
    LOG_LEVEL: 'error',
    SNAPSHOT_SECONDS: '1',
    FEED_URL: `replay:${files.join(',')}?speed=10`,
    RATE_LIMIT_USER: '10000000',
    RATE_LIMIT_SIGN_IN: '10000000',
  })
}

async function register(api: Api): Promise<string[]> {
  return await Promise.all(
    Array.from({ length: people }, async (_, index) => {
      const reply = await api.call<TokenPair>('POST', '/auth/register', {
        body: { email: `p${index}@example.org`, username: `person-${index}`, password },
      })
      expect(reply.status).toBe(201)
      return reply.body.access_token
    }),
  )
}

interface Trading {
  readonly api: Api
  readonly token: string
  readonly owner: number
  readonly random: () => number
  readonly until: number
  readonly acknowledged: Acknowledged[]
  readonly sentIds: Set<string>
}

/** Orders that fill, partly fill and rest, and cancels, one after another, until the time is up or the platform is gone. */
async function trade({ api, token, owner, random, until, acknowledged, sentIds }: Trading): Promise<void> {
  const open: string[] = []
  while (performance.now() < until) {
    try {
      if (open.length > 3 && random() < 0.4) {
        const id = open.splice(Math.floor(random() * open.length), 1)[0]!
        await api.call('DELETE', `/orders/${id}`, { token })
        continue
      }
      const book = await api.call<{ bids?: [string, string][]; asks?: [string, string][] }>('GET', '/market/BTCUSDT/orderbook?depth=1')
      const [bid, ask] = [Number(book.body.bids?.[0]?.[0] ?? 61_800), Number(book.body.asks?.[0]?.[0] ?? 61_801)]
      const clientOrderId = `${owner}-${sentIds.size}-${Math.floor(random() * 1e9)}`
      sentIds.add(clientOrderId)
      const { method, path, body } = nextAsk(random, { bid, ask }, { clientOrderId, open })
      const reply = await api.call<Order | OrderList>(method, path, { token, body })
      if (reply.status !== 201 && reply.status !== 202) continue
      for (const order of 'legs' in reply.body ? [reply.body.working ?? [], ...reply.body.legs].flat() : [reply.body]) {
        acknowledged.push({ order, owner })
        kinds.set(order.type, (kinds.get(order.type) ?? 0) + 1)
        if (!isTerminal(order.status)) open.push(order.id)
      }
    } catch {
      await wait(20) // killed under us: the outcome is unknown, the next round goes on
      return
    }
  }
}

async function check(
  folder: string,
  api: Api,
  { tokens, acknowledged, sentIds }: { tokens: readonly string[]; acknowledged: readonly Acknowledged[]; sentIds: ReadonlySet<string> },
): Promise<void> {
  expect(acknowledged.length).toBeGreaterThan(100)
  for (const [owner, token] of tokens.entries()) {
    const orders = new Map<string, Order>()
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { items: Order[]; next_cursor: string | null } = (
        await api.call<{ items: Order[]; next_cursor: string | null }>(
          'GET',
          `/orders?limit=500${cursor === '' ? '' : `&cursor=${cursor}`}`,
          { token },
        )
      ).body
      for (const order of page.items) orders.set(order.id, order)
      cursor = page.next_cursor
    }
    for (const { order } of acknowledged.filter(one => one.owner === owner)) {
      const stored = orders.get(order.id)
      expect(stored, `acknowledged order ${order.id} is lost`).toBeDefined()
      expect(Number(stored!.filled_quantity)).toBeGreaterThanOrEqual(Number(order.filled_quantity))
    }
    const clientIds = [...orders.values()]
      .filter(order => order.reason !== 'INSUFFICIENT_BALANCE')
      .flatMap(order => order.client_order_id ?? [])
    expect(new Set(clientIds).size).toBe(clientIds.length)
    for (const id of clientIds) expect(sentIds.has(id)).toBe(true)
  }
  const database = await attachDatabase(`embedded:${join(folder, 'postgres')}`, { log: () => undefined })
  try {
    await using connection = createConnection(database.connection({ role: auditorRole }))
    const audited = await connection.transaction(async sql => {
      await sql.query({ text: 'set transaction isolation level repeatable read, read only', values: [] })
      return await readShardAudit(sql, 0)
    })
    const { trades } = audited
    const btcusdt = audited.instruments.find(({ symbol }) => symbol === 'BTCUSDT')!
    const feed = { symbol: 'BTCUSDT', frames: openPlayback(btcusdt, files.flatMap(linesOf)) }
    const blobs = createFileBlobs(join(folder, 'blobs'))
    const { replay, differences, snapshots } = await replayShard({ ...audited, feed }, blobs.get)
    expect(differences).toEqual([])
    expect(replay.rebuilds).toBe(rounds + 1)
    expect(trades.length).toBeGreaterThan(50)
    expect(snapshots).toBeGreaterThan(3)
    expect(replay.compared).toBeGreaterThan(0)
    const findings = await auditBooks(connection)
    process.stdout.write(
      `${acknowledged.length} acknowledged orders (${[...kinds].map(([type, count]) => `${type} ${count}`).join(', ')}), ${trades.length} trades, ${replay.rebuilds} starts, ${snapshots} snapshots run to the end, ${replay.compared} hashes on the way\n${describeFindings(findings)}\n`,
    )
    expect(findings.flatMap(({ id, broken }) => broken.map(name => `${id} ${name}`))).toEqual([])
  } finally {
    await database.stop()
  }
}
