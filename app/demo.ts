/** `npm run demo`: the first trade in a terminal. Starts a platform of its own on a free port, with data that is thrown away. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TokenPair } from '#contracts/routes/auth'
import type { OrderBook } from '#contracts/routes/market'
import type { Order } from '#contracts/routes/orders'
import type { Portfolio, Position } from '#contracts/routes/portfolio'
import type { Balance } from '#contracts/routes/wallet'
import { openDatabase } from '#platform/postgres'
import { createLog } from '#platform/telemetry'
import { loadConfig } from './config.ts'
import { startPlatform } from './platform.ts'

const symbol = 'BTCUSDT'
const ladderRows = 5
const barWidth = 24

process.exit(await main())

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tradecraft-demo-'))
  const started = performance.now()
  say('TradeCraft: a paper account, the market, one trade. Nothing here is real money.\n')
  say('starting a platform of its own (PostgreSQL included) …')
  const database = await openDatabase(`embedded:${join(folder, 'postgres')}`, { log: () => undefined })
  try {
    const config = loadConfig({ ...process.env, PORT: '0', LOG_LEVEL: 'error' })
    await using host = await startPlatform({ config, database, log: createLog('error') })
    say(`up at ${host.url} after ${((performance.now() - started) / 1_000).toFixed(1)} s\n`)
    await story(host.url)
    say(
      `done in ${((performance.now() - started) / 1_000).toFixed(1)} s. Start your own with \`npm start\`; the API reference is at /docs.`,
    )
    return 0
  } finally {
    await database.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function story(url: string): Promise<void> {
  const api = client(url)
  step(1, 'Register', 'POST /api/v1/auth/register')
  const pair = await api<TokenPair>('POST', '/auth/register', {
    email: 'ada@example.org',
    username: 'ada',
    password: 'a long enough passphrase',
  })
  say(`  ${pair.user.username} has an account and a token that lives ${pair.expires_in / 60} minutes`)
  const signedIn = client(url, pair.access_token)

  step(2, 'Balances', 'GET /api/v1/wallet/balances')
  showBalances(await signedIn<{ items: Balance[] }>('GET', '/wallet/balances'))

  step(3, 'The order book: mirrored market depth and user orders in one', `GET /api/v1/market/${symbol}/orderbook`)
  const book = await openBook(api)
  showBook(book)

  step(4, 'Buy 0.25 BTC at the market', 'POST /api/v1/orders')
  const market = await signedIn<Order>('POST', '/orders', { symbol, side: 'buy', type: 'market', quantity: '0.25000' })
  showOrder(market)

  step(5, 'Bid a little below the market: it waits in the queue, and its money is held', 'POST /api/v1/orders')
  const price = (Number(book.bids.at(-1)![0]) * 0.99).toFixed(2)
  const resting = await signedIn<Order>('POST', '/orders', { symbol, side: 'buy', type: 'limit', quantity: '0.10000', price })
  showOrder(resting)
  showBalances(await signedIn<{ items: Balance[] }>('GET', '/wallet/balances'))

  step(6, 'Cancel it: exactly what it held comes back', `DELETE /api/v1/orders/${resting.id}`)
  showOrder(await signedIn<Order>('DELETE', `/orders/${resting.id}`))
  showBalances(await signedIn<{ items: Balance[] }>('GET', '/wallet/balances'))

  step(7, 'Position and P&L', 'GET /api/v1/portfolio')
  const portfolio = await signedIn<Portfolio>('GET', '/portfolio')
  const { items } = await signedIn<{ items: Position[] }>('GET', '/portfolio/positions')
  for (const { asset, quantity, average_price, mark_price, unrealized_pnl, lots } of items) {
    say(
      `  ${asset} ${quantity} at ${average_price} on average, now ${mark_price}: ${signed(unrealized_pnl)} USDT unrealized, ${lots.length} lot${lots.length === 1 ? '' : 's'}`,
    )
  }
  say(
    `  equity ${portfolio.equity} USDT = cash ${portfolio.cash} + positions ${portfolio.positions_value}; fees so far ${portfolio.fees_paid}\n`,
  )
}

/** The book once the market shows depth; a feed needs a moment to begin. */
async function openBook(api: Call): Promise<OrderBook> {
  for (;;) {
    const book = await api<OrderBook>('GET', `/market/${symbol}/orderbook?depth=${ladderRows}`)
    if (book.bids.length > 0 && book.asks.length > 0) return book
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

function showBook({ bids, asks, feed }: OrderBook): void {
  const largest = Math.max(...[...bids, ...asks].map(([, quantity]) => Number(quantity)))
  const row = ([price, quantity]: readonly [string, string], side: string): void =>
    say(
      `  ${side} ${price.padStart(12)} ${quantity.padStart(14)} ${'█'.repeat(Math.max(1, Math.round((barWidth * Number(quantity)) / largest)))}`,
    )
  for (const level of asks.toReversed()) row(level, 'ask')
  for (const level of bids) row(level, 'bid')
  say(`  feed: ${feed.source}, ${feed.state}`)
}

function showOrder(order: Order): void {
  say(
    `  ${order.side} ${order.quantity} ${order.symbol} ${order.type}${order.price === null ? '' : ` at ${order.price}`}: ${order.status}${order.reason === null ? '' : ` (${order.reason})`}`,
  )
  for (const fill of order.fills ?? [])
    say(`    filled ${fill.quantity} at ${fill.price}, ${fill.venue} ${fill.liquidity}, fee ${fill.fee} ${fill.fee_asset}`)
}

function showBalances({ items }: { readonly items: readonly Balance[] }): void {
  for (const { asset, available, held } of items)
    say(`  ${asset.padEnd(5)} available ${available.padStart(18)}   held ${held.padStart(16)}`)
}

function signed(amount: string | null): string {
  return amount === null ? 'unknown' : amount.startsWith('-') ? `▼ ${amount}` : `▲ +${amount}`
}

type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>
function client(url: string, token?: string): Call {
  return async <T>(method: string, path: string, body?: unknown) => {
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }
    const reply = await fetch(`${url}/api/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    const answer = (await reply.json()) as T
    if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${JSON.stringify(answer)}`)
    return answer
  }
}

function step(number: number, title: string, call: string): void {
  say(`${number}. ${title}   ${call}`)
}
function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
