import type { Frame, FrameBatch } from '#contracts/topics/market'
import type { AmendCommand, CancelCommand, PlacedOrder } from '#contracts/topics/orders'
import { type BookEvent, type BookFill, type BookMemory, createBookMemory, type LiveList, type LiveOrder } from '#core/order-book'
import { fromLots, fromTicks, type Instrument, toLots } from '#core/orders'
import { Care, type CommandPayload } from './care.ts'
import { readExtra } from './live-extra.ts'
import { applyFrames, bookHash, createMarket, fullHash, leaveMarket, loseFeed, type Market, resumeMarket } from './market.ts'
import type { Position } from './matching-store.ts'
import { Owners } from './owners.ts'
import { readSnapshot } from './shard-snapshot.ts'
import { toCommand } from './tracked.ts'

/** A trade in the words both sides use. */
export interface ReplayedTrade {
  readonly symbol: string
  readonly price: string
  readonly quantity: string
  readonly taker: string | null
  readonly maker: string | null
  readonly cause: string
  readonly frame: string
  readonly ahead: string
}
/** A batch as the engine wrote it down. */
export interface AuditRow {
  readonly batch_no: number
  readonly kind: 'batch' | 'rebuild'
  readonly entries: string
  readonly positions: Readonly<Record<string, Position>>
  readonly book_hash: string | null
  readonly full_hash: string | null
}
/** Frames of a recorded feed by their numbers. */
export interface FrameSource {
  framesUpTo(n: number): readonly Frame[]
  snapshotAt(n: number): readonly Frame[]
}
export interface ReplayInput {
  readonly instruments: readonly Instrument[]
  /** The recorded feed, and whose it is; the other symbols had none. */
  readonly feed: { readonly symbol: string; readonly frames: FrameSource } | undefined
  /** By their sequence: topic and body of each command. */
  readonly commands: ReadonlyMap<number, { readonly topic: string; readonly body: string }>
}

type Entry = readonly (string | number | null)[]

/**
 * The engine once more: the same commands at the same positions of the same recording through the same books, without a database. What it
 * trades must be what was stored, and each rebuild on the way must have the hash that was written down, however often it was killed.
 */
export class Replay {
  readonly trades: ReplayedTrade[] = []
  /** Where it differs from what the engine wrote, in order. */
  readonly differences: string[] = []
  rebuilds = 0
  /** Hashes of everything that were compared on the way. */
  compared = 0
  readonly #input: ReplayInput
  readonly #owners = new Owners()
  readonly #care = new Care(account => this.#owners.of(account))
  #memory: BookMemory = createBookMemory()
  #markets = new Map<string, Market>()

  constructor(input: ReplayInput) {
    this.#input = input
    this.#open({})
  }

