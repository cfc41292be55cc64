// `node run.js bench/replay.ts [folder of the recording]`: the recorded BTCUSDT capture as fast as possible through parser, local book, frames
// and engine, with orders at fixed positions of the feed. Two passes that cut the frames into different batches (a slow and a fast feed) must
// end with the same full hash; the ratio is the engine's share against parsing and the local book alone.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Frame } from '#contracts/topics/market'
import { type BookEvent, createBookMemory } from '#core/order-book'
import { createConnection } from '../services/market-data/connection.ts'
import { parseLine } from '../services/market-data/frames.ts'
import { createNormaliser } from '../services/market-data/normalise.ts'
import { catalogued } from '../services/market-data/recorded.model.ts'
import { applyFrames, createMarket, type Market } from '../services/matching/market.ts'
import { seeded } from './figures.ts'
import { plainOrder } from './engine/plain-order.ts'

const folder = process.argv[2] ?? fileURLToPath(new URL('../../shared/data/binance/spot-raw', import.meta.url))
const files = ['btcusdt_20240808.gz', 'btcusdt_20240809.gz'].map(name => `${folder}/${name}`)
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const instrument = catalogued('BTCUSDT')
/** An order every so many frames, at the touch or near it, and every third is taken back later. */
const framesPerOrder = 50

if (!files.every(existsSync)) {
  say(`the recording is not at ${folder}: pass its folder`)
  process.exit(1)
}
const lines = files.flatMap(file => gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n'))
play(100, () => undefined) // warm
const parsing = time(() => play(256, () => undefined))
const slow = run(1)
const fast = run(256)
say(`${lines.length} lines, ${parsing.frames} frames, an order every ${framesPerOrder} frames: ${fast.orders} orders, ${fast.fills} fills`)
say(
  `parser + local book: ${rate(parsing.frames, parsing.ms)} frames/s; + engine: ${rate(fast.frames, fast.ms)} frames/s (${(fast.ms / parsing.ms).toFixed(2)}× the time); the recording takes ${(lines.length / 153) | 0} s at its own speed`,
)
say(
  `full hash, frames one by one: ${slow.hash.slice(0, 16)}…, in batches of 256: ${fast.hash.slice(0, 16)}…: ${slow.hash === fast.hash && slow.fills === fast.fills ? 'equal' : 'DIFFERENT'}`,
)
process.exitCode = slow.hash === fast.hash && slow.fills === fast.fills ? 0 : 1

/** Frames of the recording in batches of at most `size`. */
function play(size: number, take: (frames: readonly Frame[]) => void): number {
  const normaliser = createNormaliser({ instrument })
  let batch: Frame[] = []
  let count = 0
  const connection = createConnection(new Map([['BTCUSDT', normaliser]]), (_, { frames }) => {
    for (const frame of frames) {
      batch.push(frame)
      count += 1
      if (batch.length < size) continue
      take(batch)
      batch = []
    }
  })
  for (const line of lines) {
    const event = parseLine(line)
    if (event.kind !== 'rejected') connection.accept('BTCUSDT', event)
  }
  connection.finish()
  if (batch.length > 0) take(batch)
  return count
}

/** The engine on the recording; orders come at frame numbers, wherever the batches are cut. */
function run(size: number): {
  readonly frames: number
  readonly ms: number
  readonly hash: string
  readonly orders: number
  readonly fills: number
} {
  const market = createMarket(instrument, { position: undefined, firstSeq: 0, memory: createBookMemory() })
  const random = seeded(11)
  const events: BookEvent[] = []
  const collect = (found: BookEvent[]): void => void events.push(...found)
  let orders = 0
  let prev = 0
  const started = performance.now()
  const frames = play(size, batch => {
    let from = 0
    for (let index = 0; index <= batch.length; index++) {
      const isEnd = index === batch.length
      if (!isEnd && batch[index]!.n % framesPerOrder !== 0) continue
      const part = batch.slice(from, isEnd ? index : index + 1)
      from = isEnd ? index : index + 1
      if (part.length > 0)
        applyFrames(market, { symbol: 'BTCUSDT', source: 'replay', session: 1, prev_n: prev, frames: [...part] }, collect)
      prev = part.at(-1)?.n ?? prev
      if (!isEnd) order(market, (orders += 1), random, events)
    }
  })
  const ms = performance.now() - started
  return {
    frames,
    ms,
    orders,
    fills: events.filter(({ kind }) => kind === 'fill').length,
    hash: createHash('sha256').update(market.book.describeAll()).digest('hex'),
  }
}

function order(market: Market, number: number, random: () => number, events: BookEvent[]): void {
  const side = random() < 0.5 ? 'buy' : 'sell'
  const best = market.book.best(side)
  const price = Math.max(1, best + Math.floor(random() * 200 - 100))
  market.book.apply(
    {
      ...plainOrder,
      order: number,
      owner: number % 7,
      side,
      price,
      quantity: 1 + Math.floor(random() * 50_000),
      selfTrade: 'expire_taker',
    },
    events,
  )
  if (number % 3 === 0) market.book.apply({ kind: 'cancel', order: number - 2 }, events)
}

function time(work: () => number): { readonly frames: number; readonly ms: number } {
  const started = performance.now()
  const frames = work()
  return { frames, ms: performance.now() - started }
}
function rate(count: number, ms: number): string {
  return ((count / ms) * 1_000).toFixed(0)
}
