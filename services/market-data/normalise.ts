/** One symbol's frames of a session from what an exchange sent. Pure: the same events always make the same frames. */
import type { Frame } from '#contracts/topics/market'
import { assert } from '#core/assert'
import { compareDecimals, formatDecimal, parseDecimal } from '#core/decimal'
import { createLocalBook, type QuotedLevel } from '#core/market'
import { type Instrument, notionalFloor } from '#core/orders'
import type { FeedEvent, PrintEvent } from './frames.ts'

/** A trade of the exchange, at the symbol's scales. */
export interface Print {
  readonly id: string
  readonly price: bigint
  readonly quantity: bigint
  readonly side: 'buy' | 'sell'
  /** Market time, ms. */
  readonly executedAt: number
}
export interface Step {
  readonly frames: readonly Frame[]
  readonly print?: Print
}
export type FeedState = Extract<Frame, { kind: 'state' }>['state']

export interface NormaliserOptions {
  readonly instrument: Instrument
  /** Added to every time of the recording, so that a later pass is later in market time too. */
  readonly shiftMs?: number
}

/** Turns events of one symbol into numbered frames. Before the first snapshot has joined there are none. */
export interface Normaliser {
  accept(event: FeedEvent): Step
  /** Nothing came on the connection for too long; ends with `resume`. */
  idle(): Step
  resume(): Step
  /** The recording is over; the book stays as it is. */
  finish(): Step
  /** The book after frame n with its state, both numbered n; empty before the first join. */
  describe(): Frame[]
  state(): FeedState
  /** Number and market time of the last frame. */
  position(): { readonly n: number; readonly t: number }
  /** Last update id of the book; 0 when it is not joined. */
  lastUpdate(): number
  /** Events that were left out, by reason. */
  leftOut(): ReadonlyMap<string, number>
}

export function createNormaliser(options: NormaliserOptions): Normaliser {
  return new SymbolNormaliser(options)
}

/** An id this far ahead of the book is nobody's next one: taken seriously, it would silence everything after it. */
const idDistanceMax = 10_000_000
/** No single trade is worth more, in units of the quote asset; sums of a day stay within int8. */
const quoteMax = 10n ** 16n
/** Levels per side in a snapshot frame; a recorded day's book stays below. */
const snapshotLevelsMax = 5_000
type Body = Frame extends infer F ? (F extends Frame ? Omit<F, 'n' | 't'> : never) : never

class SymbolNormaliser implements Normaliser {
  readonly #options: NormaliserOptions
  readonly #book = createLocalBook()
  readonly #leftOut = new Map<string, number>()
  #n = 0
  #t = 0
  #told: FeedState | undefined
  #newestDiff = 0
  #lastQuote = 0
  #lastTrade = 0
  #printStream: PrintEvent['stream'] | undefined
  #isCrossed = false
  #isQuoteBad = false
  #hasTradeHole = false
  #isIdle = false
  #isOver = false

  constructor(options: NormaliserOptions) {
    this.#options = options
  }

  accept(event: FeedEvent): Step {
    const frames: Frame[] = []
    this.#isIdle = false
    if ('at' in event) this.#moveTime(event.at + (this.#options.shiftMs ?? 0), frames)
    const print = this.#apply(event, frames)
    this.#tell(frames)
    return print === undefined ? { frames } : { frames, print }
  }

  idle(): Step {
    this.#isIdle = true
    return this.#toldNow()
  }
  resume(): Step {
    this.#isIdle = false
    return this.#toldNow()
  }
  finish(): Step {
    this.#isOver = true
    return this.#toldNow()
  }

