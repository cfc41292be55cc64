/**
 * A never-killed twin: the same commands at the same positions of the same recording through the same book, in one process and without
 * a database. What it trades must be what the platform stored, however often that was killed.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type pg from 'pg'
import { toInstrument } from '#contracts/instruments'
import type { Frame, FrameBatch, InstrumentRules } from '#contracts/topics/market'
import type { CancelCommand, PlacedOrder } from '#contracts/topics/orders'
import type { BookEvent, BookFill, NewOrder } from '#core/order-book'
import { fromLots, fromTicks, type Instrument, toLots } from '#core/orders'
import { createConnection } from '../services/market-data/connection.ts'
import { parseLine } from '../services/market-data/frames.ts'
import { createNormaliser } from '../services/market-data/normalise.ts'
import { applyFrames, createMarket, loseFeed, type Market } from '../services/matching/market.ts'
import { toCommand, track } from '../services/matching/tracked.ts'

/** A trade in the words both sides use. */
export interface TwinTrade {
  readonly price: string
  readonly quantity: string
  readonly taker: string | null
  readonly maker: string | null
  readonly cause: string
  readonly frame: string
  readonly ahead: string
}
export interface TwinResult {
  readonly trades: readonly TwinTrade[]
  /** Where the twin's book differed from the hash the platform wrote when it rebuilt its own. */
  readonly differences: readonly string[]
  readonly rebuilds: number
}
interface AuditRow {
  readonly batch_no: string
  readonly kind: 'batch' | 'rebuild'
  readonly entries: string
  readonly positions: Readonly<Record<string, { session: number; n: number; source: string; t: number }>>
  readonly book_hash: string | null
}

/** Replays the audit log of one symbol against its recording. */
export async function runTwin(client: pg.Client, symbol: string, files: readonly string[]): Promise<TwinResult> {
  const { rows: rules } = await client.query<{ rules: string }>('select rules from matching.instruments where symbol = $1', [symbol])
  const { rows: commands } = await client.query<{ seq: string; topic: string; body: string }>(
    `select seq, topic, body from trading.outbox where stream = 'commands.0' order by seq`,
  )
  const { rows: audit } = await client.query<AuditRow>(
    'select batch_no, kind, entries, positions, book_hash from matching.audit_log where shard = 0 order by batch_no',
  )
  const twin = new Twin(toInstrument(JSON.parse(rules[0]!.rules) as InstrumentRules), files)
  const bySeq = new Map(
    commands.map(({ seq, topic, body }) => [Number(seq), { topic, body: JSON.parse(body) as PlacedOrder | CancelCommand }]),
  )
  for (const row of audit) twin.apply(row, bySeq)
  return {
    trades: twin.trades,
    differences: twin.differences,
    rebuilds: audit.filter(({ kind }) => kind === 'rebuild').length,
  }
}

/** The platform's trades in the same words. */
export async function storedTrades(client: pg.Client): Promise<TwinTrade[]> {
  const { rows } = await client.query<TwinTrade>(
    `select price::text, quantity::text, taker_order_id::text as taker, maker_order_id::text as maker, cause, session || '.' || frame_no as frame, queue_ahead::text as ahead from matching.trades order by trade_no`,
  )
  return rows
}

class Twin {
  readonly trades: TwinTrade[] = []
  readonly differences: string[] = []
  readonly #instrument: Instrument
  readonly #files: readonly string[]
  readonly #ids = new Map<number, string>()
  readonly #placed = new Map<number, NewOrder>()
  readonly #numbers = new Map<string, number>()
  readonly #owners = new Map<string, number>()
  #feed: Playback | undefined
  #market: Market

  constructor(instrument: Instrument, files: readonly string[]) {
    this.#instrument = instrument
    this.#files = files
    this.#market = createMarket(instrument, undefined, 0)
  }

