import type { Frame, FrameBatch } from '#contracts/topics/market'
import type { Feed } from '#contracts/routes/market'
import { createHash } from 'node:crypto'
import {
  type BookCommand,
  type BookEvent,
  type BookMemory,
  createBook,
  type EngineBook,
  type HouseSnapshot,
  restoreBook,
} from '#core/order-book'
import type { Instrument } from '#core/orders'
import { createFrameReader, type FrameReader } from './frames.ts'
import type { Position } from './matching-store.ts'
import type { SavedMarket } from './shard-snapshot.ts'

/** One symbol in the engine: its book, where it is in the feed, and what its readers were told. */
export interface Market {
  readonly instrument: Instrument
  readonly reader: FrameReader
  readonly book: EngineBook
  /** Whether the symbol trades, as its book was told last. */
  status: Instrument['status']
  position: Position | undefined
  /** False until a snapshot joined the feed's sequence; house quantity is not matchable meanwhile. */
  synced: boolean
  state: Feed['state']
  /** A fault was found in this symbol's data: nothing more is matched until the process starts again. */
  halted: boolean
  bookSeq: number
  told: Feed['state'] | undefined
  toldLast: number
  snapshotWanted: boolean
  /** A snapshot whose next frame says whether it is live. */
  waitingSnapshot: HouseSnapshot | undefined
}

export interface MarketStart {
  /** Where the symbol's feed was when its book was last committed. */
  readonly position: Position | undefined
  readonly firstSeq: number
  /** Shared by the books of a shard. */
  readonly memory: BookMemory
}

export function createMarket(instrument: Instrument, { position, firstSeq, memory }: MarketStart): Market {
  const market = emptyMarket(instrument, createBook({ memory }), { position, firstSeq })
  const { book } = market
  book.restoreMarket({ last: position?.last ?? 0, now: position?.t ?? 0 })
  book.apply({ kind: 'feed_state', live: false, frame: { session: position?.session ?? 0, frame: position?.n ?? 0 } }, [])
  book.apply({ kind: 'protection', bandBips: instrument.protectionBips, printBips: instrument.printBips }, [])
  book.apply({ kind: 'symbol_state', state: instrument.status }, [])
  return market
}

/** The symbol as a snapshot knew it. @throws RangeError where the bytes of its book are not whole */
export function resumeMarket(instrument: Instrument, saved: SavedMarket, memory: BookMemory): Market {
  const market = emptyMarket(instrument, restoreBook(saved.book, { memory }), { position: saved.position, firstSeq: 0 })
  market.synced = saved.synced
  market.state = saved.state
  market.waitingSnapshot = saved.waitingSnapshot
  return market
}

function emptyMarket(instrument: Instrument, book: EngineBook, { position, firstSeq }: Omit<MarketStart, 'memory'>): Market {
  return {
    instrument,
    reader: createFrameReader(instrument),
    book,
    status: instrument.status,
    position,
    synced: false,
    state: 'offline',
    halted: false,
    bookSeq: firstSeq,
    told: undefined,
    toldLast: 0,
    snapshotWanted: true,
    waitingSnapshot: undefined,
  }
}

/** SHA-256 over the orders of all books, as rebuild rows carry it. */
export function bookHash(markets: ReadonlyMap<string, Market>): string {
  return hashOf(markets, ({ book }) => book.describeOrders())
}

/** SHA-256 over everything the books hold, house and queue places too: equal in a replay of the recorded feed. */
export function fullHash(markets: ReadonlyMap<string, Market>): string {
  return hashOf(markets, ({ book }) => book.describeAll())
}

function hashOf(markets: ReadonlyMap<string, Market>, describe: (market: Market) => string): string {
  const text = [...markets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([symbol, market]) => `${symbol}\n${describe(market)}`)
  return createHash('sha256').update(text.join('')).digest('hex')
}

/** What reading a batch of frames means for whoever writes the audit. */
export type FrameNote = readonly ['snapshot' | 'gap', symbol: string, session: number, n: number]
export interface FrameResult {
  readonly notes: FrameNote[]
  /** Ask market-data for a snapshot at or after this frame. */
  readonly wanted: boolean
}