  describe(): Frame[] {
    if (this.#n === 0) return []
    const at = { n: this.#n, t: this.#t }
    return [
      { ...at, ...this.#wholeBook() },
      { ...at, kind: 'state', state: this.state() },
    ]
  }

  state(): FeedState {
    if (this.#isOver) return 'stale'
    if (!this.#book.isJoined() || this.#hasTradeHole) return 'resyncing'
    return this.#isCrossed || this.#isQuoteBad || this.#isIdle ? 'stale' : 'live'
  }
  position(): { n: number; t: number } {
    return { n: this.#n, t: this.#t }
  }
  lastUpdate(): number {
    return this.#book.lastUpdate()
  }
  leftOut(): ReadonlyMap<string, number> {
    return this.#leftOut
  }

  #apply(event: FeedEvent, frames: Frame[]): Print | undefined {
    switch (event.kind) {
      case 'depth':
        return this.#applyDepth(event, frames)
      case 'snapshot':
        return this.#applySnapshot(event, frames)
      case 'best':
        return this.#applyBest(event, frames)
      case 'print':
        return this.#applyPrint(event, frames)
      case 'other':
        return undefined
    }
  }

  #applyDepth({ diff }: FeedEvent & { kind: 'depth' }, frames: Frame[]): undefined {
    const before = this.#book.lastUpdate()
    const result = this.#book.accept(diff)
    this.#newestDiff = Math.max(this.#newestDiff, diff.last)
    if (result === 'applied' || result === 'crossed') {
      this.#hasTradeHole = false
      this.#isCrossed = result === 'crossed'
      this.#say({ kind: 'depth', bids: texts(diff.bids), asks: texts(diff.asks) }, frames)
    } else if (result === 'gap') this.#isCrossed = false
    else if (result === 'ignored') {
      this.#leaveOut('old_depth')
      // The snapshot was from another world: everything since looks old beside it.
      if (diff.last < before - idDistanceMax) this.#book.reset()
    }
  }

  #applySnapshot({ snapshot, receivedNs }: FeedEvent & { kind: 'snapshot' }, frames: Frame[]): undefined {
    if (this.#newestDiff > 0 && snapshot.last > this.#newestDiff + idDistanceMax) return this.#leaveOut('absurd_snapshot')
    const wasJoined = this.#book.isJoined()
    const result = this.#book.accept(snapshot)
    if (result !== 'applied' && result !== 'crossed') return this.#leaveOut(`${result}_at_snapshot`)
    if (!wasJoined) [this.#lastTrade, this.#lastQuote] = [0, 0]
    this.#isCrossed = result === 'crossed'
    this.#isQuoteBad = false
    this.#hasTradeHole = false
    // A snapshot has no market time; where it comes first, its receive time stands for it.
    if (this.#t === 0) this.#t = Number(receivedNs / 1_000_000n) + (this.#options.shiftMs ?? 0)
    this.#say(this.#wholeBook(), frames)
  }

  #applyBest({ update, bid, ask }: FeedEvent & { kind: 'best' }, frames: Frame[]): undefined {
    if (!this.#book.isJoined()) return this.#leaveOut('quote_before_join')
    if (update <= this.#lastQuote || update < this.#book.lastUpdate()) return this.#leaveOut('old_quote')
    if (update > this.#book.lastUpdate() + idDistanceMax) return this.#leaveOut('absurd_quote')
    this.#lastQuote = update
    this.#isQuoteBad = isCrossedQuote(bid[0], ask[0])
    if (this.#isQuoteBad) return this.#leaveOut('crossed_quote')
    this.#say({ kind: 'best', bid: [...bid], ask: [...ask] }, frames)
  }

  #applyPrint(event: PrintEvent, frames: Frame[]): Print | undefined {
    this.#printStream ??= event.stream
    if (event.stream !== this.#printStream) return this.#leaveOut('second_print_stream')
    if (event.id <= this.#lastTrade) return this.#leaveOut('old_print')
    if (this.#lastTrade > 0 && event.id > this.#lastTrade + idDistanceMax) return this.#leaveOut('absurd_print')
    const price = parseDecimal(event.price, this.#options.instrument.priceScale)
    const quantity = parseDecimal(event.quantity, this.#options.instrument.baseScale)
    if (this.#lastTrade > 0 && event.id > this.#lastTrade + 1) this.#hasTradeHole = true
    this.#lastTrade = event.id
    if (typeof price !== 'bigint' || typeof quantity !== 'bigint') return this.#leaveOut('print_off_scale')
    if (!isPlausible(this.#options.instrument, price, quantity)) return this.#leaveOut('absurd_print')
    const print: Print = {
      id: String(event.id),
      price,
      quantity,
      side: event.side,
      executedAt: event.executedAt + (this.#options.shiftMs ?? 0),
    }
    const shown = {
      price: formatDecimal(price, this.#options.instrument.priceScale),
      quantity: formatDecimal(quantity, this.#options.instrument.baseScale),
    }
    this.#say({ kind: 'print', trade_id: print.id, ...shown, side: print.side }, frames)
    return print
  }

  #moveTime(at: number, frames: Frame[]): void {
    const crossed = this.#t > 0 && Math.floor(at / 1000) > Math.floor(this.#t / 1000)
    this.#t = Math.max(this.#t, at)
    if (crossed && this.#n > 0) frames.push(this.#number({ kind: 'tick' }))
  }

  /** Adds a frame; nothing is said before a first snapshot has joined. A turn for the worse is said before what came with it. */
  #say(body: Body, frames: Frame[]): void {
    if (this.#n === 0 && body.kind !== 'snapshot') return
    if (this.state() !== 'live') this.#tell(frames)
    frames.push(this.#number(body))
  }

  #tell(frames: Frame[]): void {
    const state = this.state()
    if (this.#n === 0 || state === this.#told) return
    // While the feed was not live the engine emptied house levels that met users' orders: the whole book comes with the good news.
    if (state === 'live' && this.#told !== undefined && frames.at(-1)?.kind !== 'snapshot') frames.push(this.#number(this.#wholeBook()))
    this.#told = state
    frames.push(this.#number({ kind: 'state', state }))
  }
  #toldNow(): Step {
    const frames: Frame[] = []
    this.#tell(frames)
    return { frames }
  }

  #number(body: Body): Frame {
    this.#n += 1
    assert(this.#t >= 0, 'market time is known')
    return { n: this.#n, t: this.#t, ...body }
  }

  #wholeBook(): Extract<Body, { kind: 'snapshot' }> {
    return {
      kind: 'snapshot',
      bids: texts(this.#book.levels('buy', snapshotLevelsMax)),
      asks: texts(this.#book.levels('sell', snapshotLevelsMax)),
    }
  }

  #leaveOut(reason: string): undefined {
    this.#leftOut.set(reason, (this.#leftOut.get(reason) ?? 0) + 1)
  }
}

/** Within the exchange's own limits, with room for limits that have changed since. */
function isPlausible(instrument: Instrument, price: bigint, quantity: bigint): boolean {
  const { priceMax, quantityMax } = instrument
  if ((priceMax > 0n && price > priceMax * 10n) || (quantityMax > 0n && quantity > quantityMax * 10n)) return false
  return notionalFloor(instrument, price, quantity) <= quoteMax
}

/** A price of zero says that a side is empty. */
function isCrossedQuote(bid: string, ask: string): boolean {
  if (!/[1-9]/.test(bid) || !/[1-9]/.test(ask)) return false
  return compareDecimals(bid, ask) >= 0
}

function texts(levels: readonly QuotedLevel[]): [string, string][] {
  return levels.map(([price, quantity]) => [String(price), String(quantity)])
}
