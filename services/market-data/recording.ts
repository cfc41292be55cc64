/** Recorded raw lines: which symbols the files hold, and all their events in the order they were received. */
import { decimalScale } from '#core/decimal'
import { findFiles, type FoundFile, readLines } from '#platform/files'
import { StartRefused } from '#platform/service'
import { type FeedEvent, parseLine } from './frames.ts'

/** The files of one symbol, in order: one continuous session. */
export interface Lane {
  readonly symbol: string
  readonly paths: readonly string[]
  /** Decimals of its prices and quantities, for symbols nobody has rules for. */
  readonly scales: Scales
}
export interface Scales {
  readonly price: number
  readonly quantity: number
}
export interface Recording {
  /** Names and sizes: the same recording has the same key wherever it lies. */
  readonly key: string
  readonly lanes: readonly Lane[]
  /** Market time of the first event, ms. */
  readonly firstAt: number
}
export interface RecordedEvent {
  readonly symbol: string
  readonly event: FeedEvent
}

/** Lines of a file that are looked at to learn what it holds; a snapshot comes within the first few. */
const firstLinesMax = 200

/** @throws StartRefused where a file is missing or holds no recorded frames */
export async function openRecording(paths: readonly string[]): Promise<Recording> {
  const files: FoundFile[] = []
  for (const path of paths) {
    const found = await findFiles(path)
    if (found.length === 0)
      throw new StartRefused(`The recording ${path} is not there, or is a folder without .gz files; correct FEED_URL.`)
    files.push(...found)
  }
  const lanes = new Map<string, { symbol: string; paths: string[]; scales: Scales }>()
  let firstAt = Number.MAX_SAFE_INTEGER
  for (const file of files) {
    const first = await readFirstLines(file.path)
    firstAt = Math.min(firstAt, first.at)
    const lane = lanes.get(first.symbol)
    if (lane === undefined) lanes.set(first.symbol, { symbol: first.symbol, paths: [file.path], scales: first.scales })
    else lane.paths.push(file.path)
  }
  return { key: `replay:${files.map(({ name, bytes }) => `${name}:${bytes}`).join(',')}`, lanes: [...lanes.values()], firstAt }
}

async function readFirstLines(path: string): Promise<{ symbol: string; at: number; scales: Scales }> {
  let symbol: string | undefined
  let at: number | undefined
  let receivedAt: number | undefined
  const scales = { price: 0, quantity: 0 }
  let count = 0
  try {
    for await (const line of readLines([path])) {
      const event = parseLine(line)
      if ('symbol' in event) symbol ??= event.symbol
      if ('receivedNs' in event) receivedAt ??= Number(event.receivedNs / 1_000_000n)
      if ('at' in event) at ??= event.at
      for (const [price, quantity] of pricesOf(event)) {
        scales.price = Math.max(scales.price, decimalScale(price))
        scales.quantity = Math.max(scales.quantity, decimalScale(quantity))
      }
      if (++count === firstLinesMax) break
    }
  } catch {
    // What could be read decides; the damage itself is reported where the recording is played.
  }
  if (symbol === undefined || at === undefined)
    throw new StartRefused(`${path} holds no recorded Binance frames ("<receive time in ns> <JSON>" a line); correct FEED_URL.`)
  // A snapshot that comes first has no other time than that of its receipt.
  return { symbol, at: Math.min(at, receivedAt ?? at), scales }
}

function pricesOf(event: ReturnType<typeof parseLine>): readonly (readonly [string, string])[] {
  if (event.kind === 'snapshot')
    return [...event.snapshot.bids, ...event.snapshot.asks].map(([price, quantity]) => [String(price), String(quantity)])
  if (event.kind === 'best') return [event.bid, event.ask]
  return event.kind === 'print' ? [[event.price, event.quantity]] : []
}

/** All events of the recording in the order they were received. Lines nobody can use are counted in `rejected`. */
export async function* readRecording({ lanes }: Recording, rejected: Map<string, number>): AsyncGenerator<RecordedEvent> {
  const open = lanes.map(lane => ({ symbol: lane.symbol, events: eventsOf(lane, rejected), next: undefined as FeedEvent | undefined }))
  let waiting: (typeof open)[number][] = []
  for (const lane of open) {
    lane.next = (await lane.events.next()).value ?? undefined
    if (lane.next !== undefined) waiting.push(lane)
  }
  while (waiting.length > 0) {
    const lane = waiting.reduce((first, other) => (other.next!.receivedNs < first.next!.receivedNs ? other : first))
    yield { symbol: lane.symbol, event: lane.next! }
    lane.next = (await lane.events.next()).value ?? undefined
    if (lane.next === undefined) waiting = waiting.filter(other => other !== lane)
  }
}

async function* eventsOf({ symbol, paths }: Lane, rejected: Map<string, number>): AsyncGenerator<FeedEvent, undefined> {
  for await (const line of readLines(paths)) {
    const event = parseLine(line)
    if (event.kind === 'rejected') rejected.set(event.reason, (rejected.get(event.reason) ?? 0) + 1)
    else if ('symbol' in event && event.symbol !== symbol) rejected.set('other_symbol', (rejected.get('other_symbol') ?? 0) + 1)
    else yield event
  }
  return undefined
}
