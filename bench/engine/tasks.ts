import { createHash } from 'node:crypto'
import { PerformanceObserver, constants } from 'node:perf_hooks'
import { createBook, type LiveOrder, type NewOrder } from '#core/order-book'
import { type Engine, type EngineName, openEngine, RecordEngine } from './engines.ts'
import { plainOrder } from './plain-order.ts'
import type { Stream } from './stream.ts'
import { readStream } from './stream-file.ts'
import { type Variant, variants } from './variants.ts'

/** What one process measures of one engine; the process prints the answer as JSON. */
export type Task =
  | { readonly do: 'rate'; readonly engine: EngineName; readonly file: string; readonly variant?: Variant; readonly cpuMsMax?: number }
  | { readonly do: 'levels'; readonly file: string; readonly commands: number }
  | { readonly do: 'latency'; readonly file: string }
  | { readonly do: 'collections'; readonly file: string; readonly passes: number }
  | { readonly do: 'replay'; readonly file: string }
  | { readonly do: 'restore'; readonly orders: number }

export interface Rate {
  readonly commands: number
  readonly cpuMs: number
  readonly wallMs: number
  /** Digest of all levels after the last command. */
  readonly levels: string
}

/** Nanoseconds. */
export interface Percentiles {
  readonly p50: number
  readonly p99: number
  readonly p999: number
}

const BATCH = 1_024
const WARM_UPS = 2
/** What the protocol warms an engine up with that is too slow for whole passes. */
const WARM_UP_COMMANDS = 10_000

export async function work(task: Task): Promise<unknown> {
  switch (task.do) {
    case 'rate':
      return rate(task)
    case 'levels':
      return levelsAfter(readStream(task.file), task.commands)
    case 'latency':
      return latency(readStream(task.file))
    case 'collections':
      return collections(readStream(task.file), task.passes)
    case 'replay':
      return replay(task.file)
    case 'restore':
      return restore(task.orders)
  }
}

function rate({ engine, file, variant = 'plain', cpuMsMax = Infinity }: Extract<Task, { do: 'rate' }>): Rate {
  const stream = readStream(file)
  const { change, prepare, afterBatch } = variants[variant]
  change(stream)
  const fresh = (): Engine => {
    const opened = openEngine(engine, stream)
    if (opened instanceof RecordEngine) prepare(opened.books)
    runAll(opened, stream, 0, stream.prefill)
    return opened
  }
  const each = (opened: Engine): void => {
    if (afterBatch !== undefined && opened instanceof RecordEngine) afterBatch(opened.books)
  }
  if (cpuMsMax === Infinity) for (let pass = 0; pass < WARM_UPS; pass += 1) timed(fresh(), stream, { cpuMsMax, each })
  else runAll(fresh(), stream, stream.prefill, Math.min(stream.count, stream.prefill + WARM_UP_COMMANDS))
  const measured = fresh()
  collect()
  const figures = timed(measured, stream, { cpuMsMax, each })
  return { ...figures, levels: digest(measured) }
}

function runAll(engine: Engine, { count }: Stream, from: number, to = count): void {
  for (let at = from; at < to; at += BATCH) engine.run(at, Math.min(to, at + BATCH))
}

function timed(
  engine: Engine,
  { prefill, count }: Stream,
  { cpuMsMax, each }: { readonly cpuMsMax: number; readonly each: (engine: Engine) => void },
): Omit<Rate, 'levels'> {
  const cpu = process.cpuUsage()
  const wall = performance.now()
  let at = prefill
  while (at < count) {
    const to = Math.min(count, at + BATCH)
    engine.run(at, to)
    each(engine)
    at = to
    if (cpuMsMax !== Infinity && cpuMsSince(cpu) >= cpuMsMax) break
  }
  return { commands: at - prefill, cpuMs: cpuMsSince(cpu), wallMs: performance.now() - wall }
}

function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

function collect(): void {
  if (globalThis.gc === undefined) throw new Error('this process was started without --expose-gc')
  globalThis.gc()
}

