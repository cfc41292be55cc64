/** What the prints of one symbol add up to: candles of every length, the last price, 24 hours, and what is not stored yet. */
import type { Interval } from '#contracts/routes/market'
import { assert } from '#core/assert'
import { type Candle, foldTrade, INTERVALS, openTimeOf, rollUp } from '#core/candles'
import { type Instrument, notionalFloor } from '#core/orders'
import type { Print } from './normalise.ts'

export const intervals = Object.keys(INTERVALS) as readonly Interval[]
const dayMs = INTERVALS['1d']
/** More closed candles than this in a second are of a replay at full speed; nobody watches each. */
const untoldMax = 100

/** A candle of the running session, as it is stored, and as readers see it: joined with what earlier sessions had in the same time. */
export interface TapeCandle {
  readonly interval: Interval
  readonly own: Candle
  readonly shown: Candle
}
/** What was stored before the session began or went on. */
export interface StoredTape {
  /** The session's own newest candle of each length. */
  readonly own: ReadonlyMap<Interval, Candle>
  /** The newest candle of each length of the sessions before it. */
  readonly earlier: ReadonlyMap<Interval, Candle>
  /** One-minute candles of the last day over all sessions, in time order. */
  readonly minutes: readonly Candle[]
}
/** The last 24 hours up to a moment of market time. */
export interface Day {
  readonly open: bigint
  readonly high: bigint
  readonly low: bigint
  readonly volume: bigint
  readonly quoteVolume: bigint
  readonly tradeCount: number
}

export class Tape {
  readonly #instrument: Instrument
  #own = new Map<Interval, Candle>()
  #earlier: ReadonlyMap<Interval, Candle> = new Map()
  #minutes: Candle[] = []
  /** Joined minutes before the last one, for as long as none of them changes. */
  #sum: { readonly from: number; readonly count: number; readonly day: Candle | undefined } | undefined
  /** Their hours, kept as long. */
  #hours: { readonly from: number; readonly count: number; readonly candles: readonly Candle[] } | undefined
  #closed: TapeCandle[] = []
  /** Closed candles that are being stored. */
  #leaving: TapeCandle[] = []
  #untold: TapeCandle[] = []
  #changed = new Set<Interval>()
  #trades: Print[] = []
  #last: bigint | undefined

  constructor(instrument: Instrument) {
    this.#instrument = instrument
  }

  /** A session begins, or goes on after what was stored of it. */
  begin(stored: StoredTape): void {
    this.#own = new Map(stored.own)
    this.#earlier = stored.earlier
    this.#minutes = [...stored.minutes]
    this.#sum = undefined
    this.#hours = undefined
    this.#closed = []
    this.#leaving = []
    this.#changed = new Set()
    this.#trades = []
    this.#last = this.#minutes.at(-1)?.close ?? stored.own.get('1d')?.close ?? stored.earlier.get('1d')?.close
  }

  add(print: Print): void {
    const quote = notionalFloor(this.#instrument, print.price, print.quantity)
    // A trade that comes late counts into the open candle: a closed one never changes.
    const at = Math.max(print.executedAt, this.#own.get('1m')?.openTime ?? 0)
    const { candle: single } = foldTrade(undefined, { price: print.price, quantity: print.quantity, quote, at })
    for (const interval of intervals) this.#fold(interval, single)
    this.#trades.push(print)
    this.#last = print.price
    const minute = this.#shown('1m')!
    if (this.#minutes.at(-1)?.openTime === minute.openTime) this.#minutes[this.#minutes.length - 1] = minute
    else this.#minutes.push(minute)
  }

  lastPrice(): bigint | undefined {
    return this.#last
  }

  /** Candles that closed and are not stored yet, and the forming one. */
  recent(interval: Interval): Candle[] {
    const forming = this.#shown(interval)
    const closed = [...this.#leaving, ...this.#closed].filter(candle => candle.interval === interval).map(({ shown }) => shown)
    return forming === undefined ? closed : [...closed, forming]
  }

  /** The 24 hours up to `t`, to the minute; undefined without a trade in them. */
  day(t: number): Day | undefined {
    const from = t - dayMs
    const kept = this.#minutes.findIndex(({ openTime }) => openTime > from)
    if (kept < 0) return undefined
    if (kept > 0) this.#minutes.splice(0, kept)
    const before = this.#dayBeforeLast()
    const last = this.#minutes.at(-1)!
    return before === undefined ? last : joinAll([before, last])
  }

  /** The last price of each hour that the 24 hours up to `t` touch and that had a trade, oldest first. */
  hourCloses(t: number): bigint[] {
    if (this.day(t) === undefined) return []
    const last = this.#minutes.at(-1)!
    const before = this.#hoursBeforeLast().filter(({ openTime }) => openTime < openTimeOf(last.openTime, '1h'))
    return [...before.map(({ close }) => close), last.close]
  }

  /** The candles that closed since this was last asked, at most the newest hundred. */
  takeClosed(): readonly TapeCandle[] {
    const taken = this.#untold
    this.#untold = []
    return taken
  }

  /** Takes what is not stored yet; the caller calls `stored` when it is. */
  takeUnsaved(): { readonly trades: readonly Print[]; readonly candles: readonly TapeCandle[] } {
    const forming = [...this.#changed].map(interval => ({ interval, own: this.#own.get(interval)!, shown: this.#shown(interval)! }))
    const unsaved = { trades: this.#trades, candles: [...this.#closed, ...forming] }
    this.#trades = []
    this.#leaving.push(...this.#closed)
    this.#closed = []
    this.#changed = new Set()
    return unsaved
  }
  stored(): void {
    this.#leaving = []
  }
  unsavedCount(): number {
    return this.#trades.length
  }

  #fold(interval: Interval, single: Candle): void {
    const current = this.#own.get(interval)
    const [first, second] = rollUp(current === undefined ? [single] : [current, single], interval)
    assert(first !== undefined, 'a trade makes a candle')
    if (second !== undefined) {
      const closed = { interval, own: first, shown: this.#shown(interval)! }
      this.#closed.push(closed)
      this.#untold = [...this.#untold, closed].slice(-untoldMax)
    }
    this.#own.set(interval, second ?? first)
    this.#changed.add(interval)
  }

  #shown(interval: Interval): Candle | undefined {
    const [own, earlier] = [this.#own.get(interval), this.#earlier.get(interval)]
    if (own === undefined) return earlier
    return earlier?.openTime === own.openTime ? rollUp([earlier, own], interval)[0] : own
  }

  #dayBeforeLast(): Candle | undefined {
    const [from, count] = [this.#minutes[0]!.openTime, this.#minutes.length - 1]
    if (this.#sum?.from !== from || this.#sum.count !== count) {
      this.#sum = { from, count, day: count === 0 ? undefined : joinAll(this.#minutes.slice(0, -1)) }
    }
    return this.#sum.day
  }

  #hoursBeforeLast(): readonly Candle[] {
    const [from, count] = [this.#minutes[0]!.openTime, this.#minutes.length - 1]
    if (this.#hours?.from !== from || this.#hours.count !== count)
      this.#hours = { from, count, candles: rollUp(this.#minutes.slice(0, -1), '1h') }
    return this.#hours.candles
  }
}

/** One candle of all, whatever days they lie in. */
function joinAll(candles: readonly Candle[]): Candle {
  return rollUp(
    candles.map(candle => ({ ...candle, openTime: 0 })),
    '1d',
  )[0]!
}
