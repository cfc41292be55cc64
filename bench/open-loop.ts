// `node run.js bench/open-loop.ts [orders a second] [seconds] [readers]`: orders over HTTP at a fixed rate against the whole platform on the recorded
// (or synthetic) market; latency counts from the intended send time, so a slow server cannot hide behind a slow client.
import { existsSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { attachDatabase } from '#platform/postgres'
import { createGenerator } from './order-mix.ts'
import { percentile } from './figures.ts'
import { openReaders } from './readers.ts'
import { seedUsers, type SeededUser } from './seed.ts'
import { cpuByConnection, startServer } from './server.ts'

const rate = Number(process.argv[2] ?? 1_000)
const seconds = Number(process.argv[3] ?? 30)
const readers = Number(process.argv[4] ?? 50)
if (![rate, seconds].every(value => value > 0) || !(readers >= 0))
  throw new Error('usage: node run.js bench/open-loop.ts [orders a second] [seconds] [readers]')
const accounts = 200
const warmUpSeconds = 3
const recording = fileURLToPath(new URL('../../shared/data/binance/spot-raw', import.meta.url))
const files = ['btcusdt_20240808.gz', 'btcusdt_20240809.gz'].map(name => `${recording}/${name}`)
const feed = files.every(existsSync) ? `replay:${files.join(',')}?speed=1` : 'synthetic:?seed=1'

interface Sent {
  readonly kind: string
  readonly latencyMs: number
  readonly status: number
  readonly code: string | undefined
  readonly state: string | undefined
}

await using server = await startServer({ FEED_URL: feed })
const database = await attachDatabase(`embedded:${server.dataDir}/postgres`, { log: () => undefined })
const users = await seedUsers(database.connection(), accounts)
const agent = new Agent({ keepAlive: true, maxSockets: 256 })
const book = await fetch(`${server.url}/api/v1/market/BTCUSDT/orderbook?depth=5`).then(
  reply => reply.json() as Promise<{ bids?: [string, string][]; asks?: [string, string][] }>,
)
const generator = createGenerator({ users, seed: 1, price: Number(book.asks?.[0]?.[0] ?? 61_800) })
await Promise.all(
  users.map(user =>
    send(
      {
        kind: 'stock',
        method: 'POST',
        path: '/orders',
        user,
        body: { symbol: 'BTCUSDT', side: 'buy', type: 'market', quantity: '0.30000' },
      },
      performance.now(),
    ),
  ),
)
await using live = await openReaders(server.url, readers)
const quotes = setInterval(() => void refreshQuotes(), 200)
await run(warmUpSeconds)
const watcher = new pg.Client(database.connection())
await watcher.connect()
const before = server.cpu()
const connectionsBefore = await cpuByConnection(watcher)
const sent = await run(seconds)
const after = server.cpu()
const connectionsAfter = await cpuByConnection(watcher)
await watcher.end()
clearInterval(quotes)
report(sent)
const audit = await server.audit()
process.stdout.write(`auditor: ${audit.lastLine}\n`)
agent.destroy()
process.exitCode = audit.code === 0 && sent.every(one => one.status < 500) ? 0 : 1

async function refreshQuotes(): Promise<void> {
  const reply = await fetch(`${server.url}/api/v1/market/BTCUSDT/orderbook?depth=5`)
  if (reply.ok) generator.quote((await reply.json()) as { bids: [string, string][]; asks: [string, string][] })
}

/** Sends at the fixed rate, whatever comes back; resolves when the last answer is in. */
async function run(forSeconds: number): Promise<Sent[]> {
  const started = performance.now()
  const total = rate * forSeconds
  const pending: Promise<Sent>[] = []
  await new Promise<void>(done => {
    const tick = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - started) * rate) / 1_000))
      while (pending.length < due) pending.push(send(generator.next(), started + (pending.length * 1_000) / rate))
      if (pending.length >= total) {
        clearInterval(tick)
        done()
      }
    }, 1)
  })
  return await Promise.all(pending)
}

function send(call: { kind: string; method: string; path: string; user: SeededUser; body?: unknown }, intendedAt: number): Promise<Sent> {
  return new Promise(resolve => {
    const text = call.body === undefined ? undefined : JSON.stringify(call.body)
    const headers = {
      authorization: `Bearer ${call.user.token}`,
      ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    }
    const outgoing = request(`${server.url}/api/v1${call.path}`, { method: call.method, agent, headers }, incoming => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as { id?: string; status?: string | number; code?: string }
        const state = typeof body.status === 'string' ? body.status : undefined
        if (call.kind === 'rest' && body.id !== undefined && (state === 'open' || state === 'partially_filled'))
          generator.opened(call.user, body.id)
        resolve({ kind: call.kind, latencyMs: performance.now() - intendedAt, status: incoming.statusCode ?? 0, code: body.code, state })
      })
    })
    outgoing.on('error', error =>
      resolve({ kind: call.kind, latencyMs: performance.now() - intendedAt, status: 599, code: error.message, state: undefined }),
    )
    outgoing.end(text)
  })
}

function report(all: readonly Sent[]): void {
  const orders = all.filter(one => one.kind !== 'cancel')
  const traded = orders.filter(one => one.state === 'filled' || one.state === 'partially_filled').length
  const failures = all.filter(one => one.status >= 500)
  const refusals = all.filter(one => one.status >= 400 && one.status < 500)
  const latencies = orders.map(one => one.latencyMs).sort((a, b) => a - b)
  const cost = (from: number, to: number): string => (((to - from) * 1e6) / all.length).toFixed(0)
  const line = (text: string): void => void process.stdout.write(`${text}\n`)
  line(
    `open loop ${rate}/s for ${seconds} s, ${accounts} accounts, ${live.count} WebSocket readers (${live.messages()} messages), feed ${feed.split(':', 1)[0]}`,
  )
  line(`mix: ${summary(all.map(one => one.kind))}; orders that traded: ${((100 * traded) / orders.length).toFixed(0)} %`)
  line(
    `answers: ${summary(all.map(one => String(one.status)))}; refusals ${summary(refusals.map(one => `${one.kind} ${one.code}`)) || 'none'}; 5xx ${failures.length} ${summary(failures.map(one => one.code ?? '?'))}`,
  )
  line(
    `orders, ms from the intended send time: p50 ${percentile(latencies, 0.5)} p95 ${percentile(latencies, 0.95)} p99 ${percentile(latencies, 0.99)} max ${percentile(latencies, 1)}`,
  )
  const connections = [...connectionsAfter]
    .map(([name, used]) => [name.replace('tradecraft ', ''), used - (connectionsBefore.get(name) ?? 0)] as const)
    .sort((a, b) => b[1] - a[1])
  line(`CPU per call: Node ${cost(before.node, after.node)} µs, PostgreSQL ${cost(before.postgres, after.postgres)} µs`)
  line(
    `of it: ${connections
      .slice(0, 7)
      .map(([name, used]) => `${name} ${((used * 1e6) / all.length).toFixed(0)}`)
      .join(', ')}`,
  )
}

function summary(words: readonly string[]): string {
  return [...Map.groupBy(words, word => word)]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([word, list]) => `${word} ${list.length}`)
    .join(', ')
}
