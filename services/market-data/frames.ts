/** Binance's frames as they were recorded: one line is `<receive time in ns> <JSON>`. */
import type { DepthDiff, DepthSnapshot, QuotedLevel } from '#core/market'

type Level = readonly [price: string, quantity: string]

/** One line that could be read. `at` is market time in ms; frames without one carry none (best, snapshot, other). */
export type FeedEvent = { readonly receivedNs: bigint } & (
  | { readonly kind: 'depth'; readonly symbol: string; readonly at: number; readonly diff: DepthDiff }
  | { readonly kind: 'best'; readonly symbol: string; readonly update: number; readonly bid: Level; readonly ask: Level }
  | PrintEvent
  | { readonly kind: 'snapshot'; readonly snapshot: DepthSnapshot }
  | { readonly kind: 'other' }
)
export interface PrintEvent {
  readonly kind: 'print'
  readonly symbol: string
  readonly at: number
  /** The two streams count their ids apart. */
  readonly stream: 'trade' | 'aggTrade'
  readonly id: number
  readonly price: string
  readonly quantity: string
  /** The taker's side. */
  readonly side: 'buy' | 'sell'
  readonly executedAt: number
}
/** A line nobody can use, with the reason it is counted under. */
export interface RejectedLine {
  readonly kind: 'rejected'
  readonly reason: 'no_receive_time' | 'no_json' | 'unknown_form' | 'absurd'
}

/** The longest real line is a snapshot of 64 KB. */
const lineLengthMax = 4_000_000
const levelsMax = 10_000
/** Ids one depth frame may span: 100 ms of the busiest market are some thousands. */
const updatesPerDiffMax = 1_000_000
/** The receive clock may be this far from the exchange's. */
const clockDistanceMaxMs = 3_600_000
const decimal = /^\d{1,15}(\.\d{1,18})?$/
const symbolName = /^[A-Z0-9]{2,20}$/

/** Reads a line. Whatever the line holds, this answers and never throws. */
export function parseLine(line: string): FeedEvent | RejectedLine {
  const space = line.indexOf(' ')
  const received = line.slice(0, Math.max(space, 0))
  if (!/^\d{19}$/.test(received) || line.length > lineLengthMax) return rejected('no_receive_time')
  const json = parseJson(line.slice(space + 1))
  if (!isFields(json)) return rejected('no_json')
  const receivedNs = BigInt(received)
  const read = 'lastUpdateId' in json ? readSnapshot(json) : readStream(json)
  if (read.kind === 'rejected') return read
  const at = 'at' in read ? read.at : undefined
  if (at !== undefined && Math.abs(at - Number(receivedNs / 1_000_000n)) > clockDistanceMaxMs) return rejected('absurd')
  return { receivedNs, ...read }
}

type Fields = Readonly<Record<string, unknown>>
type Unstamped = FeedEvent extends infer E ? (E extends FeedEvent ? Omit<E, 'receivedNs'> : never) : never

function readStream(json: Fields): Unstamped | RejectedLine {
  const { stream, data } = json
  if (typeof stream !== 'string' || !isFields(data)) return rejected('unknown_form')
  const symbol = data['s']
  if (typeof symbol !== 'string' || !symbolName.test(symbol)) return rejected('unknown_form')
  const name = stream.slice(stream.indexOf('@') + 1)
  if (name.startsWith('depth')) return readDepth(symbol, data)
  if (name === 'bookTicker') return readBest(symbol, data)
  if (name === 'trade') return readPrint(symbol, data, 'trade')
  if (name === 'aggTrade') return readPrint(symbol, data, 'aggTrade')
  return { kind: 'other' }
}

function readDepth(symbol: string, data: Fields): Unstamped | RejectedLine {
  const { U: first, u: last, E: at } = data
  const [bids, asks] = [readLevels(data['b']), readLevels(data['a'])]
  if (!isCount(first) || !isCount(last) || !isCount(at) || bids === undefined || asks === undefined) return rejected('unknown_form')
  if (first > last || last - first > updatesPerDiffMax) return rejected('absurd')
  return { kind: 'depth', symbol, at, diff: { kind: 'diff', first, last, bids, asks } }
}

function readBest(symbol: string, data: Fields): Unstamped | RejectedLine {
  const { u: update, b, B, a, A } = data
  if (!isCount(update) || !isDecimal(b) || !isDecimal(B) || !isDecimal(a) || !isDecimal(A)) return rejected('unknown_form')
  return { kind: 'best', symbol, update, bid: [b, B], ask: [a, A] }
}

function readPrint(symbol: string, data: Fields, stream: PrintEvent['stream']): Unstamped | RejectedLine {
  const id = stream === 'trade' ? data['t'] : data['a']
  const { p: price, q: quantity, E: sentAt, T: executedAt, m: isBuyerMaker } = data
  if (!isCount(id) || !isCount(sentAt) || !isCount(executedAt) || typeof isBuyerMaker !== 'boolean') return rejected('unknown_form')
  if (!isDecimal(price) || !isDecimal(quantity) || isZero(price) || isZero(quantity)) return rejected('unknown_form')
  if (Math.abs(sentAt - executedAt) > clockDistanceMaxMs) return rejected('absurd')
  const side = isBuyerMaker ? 'sell' : 'buy'
  return { kind: 'print', symbol, at: Math.max(sentAt, executedAt), stream, id, price, quantity, side, executedAt }
}

function readSnapshot(json: Fields): Unstamped | RejectedLine {
  const last = json['lastUpdateId']
  const [bids, asks] = [readLevels(json['bids']), readLevels(json['asks'])]
  if (!isCount(last) || bids === undefined || asks === undefined) return rejected('unknown_form')
  return { kind: 'snapshot', snapshot: { kind: 'snapshot', last, bids, asks } }
}

/** One bad level makes the whole frame bad: leaving it out would leave a wrong book that looks right. */
function readLevels(value: unknown): QuotedLevel[] | undefined {
  if (!Array.isArray(value) || value.length > levelsMax) return undefined
  for (const level of value) {
    if (!Array.isArray(level) || !isDecimal(level[0]) || !isDecimal(level[1]) || isZero(level[0])) return undefined
  }
  return value as QuotedLevel[]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}
function isDecimal(value: unknown): value is string {
  return typeof value === 'string' && decimal.test(value)
}
function isZero(text: string): boolean {
  return !/[1-9]/.test(text)
}
function rejected(reason: RejectedLine['reason']): RejectedLine {
  return { kind: 'rejected', reason }
}