  apply(row: AuditRow, commands: ReadonlyMap<number, { topic: string; body: PlacedOrder | CancelCommand }>): void {
    const entries = JSON.parse(row.entries) as (string | number)[][]
    const position = row.positions[this.#instrument.symbol]
    if (row.kind === 'rebuild') {
      this.#rebuild(row, entries, position)
      return
    }
    for (const entry of entries) {
      if (entry[0] === 'command') {
        if (entry[2] !== this.#instrument.symbol) continue
        this.#advance(Number(entry[4]))
        this.#command(Number(entry[1]), commands.get(Number(entry[1]))!)
      } else if (entry[1] === this.#instrument.symbol) this.#note(entry)
    }
    if (position !== undefined && this.#market.synced) this.#advance(position.n)
  }

  #rebuild(row: AuditRow, entries: (string | number)[][], position: AuditRow['positions'][string] | undefined): void {
    const aheads = new Map(entries.map(([, id, ahead]) => [String(id), BigInt(ahead!)]))
    const resting = [...this.#market.book.liveOrders()]
    const mine = resting.map(({ order }) => this.#ids.get(order)!).sort()
    if (JSON.stringify(mine) !== JSON.stringify([...aheads.keys()].sort()))
      this.differences.push(`batch ${row.batch_no}: other orders rest`)
    this.#market = createMarket(this.#instrument, position, 0)
    for (const order of resting.sort((a, b) => a.priority - b.priority)) {
      const ahead = toLots(this.#instrument, aheads.get(this.#ids.get(order.order)!) ?? 0n)
      this.#market.book.restore(this.#placed.get(order.order)!, { ...order, ahead })
    }
    const text = `${this.#instrument.symbol}\n${this.#market.book.describeOrders()}`
    const hash = createHash('sha256').update(text).digest('hex')
    const others = row.book_hash
    if (others !== hashWithEmpties(this.#instrument.symbol, text, others, hash))
      this.differences.push(`batch ${row.batch_no}: book_hash differs`)
  }

  #note(entry: readonly (string | number)[]): void {
    const [kind, , session, n] = entry as [string, string, number, number]
    if (kind === 'snapshot') {
      this.#feed ??= new Playback(this.#instrument, this.#files)
      this.#offer({ session, prev: n, frames: this.#feed.snapshotAt(n) })
    } else if (kind === 'gap') {
      this.#advance(n)
      loseFeed(this.#market, events => this.#collect(events))
    }
  }

  #advance(n: number): void {
    if (this.#feed === undefined || !this.#market.synced || this.#market.position === undefined) return
    const { n: prev, session } = this.#market.position
    const frames = this.#feed.framesUpTo(n)
    if (frames.length > 0) this.#offer({ session, prev, frames })
  }

  #offer({ session, prev, frames }: { session: number; prev: number; frames: readonly Frame[] }): void {
    const batch: FrameBatch = { symbol: this.#instrument.symbol, source: 'replay', session, prev_n: prev, frames: [...frames] }
    applyFrames(this.#market, batch, events => this.#collect(events))
  }

  #command(seq: number, { topic, body }: { topic: string; body: PlacedOrder | CancelCommand }): void {
    const events: BookEvent[] = []
    if (topic === 'order.placed') {
      const placed = body as PlacedOrder
      this.#ids.set(seq, placed.order_id)
      this.#numbers.set(placed.order_id, seq)
      const owner = this.#owners.get(placed.account_id) ?? this.#owners.size + 1
      this.#owners.set(placed.account_id, owner)
      const order = toCommand(track(placed, seq, this.#instrument), owner)
      this.#placed.set(seq, order)
      this.#market.book.apply(order, events)
    } else this.#market.book.apply({ kind: 'cancel', order: this.#numbers.get(body.order_id) ?? 0 }, events)
    this.#collect(events)
  }

  #collect(events: readonly BookEvent[]): void {
    for (const event of events) if (event.kind === 'fill') this.trades.push(this.#toTrade(event))
  }

  #toTrade(fill: BookFill): TwinTrade {
    const { cause, frame, ahead } = fill.evidence
    return {
      price: String(fromTicks(this.#instrument, fill.price)),
      quantity: String(fromLots(this.#instrument, fill.lots)),
      taker: this.#ids.get(fill.taker) ?? null,
      maker: this.#ids.get(fill.maker) ?? null,
      cause,
      frame: `${frame.session}.${frame.frame}`,
      ahead: String(fromLots(this.#instrument, ahead)),
    }
  }
}

/** The platform hashes all its symbols; those without orders add only their names. */
function hashWithEmpties(symbol: string, text: string, wanted: string | null, alone: string): string | null {
  if (wanted === alone) return alone
  const all = createHash('sha256')
    .update(
      [...emptySymbols, symbol]
        .sort()
        .map(name => (name === symbol ? text : `${name}\n`))
        .join(''),
    )
    .digest('hex')
  return all
}
const emptySymbols = [
  'ETHUSDT',
  'SOLUSDT',
  'BNBUSDT',
  'XRPUSDT',
  'DOGEUSDT',
  'ADAUSDT',
  'TRXUSDT',
  'AVAXUSDT',
  'LINKUSDT',
  'TONUSDT',
  'SHIBUSDT',
  'DOTUSDT',
  'LTCUSDT',
  'BCHUSDT',
  'NEARUSDT',
  'UNIUSDT',
  'PEPEUSDT',
  'APTUSDT',
  'ICPUSDT',
]

/** The recording's frames, made on demand. */
class Playback {
  readonly #lines: Iterator<string>
  readonly #normaliser
  readonly #connection
  #made: Frame[] = []

  constructor(instrument: Instrument, files: readonly string[]) {
    this.#lines = files.flatMap(file => gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n'))[Symbol.iterator]()
    this.#normaliser = createNormaliser({ instrument })
    this.#connection = createConnection(new Map([[instrument.symbol, this.#normaliser]]), (_, step) => this.#made.push(...step.frames))
    this.#symbol = instrument.symbol
  }
  readonly #symbol: string

  /** Frames not yet taken, up to and with number n. */
  framesUpTo(n: number): Frame[] {
    this.#play(n)
    const taken = this.#made.filter(frame => frame.n <= n)
    this.#made = this.#made.filter(frame => frame.n > n)
    return taken
  }
  /** The snapshot numbered n and what belongs to it: the recording's own, or one asked for after frame n. */
  snapshotAt(n: number): Frame[] {
    this.#play(n)
    const own = this.#made.find(frame => frame.n === n && frame.kind === 'snapshot')
    const described = own === undefined ? this.#normaliser.describe() : [own]
    this.#made = this.#made.filter(frame => frame.n > n)
    return described
  }
  #play(n: number): void {
    while (this.#normaliser.position().n < n) {
      const next = this.#lines.next()
      if (next.done === true) {
        this.#connection.finish()
        return
      }
      const event = parseLine(next.value)
      if (event.kind !== 'rejected') this.#connection.accept(this.#symbol, event)
    }
  }
}