/**
 * Applies the frames that join the position; `onEvents` gets the events of each frame. Without a join the house leaves the matchable book
 * and a snapshot is asked for. Frames at or before the position were applied already and do nothing.
 */
export function applyFrames(market: Market, batch: FrameBatch, onEvents: (events: BookEvent[]) => void): FrameResult {
  const notes: FrameNote[] = []
  const { position } = market
  const sameSession = position !== undefined && position.session === batch.session && position.source === batch.source
  if (position !== undefined && position.source === batch.source && batch.session < position.session) return { notes, wanted: false }
  const floor = sameSession ? position.n : -1
  const last = batch.frames.at(-1)
  if (last === undefined) return { notes, wanted: false }
  let frames = batch.frames
  if (!market.synced || !sameSession) {
    const start = frames.findLastIndex((_, index) => joins(frames, index, floor))
    if (start < 0) return { notes, wanted: true }
    frames = frames.slice(start)
    market.synced = true
    notes.push(['snapshot', market.instrument.symbol, batch.session, frames[0]!.n])
  } else if (batch.prev_n > floor) {
    loseFeed(market, onEvents)
    notes.push(['gap', market.instrument.symbol, batch.session, floor])
    return { notes, wanted: true }
  } else frames = frames.filter(frame => frame.n > floor)
  for (const frame of frames) {
    const t = Math.max(frame.t, market.position?.t ?? 0)
    market.position = { source: batch.source, session: batch.session, n: frame.n, t, last: market.book.last() }
    applyFrame(market, frame, batch.session, onEvents)
    market.position = { ...market.position, last: market.book.last() }
  }
  return { notes, wanted: false }
}

/**
 * Whether the snapshot at `index` may be joined after frame `floor`. What was taken from a level is not known any more, so a snapshot of
 * the very frame it was taken at must not be sold from again; shown without being live it may be.
 */
function joins(frames: readonly Frame[], index: number, floor: number): boolean {
  const [frame, next] = [frames[index]!, frames[index + 1]]
  if (frame.kind !== 'snapshot' || frame.n < floor) return false
  return frame.n > floor || (next?.kind === 'state' && next.state !== 'live')
}

/**
 * A snapshot that comes while the feed is not live waits for the next frame: where that says live, it is applied as live. Applied before,
 * its levels that meet resting orders would be emptied instead of filling them.
 */
function applyFrame(market: Market, frame: Frame, session: number, onEvents: (events: BookEvent[]) => void): void {
  const command = market.reader.read(frame, session)
  const waiting = market.waitingSnapshot
  market.waitingSnapshot = undefined
  const commands: BookCommand[] = [{ kind: 'time', at: frame.t }]
  if (waiting !== undefined && frame.kind === 'state' && frame.state === 'live')
    commands.push({ ...waiting, bids: [], asks: [] }, command!, waiting)
  else {
    if (waiting !== undefined) commands.push(waiting)
    if (command?.kind === 'house_snapshot' && market.state !== 'live') market.waitingSnapshot = command
    else if (command !== undefined) commands.push(command)
  }
  if (frame.kind === 'state') market.state = frame.state
  const events: BookEvent[] = []
  for (const next of commands) market.book.apply(next, events)
  if (events.length > 0) onEvents(events)
}

/** Another market takes over: another market is another price, so all that rested or waited on this one is canceled, each told to `onEvents`. */
export function leaveMarket(market: Market, onEvents: (events: readonly BookEvent[]) => void): void {
  for (const { order } of [...market.book.liveOrders()]) {
    const events: BookEvent[] = []
    market.book.apply({ kind: 'cancel', order }, events)
    onEvents(events)
  }
  loseFeed(market, () => undefined)
  market.position = undefined
  market.book.restoreMarket({ last: 0, now: 0 })
}

/** The house leaves the matchable book: nothing fills against it until a snapshot joins again. */
export function loseFeed(market: Market, onEvents: (events: BookEvent[]) => void): void {
  market.synced = false
  market.state = 'resyncing'
  market.waitingSnapshot = undefined
  const events: BookEvent[] = []
  market.book.apply(
    { kind: 'feed_state', live: false, frame: { session: market.position?.session ?? 0, frame: market.position?.n ?? 0 } },
    events,
  )
  if (events.length > 0) onEvents(events)
}