  apply(row: AuditRow): void {
    const entries = JSON.parse(row.entries) as Entry[]
    if (row.kind === 'rebuild') return this.#rebuild(row, entries)
    for (const entry of entries) {
      const symbol = String(entry[0] === 'command' ? entry[2] : entry[1])
      if (entry[0] === 'command') {
        this.#advance(symbol, Number(entry[4]))
        this.#command(this.#markets.get(symbol)!, Number(entry[1]), entry[5] as string | undefined)
      } else this.#note(symbol, entry)
    }
    for (const [symbol, { n }] of Object.entries(row.positions)) this.#advance(symbol, n)
    const isComparable = Object.keys(row.positions).every(symbol => symbol === this.#input.feed?.symbol)
    if (row.full_hash === null || !isComparable) return
    this.compared += 1
    if (row.full_hash !== this.fullHash()) this.differences.push(`batch ${row.batch_no}: full_hash differs`)
  }

  /** The engine as a snapshot of a batch kept it: goes on with the rows after that batch. @throws RangeError where the bytes are not whole */
  static resume(input: ReplayInput, bytes: Uint8Array): Replay {
    const replay = new Replay(input)
    const { markets, owners } = readSnapshot(bytes)
    for (const [account, owner] of owners) replay.#owners.set(account, owner)
    const saved = new Map(markets.map(market => [market.symbol, market]))
    for (const instrument of input.instruments) {
      const market = saved.get(instrument.symbol)
      if (market !== undefined) replay.#markets.set(instrument.symbol, resumeMarket(instrument, market, replay.#memory))
    }
    for (const { book, instrument } of replay.#markets.values())
      for (const { order } of book.liveOrders()) replay.#remember(order, instrument)
    return replay
  }

  /** SHA-256 over the orders of all books, as rebuild rows carry it. */
  bookHash(): string {
    return bookHash(this.#markets)
  }

  /** SHA-256 over everything the books hold, house and queue places too. */
  fullHash(): string {
    return fullHash(this.#markets)
  }

  /** What is live now: order id and lots left, ordered by id. */
  live(): readonly (readonly [id: string, leaves: string])[] {
    return [...this.#markets.values()]
      .flatMap(({ book, instrument }) =>
        [...book.liveOrders()].map(({ order, leaves }) => [this.#idOf(order)!, String(fromLots(instrument, leaves))] as const),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1))
  }

  /** Takes an order of a snapshot into care, with its whole list: what it was is in its command. */
  #remember(number: number, instrument: Instrument): void {
    if (this.#care.has(number)) return
    const placed = this.#placedAs(number)
    const first = number - (placed.list?.index ?? 0)
    for (let member = first; member < first + (placed.list?.count ?? 1); member += 1)
      this.#care.accept(this.#placedAs(member), member, instrument)
  }

  #placedAs(number: number): PlacedOrder {
    return JSON.parse(this.#input.commands.get(number)!.body) as PlacedOrder
  }

  #open(positions: AuditRow['positions']): void {
    this.#memory = createBookMemory()
    const start = (position: Position | undefined) => ({ position, firstSeq: 0, memory: this.#memory })
    this.#markets = new Map(this.#input.instruments.map(it => [it.symbol, createMarket(it, start(positions[it.symbol]))]))
  }

  /** The engine started anew from what was stored: orders as they are, queue places and extremes as they were saved last. */
  #rebuild(row: AuditRow, entries: readonly Entry[]): void {
    this.rebuilds += 1
    const stored = new Map(
      entries.map(([, id, ahead, extra]) => [String(id), { ahead: BigInt(ahead!), extra: (extra ?? null) as string | null }]),
    )
    const before = [...this.#markets].map(([symbol, { book }]) => ({
      symbol,
      orders: [...book.liveOrders()],
      lists: [...book.liveLists()],
    }))
    this.#open(row.positions)
    for (const { symbol, orders, lists } of before) this.#restore(this.#markets.get(symbol)!, { orders, lists, stored })
    if (row.book_hash !== this.bookHash()) this.differences.push(`batch ${row.batch_no}: book_hash differs`)
  }

  #restore(
    { book, instrument }: Market,
    {
      orders,
      lists,
      stored,
    }: {
      readonly orders: readonly LiveOrder[]
      readonly lists: readonly LiveList[]
      readonly stored: ReadonlyMap<string, { readonly ahead: bigint; readonly extra: string | null }>
    },
  ): void {
    for (const live of [...orders].sort((a, b) => a.priority - b.priority)) {
      const order = this.#care.find(live.order)
      const place = stored.get(order.placed.order_id)
      const { extreme } = readExtra(order, place?.extra ?? null)
      const command = toCommand(order, this.#owners.of(order.placed.account_id))
      book.restore(command, { ...live, ahead: toLots(instrument, place?.ahead ?? 0n), extreme })
    }
    for (const list of lists) book.restoreList(list)
  }

  #note(symbol: string, entry: Entry): void {
    const market = this.#markets.get(symbol)!
    const { feed } = this.#input
    const [kind, , session, n] = entry
    if (kind === 'snapshot' && feed?.symbol === symbol)
      this.#offer(market, { session: Number(session), prev: Number(n), frames: feed.frames.snapshotAt(Number(n)) })
    else if (kind === 'state') market.book.apply({ kind: 'symbol_state', state: session as Instrument['status'] }, [])
    else if (kind === 'changed') leaveMarket(market, events => this.#collect(market, events))
    else if (kind === 'gap') {
      this.#advance(symbol, Number(n))
      loseFeed(market, events => this.#collect(market, events))
    }
  }

  #advance(symbol: string, n: number): void {
    const market = this.#markets.get(symbol)
    const { feed } = this.#input
    if (feed?.symbol !== symbol || market?.synced !== true || market.position === undefined) return
    const { n: prev, session } = market.position
    const frames = feed.frames.framesUpTo(n)
    if (frames.length > 0) this.#offer(market, { session, prev, frames })
  }

  #offer(
    market: Market,
    { session, prev, frames }: { readonly session: number; readonly prev: number; readonly frames: readonly Frame[] },
  ): void {
    const batch: FrameBatch = { symbol: market.instrument.symbol, source: 'replay', session, prev_n: prev, frames: [...frames] }
    applyFrames(market, batch, events => this.#collect(market, events))
  }

  #command(market: Market, seq: number, refusal: string | undefined): void {
    const { topic, body } = this.#input.commands.get(seq)!
    const payload = JSON.parse(body) as CommandPayload
    const events: BookEvent[] = []
    if (topic === 'order.placed') {
      const members = this.#care.accept(payload as PlacedOrder, seq, market.instrument)
      if (members.length > 0 && refusal === undefined) market.book.apply(this.#care.toBook(members), events)
    } else {
      const change = this.#care.toChange(payload as CancelCommand | AmendCommand)
      if (change !== undefined) market.book.apply(change, events)
    }
    this.#collect(market, events)
  }

  #collect({ instrument }: Market, events: readonly BookEvent[]): void {
    for (const event of events) if (event.kind === 'fill') this.trades.push(this.#toTrade(instrument, event))
  }

  #toTrade(instrument: Instrument, fill: BookFill): ReplayedTrade {
    const { cause, frame, ahead } = fill.evidence
    return {
      symbol: instrument.symbol,
      price: String(fromTicks(instrument, fill.price)),
      quantity: String(fromLots(instrument, fill.lots)),
      taker: this.#idOf(fill.taker),
      maker: this.#idOf(fill.maker),
      cause,
      frame: `${frame.session}.${frame.frame}`,
      ahead: String(fromLots(instrument, ahead)),
    }
  }

  #idOf(order: number): string | null {
    return order === 0 ? null : this.#care.find(order).placed.order_id
  }
}