function digest(engine: Engine): string {
  const text = JSON.stringify([engine.levels('buy'), engine.levels('sell')])
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function levelsAfter(stream: Stream, commands: number): string {
  const engine = new RecordEngine(stream)
  runAll(engine, stream, 0, stream.prefill + commands)
  return digest(engine)
}

/** Beside the engine's own the same loop around nothing: what measuring costs. */
export interface Latency {
  readonly engine: Percentiles
  readonly timer: Percentiles
}

export interface Collections {
  readonly commands: number
  readonly major: number
  readonly minor: number
  readonly ms: number
}

export interface Replayed {
  readonly commands: number
  readonly cpuMs: number
}

export interface Restored {
  readonly ms: number
  readonly bytesPerOrder: number
}

/** One command a call with the clock around it; beside it the same loop around an engine that does nothing. */
function latency(stream: Stream): Latency {
  const idle: Engine = { run: () => undefined, levels: () => [] }
  for (let pass = 0; pass < WARM_UPS; pass += 1) {
    clocked(filled(stream), stream)
    clocked(idle, stream)
  }
  const engine = filled(stream)
  collect()
  return { engine: clocked(engine, stream), timer: clocked(idle, stream) }
}

function filled(stream: Stream): Engine {
  const engine = new RecordEngine(stream)
  runAll(engine, stream, 0, stream.prefill)
  return engine
}

function clocked(engine: Engine, { prefill, count }: Stream): Percentiles {
  const ns = new Float64Array(count - prefill)
  for (let at = prefill; at < count; at += 1) {
    const before = performance.now()
    engine.run(at, at + 1)
    ns[at - prefill] = performance.now() - before
  }
  ns.sort()
  const at = (share: number): number => Math.round(ns[Math.ceil(share * ns.length) - 1]! * 1e6)
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999) }
}

/** Garbage collections while commands run: each pass on a fresh book, which is filled before. */
async function collections(stream: Stream, passes: number): Promise<Collections> {
  const seen: { readonly at: number; readonly ms: number; readonly isMajor: boolean }[] = []
  const observer = new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      const { kind } = (entry as unknown as { detail: { kind: number } }).detail
      seen.push({ at: entry.startTime, ms: entry.duration, isMajor: kind !== constants.NODE_PERFORMANCE_GC_MINOR })
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  runAll(filled(stream), stream, stream.prefill)
  const spans: [from: number, to: number][] = []
  for (let pass = 0; pass < passes; pass += 1) {
    const engine = filled(stream)
    collect()
    const from = performance.now()
    runAll(engine, stream, stream.prefill)
    spans.push([from, performance.now()])
    await new Promise(done => setImmediate(done))
  }
  await new Promise(done => setTimeout(done, 50))
  observer.disconnect()
  const timely = seen.filter(({ at }) => spans.some(([from, to]) => at >= from && at <= to))
  const major = timely.filter(({ isMajor }) => isMajor).length
  const ms = timely.reduce((sum, one) => sum + one.ms, 0)
  return { commands: passes * (stream.count - stream.prefill), major, minor: timely.length - major, ms }
}

/** As after a crash, in a process that has done nothing yet: the file is read, every command applied, the state at the end hashed. */
function replay(file: string): Replayed {
  const cpu = process.cpuUsage()
  const stream = readStream(file)
  const engine = new RecordEngine(stream)
  runAll(engine, stream, 0)
  digest(engine)
  return { commands: stream.count, cpuMs: cpuMsSince(cpu) }
}

/** Puts stored orders back into a book, in a process that has done nothing like it before: as after a crash. */
function restore(count: number): Restored {
  const orders = storedOrders(count)
  collect()
  const before = heldBytes()
  const since = performance.now()
  const book = createBook()
  for (const [command, state] of orders) book.restore(command, state)
  const ms = performance.now() - since
  collect()
  const bytesPerOrder = (heldBytes() - before) / count
  if (book.find(orders[0]![0].order) === undefined) throw new Error('a restored order is found')
  return { ms, bytesPerOrder }
}

function heldBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Open orders as a store gives them back: bids then asks, best first; 40 orders a level, numbers scattered over the levels. */
function storedOrders(count: number): (readonly [NewOrder, LiveOrder])[] {
  const perLevel = 40
  const levels = Math.ceil(count / perLevel / 2)
  const orders: [NewOrder, LiveOrder][] = []
  for (const side of ['buy', 'sell'] as const)
    for (let level = 0; level < levels && orders.length < count; level += 1)
      for (let place = 0; place < perLevel && orders.length < count; place += 1) {
        const order = 1 + (side === 'buy' ? 0 : 1) + 2 * (level + place * levels)
        const price = side === 'buy' ? 1_000_000 - level : 1_000_001 + level
        const quantity = 1 + (order % 100)
        orders.push([{ ...plainOrder, order, side, price, quantity }, liveOrder({ order, side, price, quantity })])
      }
  return orders
}

type Stored = Pick<LiveOrder, 'order' | 'side' | 'price' | 'quantity'>

function liveOrder(stored: Stored): LiveOrder {
  const { order, quantity } = stored
  const place = { owner: 1, state: 'resting', priority: order, ahead: 0, extreme: 0, expiresAt: 0 } as const
  return { ...stored, ...place, leaves: quantity, visible: quantity }
}
